"""The page that a browser gets before Streamlit runs in it: language, title, style, script.

Streamlit's own page is English and bare; what it is given here stands from the first paint
on, so that nothing jumps and no word of it is ever read out in a wrong language.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.web.built_in import page_script
from kb.web.palette import palette_css

_STYLES = Path(__file__).parent / "styles"
_STYLE, _SCRIPT = "kb/page.css", "kb/page.js"
_KEPT = "public, max-age=31536000, immutable"  # the address changes with the content
_REPLACED = (
    (b'<html lang="en">', b'<html lang="zh-CN">'),
    (b"<title>Streamlit</title>", "<title>乡鉴</title>".encode()),
    (
        b"You need to enable JavaScript to run this app.",
        "请在浏览器中启用 JavaScript，再刷新本页。".encode(),
    ),
)
_PARTS = (
    *("Html", "PageLink", "TextInput", "Input", "TextField", "Button", "BaseButton"),
    *("Selectbox", "Multiselect", "Checkbox", "ButtonGroup", "NumberInput", "WidgetLabel"),
)
"""Streamlit's files for the controls that most pages begin with. It loads each only when the
control comes, and holds a place of another height until then: the page would jump."""
# A copy kept by the browser, or a compressed one, could not be written into.
_NOT_PASSED = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")


def routes() -> list[Route]:
    """Where the style and the script are, below the path that the app is served at."""
    given = str(st.get_option("server.baseUrlPath") or "").strip("/")
    base = f"/{given}" if given else ""
    return [
        Route(f"{base}/{_STYLE}", _style, methods=["GET"]),
        Route(f"{base}/{_SCRIPT}", _script, methods=["GET"]),
    ]


class Entrance:
    """Writes ours into Streamlit's page, passes everything else on."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or one connection."""
        if not _asks_page(scope):
            await self._app(scope, receive, send)
            return
        kept = [pair for pair in scope["headers"] if pair[0].lower() not in _NOT_PASSED]
        await self._app({**scope, "headers": kept}, receive, _Writer(send))


class _Writer:
    """``send`` for one page: holds it back until it is whole."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_page(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._write(self._start)

    async def _write(self, start: Message) -> None:
        body = ours(self._body)
        headers = MutableHeaders(scope=start)
        headers["content-length"] = str(len(body))
        for name in ("etag", "last-modified", "accept-ranges"):
            del headers[name]
        self._start = None
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


def ours(page: bytes) -> bytes:
    """Streamlit's page with our language, title, style and script."""
    for found, put in _REPLACED:
        page = page.replace(found, put)
    style, script = (
        f"./{path}?v={_version(text)}"
        for path, text in ((_STYLE, style_text()), (_SCRIPT, page_script()))
    )
    head = f'{_preloaded()}<script defer src="{script}"></script></head>'
    page = page.replace(b"</head>", head.encode(), 1)
    # In the body: Streamlit writes its own rules into the head, and ours must come after them.
    link = f'<body><link rel="stylesheet" href="{style}" />'
    return page.replace(b"<body>", link.encode(), 1)


@cache
def _preloaded() -> str:
    folder = Path(st.__file__).parent / "static" / "static" / "js"
    files = (path.name for part in _PARTS for path in sorted(folder.glob(f"{part}.*.js")))
    return "".join(
        f'<link rel="modulepreload" crossorigin href="./static/js/{name}" />' for name in files
    )


@cache
def style_text() -> str:
    """Colours, then every style in the order of its name."""
    styles = (path.read_text("utf-8") for path in sorted(_STYLES.glob("*.css")))
    return "\n".join((palette_css(), *styles))


def _version(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


async def _style(request: Request) -> Response:
    return _kept(style_text(), "text/css")


async def _script(request: Request) -> Response:
    return _kept(page_script(), "text/javascript")


def _kept(text: str, kind: str) -> Response:
    return Response(text, media_type=kind, headers={"cache-control": _KEPT})


def _asks_page(scope: Scope) -> bool:
    return (
        scope["type"] == "http"
        and scope["method"] == "GET"
        and "text/html" in Headers(scope=scope).get("accept", "")
    )


def _is_page(start: Message) -> bool:
    kind = Headers(raw=start["headers"]).get("content-type", "")
    return start["status"] == 200 and kind.startswith("text/html")
