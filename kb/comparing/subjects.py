"""What a question is about, as patterns that tell whether a text holds it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from kb.script import fold
from kb.search.alternatives import Subject
from kb.words import cutter, read_lexicon

WIDER = 0.7
"""What a wider word counts for the narrower one that is asked for: 养老 for 养老服务."""
_GAP = r"[^，。；、,;:：\n]{0,4}"
"""What may stand between the words of a subject: 农村(生活)污水, 宅基地(制度)改革."""
Form = tuple[str, ...]
"""One way to write a subject, as the words it is made of."""


@dataclass(frozen=True)
class Asked:
    """One subject of a question. ``exact``: its word and what it may be called; ``wider``:
    parts of the word that are said to mean the same. ``weight``: of all subjects together 1."""

    word: str
    exact: tuple[Form, ...]
    wider: tuple[Form, ...] = ()
    weight: float = 1.0

    def share(self, folded: str) -> float:
        """0 to ``weight``: how much of it ``folded`` holds."""
        if self.pattern.search(folded):
            return self.weight
        held = self.wider and _any(self.wider).search(folded)
        return WIDER * self.weight if held else 0.0

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds it in a folded text."""
        return _any(self.exact)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The subjects of a question."""

    subjects: tuple[Asked, ...]

    def share(self, folded: str) -> float:
        """0 to 1: how much of what is asked ``folded`` holds."""
        return sum(subject.share(folded) for subject in self.subjects)

    def main(self) -> Wanted:
        """Its main subject alone, by whatever name: the one that is the rarest for its
        length."""
        best = max(self.subjects, key=lambda s: s.weight * len(s.word))
        return Wanted((Asked(best.word, (*best.exact, *best.wider)),))

    def is_listed(self, folded: str) -> bool:
        """Whether ``folded`` has what is asked only as one item among others."""
        found = [m for subject in self.subjects for m in subject.pattern.finditer(folded)]
        return bool(found) and all(
            folded[max(0, m.start() - 1) : m.start()] == "、"
            or folded[m.end() : m.end() + 1] in ("、", "等")
            for m in found
        )


def asked(subjects: Sequence[Subject]) -> tuple[Asked, ...]:
    """The subjects that name a thing; words of asking (做法, 经验) count only where there is
    nothing else."""
    naming = [s for s in subjects if s.word not in _asking()] or subjects
    return tuple(_asked(fold(s.word), [fold(other) for other in s.others]) for s in naming)


def weighed(subjects: Sequence[Asked], rarity: Sequence[float]) -> Wanted:
    """``subjects`` with weights in proportion to ``rarity``, higher being rarer."""
    total = sum(rarity)
    shares = [r / total if total else 1 / len(rarity) for r in rarity]
    return Wanted(tuple(replace(s, weight=w) for s, w in zip(subjects, shares, strict=True)))


def named(name: str) -> Wanted:
    """A name alone, as it stands; ``name``: folded."""
    return Wanted((Asked(name, ((name,),)),))


def _asked(word: str, others: Sequence[str]) -> Asked:
    wider = [other for other in others if other in word and other != word]
    exact = dict.fromkeys((word, *(other for other in others if other not in wider)))
    return Asked(word, tuple(map(_words, exact)), tuple((other,) for other in wider))


def _words(form: str) -> Form:
    pieces = {p for p in cutter().cut_for_search(form) if 1 < len(p) < len(form)}
    return _made_of(form, pieces) or (form,)


def _made_of(form: str, pieces: Collection[str]) -> Form | None:
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
def _any(forms: Iterable[Form]) -> re.Pattern[str]:
    return re.compile("|".join(_GAP.join(map(re.escape, words)) for words in forms))


@cache
def _asking() -> frozenset[str]:
    return frozenset(fold(word) for word in read_lexicon("asking_words.txt"))
