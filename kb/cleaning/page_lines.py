"""The lines of a raw text with what cleaning asks about each of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.script import fold
from kb.types import Mark, RawText

_NUMBER = re.compile(
    r"^(?:(?P<chinese>[一二三四五六七八九十百]{1,4})[、.]|\((?P<bracketed>[一二三四五六七八九十]{1,3})\)|"
    r"(?P<arabic>\d{1,3})[、.](?:(?!\d)|(?=20\d\d年))|\((?P<small>\d{1,3})\)|第(?P<article>[一二三四五六七八九十百零〇\d]+)"
    r"(?P<unit>[章节条编])|(?P<inline>[一二三四五六七八九十]{1,2})是|(?P<bullet>[-*•·])\s*\S)"
)
_SENTENCE = re.compile(r"[。;!?…]")
PROSE_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One line. ``start``/``end``: of the raw text, without the line end. ``text``: the line
    stripped, ``folded``: the same folded. ``number``: kind and value of its numbering."""

    start: int
    end: int
    text: str
    folded: str
    number: tuple[str, str] | None
    furniture: bool = False
    linked: bool = False
    heading: bool = False
    table: bool = False

    @property
    def is_prose(self) -> bool:
        """Whether it is a paragraph: long, with a sentence in it."""
        return len(self.text) >= PROSE_LENGTH and bool(_SENTENCE.search(self.folded))

    @property
    def is_lettered(self) -> bool:
        """Whether it is an item such as ``a.`` or ``b)``."""
        return len(self.folded) > 2 and self.folded[0].isascii() and self.folded[1] in ".、)"

    @property
    def is_prose_part(self) -> bool:
        """Whether it has the punctuation of running text."""
        return bool(_SENTENCE.search(self.folded)) or "," in self.folded


def lines_of(raw: RawText) -> list[Line]:
    """Cut ``raw`` into lines; every character of it but the line ends is in one."""
    folded = fold(raw.text)
    cover = _Cover(raw)
    lines, start = [], 0
    for piece in raw.text.split("\n"):
        end = start + len(piece)
        text = piece.strip()
        begin = start + len(piece) - len(piece.lstrip())
        same = folded[begin : begin + len(text)].strip()
        found = _NUMBER.match(same)
        number = (found.lastgroup or "", found[found.lastgroup or 0]) if found else None
        if found and found["unit"]:
            number = (found["unit"], found["article"])
        lines.append(Line(start, end, text, same, number, **cover.of(start, end, len(text))))
        start = end + 1
    return lines


_COVERING = ("furniture", "link", "heading", "table")


class _Cover:
    """Which marks lie over a line, asked line after line."""

    def __init__(self, raw: RawText) -> None:
        self._marks = [mark for mark in raw.marks if mark.kind in _COVERING]
        self._next = 0
        self._open: list[Mark] = []

    def of(self, start: int, end: int, length: int) -> dict[str, bool]:
        """Return how the line is covered; lines must be asked for in order."""
        while self._next < len(self._marks) and self._marks[self._next].start < end:
            self._open.append(self._marks[self._next])
            self._next += 1
        self._open = [mark for mark in self._open if mark.end > start]
        shares = dict.fromkeys(_COVERING, 0)
        for mark in self._open:
            shares[mark.kind] += max(0, min(mark.end, end) - max(mark.start, start))
        return {
            "furniture": length > 0 and shares["furniture"] >= length * 0.6,
            "linked": length > 0 and shares["link"] >= length * 0.8,
            "heading": shares["heading"] > 0,
            "table": shares["table"] > 0,
        }
