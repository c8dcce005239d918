"""A text as two files of one document are compared: letters and digits alone."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

from kb.copies.line_kinds import is_ignored
from kb.script import fold, is_traditional

# The point of a decimal goes too: a line of a PDF may end on it, a picture often loses it.
_DROPPED = re.compile(r"[^\w%]|_")


@dataclass(frozen=True, slots=True)
class Plain:
    """A text without white space and punctuation, Simplified, half-width, lower case.

    ``lines``: the folded lines that are not empty, without those that every reprint writes
    anew and without captions. ``starts``: where each line begins in ``chars``; strictly ascending.
    """

    chars: str
    lines: tuple[str, ...]
    starts: tuple[int, ...]
    traditional: bool

    def line_at(self, offset: int) -> int:
        """The number of the line that the character at ``offset`` stands in."""
        return max(bisect_right(self.starts, offset) - 1, 0)

    def begins_line(self, offset: int) -> bool:
        """Whether a line begins at ``offset``, or the text ends there."""
        at = bisect_right(self.starts, offset) - 1
        return offset == len(self.chars) or (at >= 0 and self.starts[at] == offset)

    def pieces_of(self, start: int, end: int) -> list[tuple[str, int]]:
        """The lines that ``chars[start:end]`` touches, each with how many characters of it."""
        pieces = []
        for at in range(self.line_at(start), self.line_at(end - 1) + 1) if start < end else ():
            last = self.starts[at + 1] if at + 1 < len(self.starts) else len(self.chars)
            pieces.append((self.lines[at], min(end, last) - max(start, self.starts[at])))
        return pieces

    def lines_of(self, start: int, end: int) -> tuple[str, ...]:
        """The lines that ``chars[start:end]`` touches."""
        return tuple(line for line, _ in self.pieces_of(start, end))


def plain(text: str) -> Plain:
    """``text`` ready for comparison."""
    # PDF writes some Han characters as radicals and as compatibility forms.
    folded = fold(unicodedata.normalize("NFKC", text))
    chars: list[str] = []
    lines: list[str] = []
    starts: list[int] = []
    length = 0
    for line in map(str.strip, folded.splitlines()):
        squeezed = squeeze(line)
        if squeezed and not is_ignored(line):
            chars.append(squeezed)
            lines.append(line)
            starts.append(length)
            length += len(squeezed)
    return Plain("".join(chars), tuple(lines), tuple(starts), is_traditional(text))


def squeeze(line: str) -> str:
    """A folded line without white space and punctuation."""
    return _DROPPED.sub("", line)
