"""Whether the library has anything on a question, rather than only its nearest noise.

A logistic rule over what the best candidates have in common with the query. The
coefficients were fitted on the tuning half of the judged queries by
``python -m eval.calibrate``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Support:
    """What speaks for an answer. ``coverage``: the largest share, by IDF, of the query's
    subject that one candidate holds, synonyms counting; 0 to 1. ``nearness``: the highest
    cosine, ``standing``: the highest as a standard score over the library, both ``None``
    without a dense leg. ``whole``: whether a candidate holds a whole
    stretch of the query. ``known``: the share, by IDF, of the subject's tokens that occur
    in the library at all. ``han``: whether the query is in Chinese."""

    coverage: float
    nearness: float | None
    standing: float | None
    whole: bool
    known: float
    han: bool


def is_answered(support: Support) -> bool:
    """Whether the candidates answer the query."""
    return confidence(support) >= 0.5


def confidence(support: Support) -> float:
    """0 to 1: how surely the library has something on the query."""
    if support.nearness is None:
        return support.coverage
    odds = -60.0 + 66.0 * support.nearness + 8.0 * support.coverage
    return 1.0 / (1.0 + math.exp(-odds))
