"""What a question is about, as patterns that tell whether a text holds it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from kb.script import fold
from kb.search.alternatives import Subject
from kb.words import cutter, read_lexicon

_GAP = r"[^，。；、,;:：\n]{0,4}"
"""What may stand between the words of a subject: 农村(生活)污水, 宅基地(制度)改革."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The subjects of a question, folded, with their weights, which sum to 1."""

    words: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    weights: tuple[float, ...]

    def share(self, folded: str) -> float:
        """0 to 1: how much of what is asked ``folded`` holds."""
        pairs = zip(self.patterns, self.weights, strict=True)
        return sum(weight for pattern, weight in pairs if pattern.search(folded))

    def is_listed(self, folded: str) -> bool:
        """Whether ``folded`` has what is asked only as one item among others."""
        found = [m for pattern in self.patterns for m in pattern.finditer(folded)]
        return bool(found) and all(
            folded[max(0, m.start() - 1) : m.start()] == "、"
            or folded[m.end() : m.end() + 1] in ("、", "等")
            for m in found
        )


def wanted(subjects: Sequence[Subject], idf: Iterable[float]) -> Wanted:
    """The subjects that name a thing, weighed by ``idf``; words of asking (做法, 经验) count
    only where there is nothing else."""
    pairs = list(zip(subjects, idf, strict=True))
    naming = [(s, weight) for s, weight in pairs if s.word not in _asking()] or pairs
    total = sum(weight for _, weight in naming) or 1.0
    return Wanted(
        tuple(s.word for s, _ in naming),
        tuple(_pattern(s) for s, _ in naming),
        tuple(weight / total for _, weight in naming),
    )


def _pattern(subject: Subject) -> re.Pattern[str]:
    forms = dict.fromkeys(fold(form) for form in (subject.word, *subject.others))
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
