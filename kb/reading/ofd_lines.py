"""Pieces of text on an OFD page and the lines drawn on it, put together as those of a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.reading.ofd_objects import Piece, Rule
from kb.reading.page_lines import PageLine
from kb.reading.pdf_rulings import Ruling
from kb.reading.pdf_tables import grids, with_tables
from kb.reading.reading_order import in_order

POINTS = 72 / 25.4
"""Points to the millimetre."""
_BELOW_BASE = 0.12
"""The part of a character that hangs below its baseline."""


def lines_of(pieces: Sequence[Piece], rules: Sequence[Rule], height: float) -> list[PageLine]:
    """Return the lines of a page ``height`` millimetres high in reading order, in points.

    What stands in the cells that ``rules`` draw comes as rows of a table; what is written
    across the page is furniture.
    """
    upright = [_page_line(piece, height) for piece in _once(pieces) if not piece.slanted]
    across = [_page_line(piece, height) for piece in pieces if piece.slanted]
    tables = grids([_ruling(rule, height) for rule in rules])
    return [
        *in_order(with_tables(upright, tables)),
        *(replace(line, furniture=True) for line in in_order(across)),
    ]


def _page_line(piece: Piece, height: float) -> PageLine:
    bottom = height - piece.base - _BELOW_BASE * piece.size
    return PageLine(
        piece.text,
        piece.left * POINTS,
        bottom * POINTS,
        piece.right * POINTS,
        (bottom + piece.size) * POINTS,
        piece.size * POINTS,
    )


def _ruling(rule: Rule, height: float) -> Ruling:
    if rule.x1 - rule.x0 < rule.y1 - rule.y0:
        start, end = height - rule.y1, height - rule.y0
        return Ruling(True, rule.x0 * POINTS, start * POINTS, end * POINTS)
    return Ruling(False, (height - rule.y0) * POINTS, rule.x0 * POINTS, rule.x1 * POINTS)


def _once(pieces: Sequence[Piece]) -> list[Piece]:
    """Leave out what is printed twice at one place to look bold."""
    seen: set[tuple[str, int, int]] = set()
    kept = []
    for piece in pieces:
        key = (piece.text, round(piece.left), round(piece.base))
        if key not in seen:
            kept.append(piece)
            seen.add(key)
    return kept
