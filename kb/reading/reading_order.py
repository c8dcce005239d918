"""The pieces of lines of one page in the order people read them, columns one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from kb.reading.page_lines import PageLine, is_full_width

_GUTTER = 1.0
"""Ems of white from top to bottom that part two columns."""
_COLUMN_LINES = 4
"""Lines on either side of a gutter that make columns of prose."""
_FILLED = 0.7
"""The share of its column's width that a line of prose fills."""
_SAME_ROW = 0.4
"""The share of the lower height by which pieces of one row overlap."""
_BLANK = 0.6
"""Ems between two pieces of one row that read as a blank."""
_SPREAD = 3
"""Single characters in a row that are one word set wide, as 通 知 书."""
_DEEPEST = 6

Strip = tuple[float, float]


def in_order(pieces: Sequence[PageLine]) -> list[PageLine]:
    """Lines in reading order: bands that span the page from top to bottom, within a band of
    prose in columns each column for itself, else what stands in one row as one line."""
    return _ordered(sorted(pieces, key=lambda piece: (-piece.top, piece.left)), 0)


def _ordered(pieces: Sequence[PageLine], depth: int) -> list[PageLine]:
    if not pieces:
        return []
    ordered: list[PageLine] = []
    plain: list[PageLine] = []
    for band, gutter in _bands(pieces):
        if gutter is None or depth >= _DEEPEST:
            plain.extend(band)
            continue
        ordered.extend(_rows(plain))
        plain = []
        middle = (gutter[0] + gutter[1]) / 2
        for side in (_left_of(band, middle), _right_of(band, middle)):
            ordered.extend(_in_column(_ordered(side, depth + 1), side))
    return ordered + _rows(plain)


def _in_column(lines: Sequence[PageLine], side: Sequence[PageLine]) -> list[PageLine]:
    edges = _text_area(side)
    return [replace(line, column=line.column or edges) for line in lines]


def _bands(pieces: Sequence[PageLine]) -> list[tuple[list[PageLine], Strip | None]]:
    """Cut the pieces, sorted from the top, where one crosses every gutter so far. Each band
    comes with its gutter, ``None`` where it is not prose in columns."""
    em = median(piece.em for piece in pieces)
    whole = _text_area(pieces)
    bands: list[list[PageLine]] = []
    strips: list[Strip] = []
    for piece in pieces:
        left = _without(strips, piece, _GUTTER * em) if bands else []
        if not left:
            bands.append([])
            left = _without([whole], piece, _GUTTER * em)
        bands[-1].append(piece)
        strips = left
    gutters = [_gutter(band, whole, em) for band in bands]
    for before, band, gutter in zip(bands, bands[1:], gutters[1:], strict=False):
        while gutter and before and not _crosses(before[-1], gutter):
            band.insert(0, before.pop())
    return [(band, gutter) for band, gutter in zip(bands, gutters, strict=True) if band]


def _crosses(piece: PageLine, gutter: Strip) -> bool:
    return piece.left < gutter[1] and piece.right > gutter[0]


def _text_area(pieces: Sequence[PageLine]) -> Strip:
    """From where to where most of the text reaches; heads and feet may stand wider."""
    lefts = sorted(piece.left for piece in pieces)
    rights = sorted(piece.right for piece in pieces)
    return lefts[len(lefts) // 10], rights[-1 - len(rights) // 10]


def _without(strips: Sequence[Strip], piece: PageLine, narrowest: float) -> list[Strip]:
    cut = [
        part
        for left, right in strips
        for part in ((left, min(right, piece.left)), (max(left, piece.right), right))
    ]
    return [strip for strip in cut if strip[1] - strip[0] >= narrowest]


def _gutter(band: Sequence[PageLine], whole: Strip, em: float) -> Strip | None:
    strips = [whole]
    for piece in band:
        strips = _without(strips, piece, _GUTTER * em)
    parting = [
        strip
        for strip in strips
        if _is_prose(_left_of(band, sum(strip) / 2)) and _is_prose(_right_of(band, sum(strip) / 2))
    ]
    return max(parting, key=lambda strip: strip[1] - strip[0], default=None)


def _is_prose(side: Sequence[PageLine]) -> bool:
    if len(side) < _COLUMN_LINES or any(piece.table is not None for piece in side):
        return False
    width = max(piece.right for piece in side) - min(piece.left for piece in side)
    full = sum(piece.right - piece.left > _FILLED * width for piece in side)
    long = width > 6 * median(piece.em for piece in side)
    return long and full >= 0.5 * len(side)


def _left_of(band: Sequence[PageLine], x: float) -> list[PageLine]:
    return [piece for piece in band if piece.right <= x]


def _right_of(band: Sequence[PageLine], x: float) -> list[PageLine]:
    return [piece for piece in band if piece.left >= x]


def _rows(pieces: Sequence[PageLine]) -> list[PageLine]:
    """Pieces sorted from the top, those that stand in one row as one line."""
    rows: list[list[PageLine]] = []
    for piece in pieces:
        home = next((row for row in rows[-4:] if _shares_row(row, piece)), None)
        if home is None:
            rows.append([piece])
        else:
            home.append(piece)
    return [_joined(sorted(row, key=lambda piece: piece.left)) for row in rows]


def _shares_row(row: Sequence[PageLine], piece: PageLine) -> bool:
    if piece.table is not None or row[0].table is not None:
        return False
    first = row[0]
    shared = min(first.top, piece.top) - max(first.bottom, piece.bottom)
    apart = all(piece.left >= other.right - 1 or piece.right <= other.left + 1 for other in row)
    return apart and shared >= _SAME_ROW * min(first.height, piece.height)


def _joined(row: Sequence[PageLine]) -> PageLine:
    spread = len(row) >= _SPREAD and all(_is_one_character(piece.text) for piece in row)
    text = row[0].text
    for before, after in pairwise(row):
        text += ("" if spread else _gap(before, after)) + after.text
    confidences = [piece.confidence for piece in row if piece.confidence is not None]
    longest = max(row, key=lambda piece: len(piece.text))
    return replace(
        longest,
        text=text,
        left=row[0].left,
        right=row[-1].right,
        bottom=min(piece.bottom for piece in row),
        top=max(piece.top for piece in row),
        confidence=min(confidences, default=None),
    )


def _is_one_character(text: str) -> bool:
    return len(text) == 1 and is_full_width(text)


def _gap(before: PageLine, after: PageLine) -> str:
    full = is_full_width(before.text[-1]) or is_full_width(after.text[0])
    wide = after.left - before.right > _BLANK * min(before.em, after.em)
    return " " if wide or not full else ""
