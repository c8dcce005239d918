"""How far the sheets of an .xlsb file reach: its records, walked without being understood."""

from __future__ import annotations

import zipfile

_ROW = 0
_CELLS = range(1, 12)


def xlsb_reach(archive: zipfile.ZipFile) -> int:
    """Return the number of cells, empty ones too, of the largest sheet of an .xlsb file."""
    return max(
        (
            _cells(archive.read(name))
            for name in archive.namelist()
            if name.startswith("xl/worksheets/") and name.endswith(".bin")
        ),
        default=0,
    )


def _cells(records: bytes) -> int:
    rows = columns = at = 0
    while at < len(records):
        kind, at = _number(records, at, 2)
        size, at = _number(records, at, 4)
        value = int.from_bytes(records[at : at + 4], "little")
        if kind == _ROW:
            rows = max(rows, value + 1)
        elif kind in _CELLS:
            columns = max(columns, value + 1)
        at += size
    return rows * columns


def _number(records: bytes, at: int, most: int) -> tuple[int, int]:
    """Read a number of at most ``most`` bytes of seven bits, the lowest first."""
    value = 0
    for i in range(most):
        if at >= len(records):
            break
        byte = records[at]
        at += 1
        value |= (byte & 0x7F) << (7 * i)
        if not byte & 0x80:
            break
    return value, at
