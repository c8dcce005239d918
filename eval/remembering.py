"""An encoder that encodes each query once, for many rankings of the same queries."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kb.embedding.encoder import Encoder, OnBatch, Vectors


class RememberingEncoder:
    """``encoder``, but a query that was encoded before is looked up. A new object per run."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}
        self.name = encoder.name
        self.fingerprint = encoder.fingerprint
        self.dimension = encoder.dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """(n, dimension) float32, rows of unit length."""
        for text in texts:
            if text not in self._known:
                self._known[text] = self._encoder.encode_queries([text])[0]
        return np.stack([self._known[text] for text in texts])

    def encode_passages(self, texts: Sequence[str], on_batch: OnBatch | None = None) -> Vectors:
        """(n, dimension) float32, rows of unit length; not remembered."""
        return self._encoder.encode_passages(texts, on_batch)
