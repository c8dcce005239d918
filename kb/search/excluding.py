"""Passages that a query leaves out by a word."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from kb.script import fold_query
from kb.search.structured import marks_of
from kb.store.lexical import LexicalIndex

Mask = NDArray[np.bool_]


def holding(words: Iterable[str], index: LexicalIndex) -> Mask:
    """(passages,): those that have one of ``words`` in their text, their headings or the
    title of their document, which are all indexed with them."""
    found = np.zeros(index.rows, bool)
    for word in words:
        found |= _holding(fold_query(word).strip(), index)
    return found


def _holding(word: str, index: LexicalIndex) -> Mask:
    if len(word) == 1:
        # A single character is no token where it stands in a word.
        return _all_of_any([t for t in index.vocabulary if word in t], index)
    mask = np.ones(index.rows, bool)
    marks = marks_of(word)
    for token in marks:
        mask &= _all_of_any([token], index)
    return mask if marks else np.zeros(index.rows, bool)


def _all_of_any(tokens: Iterable[str], index: LexicalIndex) -> Mask:
    mask = np.zeros(index.rows, bool)
    for token in tokens:
        mask[index.holders(token)] = True
    return mask
