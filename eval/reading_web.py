"""What cleaning leaves of a web page's furniture, and what it takes of the article.

``python -m eval.reading_web FOLDER…`` prints, for each half of the pages, how many
characters outside the article's container survive and how many inside it were removed. The
container is found in the page's own elements (``article_containers.tsv``, or the densest
element), independent of the rules that are measured. Lines that repeat the page's title or
give the document's number count as neither.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import html as lxml_html

from kb.cleaning import clean
from kb.reading import read
from kb.reading.encodings import decode
from kb.script import fold
from kb.types import CleanedText

_TABLE = Path(__file__).with_name("article_containers.tsv")
_NUMBER = re.compile(r"^\S{1,14}[〔\[(【]\d{4}[〕\])】]\d{1,4}号$")
_UNREAD = frozenset({"script", "style", "noscript", "template", "select", "textarea"})
# fmt: off
_INLINE = frozenset({
    "a", "abbr", "b", "em", "font", "i", "s", "small", "span", "strong", "sub", "sup", "u", "ins",
    "ucapcontent", "o:p", "label", "code", "big", "strike", "bdo", "mark", "st1:chsdate", "p1",
})
# fmt: on


@dataclass(frozen=True, slots=True)
class Measured:
    """One page. ``inside``: characters of its article. ``left``, ``lost``: lines of furniture
    that survive, and blocks of the article that are gone."""

    name: str
    inside: int
    left: tuple[str, ...]
    lost: tuple[str, ...]


def measure(path: Path) -> Measured | None:
    """Compare what cleaning keeps of a page with its container; ``None`` where none is found."""
    root = _parsed(path)
    container = _container(root)
    if container is None:
        return None
    blocks = [block for block in _blocks(container) if block]
    article = "".join(blocks)
    cleaned = clean(read(path))
    kept = _squeezed(cleaned.text)
    left = tuple(
        line
        for line in cleaned.text.split("\n")
        if line.strip() and _squeezed(line) not in article and not _is_head(line, cleaned)
    )
    lost = tuple(block for block in blocks if block not in kept)
    return Measured(path.name, len(article), left, lost)


def _is_head(line: str, cleaned: CleanedText) -> bool:
    squeezed = _squeezed(line)
    title = _squeezed(cleaned.raw.declared_title or "")
    return squeezed in title or title in squeezed or bool(_NUMBER.match(squeezed))


def _parsed(path: Path) -> lxml_html.HtmlElement:
    text, _ = decode(path.read_bytes())
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    return lxml_html.document_fromstring(text, parser=lxml_html.HTMLParser(huge_tree=True))


def _container(root: lxml_html.HtmlElement) -> lxml_html.HtmlElement | None:
    for line in _TABLE.read_text("utf-8").splitlines():
        if not line.startswith("#") and (found := root.xpath(line.split("\t")[0])):
            return max(found, key=lambda element: len(element.text_content()))
    return None


def _blocks(container: lxml_html.HtmlElement) -> Iterator[str]:
    """The squeezed text of each block of the container, as a browser would show it."""
    text = ""
    for kind, value in _flow(container):
        if kind == "break":
            yield _squeezed(text)
            text = ""
        else:
            text += value
    yield _squeezed(text)


def _flow(element: lxml_html.HtmlElement) -> Iterator[tuple[str, str]]:
    if not isinstance(element.tag, str) or element.tag in _UNREAD or _is_hidden(element):
        return
    block = element.tag not in _INLINE
    if block:
        yield "break", ""
    yield "text", element.text or ""
    for child in element:
        yield from _flow(child)
        yield "text", child.tail or ""
    if block:
        yield "break", ""


def _is_hidden(element: lxml_html.HtmlElement) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or element.get("hidden") is not None


def _squeezed(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())


def _half(path: Path) -> str:
    return "tuning" if hashlib.md5(path.name.encode()).digest()[0] % 2 == 0 else "check"


def main() -> None:
    """Print the table and the worst pages of each half."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--lines", type=int, default=12, help="lines shown of each half")
    given = parser.parse_args()
    for folder in given.folders:
        pages = sorted(p for p in folder.iterdir() if p.suffix.lower() in {".html", ".htm"})
        for half in ("tuning", "check"):
            _report(folder.name, half, [p for p in pages if _half(p) == half], given.lines)


def _report(folder: str, half: str, pages: list[Path], shown: int) -> None:
    found = [(page, measure(page)) for page in pages]
    without = [page.name for page, measured in found if measured is None]
    measured = [m for _, m in found if m is not None]
    inside = sum(m.inside for m in measured)
    left = sum(len(_squeezed(line)) for m in measured for line in m.left)
    lost = sum(len(block) for m in measured for block in m.lost)
    print(
        f"{folder}\t{half}\tpages {len(measured)}\tarticle {inside}\t"
        f"left {left} ({sum(bool(m.left) for m in measured)} pages)\t"
        f"lost {lost} ({sum(bool(m.lost) for m in measured)} pages)"
    )
    for name in without:
        print(f"  no container: {name}", file=sys.stderr)
    lines = [("left", m.name, line) for m in measured for line in m.left]
    lines += [("lost", m.name, block) for m in measured for block in m.lost]
    for kind, name, line in sorted(lines, key=lambda entry: -len(entry[2]))[:shown]:
        print(f"  {kind}\t{name[:24]}\t{line[:100]}")


if __name__ == "__main__":
    main()
