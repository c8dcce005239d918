"""The default model on OpenVINO: the fast path of encoding.

The network with pooling and normalisation is one OpenVINO graph. A query goes straight
from the tokenizer into it, because importing torch and sentence-transformers takes
seconds and a query milliseconds; passages go through sentence-transformers, in which
the graph sits as a module.
"""

from __future__ import annotations

import importlib
import json
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from kb.embedding.model_folder import PROMPTS

if TYPE_CHECKING:
    import openvino
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
Tokens = NDArray[np.int64]
OnBatch = Callable[[int], None]

GRAPH = "model.xml"
_PAD = 1
_BATCH = 16
"""Passages at once; larger batches waste more on padding than they gain."""
_REPORT_EVERY = 2 * _BATCH
"""Passages between two reports: on a slow machine more would leave a bar still for half a minute."""


def import_openvino() -> ModuleType:
    """The module openvino, without its telemetry.

    ``import openvino`` reports to its makers over the network unless it finds its
    telemetry package missing. Nothing may leave the machine, so it is made to be.
    """
    if "openvino" not in sys.modules:
        sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
    return importlib.import_module("openvino")


class Graph:
    """Tokenizer and compiled network: texts in, unit vectors out."""

    def __init__(self, source: Path, graph_file: Path, threads: int = 0) -> None:
        self.tokenizer = load_tokenizer(source)
        core = import_openvino().Core()
        compiled = core.compile_model(core.read_model(graph_file), "CPU", _settings(core, threads))
        self._request = compiled.create_infer_request()
        self._turn = threading.Lock()
        self.dimension = int(compiled.output(0).partial_shape[1].get_length())
        self._asks = "asking" in {name for port in compiled.inputs for name in port.names}

    def tokenize(self, texts: Sequence[str]) -> tuple[Tokens, Tokens]:
        """Ids and attention mask of at least one text, (n, longest) each."""
        return tokenize(self.tokenizer, texts)

    def run(self, ids: Tokens, mask: Tokens, *, asking: bool = False) -> Vectors:
        """(n, dimension) float32, rows of unit length. ``asking``: the texts are queries, which
        a graph with a query adapter reads with it. One run at a time: two sessions of the
        app share the network, and each run takes all threads anyway."""
        inputs: dict[str, Tokens | Vectors] = {"input_ids": ids, "attention_mask": mask}
        if self._asks:
            inputs["asking"] = np.full(len(ids), asking, np.float32)
        with self._turn:
            outputs = self._request.infer(inputs)
            return np.array(outputs[0], np.float32)


def _settings(core: openvino.Core, threads: int) -> dict[str, str]:
    settings = {"PERFORMANCE_HINT": "LATENCY"}
    capabilities = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    if "BF16" in capabilities:
        settings["INFERENCE_PRECISION_HINT"] = "bf16"
    elif "INT8" in capabilities:
        # Where weights are 8-bit, groups of 64 inputs share a scale; elsewhere it does nothing.
        settings["DYNAMIC_QUANTIZATION_GROUP_SIZE"] = "64"
    if threads:
        settings["INFERENCE_NUM_THREADS"] = str(threads)
    return settings


def load_tokenizer(source: Path) -> Tokenizer:
    """The tokenizer of the model in ``source``, cutting at what the network can take."""
    longest = json.loads((source / "sentence_bert_config.json").read_text("utf-8"))
    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    tokenizer.enable_truncation(longest["max_seq_length"])
    tokenizer.no_padding()
    return tokenizer


def tokenize(tokenizer: Tokenizer, texts: Sequence[str]) -> tuple[Tokens, Tokens]:
    """Ids and attention mask of at least one text, (n, longest) each."""
    encodings = tokenizer.encode_batch(list(texts))
    longest = max(len(encoding.ids) for encoding in encodings)
    ids = np.full((len(encodings), longest), _PAD, np.int64)
    mask = np.zeros((len(encodings), longest), np.int64)
    for row, encoding in enumerate(encodings):
        ids[row, : len(encoding.ids)] = encoding.ids
        mask[row, : len(encoding.ids)] = 1
    return ids, mask


class OpenVinoEncoder:
    """The ``Encoder`` of the default model on OpenVINO."""

    def __init__(self, name: str, fingerprint: str, graph: Graph) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self.dimension = graph.dimension
        self._graph = graph
        self._face: SentenceTransformer | None = None

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """(n, dimension) float32, rows of unit length. Each query runs alone, so that
        its vector does not depend on the others'."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            ids, mask = self._graph.tokenize([PROMPTS["query"] + text])
            vectors[row] = self._graph.run(ids, mask, asking=True)[0]
        return vectors

    def encode_passages(self, texts: Sequence[str], on_batch: OnBatch | None = None) -> Vectors:
        """(n, dimension) float32, rows of unit length, in the order of ``texts``."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]), reverse=True)
        for start in range(0, len(order), _REPORT_EVERY):
            rows = order[start : start + _REPORT_EVERY]
            vectors[rows] = self._sentence_transformer().encode(
                [texts[row] for row in rows],
                prompt_name="document",
                batch_size=_BATCH,
                show_progress_bar=False,
            )
            if on_batch is not None:
                on_batch(start + len(rows))
        return vectors

    def _sentence_transformer(self) -> SentenceTransformer:
        if self._face is None:
            from kb.embedding.openvino_module import as_sentence_transformer

            self._face = as_sentence_transformer(self._graph)
        return self._face
