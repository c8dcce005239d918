"""The lexical leg: BM25 with the statistics of rank-bm25, laid out as a sparse matrix.

Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with
the IDF of Lucene, ln(1 + (N - n + 0.5) / (n + 0.5)): it never falls below zero, so no floor
is needed, and a word found everywhere weighs next to nothing. rank_bm25's own floor gives
every such word a quarter of the mean IDF, and boilerplate then decides the ranking.

rank_bm25 and scipy are imported here only.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25
from scipy import sparse

K1 = 1.5
B = 0.75

_ARRAYS = ("data", "indices", "indptr")


class LuceneBM25(BM25):  # type: ignore[misc]
    """rank_bm25's corpus statistics with Lucene's IDF.

    The reference that the matrix is laid out from and tested against; its own
    ``get_scores`` walks every passage in Python.
    """

    def __init__(self, corpus: Sequence[Sequence[str]], k1: float = K1, b: float = B) -> None:
        self.k1 = k1
        self.b = b
        super().__init__(corpus)

    def _calc_idf(self, nd: dict[str, int]) -> None:
        self.idf = {
            word: math.log(1 + (self.corpus_size - n + 0.5) / (n + 0.5)) for word, n in nd.items()
        }

    def get_scores(self, query: Sequence[str]) -> NDArray[np.float64]:
        """The score of every document for a tokenised query, written out from the formula."""
        scores = np.zeros(self.corpus_size)
        lengths = np.array(self.doc_len)
        for word in query:
            frequency = np.array([doc.get(word, 0) for doc in self.doc_freqs])
            norm = self.k1 * (1 - self.b + self.b * lengths / self.avgdl)
            gain = frequency * (self.k1 + 1) / (frequency + norm)
            scores += self.idf.get(word, 0.0) * gain
        return scores


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """BM25 weights as a (passages, vocabulary) matrix in compressed columns.

    ``weights`` column j holds, for every passage with word j, its whole BM25 term
    weight, so that the score of a passage is the sum over the query's tokens.
    """

    vocabulary: dict[str, int]
    weights: sparse.csc_matrix
    idf: NDArray[np.float32]

    @property
    def rows(self) -> int:
        """Number of passages."""
        return int(self.weights.shape[0])

    def scores(self, weights: Mapping[str, float]) -> NDArray[np.float32]:
        """(n,) float32: the score of every passage. ``weights``: token → how often it is
        asked, or less than once for a token that only stands for another."""
        scores = np.zeros(self.rows, dtype=np.float32)
        for token, weight in weights.items():
            rows, gains = self._column(token)
            # A passage stands at most once in a column, so no add.at is needed.
            scores[rows] += np.float32(weight) * gains
        return scores

    def ceiling(self, weights: Mapping[str, float]) -> float:
        """What a passage would score that had every token endlessly often; a token that
        the library does not know counts as the rarest."""
        return sum(weight * self.weight(token) for token, weight in weights.items()) * (K1 + 1)

    def weight(self, token: str) -> float:
        """The IDF of a token; of one the library does not know, the highest there can be."""
        column = self.vocabulary.get(token)
        if column is None:
            return math.log(1 + (self.rows + 0.5) / 0.5)
        return float(self.idf[column])

    def holders(self, token: str) -> NDArray[np.int32]:
        """The rows of the passages that have the token, ascending."""
        return self._column(token)[0]

    def _column(self, token: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        column = self.vocabulary.get(token)
        if column is None:
            return np.zeros(0, np.int32), np.zeros(0, np.float32)
        span = slice(self.weights.indptr[column], self.weights.indptr[column + 1])
        return self.weights.indices[span], self.weights.data[span]


def build_lexical(corpus: Sequence[Sequence[str]]) -> LexicalIndex:
    """Lay out the BM25 weights of ``corpus``: the tokens of each passage, in row order."""
    if not any(corpus):
        empty = sparse.csc_matrix((len(corpus), 0), dtype=np.float32)
        return LexicalIndex({}, empty, np.zeros(0, dtype=np.float32))
    statistics = LuceneBM25(corpus)
    vocabulary = {word: column for column, word in enumerate(statistics.idf)}
    idf = np.fromiter(statistics.idf.values(), dtype=np.float32, count=len(vocabulary))
    indptr = np.cumsum([0, *(len(doc) for doc in statistics.doc_freqs)])
    columns = np.fromiter(
        (vocabulary[word] for doc in statistics.doc_freqs for word in doc), np.int32, indptr[-1]
    )
    counts = np.fromiter(
        (n for doc in statistics.doc_freqs for n in doc.values()), np.float32, indptr[-1]
    )
    lengths = np.array(statistics.doc_len, dtype=np.float32) / statistics.avgdl
    norm = np.repeat(K1 * (1 - B + B * lengths), np.diff(indptr)).astype(np.float32)
    weights = idf[columns] * counts * (K1 + 1) / (counts + norm)
    shape = (len(corpus), len(vocabulary))
    matrix = sparse.csr_matrix((weights.astype(np.float32), columns, indptr), shape=shape)
    return LexicalIndex(vocabulary, matrix.tocsc(), idf)


def save_lexical(index: LexicalIndex, folder: Path) -> None:
    """Write the arrays as ``.npy`` and the vocabulary as JSON into ``folder``."""
    for name in _ARRAYS:
        np.save(folder / f"lexical_{name}.npy", getattr(index.weights, name), allow_pickle=False)
    np.save(folder / "lexical_idf.npy", index.idf, allow_pickle=False)
    words = json.dumps(list(index.vocabulary), ensure_ascii=False)
    (folder / "lexical_vocabulary.json").write_text(words, encoding="utf-8")


def load_lexical(folder: Path, rows: int) -> LexicalIndex:
    """Read what ``save_lexical`` wrote. Raises ``ValueError`` or ``OSError`` where the
    files do not fit each other."""
    words: list[str] = json.loads((folder / "lexical_vocabulary.json").read_text("utf-8"))
    data, indices, indptr = (
        np.load(folder / f"lexical_{name}.npy", mmap_mode="r", allow_pickle=False)
        for name in _ARRAYS
    )
    idf = np.load(folder / "lexical_idf.npy", allow_pickle=False)
    if len(indptr) != len(words) + 1 or len(idf) != len(words):
        raise ValueError("vocabulary and weights differ in size")
    matrix = sparse.csc_matrix((rows, len(words)), dtype=np.float32)
    matrix.data, matrix.indices, matrix.indptr = data, indices, np.asarray(indptr)
    return LexicalIndex({word: column for column, word in enumerate(words)}, matrix, idf)
