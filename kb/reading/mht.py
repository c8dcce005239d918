"""Web pages saved in one file (.mht, .mhtml)."""

from __future__ import annotations

from dataclasses import replace
from email.message import Message

from kb.errors import UnreadableError
from kb.reading import mime
from kb.reading.html import read_html, read_html_text
from kb.reading.html_origin import web_address
from kb.types import RawText

_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_LITTLE = 200


def read_mht(content: bytes) -> RawText:
    """Read a saved web page: its main part, the address it came from, the day it was saved.

    Raises ``UnreadableError`` where there is no page in it.
    """
    message = mime.parse(content)
    pages = [part for part in mime.leaves(message) if part.get_content_type() in _PAGES]
    if not pages:
        raise UnreadableError("网页存档里没有网页。请用浏览器打开原网页，重新保存后再添加。")
    main = _main(message, pages)
    raw = _read(main)
    others = [part for part in pages if part is not main]
    if others and len(raw.text) < _LITTLE:
        # A page of frames is an empty shell: the text is in the longest of its frames.
        main = max(pages, key=lambda part: len(mime.content_of(part)))
        raw = _read(main)
        others = [part for part in pages if part is not main]
    unread = (f"网页里另有 {len(others)} 个嵌套的页面没有读。",) if others else ()
    when = mime.moment(message)
    return replace(
        raw,
        format="mht",
        unread=(*raw.unread, *unread),
        address=_address(message, main) or raw.address,
        captured=when.date().isoformat() if when else raw.captured,
    )


def html_of(content: bytes) -> bytes:
    """The bytes of the page in an archive as it was received; empty where there is none."""
    pages = [p for p in mime.leaves(mime.parse(content)) if p.get_content_type() in _PAGES]
    return mime.content_of(pages[0]) if pages else b""


def _main(message: Message, pages: list[Message]) -> Message:
    """The part that ``start`` names, else the one whose place is the page's, else the first."""
    start = message.get_param("start")
    if isinstance(start, str):
        for part in pages:
            if mime.header(part, "Content-ID") == start:
                return part
    where = mime.header(message, "Snapshot-Content-Location")
    for part in pages:
        if where and mime.header(part, "Content-Location") == where:
            return part
    return pages[0]


def _read(part: Message) -> RawText:
    content = mime.content_of(part)
    if not content.strip():
        raise UnreadableError("网页存档不完整，里面的网页是空的。请重新保存后再添加。")
    if mime.charset_of(part) is None:
        return read_html(content)
    return read_html_text(*mime.text_of(part))


def _address(message: Message, main: Message) -> str | None:
    for part, name in (
        (message, "Snapshot-Content-Location"),
        (main, "Content-Location"),
        (message, "Content-Location"),
    ):
        if address := web_address(mime.header(part, name)):
            return address
    return None
