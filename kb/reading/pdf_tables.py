"""Tables of a PDF page: grids of rulings, and the text that stands in their cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kb.reading.page_lines import PageLine, is_full_width
from kb.reading.pdf_lines import Wall
from kb.reading.pdf_rulings import Ruling

_NEAR = 3.0
"""Points by which rulings that meet may miss each other."""
_COVERED = 0.8
"""The share of a cell's side that must be ruled."""
_MOST_LINES = 600
_MOST_FIELDS = 6_000
_SAME_ROW = 0.4

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: the places of its upright rulings from the left, of its level ones
    from the top, and for each field the field its cell begins with (merged cells)."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    homes: dict[Cell, Cell]

    def walls(self) -> list[Wall]:
        """The upright rulings between neighbouring cells, field by field."""
        return [
            Wall(self.xs[column + 1], self.ys[row + 1], self.ys[row])
            for row, column in self.homes
            if self.homes.get((row, column + 1)) != self.homes[row, column]
        ]

    def home_of(self, piece: PageLine) -> Cell | None:
        """The cell a piece stands in, ``None`` where it stands outside the table."""
        x, y = (piece.left + piece.right) / 2, (piece.bottom + piece.top) / 2
        column = next((i for i, (a, b) in enumerate(pairwise(self.xs)) if a <= x < b), None)
        row = next((i for i, (a, b) in enumerate(pairwise(self.ys)) if b <= y < a), None)
        return None if row is None or column is None else self.homes[row, column]


def grids(rulings: Sequence[Ruling]) -> list[Grid]:
    """The tables drawn by ``rulings``: at least two rows and two columns of closed cells."""
    found = []
    for group in _connected(_merged(rulings)):
        grid = _grid(group)
        if grid is not None:
            found.append(grid)
    return found


def with_tables(pieces: Sequence[PageLine], tables: Sequence[Grid]) -> list[PageLine]:
    """The pieces, those inside a table drawn together into its rows."""
    rest = list(pieces)
    rows: list[PageLine] = []
    for number, grid in enumerate(tables):
        inside: dict[Cell, list[PageLine]] = {}
        outside = []
        for piece in rest:
            home = grid.home_of(piece)
            if home is None:
                outside.append(piece)
            else:
                inside.setdefault(home, []).append(piece)
        if len(inside) > 1:
            rest = outside
            rows.extend(_rows(grid, inside, number))
    return rest + rows


def _rows(grid: Grid, inside: dict[Cell, list[PageLine]], number: int) -> Iterable[PageLine]:
    width = len(grid.xs) - 1
    for row in range(len(grid.ys) - 1):
        cells = [
            _cell_text(inside[row, column]) if (row, column) in inside else ""
            for column in range(width)
        ]
        text = "\t".join(cells).rstrip("\t")
        if text.strip():
            em = max(piece.em for c in range(width) for piece in inside.get((row, c), ()))
            left, right = grid.xs[0], grid.xs[-1]
            yield PageLine(text, left, grid.ys[row + 1], right, grid.ys[row], em, table=number)


def _cell_text(pieces: Sequence[PageLine]) -> str:
    """The lines of one cell as one; a blank only between half-width characters."""
    text = ""
    for piece in _in_rows(pieces):
        blank = text and not (is_full_width(text[-1]) or is_full_width(piece.text[0]))
        text += (" " if blank else "") + piece.text
    return text.replace("\t", " ")


def _in_rows(pieces: Sequence[PageLine]) -> list[PageLine]:
    rows: list[list[PageLine]] = []
    for piece in sorted(pieces, key=lambda piece: -piece.top):
        shared = piece.top - rows[-1][0].bottom if rows else 0.0
        if shared > _SAME_ROW * piece.height:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [piece for row in rows for piece in sorted(row, key=lambda piece: piece.left)]


def _merged(rulings: Sequence[Ruling]) -> list[Ruling]:
    """Rulings that go on in each other, or lie on each other, as one."""
    merged: list[Ruling] = []
    for ruling in sorted(rulings, key=lambda r: (r.upright, round(r.at / _NEAR), r.start)):
        last = merged[-1] if merged else None
        if (
            last is not None
            and last.upright == ruling.upright
            and abs(last.at - ruling.at) <= _NEAR
            and ruling.start <= last.end + _NEAR
        ):
            merged[-1] = replace(last, end=max(last.end, ruling.end))
        else:
            merged.append(ruling)
    return merged


def _connected(rulings: Sequence[Ruling]) -> list[list[Ruling]]:
    """Groups of rulings that touch."""
    if len(rulings) > _MOST_LINES:
        return []
    groups: list[list[Ruling]] = []
    for ruling in rulings:
        touching = [g for g in groups if any(_touches(ruling, other) for other in g)]
        groups = [g for g in groups if g not in touching]
        groups.append([ruling, *(other for g in touching for other in g)])
    return groups


def _touches(one: Ruling, other: Ruling) -> bool:
    if one.upright == other.upright:
        return False
    return (
        one.start - _NEAR <= other.at <= one.end + _NEAR
        and other.start - _NEAR <= one.at <= other.end + _NEAR
    )


def _grid(group: Sequence[Ruling]) -> Grid | None:
    xs = _places(ruling.at for ruling in group if ruling.upright)
    ys = _places(ruling.at for ruling in group if not ruling.upright)[::-1]
    if len(xs) < 3 or len(ys) < 3 or len(xs) * len(ys) > _MOST_FIELDS:
        return None
    sides = _Sides(
        [[_ruled(group, True, x, low, high) for x in xs] for high, low in pairwise(ys)],
        [[_ruled(group, False, y, left, right) for left, right in pairwise(xs)] for y in ys],
    )
    fields = [(row, column) for row in range(len(ys) - 1) for column in range(len(xs) - 1)]
    homes = _homes(sides, fields)
    closed = sum(sides.enclose(*field) for field in fields)
    if closed < 0.5 * len(fields) or len(set(homes.values())) < 4:
        return None
    return Grid(tuple(xs), tuple(ys), homes)


@dataclass(frozen=True, slots=True)
class _Sides:
    """Which sides of the fields are ruled. ``upright[row][i]``: the place ``i`` from the
    left; ``level[i][column]``: the place ``i`` from the top."""

    upright: list[list[bool]]
    level: list[list[bool]]

    def enclose(self, row: int, column: int) -> bool:
        """Whether something is ruled on every side of a field, near or far: it lies inside
        an outline."""
        return (
            any(self.upright[row][: column + 1])
            and any(self.upright[row][column + 1 :])
            and any(level[column] for level in self.level[: row + 1])
            and any(level[column] for level in self.level[row + 1 :])
        )


def _places(values: Iterable[float]) -> list[float]:
    """Ascending, those nearer than ``_NEAR`` as one."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _NEAR:
            places.append(value)
    return places


def _homes(sides: _Sides, fields: Sequence[Cell]) -> dict[Cell, Cell]:
    """For each field the upper left one of those it is not parted from by a ruling."""
    homes: dict[Cell, Cell] = {}
    for row, column in fields:
        home = (row, column)
        if column and not sides.upright[row][column]:
            home = homes[row, column - 1]
        elif row and not sides.level[row][column]:
            home = homes[row - 1, column]
        homes[row, column] = home
    return homes


def _ruled(group: Sequence[Ruling], upright: bool, at: float, start: float, end: float) -> bool:
    """Whether most of the way from ``start`` to ``end`` at ``at`` is drawn."""
    drawn = sum(
        max(0.0, min(end, ruling.end) - max(start, ruling.start))
        for ruling in group
        if ruling.upright == upright and abs(ruling.at - at) <= _NEAR
    )
    return drawn >= _COVERED * (end - start)
