"""The words by which a user's correction names a figure."""

from __future__ import annotations

from collections.abc import Collection

from kb.types import Figure
from kb.web.marking import Span

_STEPS = (8, 16, 32, 64)


def words_around(text: str, figure: Figure, others: Collection[Figure] = ()) -> str:
    """The figure with some words on either side of it, as few as make it the only one of its
    kind in ``text``, and none of another number: a correction holds for all figures in its
    words. ``others``: further figures of the same text."""
    left, right = _room(text, figure, others)
    words = ""
    for step in _STEPS:
        start, end = max(left, figure.start - step), min(right, figure.end + step)
        words = text[start:end].strip()
        if text.count(words) == 1:
            break
    return words


def _room(text: str, figure: Figure, others: Collection[Figure]) -> Span:
    """How far the words may reach: to the next number, and not over the end of a line."""
    left, right = figure.start, figure.end
    ends = {other.end for other in others}
    starts = {other.start for other in others}
    while left > 0 and left not in ends and not _stops(text[left - 1]):
        left -= 1
    while right < len(text) and right not in starts and not _stops(text[right]):
        right += 1
    return left, right


def _stops(char: str) -> bool:
    return char.isdigit() or char in "\n\t"
