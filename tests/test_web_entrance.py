"""What a browser gets before Streamlit runs in it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import Message, Receive, Scope, Send

from kb.web.built_in import built_in, page_script
from kb.web.entrance import Entrance, ours, routes, style_text

PAGE = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()


def asked(response: Response, accept: str = "text/html", method: str = "GET") -> list[Message]:
    """What is sent to a browser that asks for a page, and what the app behind was asked."""
    sent: list[Message] = []

    async def behind(scope: Scope, receive: Receive, send: Send) -> None:
        sent.append({"type": "asked", "headers": dict(scope["headers"])})
        await response(scope, receive, send)

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"accept", accept.encode()), (b"accept-encoding", b"gzip"), (b"host", b"here")]
    scope = {"type": "http", "method": method, "path": "/", "headers": headers}
    asyncio.run(Entrance(behind)(scope, receive, send))
    return sent


def test_streamlits_own_page_gets_our_language_title_style_and_script() -> None:
    page = ours(PAGE).decode()
    assert '<html lang="zh-CN">' in page
    assert "<title>乡鉴</title>" in page
    assert "请在浏览器中启用 JavaScript" in page
    head, body = page.split("</head>")
    assert body.count('<body><link rel="stylesheet" href="./kb/page.css?v=') == 1
    assert head.count('<script defer src="./kb/page.js?v=') == 1


def test_a_page_is_written_whole_and_never_from_a_compressed_copy() -> None:
    given = HTMLResponse(PAGE, headers={"etag": "old"})
    behind, start, body = asked(given)
    assert b"accept-encoding" not in behind["headers"]
    assert body["body"] == ours(PAGE)
    headers = dict(start["headers"])
    assert headers[b"content-length"] == str(len(ours(PAGE))).encode()
    assert b"etag" not in headers


def test_other_answers_pass_as_they_are() -> None:
    refused = HTMLResponse("<html lang='zh-CN'>不能打开</html>", status_code=403)
    assert asked(refused)[2]["body"] == refused.body
    text = PlainTextResponse("</head>")
    assert asked(text)[2]["body"] == b"</head>"
    assert asked(HTMLResponse(PAGE), accept="*/*")[2]["body"] == PAGE
    assert b"accept-encoding" in asked(text, accept="*/*")[0]["headers"]


def test_style_and_script_are_kept_by_the_browser_until_they_change() -> None:
    style, script = routes()
    assert (style.path, script.path) == ("/kb/page.css", "/kb/page.js")
    answer = asyncio.run(style.endpoint(Request({"type": "http"})))
    assert answer.body.decode() == style_text()
    assert "immutable" in answer.headers["cache-control"]
    assert answer.media_type == "text/css"
    assert asyncio.run(script.endpoint(Request({"type": "http"}))).body.decode() == page_script()


def test_colours_come_before_the_styles_that_use_them() -> None:
    text = style_text()
    assert text.index("--kb-ink:") < text.index(".stHtml h1")


def test_words_that_stand_for_others_are_carried_over() -> None:
    words = dict(built_in())
    assert len(words) == len(built_in())
    assert words["Skip to main content"] == "跳到正文"
    for english, chinese in words.items():
        assert english.count("{}") >= chinese.count("{}"), english
        assert chinese.strip() == chinese != ""
