"""Who uses the page, and what that person may do.

Without sign-in everybody is an anonymous person with an id of the browser's own: a random
cookie that only the server reads (``kb/web/gate.py``), so that several people on one
installation have their own baskets.
"""

from __future__ import annotations

import hashlib
import re
import secrets

import streamlit as st

from kb.settings import Settings
from kb.types.people import Person, Role
from kb.web import listening, session

__all__ = ["BROWSER_COOKIE", "Person", "Role", "current"]

BROWSER_COOKIE = "kb-browser"
_LOCAL = "local"
_COOKIE = re.compile(r"[0-9a-f]{32}")
_OWN = "browser-without-cookie"


def current() -> Person:
    """The person of this browser session."""
    given = session.settings()
    return Person(_browser_id(), anonymous_role(given))


def anonymous_role(given: Settings) -> Role:
    """The role of who has not signed in, where nobody has to."""
    if given.role:
        return given.role
    return "管理员" if listening.only_here() else "读者"


def _browser_id() -> str:
    """The id of this browser; outside of any browser, one that all share."""
    if not st.context.headers:
        return _LOCAL
    cookie = st.context.cookies.get(BROWSER_COOKIE, "")
    if not _COOKIE.fullmatch(cookie):
        # A browser without cookies: what is kept lasts as long as its page is open.
        cookie = st.session_state.setdefault(_OWN, secrets.token_hex(16))
    # Whoever sees the id, in a file's name or a link, must not be able to make the cookie of it.
    return "b-" + hashlib.sha256(cookie.encode()).hexdigest()[:24]
