"""Passages that were found, as safe HTML."""

from __future__ import annotations

from kb.store.entries import Card
from kb.types import Document, Hit, Metadata, Region
from kb.web.article import flags_within
from kb.web.grids import passage_html
from kb.web.marking import Layer, escaped, term_spans
from kb.web.tables import date_of, digest_label, grade_label, pages_told, region_name

_LONG = 1500
_OTHERS = 3


def hit_html(hit: Hit, card: Card, document: Document | None) -> str:
    """One passage word for word, its place in its document and why it is there.

    ``document``: what the passage is of; without it (it is gone) the words alone are shown.
    """
    metadata = card.metadata
    facts = (_place(metadata), date_of(metadata), _pages(hit, document), _sources(document))
    meta = " · ".join(filter(None, facts))
    path = " › ".join(hit.passage.headings)
    long = ' kb-long" tabindex="0' if len(hit.text) > _LONG else ""
    return (
        f'<div class="kb-hit" id="hit-{hit.rank}">'
        f'<div class="kb-head"><span class="kb-rank">{hit.rank}</span>'
        f"<h3>{escaped(card.title)}</h3>{digest_label(metadata)}{grade_label(metadata)}</div>"
        f'<p class="kb-meta">{escaped(meta)}</p>'
        + (f'<p class="kb-path">{escaped(path)}</p>' if path else "")
        + f'<div class="kb-text{long}">{_words(hit, document)}</div>'
        f'<details class="kb-why"><summary>为什么是这一条</summary>{_why_html(hit)}</details></div>'
    )


def _words(hit: Hit, document: Document | None) -> str:
    passage = hit.passage
    if document is None:
        return passage_html(hit.text, 0, len(hit.text), None, _terms(hit, 0))
    doubts = flags_within(document, passage.start, passage.end)
    layers = [*doubts, *_terms(hit, passage.start)]
    return passage_html(document.text, passage.start, passage.end, passage.header, layers)


def _terms(hit: Hit, base: int) -> list[Layer]:
    spans = term_spans(hit.text, hit.why.terms)
    return [Layer(base + start, base + end, "mark", "") for start, end in spans]


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


def _why_html(hit: Hit) -> str:
    why = hit.why
    told = [
        f"关键词检索排第 {why.lexical_rank}" if why.lexical_rank else "关键词检索没有找到它",
        f"语义检索排第 {why.dense_rank}" if why.dense_rank else "语义检索没有找到它",
    ]
    if why.terms:
        told.append("文中出现：" + "、".join(why.terms))
    told += why.notes
    return f"<p>{escaped('；'.join(told))}。</p>"
