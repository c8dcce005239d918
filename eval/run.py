"""Runs of the three legs and what they measure."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.beir import BeirSet, index_beir
from eval.judged import COLLECTIONS, JudgedQuery, grades
from eval.legs import LEGS, best_rows, first_of_each
from eval.metrics import Scores, evaluate, ranked
from kb.embedding.encoder import Encoder
from kb.indexing import Progress, build
from kb.indexing.recipe import recipe
from kb.search.fusion import FusionWeights
from kb.search.searcher import DEFAULT_WEIGHTS, Searcher
from kb.search.understanding import understand
from kb.store.snapshot import open_snapshot

DEPTH = 100
CACHE = Path(__file__).parent / "cache"


@dataclass(frozen=True, slots=True)
class Measured:
    """``legs``: leg → scores. ``told``: of ``unanswerable`` queries, how many were told as
    such; ``silenced``: answerable ones that were not answered. ``query_ms``: median."""

    dataset: str
    documents: int
    queries: int
    legs: dict[str, Scores]
    query_ms: float
    unanswerable: int = 0
    told: int = 0
    silenced: tuple[str, ...] = ()

    def json(self) -> dict[str, Any]:
        """The JSON of ``python -m eval --json``."""
        made: dict[str, Any] = {
            "dataset": self.dataset,
            "documents": self.documents,
            "queries": self.queries,
            **{leg: scores.mean for leg, scores in self.legs.items()},
            "query_ms": round(self.query_ms, 2),
        }
        if self.unanswerable:
            made["unanswerable"] = {"queries": self.unanswerable, "told": self.told}
            made["silenced"] = list(self.silenced)
        return made


def measure_beir(
    beir: BeirSet,
    encoder: Encoder,
    weights: FusionWeights = DEFAULT_WEIGHTS,
    tell: Progress | None = None,
) -> Measured:
    """The three legs on a BEIR set."""
    snapshot = index_beir(beir, CACHE / f"beir-{beir.name}", encoder, tell)
    searcher = Searcher(snapshot, lambda: encoder, weights)
    runs: dict[str, dict[str, dict[str, float]]] = {leg: {} for leg in LEGS}
    times = []
    for query_id, text in beir.queries.items():
        began = time.perf_counter()
        found = searcher.candidates(understand(text))
        times.append(time.perf_counter() - began)
        for leg in LEGS:
            names = first_of_each(
                best_rows(found, leg), lambda row: snapshot.library.card_of(row).path
            )
            runs[leg][query_id] = ranked(names[:DEPTH])
    legs = {leg: evaluate(beir.qrels, run) for leg, run in runs.items()}
    return Measured(beir.name, len(beir.corpus), len(beir.queries), legs, _median_ms(times))


def measure_judged(
    judged: list[JudgedQuery],
    encoder: Encoder,
    weights: FusionWeights = DEFAULT_WEIGHTS,
    tell: Progress | None = None,
) -> Measured:
    """The three legs on the project's own queries, each over its collection."""
    runs: dict[str, dict[str, dict[str, float]]] = {leg: {} for leg in LEGS}
    qrels: dict[str, dict[str, int]] = {}
    times: list[float] = []
    silenced, told, documents = [], 0, 0
    for collection in sorted({query.collection for query in judged}):
        searcher = searcher_for(collection, encoder, weights, tell)
        documents += len(searcher.snapshot.library.cards)
        for query in (q for q in judged if q.collection == collection):
            began = time.perf_counter()
            answer = searcher.search(query.query, filters=query.filters)
            times.append(time.perf_counter() - began)
            if not query.relevant:
                told += not answer.answered
                continue
            if not answer.answered:
                silenced.append(query.id)
            qrels[query.id] = grades(query, searcher.snapshot)
            for leg, rows in _leg_rows(searcher, query).items():
                runs[leg][query.id] = ranked([str(row) for row in rows[:DEPTH]])
    legs = {leg: evaluate(qrels, run) for leg, run in runs.items()}
    unanswerable = sum(not query.relevant for query in judged)
    return Measured(
        "judged",
        documents,
        len(qrels),
        legs,
        _median_ms(times),
        unanswerable,
        told,
        tuple(silenced),
    )


def searcher_for(
    collection: str, encoder: Encoder, weights: FusionWeights, tell: Progress | None = None
) -> Searcher:
    """A searcher over one collection, built (or carried over) in the evaluation's cache."""
    index = CACHE / f"judged-{collection}"
    build(COLLECTIONS[collection], index, encoder, progress=tell)
    return Searcher(open_snapshot(index, recipe()), lambda: encoder, weights)


def _leg_rows(searcher: Searcher, query: JudgedQuery) -> dict[str, list[int]]:
    """Rows per leg under the query's filters, before any decision to stay silent."""
    found = searcher.candidates(understand(query.query), searcher.allowed(query.filters))
    return {leg: best_rows(found, leg) for leg in LEGS}


def _median_ms(times: list[float]) -> float:
    return sorted(times)[len(times) // 2] * 1000 if times else 0.0
