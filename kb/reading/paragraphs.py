"""Joins the lines of pages into paragraphs and marks what repeats on every page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kb.reading.lines import LineCollector
from kb.reading.page_lines import PageLine
from kb.types import RawText

_NUMBERED = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百零〇\d]+[章节条编篇]|[一二三四五六七八九十]{1,3}[、.\uff0e]|"
    r"[(\uff08][一二三四五六七八九十\d]{1,3}[)\uff09]|\d{1,2}[、.\uff0e](?!\d)|附件|附录|[①-⑳])"
)
_PAGE_NUMBER = re.compile(
    r"^[\s\-—–―·~\uff0d]*(?:第\s*)?\d{1,4}(?:\s*页)?"
    r"(?:\s*[,\uff0c/]?\s*共?\s*\d{1,4}\s*页?)?[\s\-—–―·~\uff0d]*$"
)
_SENTENCE_END = "。!?;:\uff01\uff1f\uff1b\uff1a"
_PROSE = re.compile("[\uff0c。\uff1b]")
_EDGE_LINES = 2
_WIDEST_LEADING = 3.5
"""Ems from line to line within a paragraph at most; official documents have 1.8."""

Pages = Sequence[Sequence[PageLine]]


def written(pages: Pages, format_name: str, title: str | None = None) -> RawText:
    """One paragraph a line of the raw text, with its pages, tables and scanned lines marked.

    ``pages``: the lines of each page in reading order.
    """
    writer = _Writer([list(page) for page in without_edges(pages)])
    return writer.finish(format_name, title)


def without_edges(pages: Pages) -> list[list[PageLine]]:
    """Mark running heads, feet and page numbers as furniture."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_shape(page[i].text) for i in _edges(page)})
    needed = max(3, len(pages) * 0.4)
    repeated = {shape for shape, count in seen.items() if count >= needed}
    return [_marked(page, repeated) for page in pages]


def _edges(page: Sequence[PageLine]) -> set[int]:
    outside = [i for i, line in enumerate(page) if line.table is None]
    by_height = sorted(outside, key=lambda i: page[i].bottom)
    return set(by_height[:_EDGE_LINES] + by_height[-_EDGE_LINES:])


def _marked(page: Sequence[PageLine], repeated: set[str]) -> list[PageLine]:
    edges = _edges(page)
    return [
        replace(line, furniture=True)
        if i in edges and (_shape(line.text) in repeated or _PAGE_NUMBER.match(line.text))
        else line
        for i, line in enumerate(page)
    ]


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", "".join(text.split()))


@dataclass(frozen=True, slots=True)
class _Column:
    """Where the text of a document stands: its edges, and whether it indents."""

    left: float
    right: float
    indents: bool


def _column(lines: Sequence[PageLine]) -> _Column:
    body = [
        line for line in lines if not line.furniture and line.table is None and len(line.text) > 8
    ] or lines
    rights = sorted(line.right for line in body)
    right = rights[int(len(rights) * 0.9)]
    lefts = Counter(round(line.left / 4) for line in body if line.right > right - 3 * line.em)
    left = 4.0 * (min(k for k, n in lefts.items() if n >= max(lefts.values()) * 0.3))
    indented = sum(_is_indented(line, left) for line in body)
    return _Column(left, right, indented >= max(2, len(body) * 0.04))


def _is_indented(line: PageLine, left: float) -> bool:
    if line.column is not None:
        left = line.column[0]
    return left + 1.2 * line.em < line.left < left + 3 * line.em


def _spacing(pages: Pages) -> float:
    gaps = sorted(
        a.bottom - b.bottom for page in pages for a, b in pairwise(page) if a.bottom > b.bottom
    )
    return gaps[len(gaps) // 2] if gaps else 0.0


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a table on a page."""

    page: int
    line: PageLine

    def goes_on(self, last: _Row) -> bool:
        """Whether the row is one of the table that ``last`` belongs to."""
        if self.page == last.page:
            return self.line.table == last.line.table
        same = abs(self.line.left - last.line.left) + abs(self.line.right - last.line.right)
        return self.page == last.page + 1 and self.line.table == 0 and same < self.line.em


class _Header:
    """The rows on the first page of a table, against which those at the head of its later
    pages are held."""

    def __init__(self) -> None:
        self._first: list[_Row] = []
        self._page = 0
        self._alike = 0

    def repeated_by(self, row: _Row) -> bool:
        """Whether the row stands on a later page as one stood on the first, with nothing
        but such rows above it. To be asked of every row in turn."""
        if not self._first or row.page == self._first[0].page:
            self._first.append(row)
            return False
        if row.page != self._page:
            self._page, self._alike = row.page, 0
        alike = -1 < self._alike < len(self._first)
        alike = alike and self._first[self._alike].line.text == row.line.text
        self._alike = self._alike + 1 if alike else -1
        return alike


class _Writer:
    """Grows the raw text of a document line by line."""

    def __init__(self, pages: list[list[PageLine]]) -> None:
        self._lines = [(number, line) for number, page in enumerate(pages, 1) for line in page]
        self._column = _column([line for _, line in self._lines])
        self._spacing = _spacing(pages)
        self._collector = LineCollector()
        self._starts: dict[int, int] = {}
        self._last_row: _Row | None = None
        self._header = _Header()
        self._table_start = self._table_end = 0

    def finish(self, format_name: str, title: str | None) -> RawText:
        paragraph = ""
        for i, (number, line) in enumerate(self._lines):
            paragraph = self._grown(paragraph, number, line)
            following = self._lines[i + 1] if i + 1 < len(self._lines) else None
            if following and self._continues((number, line), following):
                continue
            start = self._collector.add(paragraph, "furniture" if line.furniture else None)
            self._tabulate(number, line, start)
            paragraph = ""
        self._close_table()
        self._mark_pages()
        return self._collector.finish(format_name, title)

    def _grown(self, paragraph: str, number: int, line: PageLine) -> str:
        self._starts.setdefault(number, self._collector.position + len(paragraph))
        grown = _glued(paragraph, line.text)
        if line.confidence is not None:
            end = self._collector.position + len(grown)
            self._collector.mark("scan", end - len(line.text), end, round(100 * line.confidence))
        return grown

    def _tabulate(self, number: int, line: PageLine, start: int) -> None:
        """Grow the table that is open, or close it. It stays open over the furniture at the
        end of a page, and goes on with the first table of the next one where that is ruled
        alike; the header it repeats there is furniture."""
        if line.furniture:
            return
        row = None if line.table is None else _Row(number, line)
        end = self._collector.position - 1
        if row is None or self._last_row is None or not row.goes_on(self._last_row):
            self._close_table()
            self._table_start, self._header = start, _Header()
        if row is not None:
            if self._header.repeated_by(row):
                self._collector.mark("furniture", start, end)
            self._last_row, self._table_end = row, end

    def _close_table(self) -> None:
        if self._last_row is not None:
            self._collector.mark("table", self._table_start, self._table_end)
        self._last_row = None

    def _mark_pages(self) -> None:
        bounds = [*sorted(self._starts.items()), (0, self._collector.position)]
        for (number, start), (_, end) in pairwise(bounds):
            self._collector.mark("page", start, end, number)

    def _column_of(self, line: PageLine) -> _Column:
        if line.column is None:
            return self._column
        return _Column(*line.column, self._column.indents)

    def _continues(self, one: tuple[int, PageLine], other: tuple[int, PageLine]) -> bool:
        """Tell whether the second line goes on with the paragraph of the first."""
        (page, line), (next_page, following) = one, other
        column = self._column_of(line)
        if line.furniture or following.furniture or _NUMBERED.match(following.text):
            return False
        if line.table is not None or following.table is not None:
            return False
        if abs(line.em - following.em) > 0.25 * line.em:
            return False
        # Some printers break lines early; a comma and an open end show a sentence all the same.
        open_end = _PROSE.search(line.text) and line.text[-1] not in _SENTENCE_END
        if line.right < column.right - 2 * line.em and (column.indents or not open_end):
            return False
        same = page == next_page and line.column == following.column
        widest = min(1.7 * self._spacing, _WIDEST_LEADING * line.em)
        if same and not 0 < line.bottom - following.bottom < widest:
            return False
        if column.indents:
            return following.left < self._column_of(following).left + line.em
        return line.text[-1] not in _SENTENCE_END


def _glued(paragraph: str, line: str) -> str:
    if not paragraph:
        return line
    if paragraph[-1] == "-" and line[0].isascii() and line[0].isalpha():
        return paragraph[:-1] + line
    spaced = paragraph[-1].isascii() and line[0].isascii() and paragraph[-1].isalnum()
    return paragraph + (" " if spaced else "") + line
