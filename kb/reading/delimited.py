"""Text files of values parted by commas, tabs or semicolons."""

from __future__ import annotations

import csv
import io
from collections import Counter

from kb.errors import UnreadableError
from kb.reading.encodings import decode
from kb.reading.limits import check_cells
from kb.reading.lines import LineCollector, unify_line_ends
from kb.reading.tabular import grid_of, write_grid
from kb.types import RawText

_DELIMITERS = ",\t;"
_SAMPLE_LINES = 200
_MAX_LINES_OF_CELL = 60


def read_csv(content: bytes) -> RawText:
    """Read values parted by commas, tabs or semicolons; the first row may be a header.

    Raises ``UnreadableError`` where the bytes are no text, or the rows are too many.
    """
    text, encoding = decode(content)
    text = unify_line_ends(text).replace("\0", "")
    check_cells(sum(map(text.count, _DELIMITERS)))
    delimiter, text = _delimiter(text)
    rows = _rows(text, delimiter)
    check_cells(len(rows) * max((len(row) for row in rows), default=0))
    lines = LineCollector()
    write_grid(grid_of(rows), lines)
    return lines.finish("csv", encoding=encoding)


def _delimiter(text: str) -> tuple[str, str]:
    """Return what parts the values, and the text without a first line that says so."""
    first, _, rest = text.partition("\n")
    if first.strip().lower() in {f"sep={one}" for one in _DELIMITERS}:
        return first.strip()[-1], rest
    sample = "\n".join(text.split("\n", _SAMPLE_LINES)[:_SAMPLE_LINES])
    return max(_DELIMITERS, key=lambda one: _regularity(_rows(sample, one))), text


def _regularity(rows: list[list[str]]) -> float:
    """Return the share of rows with the commonest number of values above one."""
    widths = Counter(len(row) for row in rows if any(row))
    common = max((count for width, count in widths.items() if width > 1), default=0)
    return common / max(1, widths.total())


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """Return the values, quoted ones mended; where the quotes do not pair up, as they stand."""
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
        # A quote that is never closed takes in the rows after it.
        if all(cell.count("\n") < _MAX_LINES_OF_CELL for row in rows for cell in row):
            return rows
        return list(csv.reader(io.StringIO(text), delimiter=delimiter, quoting=csv.QUOTE_NONE))
    except csv.Error as error:
        raise UnreadableError(
            "表格里有一格长得不正常，可能是引号没有成对。请用表格软件打开后另存一份。"
        ) from error
