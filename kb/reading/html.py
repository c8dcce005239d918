"""Web pages: visible text in lines, with what the page itself says of its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree
from lxml import html as lxml_html

from kb.errors import UnreadableError
from kb.reading.encodings import decode
from kb.reading.html_layout import Layout, furniture_elements
from kb.reading.html_origin import origin
from kb.reading.lines import LineCollector
from kb.types import RawText

# fmt: off
_SKIPPED = frozenset({
    "script", "style", "noscript", "template", "head", "svg", "math", "iframe", "object",
    "canvas", "audio", "video", "map", "title",
})
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "button", "caption", "center",
    "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend", "li", "main", "nav", "ol",
    "option", "p", "pre", "section", "select", "summary", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "ul",
})
# fmt: on
_DECLARED = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([a-zA-Z0-9_-]+)", re.I)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_BETWEEN_HAN = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*[\r\n][ \t\r\n]*"
    r"(?=[\u3000-\u9fff\uff00-\uffef])"
)
_STATED = {"pubdate": "发布时间", "contentsource": "来源"}
_TAB = "\x1f"


def read_html(content: bytes) -> RawText:
    """Read a web page. Raises ``UnreadableError`` where it has no elements at all."""
    declared = _DECLARED.search(content[:4096])
    text, encoding = decode(content, declared[1].decode("ascii") if declared else None)
    return read_html_text(text, encoding)


def read_html_text(text: str, encoding: str | None = None) -> RawText:
    """Read the HTML source ``text``; see ``read_html``."""
    try:
        # A page is data of strangers: nothing of it is fetched, NUL would end the parse.
        parser = lxml_html.HTMLParser(no_network=True, huge_tree=True)
        source = _XML_DECLARATION.sub("", text).replace("\0", "").replace(_TAB, "")
        root = lxml_html.document_fromstring(source, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError("网页文件里没有内容。请用浏览器重新保存网页后再添加。") from error
    # Below its limit of depth the parser drops the rest of the page without a word.
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise UnreadableError(
            "网页的标签嵌套太深，读不全。请用浏览器打开，把正文复制到 Word 或记事本里另存再添加。"
        )
    collector = LineCollector()
    _add_stated(root, collector)
    writer = _Writer(collector, furniture_elements(root))
    writer.walk(root)
    raw = collector.finish("html", _declared_title(root), encoding)
    address, captured = origin(root, text)
    return replace(raw, address=address, captured=captured)


def _meta(root: lxml_html.HtmlElement, name: str) -> str | None:
    for element in root.iter("meta"):
        if name in ((element.get(key) or "").lower() for key in ("name", "property")):
            return " ".join((element.get("content") or "").split()) or None
    return None


def _declared_title(root: lxml_html.HtmlElement) -> str | None:
    titles = (" ".join(e.text_content().split()) for e in root.iter("title"))
    title = next((title for title in titles if title), None)
    shared = _meta(root, "og:title")
    # The window's title often has the site's name behind the article's own.
    if shared and (title is None or shared in title):
        title = shared
    return _meta(root, "articletitle") or title


def _add_stated(root: lxml_html.HtmlElement, collector: LineCollector) -> None:
    """Put the page's own date and source on lines of their own, as page furniture."""
    for name, label in _STATED.items():
        if value := _meta(root, name):
            collector.add(f"{label}:{value}", "furniture")


class _Writer:
    """Walks the elements of a page and writes its lines, without recursion."""

    def __init__(self, collector: LineCollector, layout: Layout) -> None:
        self._collector = collector
        self._layout = layout
        self._pieces: list[tuple[str, bool, bool]] = []
        self._heading: int | None = None
        self._links = 0
        self._outside = 0
        self._tables = 0
        self._cell = 0
        self._table_start = 0

    def walk(self, root: lxml_html.HtmlElement) -> None:
        """Write all of ``root``."""
        for event, element in _events(root):
            if event == "text":
                self._pieces.append((element, self._links > 0, self._outside > 0))
            elif event == "start":
                self._enter(element)
            else:
                self._leave(element)
        self._flush()

    def _enter(self, element: lxml_html.HtmlElement) -> None:
        tag = element.tag
        if element not in self._layout.cells:
            self._break(tag)
        if element in self._layout.furniture:
            self._flush()
            self._outside += 1
        if tag == "a":
            self._links += 1
        elif element in self._layout.cells:
            self._cell += 1
        elif element in self._layout.tables:
            self._table_start = self._collector.position
            self._tables += 1
        elif len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self._heading = int(tag[1])

    def _leave(self, element: lxml_html.HtmlElement) -> None:
        tag = element.tag
        if element in self._layout.cells:
            self._cell -= 1
            if element.getnext() is not None:
                self._pieces.append((_TAB, False, False))
        else:
            self._break(tag)
        if element in self._layout.furniture:
            self._flush()
            self._outside -= 1
        if tag == "a":
            self._links -= 1
        elif element in self._layout.tables:
            self._tables -= 1
            end = self._collector.position - 1
            self._collector.mark("table", self._table_start, end)
        elif len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self._heading = None

    def _break(self, tag: str) -> None:
        if tag not in _BLOCKS:
            return
        if self._cell:
            self._pieces.append((" ", False, False))
        else:
            self._flush()

    def _flush(self) -> None:
        pieces, self._pieces = self._pieces, []
        line, spans = _collapse(pieces)
        if not line:
            return
        start = self._collector.add(line)
        for kind, begin, end in spans:
            if kind == "furniture":
                self._collector.mark("furniture", start + begin, start + end)
            else:
                self._collector.mark("link", start + begin, start + end)
        if self._heading is not None and not self._outside:
            self._collector.mark("heading", start, start + len(line), self._heading)


def _events(root: lxml_html.HtmlElement) -> Iterator[tuple[str, lxml_html.HtmlElement | str]]:
    """Yield ``start``/``end`` with an element and ``text`` with a string, in page order."""
    stack: list[tuple[str, lxml_html.HtmlElement]] = [("start", root)]
    while stack:
        event, element = stack.pop()
        if event == "end":
            yield "end", element
        elif isinstance(element.tag, str) and element.tag not in _SKIPPED:
            yield "start", element
            if element.text:
                yield "text", element.text
            stack.append(("end", element))
            stack.extend(("start", child) for child in reversed(element))
            continue
        if element.tail and element is not root:
            yield "text", element.tail


def _collapse(
    pieces: list[tuple[str, bool, bool]],
) -> tuple[str, list[tuple[str, int, int]]]:
    """Join the pieces of one line as a browser would; return it with the spans in it."""
    line = ""
    spans: list[tuple[str, int, int]] = []
    for text, linked, outside in pieces:
        text = _BETWEEN_HAN.sub("", text.replace("\xa0", " "))
        text = _SPACES.sub(" ", text)
        if not line or line[-1] in " \u3000" + _TAB:
            text = text.lstrip(" \u3000")
        begin = len(line)
        line += text
        if text.strip():
            if linked:
                spans.append(("link", begin, len(line)))
            if outside:
                spans.append(("furniture", begin, len(line)))
    line = _cells(line)
    return line, [(kind, begin, min(end, len(line))) for kind, begin, end in spans]


def _cells(line: str) -> str:
    # A cell border is kept as one character here so that the spans stay true.
    return line.replace(_TAB, "\t").rstrip(" \u3000\t\n")
