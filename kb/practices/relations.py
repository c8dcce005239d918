"""Which practices of a library belong beside each other: named in the same passages, or told
of in like words."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from kb.types import Practice, Related

Vectors = NDArray[np.float32]

MOST = 8
"""Related practices that are kept of one."""
_CROWD = 30
"""A passage that names more practices than this puts none of them beside another."""
_LEAST = 0.2
"""Share of their passages that two practices have in common at least, as a geometric mean."""
_OFTEN = 3
"""Passages with both that suffice, however often each is named."""
_LIST = 6
"""A sentence that names more practices than this is a list of anything."""
_ONE_SENTENCE = 0.3
"""What one sentence with both counts against a share of passages."""
_BESIDE = 0.5
"""What a passage next to another's counts against the same passage."""
_LIKE = 5
"""Of like practices, how many are kept of one."""
_DEVIATIONS = 3.0
"""How far above the mean of the library, in standard deviations, a cosine says likeness."""
_COMPARED = 10_000
"""Practices, the most told first, whose likeness is looked at: the cost grows by the square."""
_CHUNK = 512
_SAMPLE = 4000
"""Pairs of practices whose cosines make the bound."""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a practice stands: rows of passages that name it, of those that tell of it, and
    the sentences (document, start) that name it."""

    named: frozenset[int]
    told: frozenset[int]
    sentences: frozenset[tuple[str, int]] = frozenset()


@dataclass(slots=True)
class _Tie:
    """What ties two practices: passages with both, pairs of neighbouring passages, cosine."""

    together: int = 0
    near: int = 0
    share: float = 0.0
    alike: float | None = None
    above: float = 0.0


@dataclass(slots=True)
class _Ties:
    of: dict[int, dict[int, _Tie]] = field(default_factory=lambda: defaultdict(dict))

    def between(self, one: int, other: int) -> _Tie:
        """The tie of ``one`` to ``other``, made where there is none."""
        return self.of[one].setdefault(other, _Tie())


def related(
    practices: Sequence[Practice],
    stands: Sequence[Stand],
    documents: NDArray[np.int32],
    vectors: Vectors | None,
) -> list[tuple[Related, ...]]:
    """The practices related to each of ``practices`` (the most told first), closest first,
    at most ``MOST``.

    ``stands``: one a practice. ``documents``: (n,) the document of each row; neighbouring
    rows of one document are neighbours in it. ``vectors``: (n, d) rows of unit length,
    ``None`` without a model.
    """
    ties = _Ties()
    named = Counter(sentence for stand in stands for sentence in stand.sentences)
    for one, other, together, near, share in _together(stands, documents):
        # A report puts anything into one passage; one sentence is about one thing.
        shared = stands[one].sentences & stands[other].sentences
        told_as_one = any(named[sentence] <= _LIST for sentence in shared)
        if together < 2 and not told_as_one:
            continue
        share += _ONE_SENTENCE * told_as_one
        for a, b in ((one, other), (other, one)):
            tie = ties.between(a, b)
            tie.together, tie.near, tie.share = together, near, share
    if vectors is not None:
        for one, other, cosine, above in _alike(practices, stands, vectors):
            tie = ties.between(one, other)
            tie.alike, tie.above = cosine, above
    return [_related(practices, ties.of.get(number, {})) for number in range(len(practices))]


def _related(practices: Sequence[Practice], ties: dict[int, _Tie]) -> tuple[Related, ...]:
    ordered = sorted(ties.items(), key=lambda item: (-(item[1].share + item[1].above), item[0]))
    return tuple(
        Related(practices[number].id, practices[number].name, _why(tie), tie.together, tie.alike)
        for number, tie in ordered[:MOST]
    )


def _why(tie: _Tie) -> str:
    reasons = [f"{tie.together} 个段落里同时出现"] if tie.together else []
    reasons += [f"{tie.near} 处在相邻段落里出现"] if tie.near and not tie.together else []
    reasons += ["讲的内容相近"] if tie.alike is not None else []
    return "；".join(reasons)


def _together(
    stands: Sequence[Stand], documents: NDArray[np.int32]
) -> Iterator[tuple[int, int, int, int, float]]:
    """(practice, other, passages with both, neighbouring passages, share) where the two are
    named together often enough for how often each is named at all."""
    holders: dict[int, list[int]] = defaultdict(list)
    for number, stand in enumerate(stands):
        for row in stand.named:
            holders[row].append(number)
    same: Counter[tuple[int, int]] = Counter()
    beside: Counter[tuple[int, int]] = Counter()
    for row in sorted(holders):
        here = holders[row]
        if len(here) > _CROWD:
            continue
        same.update((a, b) for i, a in enumerate(here) for b in here[i + 1 :])
        after = holders.get(row + 1, [])
        if after and len(after) <= _CROWD and documents[row] == documents[row + 1]:
            beside.update((min(a, b), max(a, b)) for a in here for b in after if a != b)
    for pair in sorted(same.keys() | beside.keys()):
        count = math.sqrt(len(stands[pair[0]].named) * len(stands[pair[1]].named))
        share = min(1.0, (same[pair] + _BESIDE * beside[pair]) / count)
        if share >= _LEAST or same[pair] >= _OFTEN:
            yield *pair, same[pair], beside[pair], share


def _alike(
    practices: Sequence[Practice], stands: Sequence[Stand], vectors: Vectors
) -> Iterator[tuple[int, int, float, float]]:
    """(practice, other, cosine, how far above the bound, 0 to 1) for the most like others of
    each that is told of, in documents of their own."""
    numbers = [n for n, stand in enumerate(stands) if stand.told][:_COMPARED]
    if len(numbers) < 3:
        return
    means = np.stack([vectors[sorted(stands[n].told)].mean(axis=0) for n in numbers])
    # All official prose is alike; what sets a practice apart is how it strays from the rest.
    means -= means.mean(axis=0)
    means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
    bound = _bound(practices, numbers, means)
    for start in range(0, len(means), _CHUNK):
        for at, cosines in enumerate(means[start : start + _CHUNK] @ means.T, start):
            above = np.flatnonzero(cosines >= bound)
            best = above[np.lexsort((above, -cosines[above]))]
            others = (int(n) for n in best if n != at)
            like = (n for n in others if _may_be_like(practices, numbers[at], numbers[n]))
            for other in islice(like, _LIKE):
                cosine = round(min(float(cosines[other]), 1.0), 4)
                above_bound = (cosine - bound) / max(1.0 - bound, 1e-6)
                yield numbers[at], numbers[other], cosine, above_bound


def _bound(practices: Sequence[Practice], numbers: Sequence[int], means: Vectors) -> float:
    """What a cosine must reach to say likeness: far above those of pairs drawn evenly."""
    count = len(numbers)
    drawn = ((k * 7919 % count, (k * 104_729 + k // count + 1) % count) for k in range(_SAMPLE))
    pairs = [(a, b) for a, b in drawn if _may_be_like(practices, numbers[a], numbers[b])]
    if not pairs:
        return 1.0
    cosines = np.array([float(means[a] @ means[b]) for a, b in pairs])
    return float(cosines.mean() + _DEVIATIONS * cosines.std())


def _may_be_like(practices: Sequence[Practice], one: int, other: int) -> bool:
    """Whether likeness says anything of two practices: what one document tells is all in its
    words, and what belongs to other themes is only put alike."""
    here, there = practices[one], practices[other]
    documents = [{m.document_id for m in p.mentions if m.depth != "仅提及"} for p in (here, there)]
    shared = len(documents[0] & documents[1])
    if 2 * shared >= min(map(len, documents)):
        return False
    kinds = [{*p.themes} for p in (here, there)]
    return not all(kinds) or bool(kinds[0] & kinds[1])
