"""What a press of a button did, told in passing; what went wrong, until it is closed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from kb.errors import KbError
from kb.web.frame import plain


def say(text: str) -> None:
    """Tell a sentence for a few seconds."""
    st.toast(plain(text))


@contextmanager
def problems() -> Iterator[None]:
    """For the callback of a widget: an error of ours is told in the user's words."""
    try:
        yield
    except KbError as error:
        st.toast(plain(str(error)), duration="infinite")
