"""Any sentence-transformers model as an ``Encoder``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from kb.embedding.adapting import adapt
from kb.embedding.query_adapter import Changes
from kb.errors import ModelError

Vectors = NDArray[np.float32]
OnBatch = Callable[[int], None]

BATCH = 16
"""Small batches of like length waste the least on padding; larger ones gain nothing on a CPU."""


class SentenceEncoder:
    """A loaded sentence-transformers model with the prompts it wants. ``changes``: what its
    network (the model's first module) reads queries with."""

    def __init__(
        self,
        name: str,
        fingerprint: str,
        model: SentenceTransformer,
        changes: Changes | None = None,
    ) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self.dimension = int(model.encode([""], show_progress_bar=False).shape[1])
        self._model = model
        self._query_prompt, self._passage_prompt = prompts_of(name, model.prompts)
        self._asking = adapt(_network(model), changes) if changes else None

    @classmethod
    def load(
        cls,
        name: str,
        path: str,
        fingerprint: str,
        threads: int = 0,
        changes: Changes | None = None,
    ) -> Self:
        """Load from this machine only. Raises ``ModelError`` if that fails."""
        if threads:
            torch.set_num_threads(threads)
        try:
            model = SentenceTransformer(path, device="cpu", local_files_only=True)
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise ModelError(
                f"模型 {name} 无法载入（{type(error).__name__}）。请检查 KB_MODEL 是否指向完整的 "
                "sentence-transformers 模型，或取消该设置以使用自带的模型。"
            ) from error
        return cls(name, fingerprint, model, changes)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """(n, dimension) float32, rows of unit length."""
        return self._encode([self._query_prompt + text for text in texts], asking=True)

    def encode_passages(self, texts: Sequence[str], on_batch: OnBatch | None = None) -> Vectors:
        """(n, dimension) float32, rows of unit length, in the order of ``texts``."""
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]), reverse=True)
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            vectors[rows] = self._encode([self._passage_prompt + texts[row] for row in rows])
            if on_batch is not None:
                on_batch(start + len(rows))
        return vectors

    def _encode(self, texts: list[str], *, asking: bool = False) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        share = torch.ones(1) if asking else None
        with self._asking.set(share) if self._asking else nullcontext():
            vectors = self._model.encode(
                texts,
                prompt="",
                batch_size=BATCH,
                show_progress_bar=False,
                convert_to_numpy=True,
                normalize_embeddings=True,
            )
        return np.asarray(vectors, np.float32)


def prompts_of(name: str, prompts: Mapping[str, str | None]) -> tuple[str, str]:
    """The query and the passage prompt: the model's own, or e5's for models named so."""
    query = prompts.get("query") or ""
    passage = prompts.get("document") or prompts.get("passage") or ""
    if not query and not passage and "e5" in name.lower():
        return "query: ", "passage: "
    return query, passage


def _network(model: SentenceTransformer) -> torch.nn.Module:
    network = model[0].auto_model
    assert isinstance(network, torch.nn.Module)
    return network
