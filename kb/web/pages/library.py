"""文库: what is in the library, what was recognised and removed; adding, deleting, building."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from kb.errors import KbError
from kb.script import fold_query
from kb.settings import Settings
from kb.store.entries import Card, FileReport
from kb.store.library import Library
from kb.web import (
    acting,
    added,
    adding,
    building,
    facets,
    frame,
    person,
    report_rows,
    session,
    tables,
    values,
)
from kb.web.paging import choose_page
from kb.web.session import Opened
from kb.web.values import LABELS

_PAGE = 20
_FAILED = 10
_LISTED, _ASKED = "library-{}", "library-asked-{}"
"""Keys of a filter of the list: its widget's, and of what the address last said."""
_OUTCOMES = {
    "新增": "已新增",
    "替换": "已替换旧文件",
    "改名": "已有同名文件，另存为这个名字",
    "相同": "与已有的文件相同，没有变动",
}


def show() -> None:
    """Draw the page."""
    given = session.settings()
    st.html("<h1>文库</h1>")
    job = building.last_build(given)
    ready = frame.index_or_setup()
    reports = ready.searcher.snapshot.library.reports() if ready else []
    if ready:
        _build(given, ready, job)
    if person.current().may_edit:
        left, right = st.columns([3, 2])
        with left:
            _upload(given)
            adding.by_address(given)
        with right:
            _manage(given, reports)
    else:
        frame.notice("note", "您的角色是读者：可以查阅全部文件，添加和删除要编辑或管理员来做。")
    if ready:
        _failures(reports)
        _documents(ready.searcher.snapshot.library)


def _build(given: Settings, ready: Opened, job: building.BuildJob | None) -> None:
    manifest = ready.searcher.snapshot.manifest
    built_at = datetime.fromisoformat(manifest.built_at).astimezone().strftime("%Y-%m-%d %H:%M")
    st.html(
        f'<p class="kb-meta">库内 {manifest.documents} 份文件、{manifest.passages} 个段落，'
        f"建于 {built_at}。</p>"
    )
    if manifest.documents_folder != str(given.documents):
        frame.notice("note", "现有索引是用另一个文件夹建的；在这里建库会换成设置中的文库文件夹。")
    if job and not job.finished:
        frame.progress_of(job)
    elif person.current().may_edit and st.button(
        "更新索引", help="读入新增和改动的文件；没有变化的不重读。"
    ):
        st.session_state.pop("library-saved", None)
        _start(given)
    if job and job.finished:
        frame.outcome_of(job)


def _start(given: Settings) -> None:
    try:
        person.must_edit()
        building.start_build(given)
        acting.note("更新索引")
    except KbError as error:
        st.session_state["library-problem"] = f"{error}结束后请再按一次“更新索引”。"
    st.rerun()


def _upload(given: Settings) -> None:
    st.html('<h2 class="kb-part">添加文件</h2>')
    problem = st.session_state.pop("library-problem", None)
    if problem:
        frame.notice("bad", problem)
    with st.form("upload", clear_on_submit=True, border=True):
        files = st.file_uploader(
            "选择文件（可多选）：Word、WPS、PDF、OFD、表格、演示稿、网页、邮件、压缩包、文本、扫描图片",
            accept_multiple_files=True,
        )
        same = st.radio("已有同名文件时", ("替换旧文件", "另存为新文件"), horizontal=True)
        sent = st.form_submit_button("加入文库", type="primary")
    if sent:
        _save(given, files, replace=same == "替换旧文件")
    told = st.session_state.get("library-saved")
    if told:
        st.html(tables.lines_html(told))


def _save(given: Settings, files: Sequence[UploadedFile], *, replace: bool) -> None:
    if not files:
        frame.notice("bad", "还没有选择文件。请先选择，再按“加入文库”。")
        return
    if len(files) > added.MAX_FILES:
        frame.notice("bad", f"一次最多添加 {added.MAX_FILES} 个文件，请分几次添加。")
        return
    told, kept = [], 0
    for file in files:
        try:
            saved = added.save(given, file.name, file.getvalue(), replace=replace)
            told.append((saved.name, _OUTCOMES[saved.outcome]))
            acting.note("添加文件", f"{saved.name}（{saved.outcome}）")
            kept += saved.outcome != "相同"
        except KbError as error:
            told.append((file.name, f"没有保存：{error}"))
    st.session_state["library-saved"] = told
    if kept:
        _start(given)
    st.rerun()


def _manage(given: Settings, reports: Sequence[FileReport]) -> None:
    st.html('<h2 class="kb-part">已添加的文件</h2>')
    files = added.added_files(given)
    if not files:
        st.html('<p class="kb-meta">还没有通过这里添加的文件。</p>')
        return
    st.html(
        tables.lines_html(
            (f.name, f"{_size(f.size_bytes)} · {adding.state_of(f.path, reports)}") for f in files
        )
    )
    chosen = st.multiselect(
        "删除", [f.name for f in files], placeholder="选择要删除的文件", key="to-delete",
        select_all=False,
    )  # fmt: skip
    if not chosen:
        return
    frame.notice("note", f"将从文库删除 {len(chosen)} 个文件，不能恢复。")
    if st.button("确定删除"):
        gone = added.delete(given, chosen)
        acting.note("删除文件", "、".join(gone))
        st.session_state["library-saved"] = [(name, "已删除") for name in gone]
        _start(given)


def _failures(reports: Sequence[FileReport]) -> None:
    failed = [report for report in reports if report.outcome == "未收入"]
    if not failed:
        return
    st.html(f'<h2 class="kb-part">没有收入的文件 <small>{len(failed)} 个</small></h2>')
    needing = report_rows.need_program(failed)
    if needing:
        frame.notice("note", tables.program_told(needing))
    st.html(tables.lines_html((f.path, f.reason or "") for f in failed[:_FAILED]))
    st.page_link(frame.REPORT, label="看每个文件的收录情况")


def _documents(library: Library) -> None:
    st.html(f'<h2 class="kb-part">全部文件 <small>{len(library.cards)} 份</small></h2>')
    words = st.text_input(
        "查找文件", key="find", placeholder="按标题、地区或文件名查找", bind="query-params"
    )
    found = [card for card in _filtered(library) if _matches(card, words or "")]
    if not found:
        st.html("<p>没有符合的文件。</p>")
        return
    rows = "".join(_row(card, library) for card in choose_page(found, _PAGE, "library-page"))
    head = (
        '<div class="kb-dochead"><span>标题</span><span>地区</span><span>日期</span>'
        "<span>文种</span><span>段落</span></div>"
    )
    st.html(f'<div class="kb-docs">{head}{rows}</div>')


def _filtered(library: Library) -> list[Card]:
    """The documents that pass the filters above the list; those without a choice are left out."""
    chosen = {name: _chosen(library, name) for name in facets.LISTED}
    offered = facets.choices_of(library.cards, chosen)
    shown = [name for name in facets.LISTED if offered[name]]
    for name, column in zip(shown, st.columns(len(shown) or 1), strict=False):
        labels = {choice.value: f"{choice.value}（{choice.documents}）" for choice in offered[name]}
        column.selectbox(
            LABELS[name], list(labels), index=None, key=_LISTED.format(name), placeholder="全部",
            format_func=labels.__getitem__, on_change=_listed, args=(name,),
        )  # fmt: skip
    return facets.passing(library.cards, chosen)


def _chosen(library: Library, name: str) -> str | None:
    """The value of a filter of the list: the widget's, or the address's where that is new."""
    asked, key = st.query_params.get(name), _LISTED.format(name)
    known = {choice.value for choice in facets.choices_of(library.cards, {name: None})[name]}
    if key not in st.session_state or st.session_state.get(_ASKED.format(name)) != asked:
        st.session_state[key] = asked if asked in known else None
        st.session_state[_ASKED.format(name)] = asked
    chosen: str | None = st.session_state[key]
    return chosen


def _listed(name: str) -> None:
    """Write a filter of the list into the address."""
    chosen = st.session_state[_LISTED.format(name)]
    if chosen is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = chosen
    st.session_state[_ASKED.format(name)] = chosen


def _matches(card: Card, words: str) -> bool:
    region = tables.region_name(card.metadata.region) or ""
    text = fold_query(f"{card.title} {region} {card.path}")
    return all(word in text for word in fold_query(words).split())


def _row(card: Card, library: Library) -> str:
    document = library.document(card.id)
    if document is None:
        return ""
    address = f"original?id={quote(card.id)}"
    details = (
        f"<h4>识别出的信息</h4>{values.metadata_html(document, address)}"
        f"<h4>去除的页面内容（{len(document.removals)} 处）</h4>"
        f"{tables.removals_html(document.removals)}"
    )
    return tables.document_row_html(card, details, address)


def _size(size_bytes: int) -> str:
    return (
        f"{max(1, round(size_bytes / 1024))} KB"
        if size_bytes < 1 << 20
        else f"{size_bytes / (1 << 20):.1f} MB"
    )


show()
