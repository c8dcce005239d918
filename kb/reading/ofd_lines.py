"""Pieces of text on a page, put together to lines, lines to paragraphs, forms to tables."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from kb.reading.ofd_objects import Piece, Rule

_NUMBERED = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百零〇\d]+[章节条编篇]|[一二三四五六七八九十]{1,3}[、.\uff0e]|"
    r"[(\uff08][一二三四五六七八九十\d]{1,3}[)\uff09]|\d{1,2}[、.\uff0e](?!\d)|附件|附录|[①-⑳])"
)
_PAGE_NUMBER = re.compile(
    r"^[\s\-—–―·~\uff0d]*(?:第\s*)?\d{1,4}(?:\s*页)?"
    r"(?:\s*[,\uff0c/]?\s*共?\s*\d{1,4}\s*页?)?[\s\-—–―·~\uff0d]*$"
)
_SENTENCE_END = "。!?;:\uff01\uff1f\uff1b\uff1a"
_EDGE_LINES = 2
_SAME_PLACE = 0.35
_CELL_GAP = 1.2
_EMPTY_CELL = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page. ``top``: its baseline from the top. ``row``: the cells of a row of a
    form, ``()`` for running text."""

    text: str
    left: float
    right: float
    base: float
    size: float
    furniture: bool = False
    row: tuple[str, ...] = ()


def lines_of(pieces: Sequence[Piece], rules: Sequence[Rule] = ()) -> list[Line]:
    """Return the lines of one page from top to bottom; what stands in the cells that ``rules``
    draw comes as rows."""
    upright = _once([piece for piece in pieces if not piece.slanted])
    cells = _cells(upright, rules)
    boxed = {id(piece) for inside in cells.values() for piece in inside}
    lines = _joined([piece for piece in upright if id(piece) not in boxed])
    lines += _rows(cells)
    lines.sort(key=lambda line: (line.base, line.left))
    return lines + [
        replace(line, furniture=True)
        for line in _joined([piece for piece in pieces if piece.slanted])
    ]


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


def _joined(pieces: list[Piece]) -> list[Line]:
    lines = []
    for group in _levels(pieces):
        ordered = sorted(group, key=lambda piece: piece.left)
        text, before = ordered[0].text, ordered[0]
        for piece in ordered[1:]:
            text = _beside(text, piece.text, (piece.left - before.right) / max(piece.size, 0.1))
            before = piece
        size = max(group, key=lambda piece: len(piece.text)).size
        right = max(piece.right for piece in group)
        lines.append(Line(text, ordered[0].left, right, ordered[0].base, size))
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


Box = tuple[int, int, int, int]


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


def _rows(cells: dict[Box, list[Piece]]) -> list[Line]:
    rows = []
    for _, group in groupby(sorted(cells), lambda box: box[0]):
        boxes = list(group)
        texts = tuple(_texts(boxes, cells))
        size = min(piece.size for box in boxes for piece in cells[box])
        top, left, _, _ = boxes[0]
        rows.append(Line("\t".join(texts), left, boxes[-1][3], top + size, size, row=texts))
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
        text = glued(text, line.text) if full else f"{text} {line.text}"
        full = line.right > edge - 2 * line.size
    return " ".join(text.split())


def mark_furniture(pages: list[list[Line]]) -> list[list[Line]]:
    """Return the pages with running heads, feet and page numbers marked as furniture."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_shape(page[i].text) for i in _edges(page)})
    needed = max(3, len(pages) * 0.4)
    repeated = {shape for shape, count in seen.items() if count >= needed}
    return [
        [
            replace(line, furniture=True)
            if i in _edges(page)
            and (_shape(line.text) in repeated or _PAGE_NUMBER.match(line.text))
            else line
            for i, line in enumerate(page)
        ]
        for page in pages
    ]


def _edges(page: list[Line]) -> set[int]:
    inside = [i for i, line in enumerate(page) if not line.furniture and not line.row]
    return set(inside[:_EDGE_LINES] + inside[-_EDGE_LINES:])


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", "".join(text.split()))


@dataclass(frozen=True, slots=True)
class Column:
    """Where the text of a document stands: edges and usual line spacing in millimetres, and
    whether it indents paragraphs."""

    left: float
    right: float
    spacing: float
    indents: bool


def column_of(pages: list[list[Line]]) -> Column:
    """Return the column of running text of a document that has lines."""
    lines = [line for page in pages for line in page if not line.furniture and not line.row]
    body = [line for line in lines if len(line.text) > 8] or lines
    if not body:
        return Column(0.0, 0.0, 0.0, False)
    right = sorted(line.right for line in body)[int(len(body) * 0.9)]
    full = [line for line in body if line.right > right - 3 * line.size] or body
    lefts = Counter(round(line.left / 1.5) for line in full)
    left = 1.5 * min(k for k, count in lefts.items() if count >= max(lefts.values()) * 0.3)
    gaps = sorted(
        b.base - a.base
        for page in pages
        for a, b in zip(page, page[1:], strict=False)
        if b.base > a.base and not a.row and not b.row
    )
    indented = sum(left + 1.2 * line.size < line.left < left + 3 * line.size for line in body)
    spacing = gaps[len(gaps) // 2] if gaps else 0.0
    return Column(left, right, spacing, indented >= max(2, len(body) * 0.04))


def continues(line: Line, following: Line, column: Column, *, same_page: bool) -> bool:
    """Tell whether the second line goes on with the paragraph of the first."""
    if line.furniture or following.furniture or line.row or following.row:
        return False
    if _NUMBERED.match(following.text) or abs(line.size - following.size) > 0.2 * line.size:
        return False
    if line.right < column.right - 2 * line.size:
        return False
    if same_page and following.base - line.base > 1.7 * column.spacing:
        return False
    if column.indents:
        return following.left < column.left + line.size
    return line.text[-1] not in _SENTENCE_END


def glued(paragraph: str, line: str) -> str:
    """Return a paragraph with one more line of it."""
    if not paragraph:
        return line
    if paragraph[-1] == "-" and line[0].isascii() and line[0].isalpha():
        return paragraph[:-1] + line
    spaced = paragraph[-1].isascii() and line[0].isascii() and paragraph[-1].isalnum()
    return paragraph + (" " if spaced else "") + line
