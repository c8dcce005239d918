"""Which mark of a source tells of the same matter as a mark of the draft.

Two marks are alike as the words right around them are, the words of the clauses beside
them, and those of their whole sentences; a word counts by its IDF.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kb.drafts.amounts import Agreement, agreement
from kb.drafts.marks import Mark
from kb.drafts.sentences import EDGE, Bag, Pin, Sentence
from kb.drafts.sources import Source

NEAR, WIDE, WHOLE = 0.45, 0.2, 0.35
"""What the three count for a figure."""
YEAR_NEAR, YEAR_WIDE, YEAR_WHOLE = 0.2, 0.35, 0.45
"""And for a year, which mostly opens its sentence."""
_PASSAGE = 0.5
"""What a word counts that stands in the passage but not in the sentence."""
_AGREES, _LIKE_UNIT, _IN_ORDER = 0.06, 0.04, 0.03
"""What settles between places that are as much alike."""
_LEAST = 0.2
_EDGE_WEIGHT = 0.2
"""Of a word that no document has: that two have nothing on a side says little."""
_SENTENCES = 14
"""Sentences of the sources that a sentence of the draft is compared with."""
Weight = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Pair:
    """A mark of the draft and one of a source. ``alike``: 0 to 1 by the words around the two,
    with what speaks for the document; ``near``, ``whole``: by the clause, by the sentence."""

    pin: Pin
    source: Source
    sentence: Sentence
    other: Pin
    alike: float
    near: float
    whole: float
    agrees: Agreement


class Scale:
    """Weighs words and bags of words, each once."""

    def __init__(self, weight: Weight) -> None:
        self._weight = weight
        self._words: dict[str, float] = {EDGE: _EDGE_WEIGHT * weight(EDGE)}
        self._bags: dict[Bag, float] = {}

    def of(self, bag: Bag) -> float:
        """The weight of all words of ``bag``."""
        known = self._bags.get(bag)
        if known is None:
            known = self._bags[bag] = sum(map(self._of_word, bag))
        return known

    def shared(self, one: Bag, other: Bag) -> float:
        """The weight of what both have."""
        return sum(map(self._of_word, one & other))

    def _of_word(self, word: str) -> float:
        known = self._words.get(word)
        if known is None:
            known = self._words[word] = self._weight(word)
        return known


def whole(scale: Scale, draft: Sentence, source: Source, sentence: Sentence) -> float:
    """0 to 1: the share of the draft's sentence that a sentence of a source says, what its
    passage says counting for less."""
    total = scale.of(draft.words)
    if not total:
        return 0.0
    here = scale.shared(draft.words, sentence.words)
    around = scale.shared(draft.words, source.words)
    return (here + _PASSAGE * (around - here)) / total


Likely = tuple[float, Source, Sentence]


def likely(
    scale: Scale, draft: Sentence, sources: Sequence[Source], favour: Mapping[str, float]
) -> list[Likely]:
    """The sentences of ``sources`` that say most of the draft's, best first, each with the
    share it says."""
    found = [
        (whole(scale, draft, source, sentence), source, sentence)
        for source in sources
        for sentence in source.sentences
    ]
    found.sort(key=lambda one: -(one[0] + favour.get(one[1].document_id, 0.0)))
    return found[:_SENTENCES]


def pairs(
    scale: Scale, draft: Sentence, sources: Sequence[Source], favour: Mapping[str, float]
) -> list[Pair]:
    """Every mark of ``draft`` with every mark of its kind that may tell of the same, the most
    alike first. ``favour``: document → what speaks for or against it."""
    found: list[Pair] = []
    for share, source, sentence in likely(scale, draft, sources, favour):
        added = favour.get(source.document_id, 0.0)
        for pin in draft.pins:
            for other in sentence.pins:
                if pin.mark.kind == other.mark.kind:
                    found.append(_pair(scale, pin, source, sentence, other, share, added))
    return sorted((p for p in found if p.alike >= _LEAST), key=lambda p: -_rank(p))


def assigned(found: Sequence[Pair]) -> dict[int, Pair]:
    """Start of a mark of the draft → the pair that is most likely its own; no mark of a source belongs
    to two marks of one sentence."""
    taken: set[tuple[int, int]] = set()
    settled: dict[int, Pair] = {}
    for pair in found:
        place = (pair.source.row, pair.other.mark.start)
        if pair.pin.mark.start not in settled and place not in taken:
            settled[pair.pin.mark.start] = pair
            taken.add(place)
    return settled


def compare(draft: Mark, source: Mark) -> Agreement:
    """Whether the two say the same."""
    if draft.amount and source.amount:
        return agreement(draft.amount, source.amount)
    if draft.years:
        months = {draft.month, source.month} - {None}
        same = draft.years == source.years and len(months) < 2
        return "equal" if same else "unlike"
    return "equal" if draft.key == source.key else "unlike"


def _rank(pair: Pair) -> float:
    """How likely the two are one: what is equal goes first where the words don't decide."""
    draft, source = pair.pin.mark.amount, pair.other.mark.amount
    unit = draft is not None and source is not None and draft.base == source.base
    apart = abs(pair.pin.order - pair.other.order)
    agrees = _AGREES if pair.agrees != "unlike" else 0.0
    return pair.alike + agrees + (_LIKE_UNIT if unit else 0.0) - _IN_ORDER * apart


def _pair(
    scale: Scale,
    pin: Pin,
    source: Source,
    sentence: Sentence,
    other: Pin,
    share: float,
    added: float,
) -> Pair:
    near = _both_sides(scale, pin, other)
    wide = _like(scale, pin.wide, other.wide)
    if pin.mark.kind == "年份":
        alike = YEAR_NEAR * near + YEAR_WIDE * wide + YEAR_WHOLE * share
    else:
        alike = NEAR * near + WIDE * wide + WHOLE * share
    agrees = compare(pin.mark, other.mark)
    return Pair(pin, source, sentence, other, alike + added, near, share, agrees)


def _both_sides(scale: Scale, one: Pin, other: Pin) -> float:
    shared = scale.shared(one.left, other.left) + scale.shared(one.right, other.right)
    total = sum(map(scale.of, (one.left, one.right, other.left, other.right)))
    return 2 * shared / total if total else 0.0


def _like(scale: Scale, one: Bag, other: Bag) -> float:
    total = scale.of(one) + scale.of(other)
    return 2 * scale.shared(one, other) / total if total else 0.0
