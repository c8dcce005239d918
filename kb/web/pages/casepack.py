"""案例包: the same thing in several places, made ready to be taught."""

from __future__ import annotations

import streamlit as st

from kb.casepacks import CasePack, Material, build, material, paper, practices_of
from kb.errors import InputError
from kb.search import Searcher
from kb.web import casepack_choosing, frame, paperview, printing, taking
from kb.web.casepack_state import VIEWS, WAYS, CasePackState, casepack_params
from kb.web.catalogue_listing import Catalogue
from kb.web.compare_choosing import known
from kb.web.practice_finding import catalogue
from kb.web.searching import version_of
from kb.web.session import Opened

_EXAMPLES = ("集体经济", "农村人居环境", "积分制清单制")


def show() -> None:
    """Draw the page."""
    ready = frame.index_or_setup()
    if ready is None:
        return
    found_in = catalogue(ready)
    state = casepack_choosing.take_over()
    if state.by == WAYS[0] and state.topic:
        frame.title(state.topic, "案例包")
    st.html("<h1>案例包</h1>")
    asked = _asked(state, ready, found_in)
    casepack_choosing.about(state, found_in, asked if isinstance(asked, tuple) else ())
    if not asked:
        _welcome(state)
        return
    try:
        with st.spinner("正在选材……"):
            found = _material(version_of(ready), asked, _thing(state), ready.searcher)
    except InputError as error:
        frame.notice("bad", str(error))
        return
    if not found.cases:
        frame.notice("note", "库内未见讲到它的地方。可以换个说法，或换一项做法。")
        return
    pack = build(found, state.options(st.session_state.get(casepack_choosing.REMARKS, "")))
    if casepack_choosing.view() == VIEWS[0]:
        _arranged(found, state, pack)
    else:
        _printed(pack, ready)


@st.cache_resource(max_entries=16, show_spinner=False)
def _material(
    version: str, asked: str | tuple[str, ...], thing: str, _searcher: Searcher
) -> Material:
    return material(_searcher, asked, thing)


def _asked(state: CasePackState, ready: Opened, found_in: Catalogue) -> str | tuple[str, ...]:
    """The question, or ids of practices; of a topic those it begins with."""
    if state.by == WAYS[2]:
        return state.q
    if state.by == WAYS[0] and not state.topic:
        return ()
    if state.pick:
        return known(state.pick, ready.searcher.snapshot.library, found_in.by_id)
    return practices_of(found_in.by_id.values(), state.topic) if state.topic else ()


def _thing(state: CasePackState) -> str:
    return (state.topic or "") if state.by == WAYS[0] else ""


def _welcome(state: CasePackState) -> None:
    if state.by == WAYS[0] and state.topic:
        frame.notice("note", "库内没有这个主题的做法。可以改按问题选材。")
        return
    st.html(
        "<p>选一个主题、几项做法或一个问题，把几个地方的政策依据、举措、数据和成效排成一份教学案例，"
        "附对比表、讨论题和出处。除标题和教员说明外，内容都是原文和固定的题目。</p>"
    )
    offered = [name for name in _EXAMPLES if name in casepack_choosing.TOPICS]
    with st.container(horizontal=True, key="kb-examples"):
        for name in offered:
            st.page_link(
                frame.CASEPACK, label=name, query_params=casepack_params(CasePackState(topic=name))
            )


def _arranged(found: Material, state: CasePackState, pack: CasePack) -> None:
    chosen, told = len(pack.cases), pack.told_at[0]
    st.html(f'<h2 class="kb-part">地方 <small>选用 {chosen} 地，可选 {told} 地</small></h2>')
    for note in found.notes:
        frame.notice("note", note)
    casepack_choosing.places(found, pack)
    st.html('<h2 class="kb-part">引文 <small>不要的去掉勾选</small></h2>')
    casepack_choosing.quotations(found, state, pack)
    count = len(pack.questions)
    st.html(f'<h2 class="kb-part">讨论题 <small>选用 {count} 题</small></h2>')
    casepack_choosing.asking(found, pack)
    st.html('<h2 class="kb-part">标题和说明</h2>')
    casepack_choosing.words(pack)


def _printed(pack: CasePack, ready: Opened) -> None:
    made = paper(pack)
    taking.exports(made, ready, "casepack")
    printing.print_button()
    st.html(paperview.paper_html(made, ready.searcher.snapshot.library.document))


show()
