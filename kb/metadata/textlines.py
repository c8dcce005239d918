"""A text as lines with offsets, folded for matching: what metadata is read from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.script import fold

_SPACED = re.compile(r"\S(?:\s\S){2,}")


@dataclass(frozen=True, slots=True)
class Line:
    """One non-blank line. ``start``/``end``: of the text, without surrounding blanks.

    ``text``: folded (Simplified, half-width), of the same length as the span.
    """

    start: int
    end: int
    text: str

    @property
    def tight(self) -> str:
        """The folded line without any blanks: 政 府 工 作 报 告 reads 政府工作报告."""
        return re.sub(r"\s+", "", self.text)


@dataclass(frozen=True, slots=True)
class View:
    """A text, its folded form of the same length, and its non-blank lines."""

    text: str
    folded: str
    lines: tuple[Line, ...]


def view(text: str) -> View:
    """Cut ``text`` into non-blank lines over its folded form."""
    folded = fold(text)
    lines = []
    for match in re.finditer(r"[^\n]+", folded):
        piece = match.group()
        stripped = piece.strip("\t \r\x0b\x0c\u2002\u2003\ufeff")
        if stripped:
            start = match.start() + piece.index(stripped[0])
            lines.append(Line(start, start + len(stripped), stripped))
    return View(text, folded, tuple(lines))


def despaced(text: str) -> str:
    """``text`` with runs of blanks made one, and letter-spaced headings closed up."""
    text = re.sub(r"\s+", " ", text).strip()
    return text.replace(" ", "") if _SPACED.fullmatch(text) else text


def spaced(words: str) -> str:
    """A pattern of alternatives of plain words, each Han character of which may be followed
    by up to three blanks: 发 布 时 间."""
    return re.sub(r"([\u4e00-\u9fff])(?=[\u4e00-\u9fff])", r"\1[^\\S\\n]{0,3}", words)
