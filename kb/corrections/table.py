"""The table as text: read whatever the delimiter, changed in one line at a time."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.corrections.lines import COLUMNS, Correction

_DELIMITERS = (",", ";", "\t", "，", "；")
_RISKY = ("=", "+", "-", "@", "'", "#", "\t")


@dataclass(frozen=True, slots=True)
class _Record:
    """One line of the table as it stands, with its line break. A cell may hold breaks."""

    line: int
    raw: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    delimiter: str
    columns: tuple[str, ...]
    records: tuple[_Record, ...]


def corrections_in(text: str) -> list[Correction]:
    """Every line of the table that is not blank, as it says, unchecked."""
    table = _table(text)
    return [
        _correction(table, record)
        for record in table.records
        if any(cell.strip() for cell in record.cells)
    ]


def _table(text: str) -> _Table:
    """The file's table, whatever the delimiter and the order of the columns."""
    first = text.lstrip().partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count) if first else ","
    records = _records(text, delimiter)
    heads = [at for at, record in enumerate(records) if any(map(str.strip, record.cells))][:1]
    if heads and {"项目", "值"} <= {cell.strip() for cell in records[heads[0]].cells}:
        columns = tuple(cell.strip() for cell in records[heads[0]].cells)
        return _Table(delimiter, columns, tuple(records[heads[0] + 1 :]))
    return _Table(delimiter, COLUMNS, tuple(records))


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


def _correction(table: _Table, record: _Record) -> Correction:
    by_name = dict(zip(table.columns, record.cells, strict=False))
    document_id, path, item, value, note = (_bare(by_name.get(name, "")) for name in COLUMNS)
    return Correction(document_id, path, item, value or None, note, record.line)


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


def with_line(text: str, correction: Correction) -> str:
    """``text`` with ``correction`` put for the line of the same document and item, or added
    at the end; every other line stays as it is."""
    if not text.strip():
        text = ",".join(COLUMNS) + "\r\n"
    table = _table(text)
    raws = [record.raw for record in table.records]
    head = text[: len(text) - sum(map(len, raws))]
    same = [at for at, record in enumerate(table.records) if _is_same(table, record, correction)]
    old = table.records[same[-1]].cells if same else ()
    written = _line(table, correction, old)
    if same:
        raws[same[-1]] = written
    else:
        if raws and not raws[-1].endswith(("\n", "\r")):
            raws[-1] += "\r\n"
        elif not raws and not head.endswith(("\n", "\r")):
            head += "\r\n"
        raws.append(written)
    return head + "".join(raws)


def _is_same(table: _Table, record: _Record, correction: Correction) -> bool:
    old = _correction(table, record)
    if old.item != correction.item:
        return False
    if old.document_id and correction.document_id:
        return old.document_id == correction.document_id
    return bool(old.path) and old.path == correction.path


def _line(table: _Table, correction: Correction, old: Sequence[str]) -> str:
    """The line as text; what ``old`` holds in columns of the user's own is kept."""
    said = dict(zip(table.columns, old, strict=False)) | {
        "文件编号": _guarded(correction.document_id),
        "文件": _guarded(correction.path),
        "项目": correction.item,
        "值": _guarded(correction.value or ""),
        "说明": _guarded(correction.note),
    }
    out = io.StringIO(newline="")
    cells = [said.get(name, "") for name in table.columns]
    csv.writer(out, delimiter=table.delimiter, lineterminator="\r\n").writerow(cells)
    return out.getvalue()
