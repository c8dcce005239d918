"""The two fusions that people write themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

RRF_K = 60


def by_ranks(legs: Sequence[Sequence[int]], k: int = RRF_K) -> list[int]:
    """Rows by the sum of 1 / (k + rank) over the legs, ranks from 1; ties by row.

    Cormack, Clarke & Büttcher, "Reciprocal Rank Fusion" (SIGIR 2009).
    """
    scores: dict[int, float] = {}
    for leg in legs:
        for rank, row in enumerate(leg, 1):
            scores[row] = scores.get(row, 0.0) + 1 / (k + rank)
    return best_first(scores)


def convex(legs: Sequence[Mapping[int, float]]) -> list[int]:
    """Rows by the mean of the legs' scores, each leg stretched to 0 … 1 (min-max) over its own
    rows; a row that a leg lacks has 0 there. Ties by row."""
    scores: dict[int, float] = {}
    for leg in legs:
        low, high = min(leg.values(), default=0.0), max(leg.values(), default=0.0)
        for row, score in leg.items():
            share = (score - low) / (high - low) if high > low else 1.0
            scores[row] = scores.get(row, 0.0) + share / len(legs)
    return best_first(scores)


def best_first(scores: Mapping[int, float]) -> list[int]:
    """The rows by falling score, ties by row."""
    return sorted(scores, key=lambda row: (-scores[row], row))
