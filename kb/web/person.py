"""Who uses the page, and what that person may do.

Without sign-in everybody is an anonymous person with an id of the browser's own: a random
cookie that only the server reads (``kb/web/gate.py``), so that several people on one
installation have their own baskets. With sign-in it is who holds the session of a second
cookie, or whom Streamlit's OIDC tells.
"""

from __future__ import annotations

import hashlib
import re
import secrets

import streamlit as st

from kb.accounts import book, names, sessions
from kb.accounts.book import Account
from kb.errors import InputError
from kb.settings import Settings
from kb.types.people import Person, Role
from kb.web import listening, session

__all__ = [
    "BROWSER_COOKIE",
    "BROWSER_VALUE",
    "SESSION_COOKIE",
    "Person",
    "Role",
    "current",
    "must_administer",
    "must_edit",
    "of_provider",
    "present",
]

BROWSER_COOKIE = "kb-browser"
SESSION_COOKIE = "kb-session"
BROWSER_VALUE = re.compile(r"[0-9a-f]{32}")
"""What the cookie of a browser holds: nothing else is taken for one."""
_LOCAL = "local"
_OWN = "browser-without-cookie"


def current() -> Person:
    """The person of this browser session. Raises ``InputError`` where nobody is signed in."""
    found = present()
    if found is None:
        raise InputError("还没有登录，或登录已经过期。请刷新页面后登录。")
    return found


def present() -> Person | None:
    """The person of this browser session, ``None`` where somebody has to sign in first."""
    given = session.settings()
    if given.sign_in == "local":
        holder = sessions.holder(given.userdata, session_token())
        return _with_account(book.by_id(given.userdata, holder)) if holder else None
    if given.sign_in == "oidc":
        return of_provider(given)
    own = _browser_id()
    return Person(own, _anonymous_role(given), names.shown_name(given.userdata, own))


def must_edit() -> None:
    """Raises ``InputError`` where the person may not add, delete or correct anything."""
    if not current().may_edit:
        raise InputError("您的角色是“读者”，可以检索、收集和导出，不能添加、删除或更正。")


def must_administer() -> None:
    """Raises ``InputError`` where the person is no administrator."""
    if not current().may_administer:
        raise InputError("只有管理员能做这件事。")


def session_token() -> str:
    """The token of the browser's session, ``""`` where it has none."""
    return _cookie(SESSION_COOKIE)


def _with_account(account: Account | None) -> Person | None:
    if account is None or account.disabled:
        return None
    return Person(account.id, account.role, account.name)


def of_provider(given: Settings) -> Person | None:
    """Whom the identity provider tells: by an account of that e-mail address, else as the
    settings let everybody in whom the provider knows."""
    user = st.user.to_dict()
    if not user.get("is_logged_in"):
        return None
    email = str(user.get("email") or "")
    account = None
    # An address that the provider has not checked may be anybody's.
    if email and user.get("email_verified") is not False:
        account = book.find(given.userdata, email)
    if account is not None:
        return _with_account(account)
    if given.role is None:
        return None
    # A provider tells a person apart by issuer and subject alone.
    known = f"{user.get('iss', '')}\n{user.get('sub', '')}"
    shown = str(user.get("name") or email) or None
    return Person("o-" + hashlib.sha256(known.encode()).hexdigest()[:24], given.role, shown)


def _anonymous_role(given: Settings) -> Role:
    if given.role:
        return given.role
    return "管理员" if listening.only_here() else "读者"


def _browser_id() -> str:
    """The id of this browser; outside of any browser, one that all share."""
    if not st.context.headers:
        return _LOCAL
    cookie = _cookie(BROWSER_COOKIE)
    if not BROWSER_VALUE.fullmatch(cookie):
        # A browser without cookies: what is kept lasts as long as its page is open.
        cookie = st.session_state.setdefault(_OWN, secrets.token_hex(16))
    # Whoever sees the id, in a file's name or a link, must not be able to make the cookie of it.
    return "b-" + hashlib.sha256(cookie.encode()).hexdigest()[:24]


def _cookie(name: str) -> str:
    # Outside of a browser Streamlit's stand-in gives something else than text.
    value = st.context.cookies.get(name, "")
    return value if isinstance(value, str) else ""
