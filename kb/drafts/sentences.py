"""A text taken apart for comparison: its sentences, and the words around each mark.

Words are character bigrams of the folded text outside of its marks, so that neither a
number nor the cut between two words decides what is alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.drafts.marks import Mark

Bag = frozenset[str]
_SENTENCE = re.compile(r"[^。！？!?;\n]+")
_LONGEST = 400
"""Characters of a sentence; a text that lost its marks is cut there."""
_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[a-z]+")
_PAUSE = frozenset(",:、()")
_CLAUSE = frozenset(",:")
EDGE = "^"
"""Stands for nothing on that side, so that two that have nothing there are alike in it."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A mark and the words around it. ``left``, ``right``: of its clause, up to the marks
    beside it; ``wide``: of its clause and the ones beside it. ``order``: 0 to 1, where it
    stands among the marks of its sentence."""

    mark: Mark
    left: Bag
    right: Bag
    wide: Bag
    order: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """``start``/``end``: of the text. ``words``: of all of it. ``line``: number of its line."""

    start: int
    end: int
    words: Bag
    pins: tuple[Pin, ...]
    line: int = 0


Word = tuple[int, int, str]
"""A bigram with its place."""


def sentences(folded: str, marked: Sequence[Mark]) -> tuple[Sentence, ...]:
    """The sentences of ``folded`` with their marks, in order; those without a word or a mark
    are left out."""
    made = []
    rest = list(marked)
    for start, end in _spans(folded, marked):
        inside = []
        while rest and rest[0].start < end:
            inside.append(rest.pop(0))
        words = list(_words(folded, start, end, inside))
        if words or inside:
            pins = tuple(_pins(folded, (start, end), inside, words))
            bag = frozenset(word for _, _, word in words)
            made.append(Sentence(start, end, bag, pins, folded.count("\n", 0, start)))
    return tuple(made)


def bigrams(folded: str) -> Bag:
    """The words of a piece of text."""
    return frozenset(word for run in _RUN.finditer(folded) for _, _, word in _bigrams(run))


def _spans(folded: str, marked: Sequence[Mark]) -> Iterator[tuple[int, int]]:
    """A sentence's end inside of a mark (a title with a full stop) ends nothing."""
    inner = {at for mark in marked for at in range(mark.start, mark.end)}
    start = 0
    for at, char in enumerate(folded):
        ends = char in "。！？!?;\n" and at not in inner
        if ends or (at - start >= _LONGEST and at not in inner):
            if folded[start:at].strip():
                yield start, at + (char not in "\n")
            start = at + 1 if ends else at
    if folded[start:].strip():
        yield start, len(folded)


def _words(folded: str, start: int, end: int, inside: Sequence[Mark]) -> Iterator[Word]:
    at = start
    # What a term or a title says belongs to its sentence; only what is counted is taken out.
    bare = [(m.start, m.end) for m in inside if m.kind not in ("词语", "标题") and not m.implied]
    for stop, resume in [*bare, (end, end)]:
        for run in _RUN.finditer(folded, at, max(at, stop)):
            yield from _bigrams(run)
        at = resume


def _bigrams(run: re.Match[str]) -> Iterator[Word]:
    text, start = run.group(), run.start()
    if text.isascii() or len(text) == 1:
        yield start, run.end(), text
        return
    for i in range(len(text) - 1):
        yield start + i, start + i + 2, text[i : i + 2]


def _pins(
    folded: str, span: tuple[int, int], inside: Sequence[Mark], words: Sequence[Word]
) -> Iterator[Pin]:
    start, end = span
    borders = [mark for mark in inside if mark.kind == "指标数据"]
    for number, mark in enumerate(inside):
        before = max((m.end for m in borders if m.end <= mark.start), default=start)
        after = min((m.start for m in borders if m.start >= mark.end), default=end)
        left = _back(folded, before, mark.start, _PAUSE, 1)
        right = _on(folded, mark.end, after, _PAUSE, 1)
        first = _back(folded, start, mark.start, _CLAUSE, 2)
        last = _on(folded, mark.end, end, _CLAUSE, 2)
        yield Pin(
            mark,
            _within(words, left, mark.start),
            _within(words, mark.end, right),
            _within(words, first, last),
            number / max(1, len(inside) - 1),
        )


def _within(words: Sequence[Word], start: int, end: int) -> Bag:
    found = frozenset(word for at, stop, word in words if start <= at and stop <= end)
    return found or frozenset({EDGE})


def _back(folded: str, start: int, at: int, stops: frozenset[str], times: int) -> int:
    for place in range(at - 1, start - 1, -1):
        if folded[place] in stops:
            times -= 1
            if times == 0:
                return place + 1
    return start


def _on(folded: str, at: int, end: int, stops: frozenset[str], times: int) -> int:
    for place in range(at, end):
        if folded[place] in stops:
            times -= 1
            if times == 0:
                return place
    return end
