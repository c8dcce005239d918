"""Finding a place of a text again after the text has changed.

For links and for whatever keeps a quotation: the words exactly, then folded, then the
nearest ones by RapidFuzz.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from kb.script import fold, fold_query

How = Literal["same", "moved", "near"]
"""At the very place, word for word elsewhere, or only something like it."""
_ALIKE = 72.0
"""Least likeness in percent for words to be offered as the nearest ones."""
_LEAST = 6
"""Characters below which likeness says nothing."""
_SLACK = 40
"""Characters by which a changed passage may have grown or shrunk."""


@dataclass(frozen=True, slots=True)
class Clue:
    """What is known of a place: the half-open span it had, the ``words`` it begins with (all
    of them, where ``tail`` is empty), those it ended with, those that stood right before."""

    start: int
    end: int
    words: str
    tail: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Where the place is now, half-open."""

    start: int
    end: int
    how: How


def find(text: str, clue: Clue) -> Found | None:
    """The place of ``clue`` in ``text``; ``None`` where nothing like its words is there."""
    if _stands(text, clue):
        return Found(clue.start, clue.end, "same")
    if not clue.words.strip():
        return None
    folded = fold(text)
    starts = _occurrences(folded, _pattern(clue.words))
    if starts:
        first, last = max(starts, key=lambda span: _fit(folded, span[0], clue))
        return Found(first, _end(folded, first, last, clue), "moved")
    return _nearest(folded, clue)


def _stands(text: str, clue: Clue) -> bool:
    if not 0 <= clue.start < clue.end <= len(text):
        return False
    span = text[clue.start : clue.end]
    whole = bool(clue.tail) or span == clue.words
    return whole and span.startswith(clue.words) and span.endswith(clue.tail)


def _pattern(words: str) -> re.Pattern[str]:
    """``words`` folded, whatever blanks and line ends stand between their characters."""
    return re.compile(r"\s*".join(map(re.escape, "".join(fold_query(words).split()))))


def _occurrences(folded: str, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    return [found.span() for found in pattern.finditer(folded) if found.end() > found.start()]


def _fit(folded: str, start: int, clue: Clue) -> tuple[float, bool, int]:
    """Sorts places: those with the words that stood before and behind, then the nearest."""
    before = fold_query(clue.before)
    stood = folded[max(0, start - len(before)) : start]
    expected = start + clue.end - clue.start
    behind = folded[max(start, expected - _SLACK) : expected + _SLACK]
    return (
        fuzz.ratio(before, stood) if before else 0.0,
        bool(clue.tail) and fold_query(clue.tail) in behind,
        -abs(start - clue.start),
    )


def _end(folded: str, start: int, shortest: int, clue: Clue) -> int:
    """Where a place that begins at ``start`` ends: at its last words, else by its length."""
    if not clue.tail:
        return shortest
    length = clue.end - clue.start
    reach = folded[: start + length + max(_SLACK, length // 2)]
    ends = [last for _, last in _occurrences(reach, _pattern(clue.tail)) if last >= shortest]
    expected = start + length
    return min(ends, key=lambda at: abs(at - expected), default=min(expected, len(folded)))


def _nearest(folded: str, clue: Clue) -> Found | None:
    sought = fold_query(f"{clue.before}{clue.words}")
    if len(sought) < _LEAST or len(folded) < _LEAST:
        return None
    found = fuzz.partial_ratio_alignment(sought, folded, score_cutoff=_ALIKE)
    if found is None or found.dest_end <= found.dest_start:
        return None
    start = min(found.dest_start + len(clue.before), found.dest_end - 1)
    return Found(start, _end(folded, start, found.dest_end, clue), "near")
