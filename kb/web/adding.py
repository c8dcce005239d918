"""Adding by web address, and what became of what was added."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kb.errors import KbError
from kb.settings import Settings
from kb.store.entries import FileReport
from kb.web import building, frame, tables

MAX_ADDRESSES = 50
_PROBLEM = "address-problem"


def by_address(given: Settings) -> None:
    """The form for web addresses, one a line, and what became of each."""
    job = building.last_fetching(given)
    with st.expander("按网址添加", expanded=job is not None):
        st.html(
            '<p class="kb-meta">每行一个网址。只有按下“取网页”时才会联网，只访问您写的网址，'
            "取来的网页存进文库文件夹。</p>"
        )
        problem = st.session_state.pop(_PROBLEM, None)
        if problem:
            frame.notice("bad", problem)
        with st.form("addresses", clear_on_submit=True, border=False):
            lines = st.text_area("网址", placeholder="https://…", height=110)
            sent = st.form_submit_button("取网页")
        if sent:
            _start(given, lines)
        if job and not job.finished:
            frame.progress_of(job)
        elif job and job.problem:
            frame.notice("bad", job.problem)
        elif job and job.result:
            st.html(tables.lines_html(job.result))


def addresses_in(lines: str) -> list[str]:
    """The addresses of a text, one a line, each once."""
    return list(dict.fromkeys(filter(None, map(str.strip, lines.splitlines()))))


def state_of(path: str, reports: Sequence[FileReport]) -> str:
    """What the last build made of an added file, or of the files inside it."""
    own = next((report for report in reports if report.path == path), None)
    inner = [report for report in reports if report.path.startswith(f"{path}/")]
    told = [_told(own)] if own else []
    if inner:
        outcomes = [report.outcome for report in inner]
        counted = [
            f"{name} {outcomes.count(name)} 份"
            for name in ("收入", "并入", "未收入")
            if name in outcomes
        ]
        told.append(f"里面的文件：{'，'.join(counted)}")
    return "；".join(told) or "还没有建入索引"


def _told(report: FileReport) -> str:
    if report.outcome == "未收入":
        return f"未收入：{report.reason}"
    if report.outcome == "并入":
        return f"已并入 {report.leader}"
    return "已收入"


def _start(given: Settings, lines: str) -> None:
    found = addresses_in(lines)
    if not found:
        st.session_state[_PROBLEM] = "还没有填写网址。"
    elif len(found) > MAX_ADDRESSES:
        st.session_state[_PROBLEM] = f"一次最多添加 {MAX_ADDRESSES} 个网址，请分几次添加。"
    else:
        try:
            building.start_fetching(given, found)
        except KbError as error:
            st.session_state[_PROBLEM] = str(error)
    st.rerun()
