"""Collects the lines of a raw text together with the marks over them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kb.types import Mark, MarkKind, RawText

# Line ends of any kind, form feeds and the separators of Unicode.
_LINE_ENDS = {"\r\n": "\n", "\r": "\n", "\v": "\n", "\f": "\n", "\x85": "\n"} | {
    "\u2028": "\n",
    "\u2029": "\n",
}


def unify_line_ends(text: str) -> str:
    """Return ``text`` with every kind of line end as ``\\n``."""
    for old, new in _LINE_ENDS.items():
        text = text.replace(old, new)
    return text


class LineCollector:
    """Grows a raw text line by line. ``position``: where the next line begins."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._marks: list[Mark] = []
        self.position = 0

    def add(self, line: str, kind: MarkKind | None = None, level: int | None = None) -> int:
        """Append ``line`` (no line end in it), marked as ``kind``; return where it begins."""
        start = self.position
        self._parts.append(line + "\n")
        self.position += len(line) + 1
        if kind is not None:
            self.mark(kind, start, start + len(line), level)
        return start

    def mark(self, kind: MarkKind, start: int, end: int, level: int | None = None) -> None:
        """Mark the half-open span; an empty one is ignored."""
        if end > start:
            self._marks.append(Mark(kind, start, end, level))

    @contextmanager
    def marked(self, kind: MarkKind, level: int | None = None) -> Iterator[None]:
        """Mark all lines added inside the ``with`` block as one span."""
        start = self.position
        yield
        self.mark(kind, start, self.position - 1, level)

    def finish(
        self, format_name: str, declared_title: str | None = None, encoding: str | None = None
    ) -> RawText:
        """Return the raw text, its marks in the order of the text."""
        marks = sorted(self._marks, key=lambda mark: (mark.start, -mark.end, mark.kind))
        return RawText("".join(self._parts), format_name, tuple(marks), declared_title, encoding)
