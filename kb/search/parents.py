"""What the document around a passage says of it.

A short document is about one thing, so what all of it has in common with a query speaks for
each of its passages; a long one (a report over all fields of work) is not, and there the
same would lift whatever stands beside an answer: the more of it, the worse were the judged
queries. The better of two passages of one document stays the better.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SHORT = 5
"""Passages of a document that is about one thing."""

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]


def with_siblings(rows: Rows, documents: NDArray[np.int32], allowed: Rows | None) -> Rows:
    """``rows``, ascending, and the other passages of their short documents.

    ``documents``: (passages,), the document of every row of the library, ascending.
    ``allowed``: the only rows to be taken.
    """
    of = np.unique(documents[rows])
    lengths = _lengths(documents, of)
    short = lengths <= SHORT
    starts = np.searchsorted(documents, of[short])
    near = [np.arange(at, at + n) for at, n in zip(starts, lengths[short], strict=True)]
    beside = np.concatenate(near) if near else np.zeros(0, np.int64)
    if allowed is not None:
        beside = np.intersect1d(beside, allowed)
    return np.union1d(rows, beside).astype(np.int64)


def of_document(scores: Scores, rows: Rows, documents: NDArray[np.int32]) -> Scores:
    """(n,) float32: the mean score of the short document that each of the ``rows``, ascending,
    stands in, over those of its passages that are among them; zero in a long document."""
    _, place, count = np.unique(documents[rows], return_inverse=True, return_counts=True)
    mean = np.bincount(place, weights=scores) / count
    return np.where(_lengths(documents, documents[rows]) <= SHORT, mean[place], 0.0).astype(
        np.float32
    )


def _lengths(documents: NDArray[np.int32], of: NDArray[np.int32]) -> NDArray[np.int64]:
    """(n,): how many passages each of the documents ``of`` has."""
    first = np.searchsorted(documents, of)
    return np.asarray(np.searchsorted(documents, of, side="right") - first, np.int64)
