"""原文: one document with its outline, one place in it marked and scrolled to."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import streamlit as st

from kb.errors import KbError
from kb.store.library import Library
from kb.types import Document, Metadata
from kb.web import (
    building,
    correcting,
    frame,
    originals,
    pageview,
    related,
    session,
    tables,
    values,
)
from kb.web.article import Look, document_html, outline_html, part_of, part_starts
from kb.web.marking import escaped, shown_name
from kb.web.session import Opened
from kb.web.state import Location, location_from, location_params


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
    document = library.document(place.document_id)
    if document is None:
        frame.notice(
            "bad",
            f"文库里没有编号为“{place.document_id}”的文件，它可能已被删除，或内容改动后换了编号。"
            "可以回到检索页重新查找。",
        )
        st.page_link(frame.SEARCH, label="去检索")
        return
    _document(document, place, ready)


def _pick(library: Library) -> None:
    st.html("<h2>原文</h2><p>从检索结果或文库打开一份文件，也可以在这里选择：</p>")
    titles = {card.id: card.title for card in library.cards}
    st.selectbox(
        "文件",
        list(titles),
        index=None,
        key="picked",
        placeholder="请选择文件",
        format_func=titles.__getitem__,
        on_change=_open_picked,
        label_visibility="collapsed",
    )


def _open_picked() -> None:
    picked = st.session_state["picked"]
    if picked:
        st.query_params.from_dict(location_params(picked, None, None))


def _document(document: Document, place: Location, ready: Opened) -> None:
    library = ready.searcher.snapshot.library
    address = f"original?id={quote(document.id)}"
    part = part_of(document.text, _first(place, document))
    here = _within(place, document)
    with st.sidebar:
        st.html('<h2 class="kb-side">目录</h2>')
        outline = outline_html(document.outline, None if place.page else part, address)
        st.html(outline or "<p>这份文件没有目录。</p>")
    _head(document)
    if document.metadata.digest:
        frame.notice("note", "整理稿：根据原始材料重新整理的文字，不是原文，引用请核对所据材料。")
    if place.start is not None and here is None:
        frame.notice("note", "链接里的位置超出了这份文件，以下从头显示。")
    _build_followed(ready)
    _told(document, address, library)
    _corrections(document, ready)
    folder = Path(ready.searcher.snapshot.manifest.documents_folder)
    _original_file(document, folder)
    look = _look(document, here, address, library)
    if place.page is not None and look.pictures is not None:
        pageview.show(document, place.page, look, folder, address)
        return
    _parts(document, part.number, address)
    body = document_html(document.text, document.outline, look, part)
    st.html(f'<article class="kb-article">{body}</article>')
    if here:
        _scroll(here)


def _look(document: Document, here: tuple[int, int] | None, address: str, library: Library) -> Look:
    card = library.cards[library.row_of_document[document.id]]
    passages = library.passages(range(card.first_row, card.first_row + card.passages))
    return Look(
        here=here,
        flags=document.flags,
        pages=document.pages,
        headers=sorted({p.header for p in passages if p.header}),
        page_word=tables.page_word(document.format),
        pictures=address if document.format in originals.PICTURED else None,
    )


def _told(document: Document, address: str, library: Library) -> None:
    with st.expander("文件信息与依据"):
        st.html(values.metadata_html(document, address))
    if document.flags:
        with st.expander(f"存疑：{related.flag_counts(document.flags)}"):
            st.html(related.flags_html(document, address))
    if document.unread:
        with st.expander(f"没有读到的内容（{len(document.unread)} 处）"):
            st.html(related.unread_html(document))
    if len(document.sources) > 1:
        with st.expander(f"同一份文件的其他来源（{len(document.sources) - 1} 个）"):
            st.html(related.sources_html(document))
    if document.links:
        titles = {card.id: card.title for card in library.cards}
        with st.expander(f"相关文件（{len(document.links)} 份）"):
            st.html(related.links_html(document, titles.get, address))
    with st.expander(f"去除的页面内容（{len(document.removals)} 处）"):
        st.html(tables.removals_html(document.removals))


def _corrections(document: Document, ready: Opened) -> None:
    given = session.settings()
    manifest = ready.searcher.snapshot.manifest
    with st.expander("确认或更正识别结果", key="correcting"):
        if manifest.documents_folder != str(given.documents):
            st.html("<p>现有索引是用另一个文件夹建的，请先到“文库”页更新索引。</p>")
            return
        correcting.form(document, given)


def _build_followed(ready: Opened) -> None:
    job = building.last_build(session.settings())
    if job and not job.finished:
        frame.progress_of(job)
    elif job and job.problem:
        frame.notice("bad", job.problem)


def _head(document: Document) -> None:
    metadata = document.metadata
    facts = [
        tables.region_name(metadata.region),
        tables.date_of(metadata),
        metadata.number.value if metadata.number else None,
        metadata.kind.value if metadata.kind else None,
    ]
    told = " · ".join(fact for fact in facts if fact)
    st.html(
        f'<div class="kb-title"><h1>{escaped(document.title)}</h1>'
        f'<p class="kb-meta">{tables.digest_label(metadata)}'
        f"{tables.grade_label(metadata)}{escaped(told)}</p>{_subjects(metadata)}</div>"
    )


def _subjects(metadata: Metadata) -> str:
    """Themes and topics."""
    found = dict.fromkeys(value.value for value in (*metadata.themes, *metadata.topics))
    chips = "".join(f'<span class="kb-chip">{escaped(name)}</span>' for name in found)
    return f'<p class="kb-chips">{chips}</p>' if chips else ""


def _first(place: Location, document: Document) -> int | None:
    """Where the part of a long document that is shown has to reach."""
    if place.start is not None or place.page is None:
        return place.start
    return next((page.start for page in document.pages if page.number == place.page), None)


def _within(place: Location, document: Document) -> tuple[int, int] | None:
    if place.start is None or place.end is None or place.start >= len(document.text):
        return None
    return place.start, min(place.end, len(document.text))


def _parts(document: Document, current: int, address: str) -> None:
    starts = part_starts(document.text)
    if len(starts) < 2:
        return
    links = "".join(
        f"<b>{n}</b>" if n == current
        else f'<a href="{escaped(address)}&amp;start={start}&amp;end={start + 1}" target="_self">{n}</a>'
        for n, start in enumerate(starts, 1)
    )  # fmt: skip
    st.html(f'<nav class="kb-parts">全文较长，分 {len(starts)} 部分显示：{links}</nav>')


def _original_file(document: Document, folder: Path) -> None:
    name = shown_name(document.path.rsplit("/", 1)[-1])
    if originals.in_container(document, folder):
        content = _taken_out(document, folder)
    else:
        content = originals.file_bytes(document, folder)
        if content is None:
            st.html('<p class="kb-meta">原始文件已不在文库文件夹里，或已经改动。</p>')
    if content is not None:
        st.download_button(
            "下载原始文件", content, file_name=name, mime="application/octet-stream",
            on_click="ignore",
        )  # fmt: skip


def _taken_out(document: Document, folder: Path) -> bytes | None:
    """A file out of its archive or mail, once the user asks for it."""
    if not st.button("从压缩包或邮件里取出原始文件"):
        return None
    try:
        return originals.member_bytes(document, folder, session.settings())
    except KbError as error:
        frame.notice("bad", str(error))
        return None


def _scroll(here: tuple[int, int]) -> None:
    """Bring the marked passage into view. Only numbers enter the script; they make it a
    new one for every place, so that it runs again."""
    st.html(
        f"<script>/* {here[0]:d}-{here[1]:d} */ requestAnimationFrame(() => "
        "document.getElementById('here')?.scrollIntoView({block: 'center'}))</script>",
        unsafe_allow_javascript=True,
    )


show()
