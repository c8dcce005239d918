"""The tables of a text as they bear on cutting it: their rows, header and caption."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from kb.types import Mark

Span = tuple[int, int]

_MAX_GUESSED_HEADER = 200
"""A first row longer than this, in characters, is no header where nothing says so."""
_MAX_CAPTION = 50
_MAX_CAPTION_LINES = 3
_SENTENCE_ENDS = "。！？!?；;，,"
_CAPTION = re.compile(
    r"(?:附?表|续表|专栏|附件|附录)\s*[\d０-９一二三四五六七八九十]|[（(]?(?:计量)?单位\s*[:\uff1a]|"
    r".*(?:表|清单|一览|目录|如下)\s*[:\uff1a]?(?:[（(].{1,12}[)）])?$"
)


@dataclass(frozen=True, slots=True)
class Table:
    """One table. ``front``: where the caption above it begins, ``start`` where none is.
    ``header``: its header rows; ``None`` where it has none or nothing else."""

    front: int
    start: int
    end: int
    header: Span | None

    def header_of(self, start: int) -> Span | None:
        """The header rows that stand above ``start``, a place in the table."""
        header = self.header
        inside = header is not None and self.start <= start < self.end
        return header if inside and header is not None and start >= header[1] else None


def tables_of(text: str, marks: Sequence[Mark]) -> list[Table]:
    """The tables that ``marks`` lay over ``text``, in order, none inside another."""
    tables: list[Table] = []
    spans = sorted((m.start, -m.end, m.level or 0) for m in marks if m.kind == "table")
    at = 0
    for start, negative, level in spans:
        rows = lines_of(text, start, -negative)
        if not rows or start < at:
            continue
        at = -negative
        tables.append(
            Table(_front(text, rows[0][0]), rows[0][0], rows[-1][1], _header(text, rows, level))
        )
    return tables


def lines_of(text: str, start: int, end: int) -> list[Span]:
    """The lines between two places, stripped, empty ones left out."""
    spans = []
    for match in re.finditer(r"[^\n]+", text[start:end]):
        line = match.group()
        if line.strip():
            left = start + match.start() + len(line) - len(line.lstrip())
            spans.append((left, left + len(line.strip())))
    return spans


def table_at(tables: Sequence[Table], at: int) -> Table | None:
    """The table around the place ``at``."""
    found = bisect_right(tables, at, key=lambda table: table.start) - 1
    return tables[found] if found >= 0 and at < tables[found].end else None


def _header(text: str, rows: Sequence[Span], level: int) -> Span | None:
    """The first row, after a title that fills rows of its own, where nothing says more."""
    widths = ["\t" in text[start:end] for start, end in rows[: _MAX_CAPTION_LINES + 1]]
    count = level or (widths.index(True) if True in widths else 0) + 1
    if count >= len(rows):
        return None
    header = (rows[0][0], rows[count - 1][1])
    return header if level or header[1] - header[0] <= _MAX_GUESSED_HEADER else None


def _front(text: str, start: int) -> int:
    """Where the lines that belong above a table begin: 表1 …, 单位：万元, a short title."""
    front = start
    before = text[max(0, start - _MAX_CAPTION_LINES * 4 * _MAX_CAPTION) : start]
    for line in lines_of(text, start - len(before), start)[::-1][:_MAX_CAPTION_LINES]:
        body = text[line[0] : line[1]]
        titled = front == start and body[-1] not in _SENTENCE_ENDS
        if len(body) > _MAX_CAPTION or not (titled or _CAPTION.match(body)):
            break
        front = line[0]
    return front
