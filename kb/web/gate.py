"""What stands before every request: who is served at all, and the cookies of the browser.

Streamlit can read cookies but not set one that scripts cannot read; this can. It is an
ASGI middleware around Streamlit's own server.
"""

from __future__ import annotations

import re
import secrets
from http.cookies import SimpleCookie
from importlib.resources import files
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from kb.settings import Settings
from kb.web import listening, session
from kb.web.person import BROWSER_COOKIE

_YEAR_S = 365 * 24 * 3600
_VALUE = re.compile(r"[0-9a-f]{32}")
_PROTECTED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class Gate:
    """Refuses where the app may not be served, else passes on and adds headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or one connection."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        refusal = _refusal(session.settings(), Headers(scope=scope))
        if refusal is None:
            await self._app(scope, receive, _dressed(scope, send))
        elif scope["type"] == "websocket":
            await WebSocketClose(code=1008)(scope, receive, send)
        else:
            await HTMLResponse(refusal, status_code=403)(scope, receive, send)


def _refusal(given: Settings, headers: Headers) -> str | None:
    """The page that says why nothing is served, ``None`` where all is well."""
    if listening.refused(given):
        return page("refused.html")
    if given.sign_in == "off" and not given.open and not _asked_as_own(headers.get("host")):
        # Another site's name that was made to lead here would read all that this machine may.
        return page("other_name.html")
    return None


def _asked_as_own(host: str | None) -> bool:
    try:
        return listening.is_own(urlsplit(f"//{host or ''}").hostname)
    except ValueError:
        return False


def page(name: str) -> str:
    """One of the whole pages that stand outside of Streamlit."""
    return files("kb.web").joinpath("plain", name).read_text("utf-8")


def _dressed(scope: Scope, send: Send) -> Send:
    """``send`` with our headers, and with a cookie for a browser that has none."""
    asks_page = scope["type"] == "http" and "text/html" in Headers(scope=scope).get("accept", "")
    known = _VALUE.fullmatch(_cookie(Headers(scope=scope), BROWSER_COOKIE))

    async def passing(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _PROTECTED.items():
                headers.setdefault(name, value)
            if asks_page and not known:
                headers.append("set-cookie", _new_cookie())
        await send(message)

    return passing


def _cookie(headers: Headers, name: str) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except ValueError:
        return ""
    return found.value if found else ""


def _new_cookie() -> str:
    # Lax: a link in a mail must find the person that the browser already is.
    return cookie_header(BROWSER_COOKIE, secrets.token_hex(16), _YEAR_S, "Lax")


def cookie_header(name: str, value: str, seconds: int, same_site: str) -> str:
    """A cookie that no script can read."""
    secure = "; Secure" if st.get_option("server.sslCertFile") else ""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return (
        f"{name}={value}; Path=/{base}; Max-Age={seconds}; HttpOnly; SameSite={same_site}{secure}"
    )
