"""Whether the library has anything on a question, rather than only its nearest noise.

A logistic rule over what the best candidates have in common with the query. The
coefficients were fitted by ``python -m eval.calibrate`` on the tuning half of the judged
queries, on questions that their collection can't answer, and on the answerable ones with
their answers left out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

_BIAS = -6.64
_COEFFICIENTS = (0.18, 5.35, 0.54, 1.7, 0.08)
_THRESHOLD = 0.08
_MOST_SUBJECTS = 6
_LEXICAL_COVERAGE = 0.5
_USUAL_NEARNESS = {"multilingual-e5-small": 0.86}
"""Per model, the best cosine of an ordinary Chinese question; other models go without."""


@dataclass(frozen=True, slots=True)
class Support:
    """What speaks for an answer. ``coverage``: the largest share, by IDF, of the query's
    subjects that one candidate holds, 0 to 1. ``standing``: the highest cosine as a
    standard score over the library, ``None`` without a dense leg. ``subjects``: how many
    there are; a long question shares few words even with its answer. ``whole``: whether a
    candidate holds a whole stretch of the query. ``nearness``: by how much the highest
    cosine of a Chinese query exceeds what is usual with the model, 0 where that is not
    known."""

    coverage: float
    standing: float | None
    subjects: int
    whole: bool
    nearness: float


def nearness(cosine: float, model: str | None, is_han: bool) -> float:
    """``Support.nearness`` of a highest ``cosine``. ``model``: its name in the manifest."""
    usual = next((u for name, u in _USUAL_NEARNESS.items() if name in (model or "")), None)
    return cosine - usual if usual is not None and is_han else 0.0


def is_answered(support: Support) -> bool:
    """Whether the candidates answer the query."""
    if support.standing is None:
        return support.coverage >= _LEXICAL_COVERAGE
    return confidence(support) >= _THRESHOLD


def confidence(support: Support) -> float:
    """0 to 1: how surely the library has something on the query."""
    odds = _BIAS + sum(c * x for c, x in zip(_COEFFICIENTS, features(support), strict=True))
    return 1.0 / (1.0 + math.exp(-odds))


def features(support: Support) -> tuple[float, ...]:
    """What the rule weighs, in the order of its coefficients."""
    return (
        support.standing or 0.0,
        support.coverage,
        float(min(support.subjects, _MOST_SUBJECTS)),
        float(support.whole),
        100 * support.nearness,
    )
