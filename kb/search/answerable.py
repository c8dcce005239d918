"""Whether the library has anything on a question, rather than only its nearest noise.

A logistic rule over what the best candidates have in common with the query. The
coefficients were fitted by ``python -m eval.calibrate`` on the tuning half of the judged
queries, on questions that their collection can't answer, and on the answerable ones with
their answers left out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

_BIAS = -4.9
_STANDING = 1.0
_COVERAGE = 4.1
_SUBJECTS = 0.1
_MOST_SUBJECTS = 6
_THRESHOLD = 0.3
_LEXICAL_COVERAGE = 0.5


@dataclass(frozen=True, slots=True)
class Support:
    """What speaks for an answer. ``coverage``: the largest share, by IDF, of the query's
    subjects that one candidate holds, 0 to 1. ``standing``: the highest cosine as a
    standard score over the library, ``None`` without a dense leg. ``subjects``: how many
    there are; a long question shares few words even with its answer."""

    coverage: float
    standing: float | None
    subjects: int


def is_answered(support: Support) -> bool:
    """Whether the candidates answer the query."""
    if support.standing is None:
        return support.coverage >= _LEXICAL_COVERAGE
    return confidence(support.coverage, support.standing, support.subjects) >= _THRESHOLD


def confidence(coverage: float, standing: float, subjects: int) -> float:
    """0 to 1: how surely the library has something on the query."""
    odds = (
        _BIAS
        + _STANDING * standing
        + _COVERAGE * coverage
        + _SUBJECTS * min(subjects, _MOST_SUBJECTS)
    )
    return 1.0 / (1.0 + math.exp(-odds))
