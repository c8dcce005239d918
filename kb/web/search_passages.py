"""The passages of an answer: sorted, folded, with what can be done with each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from kb.citing import quote
from kb.search import Answer
from kb.search.likeness import Alike
from kb.search.ordering import by_date, by_place
from kb.store.library import Library
from kb.types import Document, Hit
from kb.web import collecting, frame, hits, judging
from kb.web.location import location_params, place_params
from kb.web.own import still_here
from kb.web.search_state import ORDERS, SearchState, asking, search_from, search_params
from kb.web.telling import tell_held
from kb.web.understood import alternatives

_SORT = "sort"


def draw(answer: Answer, library: Library, state: SearchState) -> None:
    """The passages of an answer."""
    shown = answer.hits[: state.k]
    _head(len(shown), state)
    others = alternatives(answer.understood)
    found = [hit for hit in shown if set(hit.why.terms) & others]
    if found:
        st.html(hits.LEGEND)
    with st.container(key="kb-passages"):
        _passages(in_order(shown, library, state.sort), answer.same, library, state, others)


def draw_alike(found: Alike, library: Library, state: SearchState) -> None:
    """The passages that are like one, below it."""
    how = "按意思" if found.by_meaning else "按用词"
    st.html(f'<h1>更多类似段落</h1><p class="kb-meta">与下面这一段{how}最接近的，'
            "来自其他文件。</p>")  # fmt: skip
    card = library.card_of(found.source.row)
    with st.container(border=True):
        document = library.document(card.id)
        same = _same_html(found.same.get(0, ()), library)
        st.html(hits.source_html(found.source, card, document) + same)
        if state.q:
            _link(f"回到检索“{frame.plain(state.q)}”", asking(state, state.q))
    _head(len(found.hits), state)
    if not found.hits:
        st.html('<p class="kb-nothing">库内未见类似的段落。</p>')
        if state.filtered:
            everywhere = SearchState(state.q, like=state.like)
            _link("不加筛选，在全部文件里找类似段落", everywhere)
    with st.container(key="kb-passages"):
        _passages(in_order(found.hits, library, state.sort), found.same, library, state)


def in_order(shown: Sequence[Hit], library: Library, sort: str) -> Sequence[Hit]:
    """The hits as they are sorted; their ranks stay those of relevance."""
    if sort == ORDERS[1]:
        return by_date(shown, library.card_of)
    return by_place(shown, library.card_of) if sort == ORDERS[2] else shown


def _head(count: int, state: SearchState) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="kb-passages-head"):
        st.html(f'<h2 class="kb-part">段落 <small>{count} 条</small></h2>')
        if count > 1:
            if st.session_state.get(_SORT) != state.sort:
                st.session_state[_SORT] = state.sort
            st.selectbox("段落排序", ORDERS, key=_SORT, width=150, on_change=_sorted)


def _link(label: str, state: SearchState) -> None:
    with st.container(key=f"kb-back-{state.like}"):
        st.page_link(frame.SEARCH, label=label, query_params=search_params(state))


def _sorted() -> None:
    state = replace(search_from(st.query_params), sort=st.session_state[_SORT])
    st.query_params.from_dict(search_params(state))


# A fragment: a press of a button draws the passages anew, and not the page around them.
@st.fragment
def _passages(
    shown: Sequence[Hit],
    same: Mapping[int, Sequence[Hit]],
    library: Library,
    state: SearchState,
    others: frozenset[str] = frozenset(),
) -> None:
    still_here()
    collected = collecting.lying()
    judged = judging.said_of(state.q) if state.q and not state.like else None
    for hit in shown:
        card, document = library.card_of(hit.row), library.document(hit.passage.document_id)
        with st.container(border=True, gap="xsmall"):
            markup = hits.hit_html(hit, card, document, others)
            st.html(markup + _same_html(same.get(hit.rank, ()), library))
            with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                _ways(hit, document, state)
                if document:
                    quotation = quote(document, hit.passage.start, hit.passage.end)
                    collecting.buttons(quotation, collected, f"hit-{hit.passage.id}")
                if judged is not None:
                    said = judged.get(hit.passage.id)
                    judging.opinion(hit, state.q, said, f"judge-{hit.passage.id}")
    tell_held()


def _ways(hit: Hit, document: Document | None, state: SearchState) -> None:
    """The links from a passage to its place, and to what is like it."""
    passage = hit.passage
    place = (
        place_params(document, passage.start, passage.end)
        if document
        else location_params(passage.document_id, passage.start, passage.end)
    )
    st.page_link(frame.ORIGINAL, label="在原文中查看", query_params=place | _from(state))
    like = search_params(replace(state, like=passage.id))
    st.page_link(frame.SEARCH, label="更多类似段落", query_params=like)


def _from(state: SearchState) -> dict[str, str]:
    """The search whose hits the page of a document walks."""
    return {} if state.like else {"from": urlencode(search_params(state))}


def _same_html(same: Sequence[Hit], library: Library) -> str:
    return hits.same_html([(hit, library.card_of(hit.row)) for hit in same]) if same else ""
