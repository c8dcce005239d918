"""What a practice is, as safe HTML: its head, the quotation that defines it, what is
related to it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.types import DEPTHS, Document, Mention, Practice
from kb.web import quotes
from kb.web.cards import (
    Documents,
    Quotation,
    depth_badge,
    practice_link,
    programme_badge,
    telling,
)
from kb.web.marking import escaped
from kb.web.tables import region_name

_EXPLAINS = re.compile(r"^[”』」》\"]?[^，。；,;\n]{0,6}?[，,]?(?:即|是指|指的是|就是|是一种|是)")
_HOW = re.compile(r"^[”』」》\"]?[^。；;\n]{0,12}?[，,]?(?:通过|由|采取|依托|按照|以)")
_READ = 40
"""Mentions that are looked through for a definition, the deepest first."""
_YEARS = 8
_NAMES = 8


def defining(practice: Practice, of: Documents) -> Quotation | None:
    """The mention that says what the practice is: one that explains the name (即, 是指), else
    one that says by what or whom it is done, else the deepest that says more than the name."""
    best: tuple[int, int, Quotation] | None = None
    for number, mention in enumerate(sorted(practice.mentions, key=telling)[:_READ]):
        document = of(mention.document_id)
        if document is None:
            continue
        rank = _explaining(mention, document)
        if best is None or (rank, number) < best[:2]:
            best = rank, number, Quotation(mention, document)
        if rank == 0:
            break
    return best[2] if best else None


def head_html(practice: Practice) -> str:
    """Name, depth and the facts in a line each."""
    facts = "".join(f"<p><b>{name}</b> {told}</p>" for name, told in _facts(practice) if told)
    chips = "".join(
        f'<span class="kb-chip">{escaped(name)}</span>'
        for name in dict.fromkeys((*practice.themes, *practice.topics))
    )
    badges = depth_badge(practice.depth) + programme_badge(practice.programme)
    return (
        f'<div class="kb-title kb-practice"><h1>{escaped(practice.name)} {badges}</h1>'
        f'<p class="kb-chips">{chips}</p><div class="kb-facts">{facts}</div></div>'
    )


def definition_html(quoted: Quotation) -> str:
    """The quotation that says what a practice is, with its place and source."""
    mention, quote = quoted.mention, quoted.quote
    place = region_name(mention.region or quoted.document.metadata.region) or "地区不明"
    marks = [(mention.name_start, mention.name_end)] if mention.named else []
    return (
        f'<blockquote class="kb-quote">{quotes.block_html(quote, marks)}</blockquote>'
        f'<p class="kb-source">{escaped(place)} {quotes.source_html(quote)}</p>'
    )


def related_html(practice: Practice) -> str:
    """The practices beside this one, each with the reason."""
    items = "".join(
        f'<li><a href="{escaped(practice_link(one.name))}" target="_self">{escaped(one.name)}</a>'
        f' <span class="kb-meta">{escaped(one.why)}</span></li>'
        for one in practice.related
    )
    return f'<ul class="kb-related">{items}</ul>'


def _explaining(mention: Mention, document: Document) -> int:
    after = document.text[mention.name_end : mention.end]
    if mention.depth == "仅提及" and len(after) < 20:
        return 3
    if _EXPLAINS.match(after):
        return 0
    return 1 if _HOW.match(after) else 2


def _facts(practice: Practice) -> Sequence[tuple[str, str]]:
    documents = len({mention.document_id for mention in practice.mentions})
    depths = [mention.depth for mention in practice.mentions]
    counts = "、".join(f"{depth} {depths.count(depth)} 处" for depth in reversed(DEPTHS))
    names = practice.aliases[:_NAMES]
    more = f"等 {len(practice.aliases)} 种" if len(practice.aliases) > _NAMES else ""
    return (
        ("地区", f"{len(practice.regions)} 地" if practice.regions else "地区不明"),
        ("出处", f"{documents} 份文件、{len(practice.mentions)} 处：{counts}"),
        ("年份", _years(practice.years)),
        ("也写作", escaped("、".join(names) + more)),
    )


def _years(years: Sequence[int]) -> str:
    if len(years) > _YEARS:
        return f"{years[0]}—{years[-1]} 年间的 {len(years)} 个年份"
    return "、".join(map(str, years))
