"""What a question is about, as patterns that tell whether a text holds it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from kb.script import fold
from kb.search.alternatives import Subject
from kb.words import cutter, read_lexicon

_GAP = r"[^，。；、,;:：\n]{0,4}"
"""What may stand between the words of a subject: 农村(生活)污水, 宅基地(制度)改革."""
_WIDER = 0.7
"""What a wider word counts for the narrower one that is asked for: 养老 for 养老服务."""


@dataclass(frozen=True, slots=True)
class _Subject:
    """``exact``: the word and what it may be called; ``wider``: parts of it that are said
    to mean the same. ``weight``: of all subjects together 1. ``length``: of the word, in
    characters."""

    exact: re.Pattern[str]
    wider: re.Pattern[str] | None
    weight: float
    length: int

    def share(self, folded: str) -> float:
        if self.exact.search(folded):
            return self.weight
        held = self.wider is not None and self.wider.search(folded)
        return _WIDER * self.weight if held else 0.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """The subjects of a question."""

    subjects: tuple[_Subject, ...]

    def main(self) -> Wanted:
        """Its main subject alone: the one that is the rarest for its length."""
        best = max(self.subjects, key=lambda s: s.weight * s.length)
        return Wanted((replace(best, weight=1.0),))

    def share(self, folded: str) -> float:
        """0 to 1: how much of what is asked ``folded`` holds."""
        return sum(subject.share(folded) for subject in self.subjects)

    def is_listed(self, folded: str) -> bool:
        """Whether ``folded`` has what is asked only as one item among others."""
        found = [m for subject in self.subjects for m in subject.exact.finditer(folded)]
        return bool(found) and all(
            folded[max(0, m.start() - 1) : m.start()] == "、"
            or folded[m.end() : m.end() + 1] in ("、", "等")
            for m in found
        )


def wanted(subjects: Sequence[Subject], rarity: Iterable[float]) -> Wanted:
    """The subjects that name a thing, weighed by ``rarity`` (higher is rarer); words of asking
    (做法, 经验) count only where there is nothing else."""
    pairs = list(zip(subjects, rarity, strict=True))
    naming = [(s, weight) for s, weight in pairs if s.word not in _asking()] or pairs
    total = sum(weight for _, weight in naming)
    return Wanted(tuple(
        _subject(s, weight / total if total else 1 / len(naming)) for s, weight in naming
    ))  # fmt: skip


def _subject(subject: Subject, weight: float) -> _Subject:
    word = fold(subject.word)
    others = [fold(other) for other in subject.others]
    wider = [other for other in others if other in word and other != word]
    exact = dict.fromkeys((word, *(other for other in others if other not in wider)))
    return _Subject(_any(exact), _any(wider) if wider else None, weight, len(word))


def _any(forms: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"{re.escape(form)}|{_spread(form)}" for form in forms))


def _spread(form: str) -> str:
    """The words of ``form`` in their order, with a few characters between."""
    pieces = {p for p in cutter().cut_for_search(form) if 1 < len(p) < len(form)}
    return _GAP.join(map(re.escape, _made_of(form, pieces) or (form,)))


def _made_of(form: str, pieces: Collection[str]) -> tuple[str, ...] | None:
    """Those of ``pieces`` that make up ``form`` from end to end; ``None``: they do not."""
    if not form:
        return ()
    for piece in sorted(pieces, key=lambda p: (-len(p), p)):
        if form.startswith(piece):
            rest = _made_of(form[len(piece) :], pieces)
            if rest is not None:
                return (piece, *rest)
    return None


@cache
def _asking() -> frozenset[str]:
    return frozenset(fold(word) for word in read_lexicon("asking_words.txt"))
