"""The log of what people do with the pages."""

from __future__ import annotations

import logging
from collections.abc import Callable

import streamlit as st

from kb.accounts import log
from kb.errors import KbError
from kb.web import person, session

_SEARCHED = "logged-search"


def note(what: str, about: str = "") -> None:
    """Write down that the person of this session did something. ``what``: the action, in
    Chinese; ``about``: what it was done to. A log that cannot be written stops nobody."""
    try:
        by = person.current()
        log.write(session.settings().userdata, log.entry(by.id, by.name, what, about))
    except KbError:
        logging.getLogger(__name__).exception("action not logged")


def note_of(who: str, name: str | None, what: str, about: str = "") -> None:
    """The same of somebody who is not signed in, or no more."""
    try:
        log.write(session.settings().userdata, log.entry(who, name, what, about))
    except KbError:
        logging.getLogger(__name__).exception("action not logged")


def taken(name: str, make: Callable[[], bytes]) -> Callable[[], bytes]:
    """``make``, which also writes down that the person of this session took the file. It is
    called outside of any page, when the file is asked for."""
    by = person.current()

    def made() -> bytes:
        content = make()
        note_of(by.id, by.name, "导出", name)
        return content

    return made


def searched(query: str) -> None:
    """Write down what was searched for, where the settings ask for it; once, however often
    the page is drawn."""
    if not session.settings().log_queries or not query.strip():
        return
    if st.session_state.get(_SEARCHED) != query:
        st.session_state[_SEARCHED] = query
        note("检索", query)
