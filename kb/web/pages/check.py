"""核对: a draft is pasted, and every figure, year, title, number and term of it looked up."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kb.drafts import MAX_DRAFT, MEANINGS, VERDICTS, Checked, Verdict, check, paper_of, summary
from kb.errors import InputError
from kb.web import collecting, copying, frame, taking
from kb.web.checkview import copy_html, draft_html, group_html, groups, keyed, numbered
from kb.web.marking import escaped
from kb.web.paging import choose_page
from kb.web.session import Opened

_DRAFT, _CHECKED, _PAGE, _SHOWN = "check-draft", "checked", "check-page", "check-shown"
_GROUPS = 15


def show() -> None:
    """Draw the page."""
    ready = frame.index_or_setup()
    if ready is None:
        return
    copying.copy_script()
    st.html(
        "<h1>核对</h1><p>粘贴一段文稿，逐项查对其中的数据、年份、《标题》、文号和带引号的词语："
        "库里有没有、说的是不是同一件事、是目标还是结果。单位按数值比较。</p>"
        '<p class="kb-meta">文稿只在本次打开期间留在服务器的内存里，不存盘，也不进地址栏；'
        "关闭或刷新页面就没有了。</p>"
    )
    _entry(ready)
    checked: Checked | None = st.session_state.get(_CHECKED)
    if checked is None:
        return
    if checked.version != ready.searcher.snapshot.version:
        frame.notice("note", "核对之后文库有更新，以下是按新的文库重新核对的结果。")
        checked = st.session_state[_CHECKED] = check(checked.text, ready.searcher.snapshot)
    _result(checked, ready)


def _entry(ready: Opened) -> None:
    kept: Checked | None = st.session_state.get(_CHECKED)
    if _DRAFT not in st.session_state:
        st.session_state[_DRAFT] = kept.text if kept else ""
    with st.form("check", border=False):
        text = st.text_area(
            f"文稿（一次最多 {MAX_DRAFT} 字）", key=_DRAFT, height=220,
            placeholder="把要核对的段落粘贴在这里",
        )  # fmt: skip
        with st.container(horizontal=True, gap="small"):
            asked = st.form_submit_button("核对", type="primary")
            st.form_submit_button("清空", on_click=_clear)
    if not asked:
        return
    st.session_state[_PAGE], st.session_state[_SHOWN] = 1, []
    if not text.strip():
        st.session_state.pop(_CHECKED, None)
        frame.notice("note", "请先粘贴要核对的文稿。")
        return
    try:
        with st.spinner("正在核对……"):
            st.session_state[_CHECKED] = check(text, ready.searcher.snapshot)
    except InputError as error:
        st.session_state.pop(_CHECKED, None)
        frame.notice("bad", str(error))


def _clear() -> None:
    st.session_state[_DRAFT] = ""
    st.session_state.pop(_CHECKED, None)


def _result(checked: Checked, ready: Opened) -> None:
    st.html(f'<h2 class="kb-part">核对结果</h2><p role="status">{escaped(summary(checked))}</p>')
    if not checked.items:
        return
    wanted = _chosen(checked)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.html(copy_html(checked), width="content")
    taking.exports(paper_of(checked), ready, "check")
    draft, beside = st.columns([5, 6], gap="medium")
    with beside:
        st.html("<h3>逐项结果</h3>")
        listed = _listed(checked, wanted, ready)
    with draft, st.container(key="kb-draft-side"):
        st.html(f"<h3>文稿</h3>{draft_html(checked, listed)}")
    st.html(_legend())


def _chosen(checked: Checked) -> Sequence[Verdict]:
    counts = checked.counts
    return st.pills(
        "只看",
        [verdict for verdict in VERDICTS if counts[verdict]],
        selection_mode="multi",
        format_func=lambda verdict: f"{verdict} {counts[verdict]}",
        key=_SHOWN,
    )


def _listed(checked: Checked, wanted: Sequence[Verdict], ready: Opened) -> frozenset[int]:
    """Draw the items; returns the numbers of those that are shown."""
    library = ready.searcher.snapshot.library
    shown = choose_page(groups(numbered(checked, wanted)), _GROUPS, _PAGE)
    for key, group in keyed(shown):
        with st.container(key=f"kb-{key}"):
            st.html(group_html(group, library))
            if group.quotation:
                collecting.actions(group.quotation, key)
    return frozenset(number for group in shown for number, _ in group.items)


def _legend() -> str:
    rows = "".join(
        f"<dt>{verdict}</dt><dd>{meaning}。</dd>" for verdict, meaning in MEANINGS.items()
    )
    return (
        '<details class="kb-chk-legend"><summary>各种结论的意思</summary>'
        f"<dl>{rows}</dl><p>核对只看库内的文件：未找到不等于文稿写错。</p></details>"
    )


show()
