"""原文: one document with its outline, one place in it marked and scrolled to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import streamlit as st

from kb.citing import official
from kb.citing import quote as quotation_of
from kb.store.library import Library
from kb.types import Document
from kb.web import (
    before,
    frame,
    original_marks,
    original_told,
    original_tools,
    originals,
    pageview,
    printing,
    searching,
    tables,
)
from kb.web.arriving import Arrival, arrive
from kb.web.article import Look, document_html, outline_html, part_of, part_starts
from kb.web.copying import copy_script
from kb.web.location import Location, location_from, location_params
from kb.web.marking import Layer, escaped
from kb.web.original_tools import Standpoint
from kb.web.session import Opened
from kb.web.state import SearchState, search_params


def show() -> None:
    """Draw the page."""
    ready = frame.index_or_setup()
    if ready is None:
        return
    library = ready.searcher.snapshot.library
    place = location_from(st.query_params)
    if place is None:
        _pick(library)
        return
    arrival = arrive(place, library, before.raw_text if place.view == "raw" else _text)
    if arrival.document is None:
        _gone(place, arrival)
        return
    _document(place, arrival, arrival.document, ready)


def _text(document: Document) -> str:
    return document.text


def _pick(library: Library) -> None:
    st.html("<h1>原文</h1><p>从检索结果或文库打开一份文件，也可以在这里选择：</p>")
    titles = {card.id: card.title for card in library.cards}
    st.selectbox(
        "文件",
        list(titles),
        index=None,
        key="picked",
        placeholder="请选择文件",
        format_func=titles.__getitem__,
        on_change=_open_picked,
    )


def _open_picked() -> None:
    picked = st.session_state["picked"]
    if picked:
        st.query_params.from_dict(location_params(picked))


def _gone(place: Location, arrival: Arrival) -> None:
    st.html("<h1>原文</h1>")
    frame.notice("bad", arrival.told)
    words = " ".join(place.words.split())
    label = "检索链接里的话" if words else "去检索"
    st.page_link(
        frame.SEARCH, label=label, query_params=search_params(SearchState(q=words)) or None
    )


def _document(place: Location, arrival: Arrival, document: Document, ready: Opened) -> None:
    st.set_page_config(page_title=f"{document.title} · 乡鉴")
    point = _standpoint(place, arrival, document)
    library = ready.searcher.snapshot.library
    folder = Path(ready.searcher.snapshot.manifest.documents_folder)
    plain = f"original?id={quote(document.id)}"
    _outline(point, plain)
    original_told.head(document)
    st.html(_cited(document))
    if arrival.told:
        frame.notice("note", arrival.told)
    original_told.build_followed()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        original_told.original_file(document, folder)
        printing.print_button()
    original_told.details(document, plain, library)
    original_told.corrections(document, ready)
    marks, told = _marks(point, ready)
    look = _look(point, plain, marks, library)
    if place.page is not None and look.pictures is not None and place.view == "text":
        pageview.show(document, place.page, look, folder, plain)
    else:
        original_tools.view_row(point, told)
        original_tools.bar(point, ready)
        _article(point, look, plain)
    copy_script()
    _lasting(original_tools.address(point))


def _standpoint(place: Location, arrival: Arrival, document: Document) -> Standpoint:
    text = before.raw_text(document) if place.view == "raw" else document.text
    here = arrival.span
    first = here[0] if here else None
    if here is None and place.page is not None:
        first = next((page.start for page in document.pages if page.number == place.page), None)
    found = original_marks.words_in(text, place.find)
    return Standpoint(
        document, text, part_of(text, first), replace(place, document_id=document.id), here, found
    )


def _outline(point: Standpoint, address: str) -> None:
    raw = point.place.view == "raw"
    part = None if point.place.page and not raw else point.part
    sections = () if raw else point.document.outline
    with st.sidebar:
        st.html('<h2 class="kb-side">目录</h2>')
        none = "清理前的文字没有目录。" if raw else "这份文件没有目录。"
        st.html(outline_html(sections, part, address) or f"<p>{none}</p>")


def _cited(document: Document) -> str:
    """The citation of the whole, which only the printed page shows."""
    if not document.text:
        return ""
    told = official(quotation_of(document, 0, len(document.text)))
    return f'<p class="kb-printonly">{escaped(told)}</p>'


def _marks(point: Standpoint, ready: Opened) -> tuple[list[Layer], str]:
    """What stands out in the text, and how many practices and figures there are to mark."""
    sought = original_marks.word_layers(point.found, "kb-found")
    if point.place.view == "raw":
        return [*before.removal_layers(point.document), *sought], ""
    layers, told = _told_layers(searching.version_of(ready), point.document.id, ready)
    return [*(() if point.place.plain else layers), *sought], told


# Every step within a document draws it anew; its marks stay as they are.
@st.cache_resource(max_entries=24, show_spinner=False)
def _told_layers(version: str, document_id: str, _ready: Opened) -> tuple[list[Layer], str]:
    library = _ready.searcher.snapshot.library
    card = library.cards[library.row_of_document[document_id]]
    rows = range(card.first_row, card.first_row + card.passages)
    mentions = original_marks.flat(library.mentions(rows))
    practices = original_marks.practice_layers(mentions, library.practices_by_id)
    told = original_marks.counts_told(practices, mentions)
    return [*practices, *original_marks.figure_layers(mentions)], told


def _look(point: Standpoint, address: str, marks: list[Layer], library: Library) -> Look:
    document = point.document
    if point.place.view == "raw":
        return Look(here=point.here, marks=marks)
    card = library.cards[library.row_of_document[document.id]]
    passages = library.passages(range(card.first_row, card.first_row + card.passages))
    return Look(
        here=point.here,
        flags=document.flags,
        pages=document.pages,
        headers=sorted({p.header for p in passages if p.header}),
        page_word=tables.page_word(document.format),
        pictures=address if document.format in originals.PICTURED else None,
        marks=marks,
        pick=address,
    )


def _article(point: Standpoint, look: Look, address: str) -> None:
    raw = point.place.view == "raw"
    _parts(point, address + ("&view=raw" if raw else ""))
    if raw:
        st.html(
            '<p class="kb-meta">这是清理前读到的全部文字，划去的部分已作为页面内容去除，'
            "后面注明了原因。引用以正文为准。</p>"
        )
    sections = () if raw else point.document.outline
    body = document_html(point.text, sections, look, point.part)
    st.html(f'<article class="kb-article">{body}</article>')
    if point.here:
        _scroll(point.here)


def _parts(point: Standpoint, address: str) -> None:
    starts = part_starts(point.text)
    if len(starts) < 2:
        return
    links = "".join(
        f'<b aria-current="page">{n}</b>' if n == point.part.number
        else f'<a href="{escaped(address)}&amp;start={start}&amp;end={start + 1}" target="_self" '
        f'aria-label="第 {n} 部分">{n}</a>'
        for n, start in enumerate(starts, 1)
    )  # fmt: skip
    st.html(
        f'<nav class="kb-parts" aria-label="全文各部分">全文较长，分 {len(starts)} 部分显示：'
        f"{links}</nav>"
    )


def _scroll(here: tuple[int, int]) -> None:
    """Bring the marked passage into view. Only numbers enter the script; they make it a
    new one for every place, so that it runs again."""
    st.html(
        f"<script>/* {here[0]:d}-{here[1]:d} */ requestAnimationFrame(() => "
        "document.getElementById('here')?.scrollIntoView({block: 'center'}))</script>",
        unsafe_allow_javascript=True,
    )


def _lasting(address: str) -> None:
    """Put the address that finds the place again for the one the browser shows, without a
    new entry in its history. Nothing enters the script but what ``urlencode`` leaves."""
    st.html(
        f"<script>if (location.pathname.endsWith('/original')) "
        f"history.replaceState(history.state, '', '{address.removeprefix('original')}')</script>",
        unsafe_allow_javascript=True,
    )


show()
