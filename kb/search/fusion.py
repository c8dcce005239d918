"""Fusing the two legs: a convex combination of normalised scores.

Bruch, Gai & Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval" (ACM TOIS 2023):
a convex combination of scores normalised by what they can be at most keeps what ranks
throw away, and needs one weight. The lexical score is divided by what a passage with every
word of the query would score, so a query whose words the library hardly has (an English
one over Chinese documents) leaves the decision to the dense leg by itself. The weights
were chosen on the tuning halves only; ``eval/README.md`` has the figures.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """What the parts of a score are worth, all in units of the fused score.

    ``lexical``: share of the lexical leg, 0 to 1. ``spread``: the cosine distance from the
    best passage at which the dense leg counts nothing. ``whole``: a passage that holds a
    whole stretch of the query. ``place``, ``year``: a document from the place, of the year
    the query names.
    """

    lexical: float = 0.5
    spread: float = 0.1
    whole: float = 0.1
    place: float = 0.25
    year: float = 0.08


def fuse(
    lexical: Floats, ceiling: float, cosines: Floats | None, best: float, weights: FusionWeights
) -> Floats:
    """The fused scores of candidate passages, (n,) float32, higher is better.

    ``lexical``: BM25 scores, (n,). ``ceiling``: what they could be at most. ``cosines``:
    (n,), ``None`` without a dense leg. ``best``: the highest cosine in the library.
    """
    share = np.clip(lexical / max(ceiling, 1e-6), 0.0, 1.0)
    if cosines is None:
        return np.asarray(share, np.float32)
    near = 1.0 - (best - cosines) / weights.spread
    fused = weights.lexical * share + (1.0 - weights.lexical) * near
    return np.asarray(fused, np.float32)


def order(scores: Floats, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Positions from best to worst; ties are broken by row, so that the same query has
    the same answer on any machine."""
    return np.lexsort((rows, -scores))
