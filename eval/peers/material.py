"""What every system is given, written once by the command and read by each process."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from eval.peers.asked import Asked
from eval.peers.system import Passages, RecordedEncoder, Vectors
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
    """``labels``: row of a passage → what judgments call it. ``queries``: id → the query as it
    was typed and as our encoder reads it (Traditional made Simplified). ``plain_s``,
    ``ours_s``: seconds that each of them took, encoded alone by plain float32
    sentence-transformers and by the app's encoder. ``ours_index_s``: as ``Asked.index_s``."""

    texts: list[str]
    labels: list[str]
    queries: dict[str, tuple[str, str]]
    plain_s: list[float]
    ours_s: list[float]
    index: str
    ours_index_s: float | None


def write_material(
    asked: Asked, plain: Encoder, ours: Encoder, folder: Path, tell: Progress | None = None
) -> Material:
    """Encode the queries by ``plain``, time ``ours`` beside it, and write what the systems
    need into ``folder``. Raises ``ValueError`` where the index has no vectors."""
    if asked.snapshot.dense is None:
        raise ValueError(f"{asked.index} has no vectors")
    np.save(folder / _VECTORS, asked.snapshot.dense.vectors(), allow_pickle=False)
    read = {name: (text, understand(text).text) for name, text in asked.queries.items()}
    as_read = [text for _, text in read.values()]
    vectors, plain_s, ours_s = _encoded(as_read, plain, ours, tell)
    np.save(folder / _QUERIES, vectors, allow_pickle=False)
    texts = _texts(asked.snapshot)
    material = Material(
        texts, asked.labels(), read, plain_s, ours_s, str(asked.index), asked.index_s
    )
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
    return RecordedEncoder(texts, vectors)


def _texts(snapshot: Snapshot) -> list[str]:
    """What our encoder read of every passage, in the order of their rows."""
    library = snapshot.library
    entries = (library.entry(card.path) for card in library.cards)
    made = [text.text for e in entries for text in index_texts(e.document, e.passages)]
    if len(made) != library.rows:
        raise ValueError(f"{len(made)} texts of {library.rows} passages")
    return made


def _encoded(
    texts: Sequence[str], plain: Encoder, ours: Encoder, tell: Progress | None
) -> tuple[Vectors, list[float], list[float]]:
    """(n, d) float32 of ``texts`` by ``plain``, and the seconds of each by both encoders,
    which take turns, so that a busy machine slows both alike."""
    for encoder in (plain, ours):
        encoder.encode_queries(texts[:_WARM_UP])
    vectors, plain_s, ours_s = [], [], []
    for number, text in enumerate(texts, 1):
        began = time.perf_counter()
        vectors.append(plain.encode_queries([text])[0])
        between = time.perf_counter()
        ours.encode_queries([text])
        plain_s.append(between - began)
        ours_s.append(time.perf_counter() - between)
        if tell:
            tell("编码查询", number, len(texts))
    return np.stack(vectors), plain_s, ours_s
