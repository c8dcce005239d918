"""A grid of cells as lines: what stands above a table, the table with its header, the notes.

The rules look at the grid alone, so spreadsheets and CSV files are laid out alike.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from kb.reading.lines import LineCollector

Merge = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell of a merged range, each (row, column) from 0."""

_FIGURE = re.compile(
    r"^[-+\u2212]?[¥￥$]?\d[\d,\uff0c]*(?:\.\d+)?(?:[eE][-+]?\d+)?\s*[%\uff05‰]?$"
    r"|^\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?(?: \d{1,2}:\d{2})?$"
)
_YEAR = re.compile(r"^(?:19|20)\d\d(?:[-—~]\d{2,4})?$")
_LABELLED = re.compile("^[^:\uff1a]{1,12}[:\uff1a]")
_NOTE = re.compile("^(?:注|备注|说明|附注|资料来源|数据来源|[※*])")
_MAX_HEADER = 6
_MAX_REPEATED = 40
# A record of 30 columns still reads as one row; the plan of a province in 199 does not.
_WIDE = 40
_GROUP = 12


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells as they are shown, every row as long as the longest; ``""`` where empty."""

    rows: tuple[tuple[str, ...], ...]
    merges: tuple[Merge, ...] = ()

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.rows[0]) if self.rows else 0


def grid_of(rows: Sequence[Sequence[str]], merges: Sequence[Merge] = ()) -> Grid:
    """Return the grid of ``rows``, white space in a cell made one blank."""
    width = max((len(row) for row in rows), default=0)
    even = tuple(
        tuple(" ".join(cell.split()) for cell in row) + ("",) * (width - len(row)) for row in rows
    )
    return Grid(even, tuple(sorted(_sound(merges, len(even), width))))


def _sound(merges: Sequence[Merge], height: int, width: int) -> Iterator[Merge]:
    """Yield the merged ranges that lie inside the grid, up to as many cells as it has: ranges
    do not overlap, save in files made to take for ever."""
    room = height * width
    for (top, left), (bottom, right) in merges:
        if top <= bottom < height and left <= right < width:
            room -= (bottom - top + 1) * (right - left + 1)
            if room < 0:
                return
            yield (top, left), (bottom, right)


def write_grid(grid: Grid, lines: LineCollector) -> None:
    """Add the tables of ``grid`` to ``lines``, with the text above and below each."""
    for first, last in _blocks(grid):
        _write_block(_packed(grid, first, last), lines)


def _blocks(grid: Grid) -> list[tuple[int, int]]:
    """Return the spans of rows that are a table each, with its title and notes.

    A blank row parts two tables only where what follows begins like one; else it is a gap.
    """
    spans: list[tuple[int, int]] = []
    for blank, group in groupby(range(len(grid.rows)), lambda i: not any(grid.rows[i])):
        if blank:
            continue
        run = list(group)
        if spans and not _begins_table([grid.rows[i] for i in run]):
            spans[-1] = (spans[-1][0], run[-1] + 1)
        else:
            spans.append((run[0], run[-1] + 1))
    return spans


def _begins_table(rows: Sequence[Sequence[str]]) -> bool:
    body = [row for row in rows if _filled(row) > 1]
    if len(body) < 2 or any(map(_is_amount, body[0])):
        return False
    return _filled(rows[0]) == 1 or any(map(_is_figure, body[1]))


def _packed(grid: Grid, first: int, last: int) -> Grid:
    """Return the rows of one block, empty rows and columns dropped."""
    cells = grid.rows[first:last]
    merges = _between(grid.merges, first, last)
    rows = [i for i, row in enumerate(cells) if any(row)]
    columns = [j for j in range(grid.width) if any(row[j] for row in cells)]
    kept = tuple(tuple(cells[i][j] for j in columns) for i in rows)
    return Grid(kept, tuple(_moved(merges, rows, columns)))


def _between(merges: Sequence[Merge], first: int, last: int) -> list[Merge]:
    """Return those of the sorted ranges that lie in a span of rows, counted from its first."""
    inside = merges[bisect_left(merges, ((first, 0),)) : bisect_left(merges, ((last, 0),))]
    return [((a - first, b), (c - first, d)) for (a, b), (c, d) in inside if c < last]


def _moved(merges: list[Merge], rows: list[int], columns: list[int]) -> list[Merge]:
    """Return the merged ranges in the coordinates of the rows and columns kept, both sorted."""
    moved = []
    for (top, left), (bottom, right) in merges:
        up, down = bisect_left(rows, top), bisect_right(rows, bottom) - 1
        west, east = bisect_left(columns, left), bisect_right(columns, right) - 1
        if up <= down and west <= east and (up < down or west < east):
            moved.append(((up, west), (down, east)))
    return moved


def _write_block(grid: Grid, lines: LineCollector) -> None:
    start, end = _table_rows(grid)
    for row in grid.rows[:start]:
        lines.add(_plain(row))
    if end - start == 1:
        lines.add(_plain(grid.rows[start]))
    elif end > start:
        _write_table(_cut(grid, start, end), lines)
    for row in grid.rows[end:]:
        lines.add(_plain(row))


def _table_rows(grid: Grid) -> tuple[int, int]:
    """Return where the table begins and ends between the lines above and the notes below."""
    rows, start, end = grid.rows, 0, len(grid.rows)
    while start < end and _is_title(rows[start]):
        start += 1
    tail = end
    while tail > start and (_is_note(rows[tail - 1]) or len(_distinct(rows[tail - 1])) == 1):
        tail -= 1
    # Rows of one cell may be the table's own; from the first that reads as a note they are not.
    return start, next((i for i in range(tail, end) if _is_note(rows[i])), end)


def _is_title(row: Sequence[str]) -> bool:
    seen = _distinct(row)
    return len(seen) == 1 or (len(row) > 3 and all(_LABELLED.match(cell) for cell in seen))


def _is_note(row: Sequence[str]) -> bool:
    seen = _distinct(row)
    if len(seen) == 1:
        text = seen[0]
        return bool(_NOTE.match(text) or _LABELLED.match(text) or re.search("[。\uff1b]", text))
    if len(row) <= 3:
        return False
    remark = len(seen) == 2 and _NOTE.match(seen[0]) and _LABELLED.match(seen[0])
    return bool(remark) or all(_LABELLED.match(cell) for cell in seen)


def _cut(grid: Grid, start: int, end: int) -> Grid:
    rows = grid.rows[start:end]
    columns = [j for j in range(grid.width) if any(row[j] for row in rows)]
    merges = _between(grid.merges, start, end)
    moved = _moved(merges, list(range(len(rows))), columns)
    return Grid(tuple(tuple(row[j] for j in columns) for row in rows), tuple(moved))


def header_rows(grid: Grid) -> int:
    """Return how many rows from the top of the table ``grid`` are its header."""
    if any(map(_is_amount, grid.rows[0])):
        return 0
    count = 1
    while count < min(_MAX_HEADER, len(grid.rows) - 1):
        if any(map(_is_amount, grid.rows[count])) or not _goes_on(grid, count):
            break
        count += 1
    return count


def _goes_on(grid: Grid, row: int) -> bool:
    """Tell whether ``row`` is one more row of the header that ends above it."""
    for (top, left), (bottom, right) in grid.merges:
        if top < row <= bottom:
            return True
        # Columns under a common head, which does not span the table, have heads of their own.
        if top == row - 1 == bottom and left < right and right - left + 1 < grid.width:
            return True
    if grid.merges:
        return False
    above, here = grid.rows[row - 1], grid.rows[row]
    below = grid.rows[row + 1 :]
    fills = any(b and not a for a, b in zip(above, here, strict=True))
    figures = sum(any(map(_is_amount, line)) for line in below)
    return fills and not here[0] and figures * 2 > len(below)


def _write_table(grid: Grid, lines: LineCollector) -> None:
    heads = header_rows(grid)
    rows = _with_heads_repeated(grid, heads)
    groups = _column_groups(rows, heads, grid)
    named = len(groups[0][0])
    bare = {i for i, row in enumerate(rows) if not any(row[named:])}
    for names, own in groups:
        # A part of a wide table leaves out the rows that have nothing in it; rows that have
        # nothing in any part stand in the first.
        kept = [i for i, row in enumerate(rows) if i in bare or any(row[j] for j in own)]
        bare = set()
        with lines.marked("table", sum(i < heads for i in kept)):
            for i in kept:
                lines.add("\t".join(rows[i][j] for j in (*names, *own)).rstrip("\t"))


def _with_heads_repeated(grid: Grid, heads: int) -> list[tuple[str, ...]]:
    """Return the rows, what heads several columns or rows repeated for each of them.

    A figure over several rows is not repeated: the total of five years is no year's own.
    """
    rows = [list(row) for row in grid.rows]
    for (top, left), (bottom, right) in grid.merges:
        value = rows[top][left]
        if top < heads:
            for column in range(left + 1, right + 1):
                rows[top][column] = rows[top][column] or value
        elif len(value) <= _MAX_REPEATED and not _is_figure(value):
            for row in range(top + 1, bottom + 1):
                rows[row][left] = rows[row][left] or value
    return [tuple(row) for row in rows]


def _column_groups(
    rows: Sequence[Sequence[str]], heads: int, grid: Grid
) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Return for each part of the table its columns of row heads and its own columns."""
    if grid.width <= _WIDE or not heads:
        return [((), tuple(range(grid.width)))]
    first = _first_column(rows, heads, grid)
    groups: list[list[int]] = []
    for run in _runs(rows, heads, list(range(first, grid.width)), 0):
        if groups and len(groups[-1]) + len(run) <= _GROUP and _same_top(rows, groups[-1], run):
            groups[-1].extend(run)
        else:
            groups.append(run)
    return [(tuple(range(first)), tuple(group)) for group in groups]


def _same_top(rows: Sequence[Sequence[str]], one: list[int], other: list[int]) -> bool:
    return rows[0][one[0]] == rows[0][other[0]]


def _first_column(rows: Sequence[Sequence[str]], heads: int, grid: Grid) -> int:
    """Return how many columns at the left name the row, at least one and at most three."""
    corner = [right + 1 for (top, left), (_, right) in grid.merges if top == left == 0]
    if corner and corner[0] <= 3:
        return corner[0]
    count = 0
    while count < 3 and not any(_is_amount(row[count]) for row in rows[heads:]):
        count += 1
    return max(1, count)


def _runs(
    rows: Sequence[Sequence[str]], heads: int, columns: list[int], level: int
) -> list[list[int]]:
    """Cut ``columns`` where their heads change, level by level, until no run is too long."""
    if len(columns) <= _GROUP:
        return [columns]
    if level == heads:
        return [columns[i : i + _GROUP] for i in range(0, len(columns), _GROUP)]
    runs: list[list[int]] = []
    for _, group in groupby(columns, lambda j: rows[level][j]):
        runs.extend(_runs(rows, heads, list(group), level + 1))
    return runs


def _is_figure(cell: str) -> bool:
    return bool(_FIGURE.match(cell))


def _is_amount(cell: str) -> bool:
    """Tell whether a cell is a figure and no year, which heads columns as often as not."""
    return _is_figure(cell) and not _YEAR.match(cell)


def _filled(row: Sequence[str]) -> int:
    return sum(map(bool, row))


def _distinct(row: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(cell for cell in row if cell))


def _plain(row: Sequence[str]) -> str:
    return " ".join(_distinct(row))
