"""What every system is given, written once by the command and read by each process."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from eval.beir import BeirSet, index_beir
from eval.peers.system import Passages, RecordedEncoder, Vectors
from eval.run import CACHE
from kb.embedding.encoder import Encoder
from kb.indexing import Progress
from kb.indexing.ingest import index_texts
from kb.search.understanding import understand
from kb.store.snapshot import Snapshot

_TEXTS = "material.json"
_VECTORS = "vectors.npy"
_QUERIES = "queries.npy"
_WARM_UP = 8


@dataclass(frozen=True, slots=True)
class Material:
    """``documents``: row of a passage → id of its document. ``queries``: id → the query as it
    was typed and as our encoder reads it (Traditional made Simplified). ``encoding_s``:
    seconds that each of them took alone. ``ours_index_s``: seconds of our own build of these
    passages, vectors known, cutting included."""

    texts: list[str]
    documents: list[str]
    queries: dict[str, tuple[str, str]]
    encoding_s: list[float]
    index: str
    ours_index_s: float


def write_material(
    beir: BeirSet, ours: Encoder, plain: Encoder, folder: Path, tell: Progress | None = None
) -> Material:
    """Index ``beir`` by the app's code, time a second build that finds all vectors, encode
    the queries by ``plain``, and write what the systems need into ``folder``."""
    index = CACHE / f"beir-{beir.name}"
    index_beir(beir, index, ours, tell)
    began = time.perf_counter()
    snapshot = index_beir(beir, index, ours)
    seconds = time.perf_counter() - began
    if snapshot.dense is None:
        raise ValueError(f"{index} has no vectors")
    np.save(folder / _VECTORS, snapshot.dense.vectors(), allow_pickle=False)
    read = {name: (text, understand(text).text) for name, text in beir.queries.items()}
    vectors, took = _encoded([as_read for _, as_read in read.values()], plain, tell)
    np.save(folder / _QUERIES, vectors, allow_pickle=False)
    texts, documents = _passages(snapshot)
    material = Material(texts, documents, read, took, str(index), seconds)
    (folder / _TEXTS).write_text(json.dumps(asdict(material), ensure_ascii=False), "utf-8")
    return material


def read_material(folder: Path) -> tuple[Material, Passages]:
    """What ``write_material`` wrote."""
    material = Material(**json.loads((folder / _TEXTS).read_text("utf-8")))
    vectors = np.load(folder / _VECTORS, allow_pickle=False)
    return material, Passages(tuple(material.texts), vectors, Path(material.index))


def read_encoder(material: Material, folder: Path) -> RecordedEncoder:
    """The queries' vectors that ``write_material`` wrote."""
    texts = [as_read for _, as_read in material.queries.values()]
    vectors = np.load(folder / _QUERIES, allow_pickle=False)
    return RecordedEncoder(texts, vectors, material.encoding_s)


def _passages(snapshot: Snapshot) -> tuple[list[str], list[str]]:
    """Texts and documents of all passages in the order of their rows."""
    texts: list[str] = []
    documents: list[str] = []
    for card in snapshot.library.cards:
        entry = snapshot.library.entry(card.path)
        made = index_texts(entry.document, entry.passages)
        texts += [text.text for text in made]
        documents += [card.path] * len(made)
    return texts, documents


def _encoded(
    texts: Sequence[str], encoder: Encoder, tell: Progress | None
) -> tuple[Vectors, list[float]]:
    """(n, d) float32 of ``texts`` one by one, and the seconds of each."""
    encoder.encode_queries(texts[:_WARM_UP])
    vectors, took = [], []
    for number, text in enumerate(texts):
        began = time.perf_counter()
        vectors.append(encoder.encode_queries([text])[0])
        took.append(time.perf_counter() - began)
        if tell:
            tell("编码查询", number + 1, len(texts))
    return np.stack(vectors), took
