"""What every page shares: style, notices, and an index to stand on."""

from __future__ import annotations

import re

import streamlit as st

from kb.errors import BrokenIndexError, BusyIndexError, MissingIndexError
from kb.web import building, session
from kb.web.jobs import Job, Result, time_left
from kb.web.marking import escaped
from kb.web.state import SearchState, search_params
from kb.web.tables import notice_html

_SUBJECT = 60
# What the button says that opens the side.
_SIDES = {"检索": "筛选", "原文": "目录", "做法": "本页", "做法库": "筛选"}
SEARCH = "kb/web/pages/search.py"
ORIGINAL = "kb/web/pages/original.py"
PRACTICE = "kb/web/pages/practice.py"
CATALOGUE = "kb/web/pages/catalogue.py"
COMPARE = "kb/web/pages/compare.py"
LIBRARY = "kb/web/pages/library.py"
REPORT = "kb/web/pages/report.py"
OVERVIEW = "kb/web/pages/overview.py"
BASKET = "kb/web/pages/basket.py"
CHECK = "kb/web/pages/check.py"
CASEPACK = "kb/web/pages/casepack.py"
ACCOUNT = "kb/web/pages/account.py"
LAST_SEARCH = "last-search"
"""Key of the session's state under which 检索 keeps its ``SearchState``."""
LAST_LOOK = "last-{}"
"""Key under which 做法库 and 对比 keep the parameters of their address, by their title."""


def dress(page: str) -> None:
    """Name the tab, and open the side of the pages that have one.

    ``page``: the title of the page that is shown.
    """
    st.html(f'<style>:root {{ --kb-side: "{_SIDES.get(page, "")}"; }}</style>')
    if page in ("检索", "做法库") or (page in _SIDES and st.query_params):
        # The side first: what stands beside it would be pushed aside when it comes.
        st.sidebar.html('<div class="kb-sidetop"></div>')
    subject = " ".join((st.query_params.get("q") or st.query_params.get("name") or "").split())
    title(*filter(None, (subject[:_SUBJECT], page)))


def title(*subjects: str) -> None:
    """Name the tab, what it shows before where: 强村公司 · 检索 · 乡鉴."""
    st.set_page_config(page_title=" · ".join((*subjects, "乡鉴")))


def ways(page: str) -> None:
    """Links to the pages; 检索, 做法库 and 对比 lead back to what was last looked at there in
    this session, from themselves to their beginning."""
    last: SearchState = st.session_state.get(LAST_SEARCH, SearchState())
    with st.container(horizontal=True, key="kb-ways", vertical_alignment="center"):
        # The script of the pages marks the link to this page by the name given here.
        st.html(f'<span class="kb-brand" data-page="{page}">乡鉴</span>', width="content")
        back = None if page == "检索" else search_params(last)
        st.page_link(SEARCH, label="检索", query_params=back or None)
        st.page_link(CATALOGUE, label="做法库", query_params=_back(page, "做法库") or None)
        st.page_link(COMPARE, label="对比", query_params=_back(page, "对比") or None)
        st.page_link(BASKET, label="素材夹")
        st.page_link(CHECK, label="核对")
        st.page_link(CASEPACK, label="案例包")
        st.page_link(ORIGINAL, label="原文")
        st.page_link(OVERVIEW, label="概览")
        st.page_link(LIBRARY, label="文库")
        st.page_link(REPORT, label="收录情况")
        st.page_link(ACCOUNT, label="账户")
    if page == "检索" and "like" not in st.query_params:
        # Its first words are the box; a screen reader still gets a heading.
        st.html('<h1 class="kb-hidden">检索</h1>')


def keep_look(page: str, params: dict[str, str]) -> None:
    """Keep the address of ``page`` for the way back to it. ``params``: ``{}`` also tells the
    browser, which a link from a page to itself without parameters leaves as it was."""
    if not params and st.session_state.get(LAST_LOOK.format(page)):
        st.query_params.clear()
    st.session_state[LAST_LOOK.format(page)] = params


def _back(page: str, other: str) -> dict[str, str]:
    """The parameters of the address last looked at of ``other``, none from itself."""
    kept: dict[str, str] = (
        {} if page == other else st.session_state.get(LAST_LOOK.format(other), {})
    )
    return kept


def notice(kind: str, text: str) -> None:
    """Show a sentence as it is, whatever characters it holds; ``kind``: note, good, bad."""
    st.html(notice_html(kind, text))


def index_or_setup() -> session.Opened | None:
    """The opened index. Where none can serve, build one before the user's eyes; ``None``
    until it is there."""
    try:
        return session.opened()
    except BrokenIndexError as error:
        _set_up(error)
        return None


def progress_of(job: Job[Result]) -> None:
    """A bar that follows a running job, with the time left, and then shows the page anew."""

    @st.fragment(run_every=1.0)
    def follow() -> None:
        step, left = job.steps.step, time_left(job.steps.seconds_left())
        counts = f" {step.done}/{step.total}" if step.total else ""
        st.progress(step.share, text=plain(f"{step.stage}{counts}{'，' + left if left else ''}"))
        for page in job.steps.beside:
            st.html(
                f'<p class="kb-meta">{escaped(f"{page.stage} {page.done}/{page.total} 页")}</p>'
            )
        if job.finished:
            st.rerun(scope="app")

    follow()


def outcome_of(job: building.BuildJob) -> None:
    """What a finished build did, in words."""
    if job.problem:
        notice("bad", job.problem)
    if not job.result:
        return
    report = job.result.report
    notice(
        "good",
        f"建库完成：库内 {report.documents} 份文件、{report.passages} 个段落"
        f"（新增 {len(report.added)}，更新 {len(report.changed)}，删除 {len(report.removed)}，"
        f"未变 {report.unchanged}），用时 {report.seconds:.1f} 秒。",
    )
    if report.copies:
        notice("note", f"另有 {report.copies} 个文件与库内的文件是同一份，已并入。")
    if job.result.model_problem:
        told = session.model_told(session.settings(), job.result.model_problem)
        notice("note", f"没有语义模型，目前只按关键词检索。{told}")
    if report.failures:
        notice("note", f"有 {len(report.failures)} 个文件没有收入，原因见“收录情况”页。")


def plain(text: str) -> str:
    """Text for a label, which would read marks in a file's name as markup."""
    return re.sub(r"([\\`*_{}\[\]<>#$:~|])", r"\\\1", text)


def _set_up(error: BrokenIndexError) -> None:
    given = session.settings()
    job = building.last_build(given)
    if job is None:
        job = building.start_build(given)
    st.html(
        f"<h2>{'首次使用，正在准备' if isinstance(error, MissingIndexError) else '正在重建索引'}</h2>"
    )
    if not isinstance(error, MissingIndexError):
        notice("note", "现有的索引不能直接使用（文件变动、损坏或程序已更新），正在重新建立。")
    if not job.finished:
        st.html("<p>正在准备模型并读入文库的文件，通常需要一两分钟。完成后会自动进入检索。</p>")
        progress_of(job)
        return
    if job.busy:
        notice("note", str(BusyIndexError(job.problem)))
        _look_again()
        return
    notice("bad", job.problem or "索引仍不能使用。请按“重试”重新建立。")
    if st.button("重试", type="primary"):
        building.start_build(given, rebuild=True)
        st.rerun()
    st.page_link(LIBRARY, label="到文库添加文件")


def _look_again() -> None:
    @st.fragment(run_every=3.0)
    def look() -> None:
        if session.index_problem() is None:
            st.rerun(scope="app")

    look()
