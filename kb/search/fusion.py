"""Fusing the two legs: a weighted sum of normalised scores.

Bruch, Gai & Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval" (ACM TOIS 2023):
a combination of normalised scores keeps what ranks throw away, and needs one weight. The
lexical score is divided by what a passage with every word of the query would score, so a
query whose words the library hardly has (an English one over Chinese documents) leaves the
decision to the dense leg by itself. Cosines become standard scores over the library, so
that the weight holds for queries and models whose cosines lie in other ranges. The weights
were chosen on the tuning halves only; ``eval/README.md`` has the figures.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """What the parts of a score are worth against a passage with every word of the query,
    which is worth one.

    ``dense``: one standard deviation of the cosine. ``whole``: a passage that holds a whole
    stretch of the query. ``place``, ``year``: a document from the place, of the year the
    query names.
    """

    dense: float = 0.12
    whole: float = 0.05
    place: float = 0.25
    year: float = 0.08


def fuse(
    lexical: Floats, ceiling: float, standard: Floats | None, whole: NDArray[np.bool_],
    weights: FusionWeights,
) -> Floats:
    """The fused scores of candidate passages, (n,) float32, higher is better.

    ``lexical``: BM25 scores, (n,). ``ceiling``: what they could be at most. ``standard``:
    the cosines as standard scores, (n,), ``None`` without a dense leg. ``whole``: (n,).
    """
    share = np.clip(lexical / max(ceiling, 1e-6), 0.0, 1.0)
    near = 0.0 if standard is None else weights.dense * standard
    return np.asarray(share + near + weights.whole * whole, np.float32)


def order(scores: Floats, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Positions from best to worst; ties are broken by row, so that the same query has
    the same answer on any machine."""
    return np.lexsort((rows, -scores))
