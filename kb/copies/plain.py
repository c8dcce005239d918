"""A text as two files of one document are compared: letters and digits alone."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kb.script import fold, is_traditional

_WORDS = Path(__file__).parent.parent / "lexicon" / "reprint_lines.toml"
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

    def lines_of(self, start: int, end: int) -> tuple[str, ...]:
        """The lines that ``chars[start:end]`` touches."""
        return self.lines[self.line_at(start) : self.line_at(end - 1) + 1] if start < end else ()


@dataclass(frozen=True, slots=True)
class _Patterns:
    ignored: re.Pattern[str]
    asides: re.Pattern[str]
    notes: re.Pattern[str]


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
        if squeezed and not _patterns().ignored.fullmatch(line) and not is_caption(line):
            chars.append(squeezed)
            lines.append(line)
            starts.append(length)
            length += len(squeezed)
    return Plain("".join(chars), tuple(lines), tuple(starts), is_traditional(text))


def squeeze(line: str) -> str:
    """A folded line without white space and punctuation."""
    return _DROPPED.sub("", line)


def is_caption(line: str) -> bool:
    """Whether a folded line is the caption of a picture."""
    return bool(_patterns().asides.fullmatch(line))


def is_note(line: str) -> bool:
    """Whether a folded line is what an editor writes above a reprint."""
    return bool(_patterns().notes.fullmatch(line))


@cache
def _patterns() -> _Patterns:
    words = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    return _Patterns(*(re.compile("|".join(words[k])) for k in ("ignored", "captions", "notes")))
