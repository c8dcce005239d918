"""Pieces of text on a page, put together to lines, and forms to the rows of tables."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from kb.reading.ofd_objects import Piece, Rule
from kb.reading.page_lines import PageLine

POINTS = 72 / 25.4
"""Points to the millimetre."""
_SAME_PLACE = 0.35
_CELL_GAP = 1.2
_EMPTY_CELL = 2


Box = tuple[int, int, int, int]


def lines_of(pieces: Sequence[Piece], rules: Sequence[Rule], height: float) -> list[PageLine]:
    """Return the lines of a page ``height`` millimetres high, from top to bottom, in points.

    What stands in the cells that ``rules`` draw comes as rows of a table.
    """
    upright = _once([piece for piece in pieces if not piece.slanted])
    cells = _cells(upright, rules)
    boxed = {id(piece) for inside in cells.values() for piece in inside}
    lines = _joined([piece for piece in upright if id(piece) not in boxed])
    lines = sorted([*lines, *_rows(cells)], key=lambda line: (line.base, line.left))
    marks = _joined([piece for piece in pieces if piece.slanted])
    return [
        *(_page_line(line, height) for line in lines),
        *(replace(_page_line(line, height), furniture=True) for line in marks),
    ]


@dataclass(frozen=True, slots=True)
class _Line:
    """One line in millimetres from the top left. ``row``: of a form, cells parted by tabs."""

    text: str
    left: float
    right: float
    base: float
    size: float
    row: bool = False


def _page_line(line: _Line, height: float) -> PageLine:
    left, right, bottom, top, em = (
        value * POINTS
        for value in (
            line.left, line.right, height - line.base, height - line.base + line.size, line.size,
        )
    )  # fmt: skip
    return PageLine(line.text, left, bottom, right, top, em, table=0 if line.row else None)


def _once(pieces: list[Piece]) -> list[Piece]:
    """Leave out what is printed twice at one place to look bold."""
    seen: set[tuple[str, int, int]] = set()
    kept = []
    for piece in pieces:
        key = (piece.text, round(piece.left), round(piece.base))
        if key not in seen:
            kept.append(piece)
            seen.add(key)
    return kept


def _joined(pieces: list[Piece]) -> list[_Line]:
    lines = []
    for group in _levels(pieces):
        ordered = sorted(group, key=lambda piece: piece.left)
        text, before = ordered[0].text, ordered[0]
        for piece in ordered[1:]:
            text = _beside(text, piece.text, (piece.left - before.right) / max(piece.size, 0.1))
            before = piece
        size = max(group, key=lambda piece: len(piece.text)).size
        right = max(piece.right for piece in group)
        lines.append(_Line(text, ordered[0].left, right, ordered[0].base, size))
    return lines


def _levels(pieces: list[Piece]) -> list[list[Piece]]:
    """Group the pieces that stand on one line."""
    groups: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.base):
        last = groups[-1][0] if groups else None
        if last and piece.base - last.base < _SAME_PLACE * min(piece.size, last.size):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _beside(text: str, more: str, gap: float) -> str:
    """Join two pieces of a line; ``gap`` between them in characters."""
    latin = text[-1].isascii() and more[0].isascii()
    return text + (" " if gap > _CELL_GAP or (latin and gap > 0.15) else "") + more


def _cells(pieces: list[Piece], rules: Sequence[Rule]) -> dict[Box, list[Piece]]:
    """Return what stands in each cell, by its top, left, bottom and right in millimetres.

    A frame around the text is no cell: there have to be several side by side.
    """
    level = sorted((r for r in rules if r.x1 - r.x0 > r.y1 - r.y0), key=lambda r: r.y0)
    upright = sorted((r for r in rules if r.x1 - r.x0 <= r.y1 - r.y0), key=lambda r: r.x0)
    found: dict[Box, list[Piece]] = {}
    for piece in pieces:
        x, y = (piece.left + piece.right) / 2, piece.base - 0.35 * piece.size
        rows = [r.y0 for r in level if r.x0 - 0.5 <= x <= r.x1 + 0.5]
        columns = [r.x0 for r in upright if r.y0 - 0.5 <= y <= r.y1 + 0.5]
        i, j = bisect_left(rows, y), bisect_left(columns, x)
        if 0 < i < len(rows) and 0 < j < len(columns):
            box = (round(rows[i - 1]), round(columns[j - 1]), round(rows[i]), round(columns[j]))
            found.setdefault(box, []).append(piece)
    tops = Counter(box[0] for box in found)
    return found if any(count > 1 for count in tops.values()) else {}


def _rows(cells: dict[Box, list[Piece]]) -> list[_Line]:
    rows = []
    for _, group in groupby(sorted(cells), lambda box: box[0]):
        boxes = list(group)
        texts = list(_texts(boxes, cells))
        size = min(piece.size for box in boxes for piece in cells[box])
        top, left, _, _ = boxes[0]
        rows.append(_Line("\t".join(texts), left, boxes[-1][3], top + size, size, row=True))
    return rows


def _texts(boxes: list[Box], cells: dict[Box, list[Piece]]) -> Iterator[str]:
    """Yield the text of the cells of one row, ``""`` where one between them is empty."""
    edge: int | None = None
    for box in boxes:
        if edge is not None and box[1] - edge > _EMPTY_CELL:
            yield ""
        yield _cell_text(cells[box], box[3])
        edge = box[3]


def _cell_text(pieces: list[Piece], edge: int) -> str:
    """Return the text of a cell; a line that ends before its ``edge`` ends what it says."""
    text, full = "", True
    for line in _joined(pieces):
        text = _beside(text, line.text, 1.0) if full and text else f"{text} {line.text}"
        full = line.right > edge - 2 * line.size
    return " ".join(text.split())
