"""What a press of a button did, told in passing; what went wrong, until it is closed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from kb.errors import KbError
from kb.web.frame import plain

_HELD = "told-later"


def say(text: str) -> None:
    """Tell a sentence for a few seconds."""
    st.toast(plain(text))


def hold(text: str, lasting: bool = False) -> None:
    """Keep a sentence until ``tell_held``: the callback of a fragment may draw nothing.
    ``lasting``: it is told until it is closed."""
    st.session_state.setdefault(_HELD, []).append((text, lasting))


def tell_held() -> None:
    """Tell what was kept; in the fragment itself."""
    for text, lasting in st.session_state.pop(_HELD, []):
        st.toast(plain(text), duration="infinite" if lasting else "short")


@contextmanager
def problems() -> Iterator[None]:
    """For the callback of a widget: an error of ours is told in the user's words."""
    try:
        yield
    except KbError as error:
        st.toast(plain(str(error)), duration="infinite")


@contextmanager
def held_problems() -> Iterator[None]:
    """The same for the callback of a fragment's widget."""
    try:
        yield
    except KbError as error:
        hold(str(error), lasting=True)
