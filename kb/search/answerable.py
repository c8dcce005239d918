"""Whether the library has anything on a question, rather than only its nearest noise.

A logistic rule over what the best candidates have in common with the query, each part
speaking in one direction only. The coefficients were fitted by ``python -m eval.calibrate``
on the tuning half of the judged queries, on questions that their collection can't answer,
and on the answerable ones with their answers left out. A document number is settled before,
as is a bare place or year: it stands in the library or it does not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

_BIAS = -2.81
_COEFFICIENTS = (1.54, 2.12, 1.04, -2.93)
_THRESHOLD = 0.22
_MOST_HELD = 6.0
_MOST_LEAD = 2.5
_LEXICAL_COVERAGE = 0.5


@dataclass(frozen=True, slots=True)
class Support:
    """What speaks for an answer. ``coverage``: the largest share, by IDF, of the query's
    subjects that one candidate holds, 0 to 1. ``held``: how much that is, in words as rare as
    there can be; a common word tells little. ``whole``: whether a candidate holds a long
    stretch of the query, or all of it. ``lead``: by how many standard
    deviations of the library the nearest vector is above the twentieth, ``None`` without a
    dense leg; where nothing is meant, the nearest is hardly nearer than the next. ``unnamed``:
    the share of the subjects, by IDF, that are nouns and are not in the candidate that holds
    most; documents have a thing's name more surely than the words around it. ``settled``:
    whether the library has what is asked, where something other than words tells: a document
    number, a place or year and nothing else; ``None`` where nothing does."""

    coverage: float
    held: float
    whole: bool
    lead: float | None
    unnamed: float
    settled: bool | None = None


def is_answered(support: Support) -> bool:
    """Whether the candidates answer the query."""
    if support.settled is not None:
        return support.settled
    if support.lead is None:
        return support.coverage >= _LEXICAL_COVERAGE
    return confidence(support) >= _THRESHOLD


def confidence(support: Support) -> float:
    """0 to 1: how surely the library has something on the query."""
    if support.settled is not None:
        return float(support.settled)
    odds = _BIAS + sum(c * x for c, x in zip(_COEFFICIENTS, features(support), strict=True))
    return 1.0 / (1.0 + math.exp(-odds))


def features(support: Support) -> tuple[float, ...]:
    """What the rule weighs, in the order of its coefficients."""
    return (
        min(support.held, _MOST_HELD),
        float(support.whole),
        min(support.lead or 0.0, _MOST_LEAD),
        support.unnamed,
    )
