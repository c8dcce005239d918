"""收录情况: what became of every file, of the last build or of a trial reading."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kb.corrections import read_corrections
from kb.errors import KbError
from kb.report import report_csv
from kb.settings import Settings
from kb.store.entries import FileReport
from kb.store.library import Library
from kb.web import building, frame, person, report_rows, session, tables
from kb.web.paging import choose_page

_PAGE = 50
_BUILT, _TRIED = "上次建库", "试读"


def show() -> None:
    """Draw the page."""
    given = session.settings()
    st.html(
        "<h1>收录情况</h1>"
        '<p class="kb-meta">每个文件读成了什么、去掉了什么、哪些没有读到，都列在这里。</p>'
    )
    ready = frame.index_or_setup()
    job = building.last_trial(given)
    _trial(given, job)
    tried = job.result if job else None
    which = _which(ready is not None, tried is not None)
    if which == _TRIED and tried is not None:
        _table(tried, linked=False)
    elif ready:
        library = ready.searcher.snapshot.library
        _corrections(given, library)
        _table(library.reports(), linked=True)


def _trial(given: Settings, job: building.TrialJob | None) -> None:
    problem = st.session_state.pop("trial-problem", None)
    if problem:
        frame.notice("bad", problem)
    if job and not job.finished:
        frame.progress_of(job)
        return
    if job and job.problem:
        frame.notice("bad", job.problem)
    if not person.current().may_edit:
        return
    if st.button("试读（不写索引）", help="把文库文件夹里的文件全部读一遍，只看结果，不改动索引。"):
        try:
            building.start_trial(given)
            st.session_state["report-of"] = _TRIED
        except KbError as error:
            st.session_state["trial-problem"] = str(error)
        st.rerun()


def _which(built: bool, tried: bool) -> str:
    if built and tried:
        chosen = st.segmented_control(
            "看哪一次", (_BUILT, _TRIED), key="report-of", required=True, default=_BUILT
        )
        return str(chosen or _BUILT)
    return _BUILT if built else _TRIED


def _corrections(given: Settings, library: Library) -> None:
    """What of the users' table was not used, line by line."""
    found = read_corrections(given.documents)
    unused = found.unused((card.id, card.path) for card in library.cards)
    told = [problem.told for problem in found.problems]
    told += [f"第 {line.line} 行（{line.item}）没有对应的文件：{line.path}" for line in unused]
    if told:
        with st.expander(f"更正.csv 里有 {len(told)} 行没有采用"):
            st.html(tables.lines_html(("", sentence) for sentence in told))


def _table(reports: Sequence[FileReport], *, linked: bool) -> None:
    needing = report_rows.need_program(reports)
    if needing:
        frame.notice("note", tables.program_told(needing))
    counts = report_rows.counts(reports)
    if st.session_state.get("report-choice") not in counts:
        st.session_state["report-choice"] = "全部"
    choice = st.pills(
        "只看", list(counts), key="report-choice", required=True,
        format_func=lambda name: f"{name} {counts.get(name, 0)}",
    )  # fmt: skip
    left, right = st.columns([5, 1], vertical_alignment="bottom")
    words = left.text_input(
        "查找文件", key="report-find", placeholder="按文件名或标题查找", bind="query-params"
    )
    right.download_button(
        "下载 CSV", report_csv(reports).encode(), file_name="收录情况.csv", mime="text/csv",
        on_click="ignore", help="全部文件的收录情况，可用 Excel 打开。",
    )  # fmt: skip
    found = report_rows.chosen(reports, str(choice or "全部"), words or "")
    if not found:
        st.html("<p>没有符合的文件。</p>")
        return
    shown = choose_page(found, _PAGE, "report-page")
    st.html(report_rows.table_html(shown, linked=linked))


show()
