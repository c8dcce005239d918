"""bm25s and FAISS, fused by a convex combination of min-max scores, half and half."""

from __future__ import annotations

import bm25s
import faiss

from eval.peers import chinese
from eval.peers.fusing import convex
from eval.peers.system import DEPTH, Passages, RecordedEncoder, System


def build(passages: Passages, encoder: RecordedEncoder) -> System:
    """Index ``passages``."""
    return _Bm25s(passages, encoder)


class _Bm25s:
    def __init__(self, passages: Passages, encoder: RecordedEncoder) -> None:
        self._encoder = encoder
        self._lexical = bm25s.BM25()
        self._lexical.index([chinese.words(text) for text in passages.texts], show_progress=False)
        self._dense = faiss.IndexFlatIP(passages.vectors.shape[1])
        self._dense.add(passages.vectors)
        self._depth = min(DEPTH, len(passages.texts))

    def search(self, query: str) -> list[int]:
        found, weights = self._lexical.retrieve(
            [chinese.words(query)], k=self._depth, show_progress=False
        )
        scored = zip(found[0], weights[0], strict=True)
        lexical = {int(row): float(score) for row, score in scored if score > 0}
        cosines, rows = self._dense.search(self._encoder.query(query)[None], self._depth)
        dense = {int(row): float(c) for row, c in zip(rows[0], cosines[0], strict=True)}
        return convex([lexical, dense])
