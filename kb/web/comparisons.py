"""Comparisons of the served version, each made once for all sessions."""

from __future__ import annotations

import streamlit as st

from kb.comparing import Matrix, compare
from kb.search import Searcher
from kb.types import Filters, Region
from kb.web.searching import version_of
from kb.web.session import Opened


def matrix(
    ready: Opened,
    asked: str | tuple[str, ...],
    places: tuple[Region, ...] = (),
    filters: Filters | None = None,
) -> Matrix:
    """What ``compare`` makes of it. ``places``: ``()`` for all. Raises ``InputError``."""
    return _matrix(version_of(ready), asked, places, filters or Filters(), ready.searcher)


@st.cache_resource(max_entries=32, show_spinner=False)
def _matrix(
    version: str,
    asked: str | tuple[str, ...],
    places: tuple[Region, ...],
    filters: Filters,
    _searcher: Searcher,
) -> Matrix:
    return compare(_searcher, asked, places or None, filters)
