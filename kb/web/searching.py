"""The answer to the search of an address, kept for all who ask the same.

A click on a page draws it anew, and a colleague opens the same link: neither searches again.
"""

from __future__ import annotations

import json
from dataclasses import replace

import streamlit as st

from kb.search import Answer
from kb.search.likeness import Alike, alike
from kb.search.suggesting import Suggester, offered
from kb.search.widening import Wider, wider
from kb.web.search_facets import DocumentFacets
from kb.web.search_state import ORDERS, SearchState, search_params
from kb.web.session import Opened

POOL = 30
"""Passages that practices are looked for in, where fewer are shown."""


def version_of(ready: Opened) -> str:
    """What tells one opened index from another."""
    snapshot = ready.searcher.snapshot
    return f"{snapshot.folder} {snapshot.manifest.built_at} {ready.lexical_only}"


def answer_of(ready: Opened, state: SearchState) -> Answer:
    """What the query of ``state`` finds, with more passages than are shown where few are.
    Raises ``InputError``, ``UsageError``."""
    return _answer(version_of(ready), _key(state), ready, state)


def alike_of(ready: Opened, state: SearchState) -> Alike | None:
    """What is like the passage of ``state``; ``None`` where the library has it no longer."""
    return _alike(version_of(ready), _key(state), ready, state)


def wider_of(ready: Opened, state: SearchState) -> tuple[Wider, ...]:
    """Which condition to give up where nothing was found."""
    return _wider(version_of(ready), _key(state), ready, state)


def facets_of(ready: Opened) -> DocumentFacets:
    """The documents of the library by the values of the conditions."""
    return _facets(version_of(ready), ready)


def suggestions_of(ready: Opened) -> Suggester:
    """What the library suggests while one types."""
    return _suggestions(version_of(ready), ready)


def _key(state: SearchState) -> str:
    """All of a search that decides what is found."""
    return json.dumps(search_params(replace(state, sort=ORDERS[0], every=False)))


@st.cache_resource(max_entries=128, show_spinner=False)
def _answer(version: str, key: str, _ready: Opened, _state: SearchState) -> Answer:
    k = max(_state.k, POOL)
    return _ready.searcher.search(
        _state.q,
        k,
        _state.filters,
        exact=_state.exact,
        as_typed=_state.typed,
        fold_same=True,
        nearest=_state.nearest,
    )


@st.cache_resource(max_entries=32, show_spinner=False)
def _alike(version: str, key: str, _ready: Opened, _state: SearchState) -> Alike | None:
    return alike(_ready.searcher, _state.like, _state.k, _state.filters)


@st.cache_resource(max_entries=64, show_spinner=False)
def _wider(version: str, key: str, _ready: Opened, _state: SearchState) -> tuple[Wider, ...]:
    return wider(
        _ready.searcher, _state.q, _state.filters, exact=_state.exact, as_typed=_state.typed
    )


@st.cache_resource(max_entries=1, show_spinner=False)
def _facets(version: str, _ready: Opened) -> DocumentFacets:
    return DocumentFacets(_ready.searcher.snapshot.library.cards)


@st.cache_resource(max_entries=1, show_spinner=False)
def _suggestions(version: str, _ready: Opened) -> Suggester:
    library = _ready.searcher.snapshot.library
    regions = (region for card in library.cards for region in card.metadata.regions)
    titles = [card.title for card in library.cards]
    return Suggester(offered(library.practice_cards(), titles, regions))
