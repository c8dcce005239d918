"""A collected quotation as safe HTML: the words, where they are from, whether they stand."""

from __future__ import annotations

from kb.citing import Standing, doubts, official
from kb.store.library import Library
from kb.types import Metadata, Quotation
from kb.web.article import flags_within
from kb.web.grids import passage_html
from kb.web.marking import escaped
from kb.web.quotes import Quote, address_of
from kb.web.tables import digest_label, region_name

_LONG = 1500
_DIGEST = digest_label(Metadata(digest=True))


def item_html(number: int, quotation: Quotation, standing: Standing, library: Library) -> str:
    """One quotation, ``number`` from 1, with its source, its doubts and how it stands."""
    facts = (region_name(quotation.region) or "地区不明", quotation.date, quotation.number)
    path = " › ".join(quotation.headings)
    long = ' kb-long" tabindex="0' if len(quotation.text) > _LONG else ""
    return (
        '<div class="kb-item">'
        f'<div class="kb-head"><span class="kb-rank">{number}</span>'
        f"<h3>{escaped(quotation.title)}</h3>{_DIGEST if quotation.digest else ''}</div>"
        f'<p class="kb-meta">{escaped(" · ".join(filter(None, facts)))}</p>'
        + (f'<p class="kb-path">{escaped(path)}</p>' if path else "")
        + f'<blockquote class="kb-text{long}">{_words(quotation, standing, library)}</blockquote>'
        + _doubts_html(quotation)
        + f'<p class="kb-source">出处：{escaped(official(quotation))}　{_link(quotation, standing, library)}</p>'
        f"{_standing_html(standing)}</div>"
    )


def note_html(note: str) -> str:
    """A user's words on a quotation."""
    return f'<p class="kb-usernote"><b>备注：</b>{escaped(note)}</p>'


def _words(quotation: Quotation, standing: Standing, library: Library) -> str:
    document = library.document(quotation.document_id) if standing.state == "未变" else None
    if document is None:
        return passage_html(quotation.text, 0, len(quotation.text), None, [])
    marks = flags_within(document, quotation.start, quotation.end)
    return passage_html(document.text, quotation.start, quotation.end, None, marks)


def _doubts_html(quotation: Quotation) -> str:
    doubted = doubts(quotation)
    if not doubted:
        return ""
    return f'<p class="kb-doubted">注意：{escaped(doubted)}，引用前请核对。</p>'


def _link(quotation: Quotation, standing: Standing, library: Library) -> str:
    now = standing.now
    document = library.document(now.document_id) if now else None
    if now is None or document is None:
        address = address_of(quotation.document_id, path=quotation.path)
        return f'<a href="{escaped(address)}" target="_self">打开这份文件</a>'
    address = Quote(document, now.start, now.end).address
    return f'<a href="{escaped(address)}" target="_self">看原文出处</a>'


def _standing_html(standing: Standing) -> str:
    kind = "kb-stands" if standing.stands else "kb-strays"
    told = f'<p class="kb-standing {kind}">核对：{escaped(standing.told)}</p>'
    if standing.stands or standing.now is None:
        return told
    return (
        f'{told}<details class="kb-more"><summary>库内现在的文字</summary>'
        f'<blockquote class="kb-text">{escaped(standing.now.text)}</blockquote></details>'
    )
