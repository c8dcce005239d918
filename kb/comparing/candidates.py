"""The passages that may tell of what is asked, by the words in the index."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from kb.comparing.subjects import WIDER, Asked, Form, Wanted, weighed
from kb.search.candidates import Rows, holds
from kb.search.structured import marks_of
from kb.store.lexical import LexicalIndex

DEEP = 3000
"""Passages that are judged for a question at most."""
Mask = NDArray[np.bool_]


def weighed_by(subjects: Sequence[Asked], lexical: LexicalIndex) -> Wanted:
    """The subjects of a question, weighed by how rare the passages are that have them."""
    rows = np.arange(lexical.rows)
    counts = [int(_having(subject.exact, lexical, rows).sum()) for subject in subjects]
    return weighed(subjects, [math.log((lexical.rows + 1) / (count + 1)) for count in counts])


def candidates(
    wanted: Wanted, lexical: LexicalIndex, allowed: Rows | None, least: float
) -> list[int]:
    """The rows among ``allowed`` that with title and headings may hold a share of ``least``
    of what is asked, ascending; those with most of it where they are very many."""
    rows = np.arange(lexical.rows) if allowed is None else allowed
    shares = np.zeros(len(rows), np.float32)
    for subject in wanted.subjects:
        exact = _having(subject.exact, lexical, rows)
        wider = _having(subject.wider, lexical, rows)
        shares += subject.weight * np.maximum(exact, np.float32(WIDER) * wider)
    order = np.argsort(-shares, kind="stable")[:DEEP]
    # The sums are of another precision than those that the bound was made for.
    return sorted(int(rows[at]) for at in order if shares[at] >= least - 1e-4)


def _having(forms: Iterable[Form], lexical: LexicalIndex, rows: Rows) -> Mask:
    """(n,): rows that have all words of one of ``forms``, but for rare accidents."""
    found = np.zeros(len(rows), bool)
    for words in forms:
        marks = dict.fromkeys(mark for word in words for mark in marks_of(word))
        if marks:
            found |= np.logical_and.reduce([holds(lexical, mark, rows) for mark in marks])
    return found
