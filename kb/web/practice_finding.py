"""The catalogue of the served version, laid out once for all sessions, and its best matches."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kb.store.library import Library
from kb.types import PracticeCard
from kb.web.catalogue_listing import Catalogue
from kb.web.picking import MATCHES
from kb.web.searching import version_of
from kb.web.session import Opened
from kb.web.state import CatalogueState

_SPARE = 8
"""Matches beside those that are shown: some of the first may be chosen already."""


def catalogue(ready: Opened) -> Catalogue:
    """The practices of the served version."""
    return _catalogue(version_of(ready), ready.searcher.snapshot.library)


def matching(found_in: Catalogue, words: str) -> Sequence[tuple[str, str]]:
    """The best matches for what is typed: id, and name with how many places have it, or
    documents where no place is known."""
    cards = found_in.find(CatalogueState(q=words)).cards[: MATCHES + _SPARE]
    return [(card.id, f"{card.name}（{_told(card)}）") for card in cards]


def _told(card: PracticeCard) -> str:
    return f"{len(card.regions)} 地" if card.regions else f"{card.documents} 份文件"


@st.cache_resource(max_entries=1, show_spinner=False)
def _catalogue(version: str, _library: Library) -> Catalogue:
    return Catalogue(_library.practice_cards())
