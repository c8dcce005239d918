"""Whose data the page keeps, and what a page asks of them many times."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from kb.errors import KbError
from kb.userdata import Owner
from kb.userdata.database import stamp
from kb.web import person, session

Told = TypeVar("Told")


def owner() -> Owner:
    """The person of this browser session with the folder of users' data."""
    return Owner(session.settings().userdata, person.current().id)


def still_here() -> None:
    """At the head of a fragment: where it is drawn alone and nobody is signed in any more,
    show the whole page, which asks to sign in."""
    try:
        owner()
    except KbError:
        st.rerun()


def remembered(what: str, whose: Owner, read: Callable[[], Told], of: str = "") -> Told:
    """What ``read`` gives, read once until the users' data change: every quotation of a page
    asks where it lies. ``what``: a key of its own for each question; ``of``: what it is asked
    of, where that changes."""
    now = (whose, of, stamp(whose.folder))
    kept = st.session_state.get(f"own-{what}")
    if kept is not None and kept[0] == now:
        told: Told = kept[1]
        return told
    told = read()
    st.session_state[f"own-{what}"] = (now, told)
    return told


def forget(what: str) -> None:
    """Read it anew the next time: the clock of the disk is too coarse for a change at once."""
    st.session_state.pop(f"own-{what}", None)
