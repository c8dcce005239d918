"""Passages that were found, as safe HTML."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from urllib.parse import urlencode

from kb.store.entries import Card
from kb.types import Document, Hit, Metadata, Region
from kb.web.article import flags_within
from kb.web.grids import passage_html
from kb.web.location import location_params
from kb.web.marking import Layer, escaped, term_spans
from kb.web.tables import date_of, digest_label, grade_label, pages_told, region_name

_LONG = 1500
_OTHERS = 3


LEGEND = (
    '<p class="kb-meta kb-legend">文中标出：<mark>检索词</mark>、'
    '<mark class="kb-syn">同义说法</mark>（虚线）</p>'
)
"""What the two kinds of marks mean."""


def hit_html(
    hit: Hit, card: Card, document: Document | None, others: Collection[str] = frozenset()
) -> str:
    """One passage word for word, its place in its document and why it is there.

    ``document``: what the passage is of; without it (it is gone) the words alone are shown.
    ``others``: terms that only stand for a word of the query, marked otherwise.
    """
    why = f'<details class="kb-why"><summary>为什么是这一条</summary>{_why_html(hit, others)}</details>'
    return (
        f'<div class="kb-hit" id="hit-{hit.rank}">'
        f'<div class="kb-head"><span class="kb-rank">{hit.rank}</span>'
        f"{_title(card)}</div>{_body(hit, card, document, others)}{why}</div>"
    )


def source_html(hit: Hit, card: Card, document: Document | None) -> str:
    """One passage word for word and its place, without rank or reason."""
    return (
        f'<div class="kb-hit"><div class="kb-head">{_title(card)}</div>'
        f"{_body(hit, card, document, frozenset())}</div>"
    )


def same_html(others: Sequence[tuple[Hit, Card]]) -> str:
    """The documents that say the same, each a link to its place."""
    items = "".join(
        f'<li><a href="{escaped(_address(hit))}" target="_self">{escaped(card.title)}</a> '
        f'<span class="kb-meta">{escaped(_facts(card.metadata))}</span></li>'
        for hit, card in others
    )
    return (
        f'<details class="kb-more"><summary>另有 {len(others)} 份文件有相同内容</summary>'
        f"<ul>{items}</ul></details>"
    )


def _title(card: Card) -> str:
    return (
        f"<h3>{escaped(card.title)}</h3>{digest_label(card.metadata)}{grade_label(card.metadata)}"
    )


def _body(hit: Hit, card: Card, document: Document | None, others: Collection[str]) -> str:
    metadata = card.metadata
    facts = (_place(metadata), date_of(metadata), _pages(hit, document), _sources(document))
    meta = " · ".join(filter(None, facts))
    path = " › ".join(hit.passage.headings)
    long = ' kb-long" tabindex="0' if len(hit.text) > _LONG else ""
    return (
        f'<p class="kb-meta">{escaped(meta)}</p>'
        + (f'<p class="kb-path">{escaped(path)}</p>' if path else "")
        + f'<div class="kb-text{long}">{_words(hit, document, others)}</div>'
    )


def _address(hit: Hit) -> str:
    passage = hit.passage
    place = location_params(passage.document_id, passage.start, passage.end)
    return f"original?{urlencode(place)}"


def _facts(metadata: Metadata) -> str:
    return " · ".join(filter(None, (_place(metadata), date_of(metadata))))


def _words(hit: Hit, document: Document | None, others: Collection[str]) -> str:
    passage = hit.passage
    if document is None:
        return passage_html(hit.text, 0, len(hit.text), None, _terms(hit, 0, others))
    doubts = flags_within(document, passage.start, passage.end)
    layers = [*doubts, *_terms(hit, passage.start, others)]
    return passage_html(document.text, passage.start, passage.end, passage.header, layers)


def _terms(hit: Hit, base: int, others: Collection[str]) -> list[Layer]:
    """The words of the query, and what stands for them where those do not."""
    own = term_spans(hit.text, [term for term in hit.why.terms if term not in others])
    also = term_spans(hit.text, [term for term in hit.why.terms if term in others])
    free = [span for span in also if not any(a < span[1] and span[0] < b for a, b in own)]
    return [
        *(Layer(base + start, base + end, "mark", "") for start, end in own),
        *(Layer(base + start, base + end, "mark", 'class="kb-syn"') for start, end in free),
    ]


def _place(metadata: Metadata) -> str:
    own = region_name(metadata.region) or "地区不明"
    if not metadata.others:
        return own
    names = [_last(other.region) for other in metadata.others]
    more = f"等 {len(names)} 地" if len(names) > _OTHERS else ""
    return f"{own}（还涉及 {'、'.join(names[:_OTHERS])}{more}）"


def _last(region: Region) -> str:
    return region.county or region.city or region.province or ""


def _pages(hit: Hit, document: Document | None) -> str | None:
    return pages_told(document, hit.passage.pages) if document and hit.passage.pages else None


def _sources(document: Document | None) -> str | None:
    more = len(document.sources) - 1 if document else 0
    return f"另有 {more} 个来源" if more > 0 else None


def _why_html(hit: Hit, others: Collection[str]) -> str:
    why = hit.why
    told = [
        f"关键词检索排第 {why.lexical_rank}" if why.lexical_rank else "关键词检索没有找到它",
        f"语义检索排第 {why.dense_rank}" if why.dense_rank else "语义检索没有找到它",
    ]
    own = [term for term in why.terms if term not in others]
    also = [term for term in why.terms if term in others]
    if own:
        told.append("文中出现：" + "、".join(own))
    if also:
        told.append("同义说法：" + "、".join(also))
    told += why.notes
    return f"<p>{escaped('；'.join(told))}。</p>"
