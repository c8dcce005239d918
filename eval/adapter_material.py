"""What the query adapter is learned from: queries of tuning halves over their passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.beir import BeirSet, index_beir, read_beir
from eval.judged import JudgedQuery, grades, read_judged
from eval.run import CACHE, searcher_for
from kb.embedding.encoder import Encoder, Vectors
from kb.indexing import Progress
from kb.search.candidates import coverage, holds_whole, lexical_scores
from kb.search.fusion import fuse
from kb.search.searcher import DEFAULT_WEIGHTS, Searcher
from kb.search.understanding import Understanding

_NEVER = -1e9


@dataclass(frozen=True, slots=True)
class Material:
    """Queries over one collection of p passages.

    ``texts``: q, as the encoder reads them. ``unadapted``: (q, d), the model's own vectors of
    them. ``passages``: (p, d). ``shift``: (d,), what the search adds to each query's vector.
    ``relevant``: (q, p). ``told``: (q, p), the fused score without the dense leg, in standard
    deviations of the cosine; far below zero where the query's filters leave a passage out.
    """

    name: str
    texts: tuple[str, ...]
    unadapted: Vectors
    passages: Vectors
    shift: Vectors
    relevant: NDArray[np.bool_]
    told: Vectors


def read_material(
    folders: Sequence[Path], encoder: Encoder, tell: Progress | None = None
) -> Iterator[Material]:
    """The even halves of the BEIR ``folders`` and of the judged queries. ``encoder``: the
    model without an adapter."""
    for folder in folders:
        yield _of_beir(read_beir(folder, "even"), encoder, tell)
    judged = [query for query in read_judged("even") if query.relevant]
    for collection in sorted({query.collection for query in judged}):
        queries = [query for query in judged if query.collection == collection]
        yield _of_judged(collection, queries, encoder, tell)


def _of_beir(beir: BeirSet, encoder: Encoder, tell: Progress | None) -> Material:
    snapshot = index_beir(beir, CACHE / f"beir-{beir.name}", encoder, tell)
    searcher = Searcher(snapshot, lambda: encoder)
    owners = [snapshot.library.card_of(row).path for row in range(snapshot.library.rows)]
    relevant = [[owner in grades for owner in owners] for grades in beir.qrels.values()]
    asked = [searcher.understand(beir.queries[query]) for query in beir.qrels]
    told = np.stack([_told(searcher, understood) for understood in asked])
    return _material(beir.name, searcher, asked, np.array(relevant), told, encoder)


def _of_judged(
    collection: str, queries: Sequence[JudgedQuery], encoder: Encoder, tell: Progress | None
) -> Material:
    searcher = searcher_for(collection, encoder, DEFAULT_WEIGHTS, tell)
    asked = [searcher.understand(query.query) for query in queries]
    relevant = np.zeros((len(queries), searcher.snapshot.library.rows), bool)
    told = np.stack([_told(searcher, understood) for understood in asked])
    for row, query in enumerate(queries):
        relevant[row, [int(found) for found in grades(query, searcher.snapshot)]] = True
        allowed = searcher.allowed(query.filters)
        if allowed is not None:
            told[row, np.delete(np.arange(told.shape[1]), allowed)] = _NEVER
    return _material(collection, searcher, asked, relevant, told, encoder)


def _told(searcher: Searcher, understood: Understanding) -> Vectors:
    """(p,): what speaks for each passage but the dense leg, places and years."""
    index = searcher.snapshot.lexical
    rows = np.arange(searcher.snapshot.library.rows)
    scores, most = lexical_scores(understood, index)
    share = np.asarray(np.clip(scores / max(most, 1e-6), 0.0, 1.0), np.float32)
    cover = coverage(understood, index, rows)
    whole = holds_whole(understood.parts, index, rows)
    weights = DEFAULT_WEIGHTS.for_query(len(understood.subjects), understood.tongue)
    fused = fuse(share, None, cover, whole, weights)
    return np.asarray(fused / weights.dense, np.float32)


def _material(
    name: str,
    searcher: Searcher,
    asked: Sequence[Understanding],
    relevant: NDArray[np.bool_],
    told: Vectors,
    encoder: Encoder,
) -> Material:
    dense = searcher.snapshot.dense
    if dense is None:
        raise ValueError(f"{name} has no vectors")
    texts = tuple(understood.text for understood in asked)
    return Material(
        name=name,
        texts=texts,
        unadapted=encoder.encode_queries(texts),
        passages=dense.vectors().copy(),
        shift=dense.peculiar(np.zeros(dense.dimension, np.float32)),
        relevant=relevant,
        told=told,
    )
