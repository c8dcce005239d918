"""Practice cards on the page of an answer."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from kb.citing import quote
from kb.search import Answer
from kb.store.library import Library
from kb.types import Practice
from kb.web import card_places, cards, collecting, frame
from kb.web.location import place_params
from kb.web.search_state import SearchState, search_params
from kb.web.state import practice_params
from kb.web.understood import sought

_CARDS = 6


def draw(answer: Answer, library: Library, state: SearchState) -> None:
    """The best cards, and the way to all of them."""
    st.html(f'<h2 class="kb-part">做法 <small>{len(answer.practices)} 项</small></h2>')
    shown = answer.practices if state.every else answer.practices[:_CARDS]
    across = min(2, len(shown))
    for at in range(0, len(shown), across or 1):
        row = shown[at : at + across]
        for column, practice in zip(st.columns(across), row, strict=False):
            with column:
                _card(practice, answer, library, state)
    with st.container(horizontal=True, gap="medium"):
        rest = len(answer.practices) - len(shown)
        if rest:
            more = search_params(replace(state, every=True))
            st.page_link(frame.SEARCH, label=f"显示其余 {rest} 项做法", query_params=more)
        st.page_link(frame.COMPARE, label="把各地怎么做排在一起对比", query_params={"q": state.q})


def _card(practice: Practice, answer: Answer, library: Library, state: SearchState) -> None:
    answered = answered_of(practice, answer, library, state)
    quoted = cards.best_first(answered, library.document)
    if not quoted:
        return
    places = card_places.best(answered, quoted[0], library, state.without)
    best = quoted[0]
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.html(cards.practice_html(answered, quoted, library.document, places))
        with st.container(horizontal=True, gap="medium"):
            if answered.whole:
                params = practice_params(answered.whole.name)
                st.page_link(frame.PRACTICE, label="做法详情", query_params=params)
                st.page_link(frame.COMPARE, label="对比各地", query_params=params)
            st.page_link(
                frame.ORIGINAL,
                label="看原文出处",
                query_params=place_params(best.document, best.mention.start, best.mention.end)
                | {"from": urlencode(search_params(state))},
            )
        key = f"card-{practice.id or practice.mentions[0].key}-{practice.hits[0]}"
        collecting.actions(quote(best.document, best.mention.start, best.mention.end), key)


def answered_of(
    practice: Practice, answer: Answer, library: Library, state: SearchState
) -> cards.Answered:
    """With a filter set only what passes it is shown, though the page of the practice has
    all of it."""
    shown = {hit.rank for hit in answer.hits[: state.k]}
    hits = tuple(hit for hit in answer.hits if hit.rank in practice.hits and hit.rank in shown)
    whole = library.practice(practice.id or practice.name) if practice.named else None
    if whole and state.filtered:
        whole = replace(whole, mentions=(), regions=(), depth=practice.depth)
    return cards.Answered(practice, whole, hits, sought(answer.understood))
