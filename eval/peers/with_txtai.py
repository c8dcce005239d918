"""txtai with ``hybrid=True``: its own BM25 in SQLite, FAISS, its own convex combination.

Its default tokenizer follows Unicode's word boundaries, which is one token a character in
Chinese; ``build_with_words`` gives it jieba's words instead, through its white-space
tokenizer. It takes ten times as many passages of either leg as it is asked for, and with more
it ranks worse, so it is asked for a tenth of what the others are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from txtai import Embeddings

from eval.peers import chinese
from eval.peers.system import DEPTH, Passages, RecordedEncoder, System, Vectors


def build(passages: Passages, encoder: RecordedEncoder) -> System:
    """Index ``passages`` with txtai's own tokens."""
    return _Txtai(passages, encoder, str, None)


def build_with_words(passages: Passages, encoder: RecordedEncoder) -> System:
    """Index ``passages`` by jieba's words."""
    return _Txtai(passages, encoder, chinese.spaced, {"whitespace": True})


class _Txtai:
    def __init__(
        self,
        passages: Passages,
        encoder: RecordedEncoder,
        prepared: Callable[[str], str],
        tokenizer: dict[str, bool] | None,
    ) -> None:
        self._prepared = prepared
        texts = [prepared(text) for text in passages.texts]
        # What is searched by words is encoded as it was written.
        self._as_written = ""
        known = dict(zip(texts, passages.vectors, strict=True))

        def encode(asked: Sequence[str]) -> Vectors:
            if self._as_written:
                return encoder.query(self._as_written)[None]
            return np.stack([known[text] for text in asked])

        scoring: dict[str, object] = {"method": "bm25", "terms": True, "normalize": True}
        if tokenizer:
            scoring["tokenizer"] = tokenizer
        # The scoring that hybrid=True stands for, written out to add the tokenizer.
        self._embeddings = Embeddings({"transform": encode, "scoring": scoring})
        self._embeddings.index((row, text, None) for row, text in enumerate(texts))
        known.clear()

    def search(self, query: str) -> list[int]:
        self._as_written = query
        found = self._embeddings.search(self._prepared(query), DEPTH // 10)
        return [int(row) for row, _ in found]
