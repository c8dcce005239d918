"""The OpenVINO graph as a module of sentence-transformers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import InputModule

from kb.embedding.model_folder import PROMPTS
from kb.embedding.openvino_encoder import Graph


class OpenVinoModule(InputModule):
    """Tokenizes and runs the whole network; yields unit ``sentence_embedding`` rows."""

    def __init__(self, graph: Graph) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._graph = graph
        self.tokenizer = graph.tokenizer

    def preprocess(
        self, inputs: Sequence[Any], prompt: str | None = None, **_: Any
    ) -> dict[str, torch.Tensor]:
        """Token ids and attention mask of ``inputs``, each after ``prompt``."""
        ids, mask = self._graph.tokenize([(prompt or "") + text for text in inputs])
        return {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask)}

    def forward(self, features: dict[str, torch.Tensor], **_: Any) -> dict[str, torch.Tensor]:
        """Adds ``sentence_embedding``, (n, dimension) float32."""
        vectors = self._graph.run(features["input_ids"].numpy(), features["attention_mask"].numpy())
        features["sentence_embedding"] = torch.from_numpy(vectors)
        return features

    def get_embedding_dimension(self) -> int:
        """The dimension of a vector."""
        return self._graph.dimension

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        """Not supported: the graph is made anew from the float32 model."""
        raise NotImplementedError(f"cannot save to {output_path}: made from the float32 model")


def as_sentence_transformer(graph: Graph) -> SentenceTransformer:
    """``graph`` with the face of a sentence-transformers model."""
    return SentenceTransformer(modules=[OpenVinoModule(graph)], device="cpu", prompts=PROMPTS)
