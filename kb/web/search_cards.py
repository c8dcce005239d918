"""Practice cards on the page of an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import streamlit as st

from kb.citing import quote
from kb.regions import Level, resolve
from kb.search import Answer
from kb.store.library import Library
from kb.types import Practice, Region
from kb.userdata import Place
from kb.userdata.items import Span
from kb.web import card_places, cards, collecting, frame
from kb.web.location import place_params
from kb.web.own import still_here
from kb.web.search_state import SearchState, search_params
from kb.web.state import WAYS, CompareState, compare_params, practice_params
from kb.web.telling import tell_held
from kb.web.understood import sought

_CARDS = 6
_WIDE = 3
"""Places from which on a card is as wide as the page."""


def draw(answer: Answer, library: Library, state: SearchState) -> None:
    """The best cards, and the way to all of them."""
    st.html(f'<h2 class="kb-part">做法 <small>{len(answer.practices)} 项</small></h2>')
    shown = answer.practices if state.every else answer.practices[:_CARDS]
    _cards([made for p in shown if (made := _made(p, answer, library, state))], state)
    with st.container(horizontal=True, gap="medium", key="kb-cards-more"):
        rest = len(answer.practices) - len(shown)
        if rest:
            more = search_params(replace(state, every=True))
            st.page_link(frame.SEARCH, label=f"显示其余 {rest} 项做法", query_params=more)
        st.page_link(
            frame.COMPARE, label="把各地怎么做排在一起对比",
            query_params=compare_params(compared(state)),
        )  # fmt: skip


def compared(state: SearchState) -> CompareState:
    """The same question and the same conditions, as far as 对比 has them."""
    chosen: tuple[tuple[Level, tuple[str, ...]], ...] = (
        ("county", state.counties), ("city", state.cities), ("province", state.provinces),
    )  # fmt: skip
    # The narrowest that was chosen: each of the conditions must hold.
    level, names = next((one for one in chosen if one[1]), chosen[0])
    return CompareState(
        by=WAYS[1],
        q=state.q,
        places=tuple(region for name in names for region in resolve(name, level)),
        since=state.since,
        until=state.until,
        kinds=state.kinds,
        without=state.without,
    )


@dataclass(frozen=True, slots=True)
class _Card:
    """``places``: how other places do it, beside the best quotation."""

    answered: cards.Answered
    quoted: tuple[cards.Quotation, ...]
    places: tuple[tuple[Region, cards.Quotation], ...]
    html: str


def _made(practice: Practice, answer: Answer, library: Library, state: SearchState) -> _Card | None:
    answered = answered_of(practice, answer, library, state)
    quoted = cards.best_first(answered, library.document)
    if not quoted:
        return None
    places = card_places.best(answered, quoted[0], library, state.without)
    markup = cards.practice_html(answered, quoted, library.document, places)
    return _Card(answered, quoted, places, markup)


def _rows(made: Sequence[_Card]) -> Iterator[list[_Card]]:
    """Two a row, but a card that quotes many places has a row of its own."""
    row: list[_Card] = []
    for card in made:
        if len(card.places) >= _WIDE:
            if row:
                yield row
                row = []
            yield [card]
            continue
        row.append(card)
        if len(row) == 2:
            yield row
            row = []
    if row:
        yield row


# A fragment: a press of a button draws the cards anew, and not the page around them.
@st.fragment
def _cards(made: Sequence[_Card], state: SearchState) -> None:
    still_here()
    collected = collecting.lying()
    for row in _rows(made):
        for column, card in zip(st.columns(len(row)), row, strict=True):
            with column:
                _card(card, state, collected)
    tell_held()


def _card(card: _Card, state: SearchState, collected: Mapping[Span, Place]) -> None:
    answered, best = card.answered, card.quoted[0]
    span = (best.mention.start, best.mention.end)
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.html(card.html)
        with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
            if answered.whole:
                params = practice_params(answered.whole.name)
                st.page_link(frame.PRACTICE, label="做法详情", query_params=params)
                st.page_link(frame.COMPARE, label="对比各地", query_params=params)
            place = place_params(best.document, *span)
            place |= {"from": urlencode(search_params(state))}
            st.page_link(frame.ORIGINAL, label="看原文出处", query_params=place)
            practice = answered.practice
            key = f"card-{practice.id or practice.mentions[0].key}-{practice.hits[0]}"
            collecting.buttons(quote(best.document, *span), collected, key)


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
