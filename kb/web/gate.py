"""What stands before every request: who is served at all, and the cookies of the browser.

Streamlit can read cookies but not set one that scripts cannot read; this can. It is an
ASGI middleware around Streamlit's own server.
"""

from __future__ import annotations

import secrets
from http.cookies import SimpleCookie
from importlib.resources import files
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose
from streamlit import net_util

from kb.accounts.sessions import LASTS_S
from kb.settings import Settings
from kb.web import listening, session, tickets
from kb.web.person import BROWSER_COOKIE, BROWSER_VALUE, SESSION_COOKIE

_MOST_BYTES = 200

_YEAR_S = 365 * 24 * 3600
_PROTECTED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


def stay_here() -> None:
    """Keep Streamlit from asking an outside address what this machine is called out there,
    which it does when it serves others and when a page of another origin connects."""
    net_util._external_ip = ""


def told_address() -> str:
    """The sentence that says where this machine's own browser finds the app."""
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    return f"乡鉴：{scheme}://localhost:{st.get_option('server.port')}{_base()}"


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
        if refusal is None and scope["path"] == f"{_base()}/search":
            # The default page lies at the root alone, whatever it is called.
            there = f"{_base()}/?{scope['query_string'].decode('ascii', 'replace')}"
            await RedirectResponse(there)(scope, receive, send)
        elif refusal is None:
            await self._app(scope, receive, _dressed(scope, send))
        elif scope["type"] == "websocket":
            await WebSocketClose(code=1008)(scope, receive, send)
        else:
            await HTMLResponse(refusal, status_code=403)(scope, receive, send)


def routes() -> list[Route]:
    """Where the browser takes and gives back the cookie of a session."""
    return [
        Route(address("enter"), _enter, methods=["POST"]),
        Route(address("leave"), _leave, methods=["POST"]),
    ]


def address(action: str) -> str:
    """The path of ``enter`` or ``leave``, below the path that the app is served at."""
    return f"{_base()}/kb/{action}"


async def _enter(request: Request) -> Response:
    """A ticket for the cookie of its session."""
    content = await _short(request)
    token = tickets.redeem(content) if content and _own_page(request.headers) else None
    if token is None:
        return Response(status_code=403)
    cookie = cookie_header(SESSION_COOKIE, token, LASTS_S, "Strict")
    return Response(status_code=204, headers={"set-cookie": cookie})


async def _leave(request: Request) -> Response:
    """Take the cookie back; the page has ended the session itself."""
    if not _own_page(request.headers):
        return Response(status_code=403)
    return Response(
        status_code=204, headers={"set-cookie": cookie_header(SESSION_COOKIE, "", 0, "Strict")}
    )


async def _short(request: Request) -> str | None:
    """The body, ``None`` where it is longer than a ticket can be."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            return None
    return body.decode("ascii", "replace")


def _own_page(headers: Headers) -> bool:
    """Whether a page of ours sent it: browsers name the origin of every POST."""
    try:
        return urlsplit(headers.get("origin", "")).netloc == headers.get("host")
    except ValueError:
        return False


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
    known = BROWSER_VALUE.fullmatch(_cookie(Headers(scope=scope), BROWSER_COOKIE))

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
    path = _base() or "/"
    return f"{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite={same_site}{secure}"


def _base() -> str:
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""
