"""rank-bm25's BM25Okapi and FAISS, fused by reciprocal ranks: what tutorials show."""

from __future__ import annotations

import faiss
import numpy as np
from rank_bm25 import BM25Okapi

from eval.peers import chinese
from eval.peers.fusing import by_ranks
from eval.peers.system import DEPTH, Passages, RecordedEncoder, System


def build(passages: Passages, encoder: RecordedEncoder) -> System:
    """Index ``passages``."""
    return _RankBm25(passages, encoder)


class _RankBm25:
    def __init__(self, passages: Passages, encoder: RecordedEncoder) -> None:
        self._encoder = encoder
        self._lexical = BM25Okapi([chinese.words(text) for text in passages.texts])
        self._dense = faiss.IndexFlatIP(passages.vectors.shape[1])
        self._dense.add(passages.vectors)

    def search(self, query: str) -> list[int]:
        scores = self._lexical.get_scores(chinese.words(query))
        lexical = [int(row) for row in np.argsort(-scores, kind="stable")[:DEPTH]]
        _, rows = self._dense.search(self._encoder.query(query)[None], DEPTH)
        return by_ranks([lexical, [int(row) for row in rows[0] if row >= 0]])
