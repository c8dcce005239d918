"""The whole walk of a query over a large synthetic library, and builds of a small one.

``python -m eval.bench_search [--passages N] [--json]``. The synthetic library is made of the
passages of ``documents/`` in other orders, their vectors turned a little, so that words,
lengths, mentions and clusters are those of real documents. A query's time covers
understanding, both legs, fusion, hits and practices; beside it, in alternating order, plain
float32 ``SentenceTransformer.encode`` of the query alone.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from eval.judged import SHARED, read_judged
from eval.run import CACHE
from kb.cli.bar import bar
from kb.embedding.encoder import Encoder, OnBatch, Vectors, load_encoder, work_offline
from kb.embedding.model import prepare
from kb.indexing import build, write_index
from kb.indexing.ingest import document_id
from kb.indexing.recipe import recipe
from kb.search import Searcher
from kb.settings import ROOT, Settings, load_settings
from kb.store.entries import Entry
from kb.store.snapshot import Snapshot, open_snapshot
from kb.store.versions import build_lock
from kb.types import Mention, Passage
from kb.workspace import DeferredEncoder

PER_DOCUMENT = 20
TURN = 0.25
"""Length of the random vector added to a real one before it is normalised."""


@dataclass(frozen=True, slots=True)
class SearchSpeed:
    """Milliseconds a query. ``ratio``: ours to plain, of the medians."""

    passages: int
    queries: int
    ours_p50_ms: float
    ours_p95_ms: float
    plain_encode_p50_ms: float
    plain_encode_p95_ms: float
    ratio: float
    open_s: float


@dataclass(frozen=True, slots=True)
class BuildSpeed:
    """Seconds to index a folder from nothing, the model prepared, and unchanged again."""

    folder: str
    documents: int
    passages: int
    first_s: float
    again_s: float


class TurnedVectors:
    """Stands in for the encoder at indexing: the vector of a synthetic passage is that of
    the real one it was made from, turned a little."""

    def __init__(self, real: Encoder, vectors: Vectors) -> None:
        self.name, self.dimension = real.name, real.dimension
        self.fingerprint = real.fingerprint
        self._real = real
        self._vectors = vectors
        self._at = 0
        self._random = np.random.default_rng(1)

    def encode_passages(self, texts: Sequence[str], on_batch: OnBatch | None = None) -> Vectors:
        """(n, d) float32: the next ``n`` vectors, turned."""
        rows = (np.arange(len(texts)) + self._at) % len(self._vectors)
        self._at += len(texts)
        noise = self._random.standard_normal((len(texts), self.dimension)).astype(np.float32)
        turned = self._vectors[rows] + TURN * noise / np.sqrt(np.float32(self.dimension))
        return np.asarray(turned / np.linalg.norm(turned, axis=1, keepdims=True), np.float32)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """(n, d) float32: those of the real encoder, which a build asks for few clauses."""
        return self._real.encode_queries(texts)


def synthetic_entries(source: Snapshot, passages: int) -> Iterator[Entry]:
    """Documents of ``PER_DOCUMENT`` passages drawn from ``source``, each with its mentions."""
    random = np.random.default_rng(0)
    entries = [source.library.entry(card.path) for card in source.library.cards]
    pieces = [(e, p, n) for e in entries for n, p in enumerate(e.passages)]
    for number in range(passages // PER_DOCUMENT):
        drawn = [pieces[i] for i in random.integers(0, len(pieces), PER_DOCUMENT)]
        yield _entry(number, drawn)


def measure_search(passages: int, settings: Settings) -> SearchSpeed:
    """Build the synthetic library and time the judged queries over it."""
    work_offline()
    folder = prepare(settings.models)
    ours = load_encoder(None, settings.models)
    index = _synthetic_index(passages, ours)
    began = time.perf_counter()
    searcher = Searcher(open_snapshot(index, recipe()), lambda: ours)
    opened = time.perf_counter() - began
    from sentence_transformers import SentenceTransformer

    plain = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    queries = [query.query for query in read_judged()]
    ours_ms, plain_ms = [], []
    for number, query in enumerate([*queries[:10], *queries]):
        began = time.perf_counter()
        searcher.search(query)
        between = time.perf_counter()
        plain.encode("query: " + query)
        ended = time.perf_counter()
        if number >= 10:
            ours_ms.append(1000 * (between - began))
            plain_ms.append(1000 * (ended - between))
    ours_p50, ours_p95 = np.percentile(ours_ms, [50, 95]).round(2)
    plain_p50, plain_p95 = np.percentile(plain_ms, [50, 95]).round(2)
    rows = searcher.snapshot.library.rows
    return SearchSpeed(
        rows, len(queries), float(ours_p50), float(ours_p95), float(plain_p50),
        float(plain_p95), round(float(ours_p50 / plain_p50), 2), round(opened, 2),
    )  # fmt: skip


def measure_build(folder: Path, settings: Settings) -> BuildSpeed:
    """Index ``folder`` from nothing and once more."""
    index = CACHE / "bench-build"
    shutil.rmtree(index, ignore_errors=True)
    first = build(folder, index, DeferredEncoder(settings))
    again = build(folder, index, DeferredEncoder(settings))
    name = folder.relative_to(ROOT.parent).as_posix()
    return BuildSpeed(
        name, first.documents, first.passages, round(first.seconds, 2), round(again.seconds, 2)
    )


def main() -> int:
    """Print what was measured as lines or JSON."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench_search", description=__doc__)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    settings = replace(load_settings(), model=None)
    seeds = SHARED / "seeds"
    with bar() as tell:
        tell("建库", 0, 1)
        built = measure_build(seeds if seeds.is_dir() else ROOT / "documents", settings)
        tell("检索", 0, 1)
        searched = measure_search(options.passages, settings)
    found = {"build": asdict(built), "search": asdict(searched)}
    if options.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        for part in found.values():
            print("\n".join(f"{name:20} {value}" for name, value in part.items()))
    return 0


def _synthetic_index(passages: int, ours: Encoder) -> Path:
    source_index = CACHE / "judged-documents"
    build(ROOT / "documents", source_index, ours)
    source = open_snapshot(source_index, recipe())
    if source.dense is None:
        raise RuntimeError("the source index has no vectors")
    index = CACHE / "bench-search"
    shutil.rmtree(index, ignore_errors=True)
    with build_lock(index):
        stand_in = TurnedVectors(ours, source.dense.vectors())
        write_index(index, list(synthetic_entries(source, passages)), stand_in)
    return index


def _entry(number: int, drawn: Sequence[tuple[Entry, Passage, int]]) -> Entry:
    name = f"synthetic-{number:06d}"
    digest = f"{number:012x}".ljust(64, "0")
    identity = document_id(digest)
    texts, passages, at = [], [], 0
    mentions: dict[int, tuple[Mention, ...]] = {}
    for row, (entry, passage, place) in enumerate(drawn):
        # Told apart by a number, so that no two indexed texts share a vector.
        text = f"{entry.document.text[passage.start : passage.end]}({number}-{row})"
        shift = at - passage.start
        passages.append(
            Passage(f"{identity}-{row}", identity, passage.headings, at, at + len(text))
        )
        mentions[row] = tuple(
            replace(
                m, document_id=identity, start=m.start + shift, end=m.end + shift,
                name_start=m.name_start + shift, name_end=m.name_end + shift,
            )
            for m in entry.mentions.get(place, ())
        )  # fmt: skip
        texts.append(text)
        at += len(text) + 1
    document = replace(
        drawn[0][0].document, id=identity, path=name, sha256=digest, text="\n".join(texts),
        outline=(), removals=(),
    )  # fmt: skip
    return Entry(document, drawn[0][0].stamp, tuple(passages), mentions)


if __name__ == "__main__":
    sys.exit(main())
