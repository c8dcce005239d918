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

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Tongue = Literal["chinese", "glossed", "foreign"]
"""How a query is read: as Chinese, word by word in Chinese, or as it stands."""


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """What the parts of a score are worth against a passage with every word of the query,
    which is worth one.

    ``dense``: one standard deviation of the cosine. ``coverage``: a passage that holds
    everything the query is about. ``whole``: one that holds a whole stretch of the query.
    ``document``: the mean of a short document around it (``kb.search.parents``).
    ``place``, ``year``: a document from the place, of the year the query names.
    ``number``: a document whose own number it asks for (``kb.search.numbers``).
    ``expected``: one with every word that the answer is likely to have (``kb.search.phrasings``).
    """

    dense: float = 0.14
    coverage: float = 0.2
    whole: float = 0.05
    document: float = 0.2
    place: float = 0.25
    year: float = 0.08
    number: float = 1.5
    expected: float = 1.2

    def for_query(self, count: int, tongue: Tongue) -> FusionWeights:
        """The weights for a query about ``count`` things. One or two are mostly names,
        which either stand in a passage or do not: there words decide more. The more things
        a query is about, the more its meaning decides, up to five. What is read word by word
        out of another language is vaguer to the encoder than to BM25, what is read as it
        stands the other way round."""
        told = min(1.0, max(0.0, (count - _FEW) / (_MANY - _FEW)))
        naming = min(1.0, max(0.0, (_FEW + 2 - count) / 2))
        return replace(
            self,
            dense=self.dense * (_NAMED + (1 - _NAMED) * told) * _READ[tongue],
            coverage=self.coverage * (1 + 3 * naming),
        )


_FEW, _MANY = 2, 5
_NAMED = 0.43
"""Share of the dense weight that is left where a query only names things."""
_READ: dict[Tongue, float] = {"chinese": 1.0, "glossed": 0.65, "foreign": 1.3}


def fuse(
    share: Floats,
    standard: Floats | None,
    coverage: Floats,
    whole: NDArray[np.bool_],
    weights: FusionWeights,
) -> Floats:
    """The fused scores of candidate passages, (n,) float32, higher is better.

    ``share``: the lexical scores divided by what they could be at most, (n,), 0 to 1.
    ``standard``: the cosines as standard scores, (n,), ``None`` without a dense leg.
    ``coverage``: (n,), 0 to 1. ``whole``: (n,).
    """
    near = 0.0 if standard is None else weights.dense * standard
    told = weights.coverage * coverage + weights.whole * whole
    return np.asarray(share + near + told, np.float32)


def order(scores: Floats, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Positions from best to worst; ties are broken by row, so that the same query has
    the same answer on any machine."""
    return np.lexsort((rows, -scores))
