"""What queries of a library have in common, so that it can be taken out of each of them.

Cosines favour passages that are near to whatever is asked (hubs). How near a passage is to
a query that could have been any is the cosine with the mean of many queries; taking part of
that mean out of a query takes the favour out of every passage at once. Radovanović et al.,
"Hubs in Space" (JMLR 2010); Bogolin et al., "Cross Modal Retrieval with Querybank
Normalisation" (CVPR 2022), whose bank of queries are here clauses of the library itself: no
user's queries are kept for it, and a library of another field has a bank of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from kb.embedding.encoder import Encoder
from kb.store.dense import Vectors

CLAUSES = 200
_SHORTEST, _LONGEST = 6, 25
_END = re.compile(r"[。！？!?；;，,、：:\n]+")


def usual_query(texts: Sequence[str], encoder: Encoder) -> Vectors | None:
    """(d,) float32: the mean vector of clauses, encoded as queries, of passages that lie
    evenly over the library; ``None`` where no passage has one."""
    clauses = [clause for text in _evenly(texts) if (clause := _clause(text))]
    if not clauses:
        return None
    return np.asarray(encoder.encode_queries(clauses).mean(axis=0), np.float32)


def _evenly(texts: Sequence[str]) -> list[str]:
    """At most ``CLAUSES`` of the texts, the same ones for the same texts."""
    places = np.linspace(0, len(texts), min(CLAUSES, len(texts)), endpoint=False)
    return [texts[int(place)] for place in places]


def _clause(text: str) -> str | None:
    """The clause of a query's length that stands in the middle."""
    cut = (clause.strip() for clause in _END.split(text))
    fitting = [clause for clause in cut if _SHORTEST <= len(clause) <= _LONGEST]
    return fitting[len(fitting) // 2] if fitting else None
