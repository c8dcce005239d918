"""Where a saved web page says it comes from, and when it was saved."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit

from lxml import html as lxml_html

_MAX_ADDRESS = 2_000
_HEAD = 8_192
_WEB = re.compile(r"https?://[^/\s]", re.I)
# What browsers and the SingleFile extension leave in a comment at the head.
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d{4}\)(\S+)\s*-->", re.I)
_SINGLE_FILE = re.compile(
    r"Page saved with SingleFile\s+url:\s*(\S+)(?:\s+saved date:\s*([^\n(]+))?"
)


def web_address(value: str | None) -> str | None:
    """``value`` where it is an address of the web that can be kept, else ``None``."""
    address = (value or "").strip()
    fits = len(address) <= _MAX_ADDRESS and address.isprintable() and " " not in address
    return address if fits and _WEB.match(address) else None


def origin(root: lxml_html.HtmlElement, source: str) -> tuple[str | None, str | None]:
    """Return the address of the page and the date it was saved (``YYYY-MM-DD``), each
    ``None`` where the page does not say."""
    head = source[:_HEAD]
    if found := _SINGLE_FILE.search(head):
        return web_address(found[1]), _date(found[2])
    if (found := _SAVED_FROM.search(head)) and (address := web_address(found[1])):
        return address, None
    stated = [link.get("href") for link in root.iter("link") if link.get("rel") == "canonical"]
    stated += [
        meta.get("content") for meta in root.iter("meta") if meta.get("property") == "og:url"
    ]
    return next((address for value in stated if (address := _page_address(value))), None), None


def _page_address(value: str | None) -> str | None:
    # Sites that put their own front page there say nothing of this page.
    address = web_address(value)
    if address is None:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.path.strip("/") or parts.query else None


def _date(value: str | None) -> str | None:
    words = (value or "").split()[:4]
    try:
        return datetime.strptime(" ".join(words), "%a %b %d %Y").date().isoformat()
    except ValueError:
        return None
