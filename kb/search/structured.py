"""The lexical leg of a query in another language.

What documents may call one word of it are alternatives: the passage that has the best of
them has the word, and the word is as rare as all of them together. Pirkola, "The Effects of
Query Structure and Dictionary Setups in Dictionary-Based Cross-Language Information
Retrieval" (SIGIR 1998). Summed one by one instead, a word with four translations would weigh
four times one with a single translation.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kb.search.alternatives import Subject
from kb.store.lexical import K1, LexicalIndex
from kb.words import tokens

Scores = NDArray[np.float32]


@lru_cache(maxsize=4096)
def marks_of(word: str) -> tuple[str, ...]:
    """Tokens that all stand in a passage that has ``word``, however either was cut into
    words: its bigrams, or itself where it has none."""
    return tuple(t for t in dict.fromkeys(tokens(word)) if len(t) <= 2 or t.isascii())


def structured_scores(
    subjects: Sequence[Subject], weights: Mapping[str, float], index: LexicalIndex
) -> tuple[Scores, float]:
    """(passages,) float32 and the most that a passage could have: each subject by the best
    of its words, and of the query's own tokens (``weights``) the figures, which are the same
    in any language."""
    figures = {token: weight for token, weight in weights.items() if token[:1].isdigit()}
    scores = index.scores(figures)
    most = index.ceiling(figures)
    for subject in subjects:
        rarity = rarity_of(subject, index)
        best = np.zeros(index.rows, np.float32)
        for word in (subject.word, *subject.others):
            found = dict.fromkeys(tokens(word), 1.0)
            full = sum(map(index.weight, found))
            if full > 0:
                np.maximum(best, index.scores(found) / np.float32(full), out=best)
        scores += np.float32(rarity) * best
        most += rarity * (K1 + 1)
    return scores, most


def rarity_of(subject: Subject, index: LexicalIndex) -> float:
    """The IDF of a subject: of all passages that hold any of its words."""
    held = np.zeros(index.rows, bool)
    for word in (subject.word, *subject.others):
        held |= _holding(marks_of(word), index)
    count = int(held.sum())
    return math.log(1 + (index.rows - count + 0.5) / (count + 0.5))


def _holding(marks: Sequence[str], index: LexicalIndex) -> NDArray[np.bool_]:
    """(passages,): those that have every one of the tokens; none where there are none."""
    counts = np.zeros(index.rows, np.int32)
    for mark in marks:
        counts[index.holders(mark)] += 1
    return np.asarray(counts == max(len(marks), 1))
