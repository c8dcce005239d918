"""检索: one box, conditions with counts, practice cards, then passages."""

from __future__ import annotations

import streamlit as st

from kb.errors import InputError
from kb.search import Answer
from kb.search.searcher import NO_DENSE, corrected_note
from kb.store.library import Library
from kb.web import (
    acting,
    frame,
    search_box,
    search_cards,
    search_filters,
    search_nothing,
    search_paper,
    search_passages,
    searches,
    searching,
    taking,
)
from kb.web.search_state import SearchState, asking, search_from, search_params
from kb.web.session import Opened
from kb.web.turns import turn
from kb.web.understood import understood_html
from kb.web.undoing import offers

_EXAMPLES = ("强村公司", "垃圾分类怎么做", "集体经济薄弱村怎么摘帽", "积分制")


def show() -> None:
    """Draw the page."""
    ready = frame.index_or_setup()
    if ready is None:
        return
    library = ready.searcher.snapshot.library
    facets = searching.facets_of(ready)
    state = search_filters.take_over(search_from(st.query_params))
    search_filters.draw(facets, state)
    search_box.draw(ready, facets)
    if ready.lexical_only:
        frame.notice("note", f"目前只按关键词检索，不比较语义。{ready.lexical_only}")
    if not state.like and not state.q:
        _welcome(library, state)
        return
    with turn():
        (_alike if state.like else _answer)(ready, state)


def _welcome(library: Library, state: SearchState) -> None:
    st.html(
        f'<div class="kb-welcome"><p>从 {len(library.cards)} 份文件、{library.rows} 个段落里查找'
        "各地的做法，每一条都附原文出处。</p><p>可以这样问：</p></div>"
    )
    with st.container(horizontal=True, key="kb-try"):
        for example in _EXAMPLES:
            params = search_params(asking(state, example))
            st.page_link(frame.SEARCH, label=example, query_params=params)
    st.html(
        '<p class="kb-meta">词前加“-”表示不要它（强村公司 -试点）；OR 或“|”连接几个说法，有一个就算；'
        "引号里的词必须一字不差。</p>"
    )
    searches.history_view()


def _alike(ready: Opened, state: SearchState) -> None:
    found = searching.alike_of(ready, state)
    if found is None:
        frame.notice("note", "这一段已不在库内，文件可能更新过。请重新检索。")
        return
    search_passages.draw_alike(found, ready.searcher.snapshot.library, state)


def _answer(ready: Opened, state: SearchState) -> None:
    try:
        with st.spinner("正在检索……"):
            answer = searching.answer_of(ready, state)
    except InputError as error:
        frame.notice("bad", str(error))
        return
    _understood(answer, state)
    searches.remember(search_params(state), state.q)
    acting.searched(state.q)
    if not answer.hits:
        search_nothing.draw(answer, ready, state)
        return
    told = (NO_DENSE, corrected_note(answer.understood))  # above, with a reason, with a link
    for note in answer.notes:
        if note not in told:
            frame.notice("note", note)
    library = ready.searcher.snapshot.library
    if answer.answered:
        search_cards.draw(answer, library, state)
    search_passages.draw(answer, library, state)
    st.html('<h2 class="kb-part">带走</h2>')
    with st.container(horizontal=True, gap="small", key="kb-take"):
        searches.save_button(search_params(state), state.q, "save-search")
        taking.exports(search_paper.paper(answer, library, state), ready, "answer")


def _understood(answer: Answer, state: SearchState) -> None:
    """How the query was read, and links that undo or narrow it."""
    told = understood_html(answer.understood)
    if told:
        st.html(told)
    made = offers(answer.understood, state)
    if not made:
        return
    with st.container(horizontal=True, gap="small", key="kb-undo"):
        for offer in made:
            params = search_params(offer.state)
            st.page_link(frame.SEARCH, label=frame.plain(offer.label), query_params=params)


show()
