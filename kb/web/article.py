"""A document as safe HTML: paragraphs, headings, tables, pages, one place in it marked."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.types import FLAGS, Document, Flag, PageSpan, Section
from kb.web.grids import grid_html, runs
from kb.web.marking import Layer, Span, escaped, layered

PART = 60_000
"""Characters of a document that one page shows."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a document that one page shows; ``number`` of ``count``, from 1."""

    number: int
    count: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Look:
    """What besides the words is shown of a document. ``here``: the place the link names.
    ``headers``: header rows of its tables, where known. ``page_word``: what a page of this
    format is called, with ``{}`` for its number. ``pictures``: the address to which
    ``&page=`` and a number are added, for formats whose pages can be seen. ``marks``: what
    else stands out. ``pick``: the address to which a paragraph is added to choose it."""

    here: Span | None = None
    flags: Sequence[Flag] = ()
    pages: Sequence[PageSpan] = ()
    headers: Sequence[Span] = ()
    page_word: str = "第 {} 页"
    pictures: str | None = None
    marks: Sequence[Layer] = ()
    pick: str | None = None


def part_of(text: str, start: int | None, size: int = PART) -> Part:
    """The part of ``text`` that holds ``start``; parts end at line ends."""
    borders = _borders(text, size)
    at = next((i for i, end in enumerate(borders[1:]) if (start or 0) < end), len(borders) - 2)
    return Part(at + 1, len(borders) - 1, borders[at], borders[at + 1])


def part_starts(text: str, size: int = PART) -> tuple[int, ...]:
    """Where each part begins."""
    return tuple(_borders(text, size)[:-1])


def document_html(
    text: str, sections: Sequence[Section], look: Look, part: Part | None = None
) -> str:
    """A document as paragraphs, one a line, and tables. Headings carry the anchor
    ``s<start>``, the first piece of the marked place ``here``, pages ``p<number>``."""
    shown = part or Part(1, 1, 0, len(text))
    look = replace(look, here=_visible(text, look.here, shown))
    pages = [page for page in look.pages if shown.start <= page.start < shown.end]
    writer = _Writer(text, {section.start: section for section in sections}, look, pages)
    body = [
        writer.table(found) if is_table else "".join(map(writer.paragraph, found))
        for is_table, found in runs(text, shown.start, shown.end)
    ]
    return "".join(body)


def outline_html(sections: Sequence[Section], part: Part | None = None, address: str = "") -> str:
    """The outline as links within the page; in other parts to ``address``
    with the place of the heading."""
    if not sections:
        return ""
    entries = []
    for section in sections:
        here = part is None or part.start <= section.start < part.end
        target = (
            f"#s{section.start}"
            if here
            else f"{address}&start={section.start}&end={section.title_end}"
        )
        entries.append(
            f'<li class="kb-l{min(section.level, 5)}"><a href="{escaped(target)}">'
            f"{escaped(section.title)}</a></li>"
        )
    return f'<ol class="kb-outline">{"".join(entries)}</ol>'


def flag_layers(flags: Sequence[Flag]) -> list[Layer]:
    """What marks each doubt in its place."""
    return [
        Layer(
            flag.start,
            flag.end,
            "span",
            f'class="kb-flag kb-f-{flag.kind}" title="{FLAGS[flag.kind]}"',
            last=f'data-flag="{FLAGS[flag.kind]}"',
        )
        for flag in flags
        if flag.kind in FLAGS
    ]


def flags_within(document: Document, start: int, end: int) -> list[Layer]:
    """What marks the doubts between two places."""
    return flag_layers([f for f in document.flags if f.start <= end and f.end >= start])


class _Writer:
    """Writes one document, line by line from its beginning."""

    def __init__(
        self, text: str, headings: dict[int, Section], look: Look, pages: Sequence[PageSpan]
    ) -> None:
        self._text = text
        self._headings = headings
        self._look = look
        self._pages = pages
        self._next = 0
        marked = [*flag_layers(look.flags), *look.marks]
        if look.here:
            marked.append(Layer(*look.here, "mark", 'class="kb-here"', 'id="here"'))
        self._layers = sorted(marked, key=lambda layer: (layer.start, -layer.end))
        self._starts = [layer.start for layer in self._layers]
        self._reach = max((x.end - x.start for x in self._layers), default=0)

    def paragraph(self, line: Span) -> str:
        """One line as a paragraph, below the heads of the pages that begin with it."""
        start, end = line
        head = self._page_heads(start)
        if start == end:
            return head
        section = self._heading_in(line)
        identity = f' id="s{section.start}"' if section else ""
        body = layered(self._text, start, end, self._marks(start, end))
        pick = self._pick(start, end)
        if section and section.title_end >= end:
            return f'{head}<p{identity} class="kb-h kb-h{min(section.level, 5)}">{body}{pick}</p>'
        return f"{head}<p{identity}>{body}{pick}</p>"

    def table(self, rows: Sequence[Span]) -> str:
        """Lines as a table."""
        start, end = rows[0][0], rows[-1][1]
        head = self._page_heads(start)
        ends = [stop for begin, stop in self._look.headers if begin >= start and stop <= end]
        border = min(ends) if ends else rows[0][1]
        top = [row for row in rows if row[1] <= border]
        rest = [row for row in rows if row[1] > border]
        return head + grid_html(self._text, rest, top, self._marks(start, end))

    def _marks(self, start: int, end: int) -> list[Layer]:
        first = bisect_left(self._starts, start - self._reach)
        last = bisect_right(self._starts, end)
        found = [x for x in self._layers[first:last] if x.end >= start]
        while self._next < len(self._pages) and self._pages[self._next].start < end:
            found.append(self._page_mark(self._pages[self._next]))
            self._next += 1
        return found

    def _page_heads(self, start: int) -> str:
        heads = []
        while self._next < len(self._pages) and self._pages[self._next].start <= start:
            page = self._pages[self._next]
            self._next += 1
            told = f"{self._called(page)}{'（文字由图片识别）' if page.scanned else ''}"
            link = ""
            if self._look.pictures is not None:
                address = escaped(f"{self._look.pictures}&page={page.number}")
                link = f' <a href="{address}" target="_self">看页面图片</a>'
            heads.append(
                f'<div class="kb-page" id="p{page.number}"><span>{told}</span>{link}</div>'
            )
        return "".join(heads)

    def _pick(self, start: int, end: int) -> str:
        """What chooses a paragraph with the mouse; by the keyboard it is done above the text,
        for nobody wants to step through every paragraph."""
        if self._look.pick is None or not self._text[start:end].strip():
            return ""
        address = escaped(f"{self._look.pick}&start={start}&end={end}")
        return (
            f'<a class="kb-pick" href="{address}" target="_self" tabindex="-1" '
            'aria-hidden="true" title="选中这一段"></a>'
        )

    def _page_mark(self, page: PageSpan) -> Layer:
        """A page that begins within a paragraph: beside the words, not among them."""
        told = self._called(page)
        shared = f'class="kb-pagemark" data-page="{told}" title="{told}"'
        if self._look.pictures is None:
            return Layer(page.start, page.start, "span", shared, f'id="p{page.number}"')
        address = escaped(f"{self._look.pictures}&page={page.number}")
        attributes = f'{shared} aria-label="{told}，看页面图片" href="{address}" target="_self"'
        return Layer(page.start, page.start, "a", attributes, f'id="p{page.number}"')

    def _called(self, page: PageSpan) -> str:
        return self._look.page_word.format(page.number)

    def _heading_in(self, line: Span) -> Section | None:
        """The section whose heading stands on this line, if any."""
        words = self._text[line[0] : line[1]]
        blank = len(words) - len(words.lstrip())
        return self._headings.get(line[0]) or self._headings.get(line[0] + blank)


def _visible(text: str, here: Span | None, shown: Part) -> Span | None:
    """The marked place as far as it is shown, from its first character that is no line end:
    the anchor stands there."""
    if here is None:
        return None
    start, end = max(here[0], shown.start), min(here[1], shown.end)
    start += len(text[start:end]) - len(text[start:end].lstrip("\n"))
    return (start, end) if start < end else None


def _borders(text: str, size: int) -> list[int]:
    borders = [0]
    while len(text) - borders[-1] > size:
        aim = borders[-1] + size
        line_end = text.rfind("\n", borders[-1] + size // 2, aim)
        borders.append(line_end + 1 if line_end >= 0 else aim)
    return [*borders, len(text)]
