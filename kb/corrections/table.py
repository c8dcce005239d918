"""A table as text: read whatever the delimiter, changed in one line at a time."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

_DELIMITERS = (",", ";", "\t", "，", "；")
_RISKY = ("=", "+", "-", "@", "'", "#", "\t")


@dataclass(frozen=True, slots=True)
class Form:
    """``columns``: in the order of a file without a header line. ``header``: the names by
    which a header line is known, in any order."""

    columns: tuple[str, ...]
    header: frozenset[str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank, by its 1-based number. ``cells``: name of each column of
    the form → what stands there, ``""`` for nothing."""

    number: int
    cells: Mapping[str, str]


Same = Callable[[Mapping[str, str]], bool]
"""Whether the cells are those of the line that is meant."""


@dataclass(frozen=True, slots=True)
class _Record:
    """One line of the table as it stands, with its line break. A cell may hold breaks."""

    line: int
    raw: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    """``head``: what stands before the first record."""

    delimiter: str
    columns: tuple[str, ...]
    records: tuple[_Record, ...]
    head: str


def lines_in(text: str, form: Form) -> list[Line]:
    """Every line of the table that is not blank, as it says, unchecked."""
    table = _table(text, form)
    return [
        Line(record.line, _cells_of(table, record, form))
        for record in table.records
        if any(cell.strip() for cell in record.cells)
    ]


def with_line(text: str, form: Form, said: Mapping[str, str], same: Same) -> str:
    """``text`` with ``said`` put for the last line that is the ``same``, or added at the
    end; every other line stays as it is."""
    if not text.strip():
        text = ",".join(form.columns) + "\r\n"
    table = _table(text, form)
    raws, head = [record.raw for record in table.records], table.head
    found = [at for at, r in enumerate(table.records) if same(_cells_of(table, r, form))]
    written = _written(table, said, table.records[found[-1]].cells if found else ())
    if found:
        raws[found[-1]] = written
    else:
        if raws and not raws[-1].endswith(("\n", "\r")):
            raws[-1] += "\r\n"
        elif not raws and not head.endswith(("\n", "\r")):
            head += "\r\n"
        raws.append(written)
    return head + "".join(raws)


def without_lines(text: str, form: Form, same: Same) -> str:
    """``text`` without every line that is the ``same``; the others stay as they are."""
    table = _table(text, form)
    kept = [r.raw for r in table.records if not same(_cells_of(table, r, form))]
    return table.head + "".join(kept)


def _table(text: str, form: Form) -> _Table:
    """The file's table, whatever the delimiter and the order of the columns."""
    first = text.lstrip().partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count) if first else ","
    records = _records(text, delimiter)
    columns = form.columns
    heads = [at for at, record in enumerate(records) if any(map(str.strip, record.cells))][:1]
    if heads and form.header <= {cell.strip() for cell in records[heads[0]].cells}:
        columns = tuple(cell.strip() for cell in records[heads[0]].cells)
        records = records[heads[0] + 1 :]
    head = text[: len(text) - sum(len(record.raw) for record in records)]
    return _Table(delimiter, columns, tuple(records), head)


def _records(text: str, delimiter: str) -> list[_Record]:
    """Lines as they stand; a quoted cell that runs on joins lines, an open quote does not."""
    raws = text.splitlines(keepends=True)
    records: list[_Record] = []
    at = 0
    while at < len(raws):
        # A quotation mark inside a cell is one that somebody typed; only one that begins a
        # cell can run over a line's end.
        opens = re.search(rf'(?:^|{re.escape(delimiter)})"', raws[at]) is not None
        end = next(
            (
                stop
                for stop in range(at + 1, min(at + 20, len(raws)) + 1)
                if not opens or "".join(raws[at:stop]).count('"') % 2 == 0
            ),
            at + 1,
        )
        raw = "".join(raws[at:end])
        records.append(_Record(at + 1, raw, _cells(raw, delimiter)))
        at = end
    return records


def _cells(raw: str, delimiter: str) -> tuple[str, ...]:
    try:
        rows = list(csv.reader(io.StringIO(raw.rstrip("\r\n"), newline=""), delimiter=delimiter))
    except csv.Error:
        return (raw,)
    return tuple(cell for row in rows for cell in row)


def _cells_of(table: _Table, record: _Record, form: Form) -> dict[str, str]:
    by_name = dict(zip(table.columns, record.cells, strict=False))
    return {name: _bare(by_name.get(name, "")) for name in form.columns}


def _bare(cell: str) -> str:
    """A cell without what keeps Excel from reading it as a number or a formula."""
    cell = cell.strip()
    quoted = re.fullmatch(r'="(.*)"', cell)
    return quoted[1] if quoted else cell.removeprefix("'").strip()


def _guarded(cell: str) -> str:
    """A cell that Excel takes for text: an id of digits alone would lose its last ones."""
    if cell.startswith(_RISKY) or re.fullmatch(r"\d+e\d+|\d{12,}", cell):
        return f"'{cell}"
    return cell


def _written(table: _Table, said: Mapping[str, str], old: Sequence[str]) -> str:
    """The line as text; what ``old`` holds in columns of the user's own is kept."""
    cells = dict(zip(table.columns, old, strict=False))
    cells |= {name: _guarded(value) for name, value in said.items()}
    out = io.StringIO(newline="")
    row = [cells.get(name, "") for name in table.columns]
    csv.writer(out, delimiter=table.delimiter, lineterminator="\r\n").writerow(row)
    return out.getvalue()
