"""What is asked of all systems: the passages of an index of ours, queries and judgments."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from eval.beir import BeirSet, index_beir
from eval.halves import Half
from eval.judged import grades, read_judged
from eval.metrics import Qrels
from eval.run import CACHE, judged_snapshot
from kb.embedding.encoder import Encoder
from kb.indexing import Progress
from kb.store.snapshot import Snapshot
from kb.types import Filters


@dataclass(frozen=True, slots=True)
class Asked:
    """``index``: the folder of ``snapshot``. ``by_document``: whether a ranking counts by
    documents, each by its best passage, or by passages. ``index_s``: seconds of our own
    build with all vectors known, cutting included; ``None`` where it was not timed."""

    name: str
    half: Half
    snapshot: Snapshot
    index: Path
    by_document: bool
    queries: dict[str, str]
    qrels: Qrels
    index_s: float | None = None

    def labels(self) -> list[str]:
        """Row of a passage → what judgments call it."""
        library = self.snapshot.library
        if self.by_document:
            return [library.card_of(row).path for row in range(library.rows)]
        return [str(row) for row in range(library.rows)]

    def head(self) -> str:
        """The size of it, in words."""
        library = self.snapshot.library
        return (
            f"{self.name}, half {self.half}: {len(self.queries)} queries, "
            f"{len(library.cards)} documents, {library.rows} passages"
        )


def of_beir(beir: BeirSet, half: Half, encoder: Encoder, tell: Progress | None = None) -> Asked:
    """A set in BEIR layout, indexed by the app's code, and once more to time that."""
    index = CACHE / f"beir-{beir.name}"
    index_beir(beir, index, encoder, tell)
    began = time.perf_counter()
    snapshot = index_beir(beir, index, encoder)
    seconds = time.perf_counter() - began
    return Asked(beir.name, half, snapshot, index, True, beir.queries, beir.qrels, seconds)


def of_judged(collection: str, half: Half, encoder: Encoder, tell: Progress | None = None) -> Asked:
    """The project's own queries over one of its collections: those that it answers and that
    set no filter, which the other systems do not have."""
    snapshot = judged_snapshot(collection, encoder, tell)
    judged = [
        query
        for query in read_judged(half)
        if query.collection == collection and query.relevant and query.filters == Filters()
    ]
    qrels = {query.id: grades(query, snapshot) for query in judged}
    queries = {query.id: query.query for query in judged}
    index = CACHE / f"judged-{collection}"
    return Asked(f"judged, {collection}", half, snapshot, index, False, queries, qrels)
