"""Which elements of a page stand outside its article, by general signs only.

Three signs: the element says so (``<nav>``, ``class="footer"``), it is hidden, or it
lies outside the smallest element that holds nearly all of the page's prose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import html as lxml_html

_TAGS = frozenset(["nav", "footer", "aside", "select", "button", "option", "textarea"])
_NAMES = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|mainnav|menu|submenu|breadcrumbs?|crumbs?|header|head|footer|foot|"
    r"sidebar|side|share|bdsharebuttonbox|toolbar|tools?|search|searchbox|copyright|friendlinks?|"
    r"links|related|login|modal|popup|qrcode|ewm|fixed)(?:$|[-_ \d])",
    re.I,
)
_CONTAINERS = frozenset(["div", "section", "footer", "aside", "nav", "ul", "dl", "form", "center"])
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_PROSE = re.compile(r"[^。;!?\uff1b\uff01\uff1f]{12,}[。;!?\uff1b\uff01\uff1f]")
_ATTACHMENT = re.compile(r"附件|\.(?:docx?|xlsx?|pdf|zip|rar|wps|ofd)\b", re.I)
# What opens a list of other articles, and a text signed with its date.
_OTHERS = re.compile(
    r"\s*[\W_]{0,3}(?:相关|推荐|热点|热门|最新|精彩|延伸|更多|猜你)"
    r"(?:阅读|新闻|文章|推荐|报道|稿件|资讯|内容|排行|信息|专题|喜欢)\s*(?:[\W_]|更多)*"
)
_SIGNED = re.compile(r"(?:\d{4}|[〇○零一二三四五六七八九]{4})\s*年.{1,4}月.{1,4}日[)）]?\s*$")
_MAX_SIGNATURE = 120
_HIDDEN_SHARE = 0.2
_ROOT_SHARE = 0.85
_FURNITURE_SHARE = 0.3
_MORE_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Layout:
    """Elements outside the article, the data tables, and the cells of those."""

    furniture: frozenset[lxml_html.HtmlElement]
    tables: frozenset[lxml_html.HtmlElement]
    cells: frozenset[lxml_html.HtmlElement]


def furniture_elements(root: lxml_html.HtmlElement) -> Layout:
    """Return the layout of the page ``root``."""
    prose = _Prose(root)
    article = prose.smallest_holder(root)
    furniture = {element for element in root.iter() if _is_outside(element, prose)}
    if prose.total:
        furniture |= _beside(article, prose)
    tables = {table for table in root.iter("table") if _is_data(table)}
    cells = {cell for table in tables for cell in table.iter("td", "th")}
    return Layout(frozenset(furniture), frozenset(tables), frozenset(cells))


class _Prose:
    """Characters of prose (sentences, links not counted) inside each element."""

    def __init__(self, root: lxml_html.HtmlElement) -> None:
        # Some pages show their text by a script only: hidden text is all they have.
        everything = self._measure(root, hidden=True)
        shown = self._measure(root, hidden=False)
        self.reads_hidden = shown[root] < everything[root] * _HIDDEN_SHARE
        self._inside = everything if self.reads_hidden else shown
        self.total = self._inside[root]

    def of(self, element: lxml_html.HtmlElement) -> int:
        """Return the prose in ``element``."""
        return self._inside.get(element, 0)

    def smallest_holder(self, root: lxml_html.HtmlElement) -> lxml_html.HtmlElement:
        """Return the deepest element that holds nearly all of the prose."""
        holder, best = root, root
        while best is not None:
            holder = best
            needed = self.total * _ROOT_SHARE
            best = next((c for c in holder if self.total and self.of(c) >= needed), None)
        # A page whose text is one paragraph has its holder too deep.
        while holder.tag in {"p", "span", "font", "b", "strong", "br"} and holder is not root:
            holder = holder.getparent()
        return holder

    @staticmethod
    def _measure(root: lxml_html.HtmlElement, hidden: bool) -> dict[lxml_html.HtmlElement, int]:
        inside: dict[lxml_html.HtmlElement, int] = {}
        for element in reversed(list(root.iter())):
            count = 0
            if _is_read(element) and (hidden or not _is_hidden(element)):
                count = _prose_length(element.text)
                count += sum(inside[c] + _prose_length(c.tail) for c in element)
            inside[element] = count
        return inside


def _is_read(element: lxml_html.HtmlElement) -> bool:
    return isinstance(element.tag, str) and element.tag not in {"script", "style", "a"}


def _is_hidden(element: lxml_html.HtmlElement) -> bool:
    style = element.get("style") or ""
    return bool(_HIDDEN.search(style)) or element.get("hidden") is not None


def _prose_length(text: str | None) -> int:
    return sum(len(match[0]) for match in _PROSE.finditer(text)) if text else 0


def _is_outside(element: lxml_html.HtmlElement, prose: _Prose) -> bool:
    if not isinstance(element.tag, str) or element.tag in {"html", "body", "head"}:
        return False
    large = prose.of(element) > prose.total * _FURNITURE_SHARE
    if _is_hidden(element) and not (prose.reads_hidden and large):
        return True
    if _lists_others(element) and prose.of(element) <= prose.total / 2:
        return True
    if large:
        return False
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    return element.tag in _TAGS or (
        bool(_NAMES.search(named)) and next(element.iter("h1"), None) is None
    )


def _lists_others(element: lxml_html.HtmlElement) -> bool:
    """Tell whether an element opens with 相关阅读 or the like and holds links."""
    if element.tag not in _CONTAINERS or next(element.iter("a"), None) is None:
        return False
    first = next((text for text in element.itertext() if text.strip()), "")
    return bool(_OTHERS.fullmatch(first))


def _beside(article: lxml_html.HtmlElement, prose: _Prose) -> set[lxml_html.HtmlElement]:
    """Return what follows the article on the page; what precedes it may hold its title."""
    beside: set[lxml_html.HtmlElement] = set()
    element = article
    while element is not None and element.tag != "body":
        siblings = [s for s in element.itersiblings() if isinstance(s.tag, str)]
        signed = max((at for at, s in enumerate(siblings) if _is_signature(s)), default=-1)
        for sibling in siblings[signed + 1 :]:
            long = prose.of(sibling) > prose.total * _MORE_SHARE
            if sibling.tag in _CONTAINERS and not long and not _belongs(sibling):
                beside.add(sibling)
        element = element.getparent()
    return beside


def _is_signature(sibling: lxml_html.HtmlElement) -> bool:
    """Tell whether an element ends the document: who signs it and when, no link in it."""
    text = sibling.text_content().strip()
    short = len(text) <= _MAX_SIGNATURE and next(sibling.iter("a"), None) is None
    return short and bool(_SIGNED.search(text))


def _belongs(sibling: lxml_html.HtmlElement) -> bool:
    """Tell whether a container after the prose still is the document: attachments, tables."""
    return bool(_ATTACHMENT.search(sibling.text_content())) or any(
        map(_is_data, sibling.iter("table"))
    )


def _is_data(table: lxml_html.HtmlElement) -> bool:
    """Tell a table of data from one that lays out a page: short cells, none nested."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    rows = list(table.iter("tr"))
    cells = [cell.text_content().strip() for cell in table.iter("td", "th")]
    wide = any(len(row.xpath("./td|./th")) > 1 for row in rows)
    return wide and len(rows) > 1 and sum(map(len, cells)) < 300 * len(cells)
