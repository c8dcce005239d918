"""What a practice is, as safe HTML: its head, the quotation that defines it, what is
related to it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

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

_EXPLAINS = re.compile(
    r"^[”』」》\"]?[^，。；,;\n]{0,6}?[，,]?(?:即(?![将使便时可刻])|指的是|就是|是(?!否))"
)
_HOW = re.compile(
    r"^[”』」》\"]?[^。；;\n]{0,12}?[，,]?(?:通过|由(?!于)|采取|依托|按照|以(?![上下来及后前]))"
)
_READ = 40
"""Mentions that are looked through for a definition, the deepest first."""
_EARLY = 30
_LONG = 200
_BARE = 20
_YEARS = 8
_NAMES = 8


def defining(practice: Practice, of: Documents) -> Quotation | None:
    """The mention that says what the practice is: one that explains the name (即, 是指), else
    one that says by what or whom it is done, else the deepest that is about it."""
    best: tuple[tuple[int, ...], Quotation] | None = None
    for number, mention in enumerate(sorted(practice.mentions, key=telling)[:_READ]):
        document = of(mention.document_id)
        if document is None:
            continue
        rank = (*_explaining(mention, document), number)
        if best is None or rank < best[0]:
            best = rank, Quotation(mention, document)
    return best[1] if best else None


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


def contents_html(parts: Mapping[str, str], places: Sequence[tuple[str, str]], count: int) -> str:
    """The way within the page. ``parts``: anchor → name, in order; below the one of anchor
    ``places`` the anchors and names of the places that are shown, of ``count``."""
    inner = "".join(
        f'<li class="kb-l2"><a href="#{escaped(anchor)}">{escaped(name)}</a></li>'
        for anchor, name in places
    )
    if count > len(places):
        inner += f'<li class="kb-l2 kb-meta">共 {count} 地，分页显示</li>'
    items = "".join(
        f'<li class="kb-l1"><a href="#{part}">{name}</a></li>{inner if part == "places" else ""}'
        for part, name in parts.items()
    )
    return f'<h2 class="kb-side">本页内容</h2><ol class="kb-outline">{items}</ol>'


def _explaining(mention: Mention, document: Document) -> tuple[int, int]:
    """How far a mention is from a definition: by the words behind the name, then by whether
    the sentence begins with it and is about little else."""
    after = document.text[mention.name_end : mention.end]
    late = mention.name_start - mention.start > _EARLY
    long = mention.end - mention.start > _LONG
    if mention.depth == "仅提及" and len(after) < _BARE:
        return 3, late + long
    if _EXPLAINS.match(after):
        return 0, late + long
    how = bool(_HOW.match(after)) and not late
    return 1 if how else 2, late + long - bool(mention.measures)


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
