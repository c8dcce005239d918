"""Several ways of asking (甲 OR 乙), each searched by itself, made one answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from kb.search.answerable import Support, confidence
from kb.search.candidates import Candidates
from kb.search.fusion import order
from kb.search.understanding import Understanding
from kb.types import Practice


@dataclass(frozen=True, slots=True)
class Walk:
    """One way of asking. ``found``: its candidates, ``None`` where it has no answer."""

    understood: Understanding
    found: Candidates | None
    support: Support


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a row stands: ``position`` in the candidates of the walk ``walk``."""

    row: int
    score: float
    walk: int
    position: int


def ranked(walks: Sequence[Walk]) -> list[Standing]:
    """Every row with its best score of all ways, best first, ties by row."""
    best: dict[int, Standing] = {}
    for number, walk in enumerate(walks):
        if walk.found is None:
            continue
        for position in order(walk.found.scores, walk.found.rows):
            row, score = int(walk.found.rows[position]), float(walk.found.scores[position])
            if row not in best or score > best[row].score:
                best[row] = Standing(row, score, number, int(position))
    return sorted(best.values(), key=lambda one: (-one.score, one.row))


def best_support(walks: Sequence[Walk]) -> Support:
    """What speaks most for an answer."""
    answered = [walk.support for walk in walks if walk.found is not None]
    return max(answered or [walk.support for walk in walks], key=confidence)


def taken_in_turn(answers: Sequence[Sequence[Practice]]) -> tuple[Practice, ...]:
    """The practices of every way, one of each in turn; one that several have once, with the
    hits and mentions of all."""
    made: dict[str, Practice] = {}
    for practice in _in_turn(answers):
        key = practice.id or practice.name
        made[key] = _joined(made[key], practice) if key in made else practice
    return tuple(made.values())


def _in_turn(answers: Sequence[Sequence[Practice]]) -> Iterator[Practice]:
    for round_ in zip_longest(*answers):
        yield from (practice for practice in round_ if practice is not None)


def _joined(one: Practice, other: Practice) -> Practice:
    return replace(
        one,
        mentions=tuple(dict.fromkeys((*one.mentions, *other.mentions))),
        regions=tuple(dict.fromkeys((*one.regions, *other.regions))),
        hits=tuple(sorted({*one.hits, *other.hits})),
    )
