"""Rows of a Word table as lines of text: merged cells filled, header rows counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from kb.reading.docx_package import W
from kb.reading.docx_text import accepted, is_on

_MAX_REPEATED = 40
"""Longest text, in characters, that is said again in every row it is merged over."""
_MAX_SPAN = 64
_MAX_HEADER = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """``span``: columns it covers. ``starts``: merged with the cells below it. ``goes_on``:
    part of the cell above it."""

    text: str
    span: int = 1
    starts: bool = False
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """``skipped``: columns left free before the first cell. ``header``: said to repeat."""

    cells: tuple[Cell, ...]
    skipped: int = 0
    header: bool = False


def rows_of(table: etree._Element) -> list[etree._Element]:
    """The rows of a table itself, but deleted ones."""
    found = _children(table, "tr")
    return [row for row in found if row.find(f"{W}trPr/{W}del") is None]


def cells_of(row: etree._Element) -> list[etree._Element]:
    """The cells of a row, but deleted ones."""
    found = _children(row, "tc")
    return [cell for cell in found if cell.find(f"{W}tcPr/{W}cellDel") is None]


def _children(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows or cells, through the wrappers of content controls and insertions."""
    for child in accepted(parent):
        if child.tag == f"{W}{tag}":
            yield child
        elif child.tag not in {f"{W}tr", f"{W}tc", f"{W}tbl", f"{W}p"}:
            yield from _children(child, tag)


def is_layout(rows: Sequence[etree._Element]) -> bool:
    """Whether a table only frames text: one cell a row, or tables in half of its rows."""
    if all(len(cells_of(row)) <= 1 for row in rows):
        return True
    holding = sum(any(_is_grid(inner) for inner in row.iter(f"{W}tbl")) for row in rows)
    return holding * 2 >= len(rows)


def _is_grid(table: etree._Element) -> bool:
    return any(len(cells_of(row)) > 1 for row in rows_of(table))


def cell(element: etree._Element, text: str) -> Cell:
    """One cell by its properties; ``text`` is on one line."""
    span = element.find(f"{W}tcPr/{W}gridSpan")
    merged = element.find(f"{W}tcPr/{W}vMerge")
    starts = merged is not None and merged.get(f"{W}val") == "restart"
    return Cell(text, max(1, _count(span)), starts, merged is not None and not starts)


def row(element: etree._Element, cells: Sequence[Cell]) -> Row:
    """One row by its properties."""
    skipped = _count(element.find(f"{W}trPr/{W}gridBefore"))
    return Row(tuple(cells), skipped, is_on(element.find(f"{W}trPr/{W}tblHeader")))


def _count(element: etree._Element | None) -> int:
    shown = element.get(f"{W}val", "") if element is not None else ""
    return min(int(shown), _MAX_SPAN) if shown.isascii() and shown.isdigit() else 0


def lines(rows: Sequence[Row]) -> list[str]:
    """A line a row, a tab between columns. A short text merged over several rows is said in
    each, so that every row can be read by itself."""
    above: dict[int, str] = {}
    written = []
    for row in rows:
        columns = [""] * row.skipped
        current: dict[int, str] = {}
        for cell in row.cells:
            text = cell.text or above.get(len(columns), "") if cell.goes_on else cell.text
            if (cell.starts or cell.goes_on) and len(text) <= _MAX_REPEATED:
                current[len(columns)] = text
            columns += [text, *[""] * (cell.span - 1)]
        above = current
        written.append("\t".join(columns).rstrip())
    return written


def header_rows(rows: Sequence[Row]) -> int | None:
    """How many rows are the table's head; ``None`` where nothing says so."""
    marked = next((i for i, row in enumerate(rows) if not row.header), len(rows))
    if 0 < marked < len(rows):
        return marked
    title = len(rows) > 2 and len(rows[0].cells) == 1 and len(rows[1].cells) > 1
    first = int(title)
    depth = 1
    if any(cell.span > 1 for cell in rows[first].cells):
        below = rows[first + 1 : first + _MAX_HEADER]
        while depth <= len(below) and any(cell.goes_on for cell in below[depth - 1].cells):
            depth += 1
    total = first + depth
    return total if 1 < total < len(rows) else None
