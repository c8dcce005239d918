"""What a system under comparison is given and what it must be able to do."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kb.embedding.encoder import Encoder, OnBatch

Vectors = NDArray[np.float32]

DEPTH = 100
"""Passages each leg hands to the fusion, in every system; as many as ours (``POOL``)."""


@dataclass(frozen=True, slots=True)
class Passages:
    """What is searched. ``texts``: as our encoder reads them, one a row: title, headings and
    passage, Traditional Chinese already Simplified. ``vectors``: (n, d) float32 of unit
    length. ``index``: the folder of our own index of the same passages."""

    texts: tuple[str, ...]
    vectors: Vectors
    index: Path


class System(Protocol):
    """A hybrid ready to be asked."""

    def search(self, query: str) -> Sequence[int]:
        """Rows of passages, best first, none twice. The query's encoding is part of it."""
        ...


class TimedEncoder:
    """An encoder that counts the seconds spent in it, so that a search can be told from the
    encoding it waits for."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.name = encoder.name
        self.fingerprint = encoder.fingerprint
        self.dimension = encoder.dimension
        self.spent_s = 0.0

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """(n, dimension) float32, rows of unit length."""
        began = time.perf_counter()
        vectors = self._encoder.encode_queries(texts)
        self.spent_s += time.perf_counter() - began
        return vectors

    def encode_passages(self, texts: Sequence[str], on_batch: OnBatch | None = None) -> Vectors:
        """Never asked here: all passages have their vectors."""
        raise NotImplementedError


class RecordedEncoder:
    """Vectors of queries that were encoded before: the same for every system, in no time."""

    spent_s = 0.0

    def __init__(self, texts: Sequence[str], vectors: Vectors) -> None:
        """``vectors``: (n, d) float32 of ``texts``."""
        self._known: dict[str, Vectors] = dict(zip(texts, vectors, strict=True))

    def query(self, text: str) -> Vectors:
        """(d,) float32 of unit length. Raises ``KeyError`` for a text not recorded."""
        return self._known[text]
