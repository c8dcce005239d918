"""What speaks for the candidates of a query as its answer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from kb.script import fold_query, has_han
from kb.search.alternatives import Subject
from kb.search.answerable import Support
from kb.search.candidates import Candidates, Scores, holds, holds_subject, weight_of
from kb.search.numbers import is_found, is_only_number, numbers_in
from kb.search.structured import marks_of
from kb.search.understanding import Understanding
from kb.store.lexical import LexicalIndex
from kb.words import cutter

_NEXT = 20
"""The candidate by nearness with which the first is compared."""
_UNKNOWN = ""
"""A token that no library has."""
_NOUNS = ("n", "l", "i", "j", "z", "x")
"""First letters of jieba's marks for nouns, set phrases, short forms and what it doesn't
know, which are mostly names; domain words have no mark at all."""
_NOUNLIKE = ("vn", "an", "eng")


def support(understood: Understanding, found: Candidates, index: LexicalIndex) -> Support:
    """What speaks for the candidates as an answer."""
    held, lacking = _parted(understood.subjects, found, index)
    return Support(
        coverage=float(found.coverage.max(initial=0.0)),
        held=sum(weight_of(subject, index) for subject in held) / index.weight(_UNKNOWN),
        whole=bool(found.whole.any() or _all_hold(understood.parts, found, index)),
        lead=None if found.standard is None else _lead(found.standard, index.rows),
        unnamed=_unnamed(held, lacking, index),
        settled=_settled(understood, found, index),
    )


def _all_hold(parts: Sequence[str], found: Candidates, index: LexicalIndex) -> bool:
    """Whether one candidate has the query word for word, however short or common it is."""
    marks = [token for part in parts for token in marks_of(part)]
    held = [holds(index, token, found.rows) for token in marks]
    return bool(held and np.logical_and.reduce(held).any())


def _lead(standard: Scores, rows: int) -> float:
    """``rows``: of the library. Where a filter leaves fewer candidates than are compared, the
    nearest is held against the last of them or, if that is lower, against what the twentieth
    of a library of so many usually has."""
    if len(standard) == 0:
        return 0.0
    ranked = np.sort(standard)[::-1]
    if len(ranked) >= _NEXT:
        return float(ranked[0] - ranked[_NEXT - 1])
    usual = NormalDist().inv_cdf(1 - min(0.5, _NEXT / rows))
    return float(ranked[0] - min(usual, ranked[-1] if len(ranked) > 1 else usual))


def _parted(
    subjects: Sequence[Subject], found: Candidates, index: LexicalIndex
) -> tuple[list[Subject], list[Subject]]:
    """The subjects in the candidate that holds most, and those that are not."""
    if len(found.rows) == 0:
        return [], list(subjects)
    fullest = found.rows[[int(found.coverage.argmax())]]
    held = [subject for subject in subjects if holds_subject(subject, index, fullest)[0]]
    return held, [subject for subject in subjects if subject not in held]


def _unnamed(held: Sequence[Subject], lacking: Sequence[Subject], index: LexicalIndex) -> float:
    total = sum(weight_of(subject, index) for subject in (*held, *lacking))
    nouns = sum(weight_of(subject, index) * noun_share(subject.word) for subject in lacking)
    return nouns / max(total, 1e-6)


@lru_cache(maxsize=4096)
def noun_share(word: str) -> float:
    """0 to 1: the share of a word's characters that are of nouns; a word in another script
    is as likely one as not."""
    if not has_han(word):
        return 0.5
    marked = cutter().tag(word, True)
    nouns = [w for w, mark in marked if not mark or mark[0] in _NOUNS or mark in _NOUNLIKE]
    return sum(map(len, nouns)) / len(word)


def _settled(understood: Understanding, found: Candidates, index: LexicalIndex) -> bool | None:
    """Whether a whole document number of the query is in the library; that it is not is
    said only where nothing else is asked. Of a bare place or year: whether any document is
    from there or of then, or any passage names it."""
    asked = [n for n in numbers_in(understood.asked) if n.sure and n.is_whole]
    if asked and is_found(found.numbered):
        return True
    if asked and is_only_number(understood.asked):
        return False
    if understood.subjects or not (understood.places or understood.years):
        return None
    named = _all_hold((fold_query(understood.asked),), found, index)
    return bool(named or found.here.any() or found.then.any())
