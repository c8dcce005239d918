"""Runs of the three legs and what they measure."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from eval.beir import BeirSet, index_beir
from eval.halves import Half
from eval.judged import COLLECTIONS, JudgedQuery, grades
from eval.legs import LEGS, best_rows, first_of_each
from eval.measured import MAIN, Measured
from eval.metrics import evaluate, ranked
from kb.embedding.encoder import Encoder
from kb.indexing import Progress, build
from kb.indexing.recipe import recipe
from kb.search.fusion import FusionWeights
from kb.search.searcher import DEFAULT_WEIGHTS, Searcher
from kb.store.snapshot import Snapshot, open_snapshot

DEPTH = 100
CACHE = Path(__file__).parent / "cache"

Runs = dict[str, dict[str, dict[str, float]]]


def measure_beir(
    beir: BeirSet,
    encoder: Encoder,
    weights: FusionWeights = DEFAULT_WEIGHTS,
    tell: Progress | None = None,
    half: Half = "all",
) -> Measured:
    """The three legs on a BEIR set, its index written anew."""
    snapshot = index_beir(beir, CACHE / f"beir-{beir.name}", encoder, tell)
    return ask_beir(beir, Searcher(snapshot, lambda: encoder, weights), half)


def ask_beir(beir: BeirSet, searcher: Searcher, half: Half = "all") -> Measured:
    """The three legs on a BEIR set; a document is scored by its best passage."""
    runs: Runs = {leg: {} for leg in LEGS}
    times = []
    library = searcher.snapshot.library
    for query_id, text in beir.queries.items():
        began = time.perf_counter()
        found = searcher.candidates(searcher.understand(text))
        times.append(time.perf_counter() - began)
        for leg in LEGS:
            names = first_of_each(best_rows(found, leg), lambda row: library.card_of(row).path)
            runs[leg][query_id] = ranked(names[:DEPTH])
    legs = {leg: evaluate(beir.qrels, run) for leg, run in runs.items()}
    kinds = dict.fromkeys(beir.queries, beir.name)
    return Measured(beir.name, half, len(beir.corpus), kinds, legs, runs, tuple(times))


def measure_judged(
    judged: list[JudgedQuery],
    encoder: Encoder,
    weights: FusionWeights = DEFAULT_WEIGHTS,
    tell: Progress | None = None,
    half: Half = "all",
    twins: Iterable[JudgedQuery] = (),
) -> Measured:
    """The three legs on the project's own queries, each over its collection. ``twins``:
    queries that others are compared with, of whatever half."""
    searchers = {
        collection: searcher_for(collection, encoder, weights, tell)
        for collection in sorted({query.collection for query in judged})
    }
    return ask_judged(judged, searchers, half, twins)


def ask_judged(
    judged: list[JudgedQuery],
    searchers: Mapping[str, Searcher],
    half: Half = "all",
    twins: Iterable[JudgedQuery] = (),
) -> Measured:
    """The three legs on ``judged``; ``searchers``: one for each collection among them."""
    runs: Runs = {leg: {} for leg in LEGS}
    qrels: dict[str, dict[str, int]] = {}
    times: list[float] = []
    said: dict[str, bool] = {}
    for query in judged:
        searcher = searchers[query.collection]
        began = time.perf_counter()
        said[query.id] = not searcher.search(query.query, filters=query.filters).answered
        times.append(time.perf_counter() - began)
        if query.relevant:
            qrels[query.id] = grades(query, searcher.snapshot)
            for leg, rows in leg_rows(searcher, query).items():
                runs[leg][query.id] = ranked([str(row) for row in rows[:DEPTH]])
    return Measured(
        dataset="judged",
        half=half,
        documents=sum(len(s.snapshot.library.cards) for s in searchers.values()),
        kinds={query.id: query.kind for query in judged if query.relevant},
        legs={leg: evaluate(qrels, run) for leg, run in runs.items()},
        runs=runs,
        times=tuple(times),
        told={query.id: said[query.id] for query in judged if not query.relevant},
        silenced={query.id: said[query.id] for query in judged if query.relevant},
        twins=_of_twins(judged, twins, searchers),
    )


def searcher_for(
    collection: str, encoder: Encoder, weights: FusionWeights, tell: Progress | None = None
) -> Searcher:
    """A searcher over one collection, built (or carried over) in the evaluation's cache."""
    return Searcher(judged_snapshot(collection, encoder, tell), lambda: encoder, weights)


def judged_snapshot(collection: str, encoder: Encoder, tell: Progress | None = None) -> Snapshot:
    """The index of one collection, built (or carried over) in the evaluation's cache."""
    index = CACHE / f"judged-{collection}"
    build(COLLECTIONS[collection], index, encoder, progress=tell)
    return open_snapshot(index, recipe())


def leg_rows(searcher: Searcher, query: JudgedQuery) -> dict[str, list[int]]:
    """Rows per leg under the query's filters, before any decision to stay silent."""
    found = searcher.candidates(searcher.understand(query.query), searcher.allowed(query.filters))
    return {leg: best_rows(found, leg) for leg in LEGS}


def _of_twins(
    judged: list[JudgedQuery], twins: Iterable[JudgedQuery], searchers: Mapping[str, Searcher]
) -> dict[str, float]:
    """Query id → the hybrid's nDCG@10 for its twin."""
    wanted = {query.twin for query in judged if query.twin}
    asked = {twin.id: twin for twin in twins if twin.id in wanted}
    run, qrels = {}, {}
    for twin in asked.values():
        searcher = searchers[twin.collection]
        run[twin.id] = ranked([str(row) for row in leg_rows(searcher, twin)["hybrid"][:DEPTH]])
        qrels[twin.id] = grades(twin, searcher.snapshot)
    values = evaluate(qrels, run).each[MAIN]
    return {query.id: values[query.twin] for query in judged if query.twin in values}
