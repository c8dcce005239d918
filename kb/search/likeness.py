"""More like one passage: what other documents say that means nearly the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from kb.script import fold
from kb.search.candidates import Rows, top_rows
from kb.search.folding import folded
from kb.search.searcher import NO_FILTERS, Searcher
from kb.store.lexical import LexicalIndex
from kb.types import Filters, Hit, Why
from kb.words import tokens

_TELLING = 30
"""Words a passage is known by where there are no vectors."""
_LEAST = 0.12
"""Share of what a passage scores against its own words that a like one has to reach."""
_SPARE = 3


@dataclass(frozen=True, slots=True)
class Alike:
    """``source``: the passage itself, of rank 0. ``hits``: what is like it, of other
    documents, best first. ``same``: rank of a hit (0: of the source) → hits that say the
    same. ``by_meaning``: found by vectors; else by words."""

    source: Hit
    hits: tuple[Hit, ...]
    same: Mapping[int, tuple[Hit, ...]] = field(default_factory=dict)
    by_meaning: bool = False


def alike(
    searcher: Searcher, passage_id: str, k: int = 10, filters: Filters = NO_FILTERS
) -> Alike | None:
    """The ``k`` passages most like the one, among the documents that pass ``filters``;
    ``None`` where the library has no such passage."""
    library = searcher.snapshot.library
    row = library.row_of(passage_id)
    if row is None:
        return None
    source = _hit(searcher, row, 0, 1.0)
    rows, scores = _nearest(searcher, source, _others(searcher, row, filters), _SPARE * k + 1)
    found = (_hit(searcher, int(r), 0, float(s)) for r, s in zip(rows, scores, strict=True))
    folder = folded(_after(source, found), k + 1)
    hits = [replace(hit, rank=rank) for rank, hit in enumerate(folder.leads)]
    same = {hit.rank: tuple(folder.same[hit.row]) for hit in hits if folder.same.get(hit.row)}
    return Alike(source, tuple(hits[1:]), same, searcher.snapshot.dense is not None)


def telling_words(text: str, index: LexicalIndex) -> dict[str, float]:
    """Token → 1 of the words that tell a text from others, by how often it has them and how
    rare they are."""
    counts = Counter(token for token in tokens(fold(text)) if len(token) > 1)
    worth = {t: n * index.weight(t) for t, n in counts.items() if t in index.vocabulary}
    best = sorted(worth, key=lambda token: (-worth[token], token))[:_TELLING]
    return dict.fromkeys(best, 1.0)


def _others(searcher: Searcher, row: int, filters: Filters) -> Rows:
    """The rows of other documents that pass the filters."""
    library = searcher.snapshot.library
    allowed = searcher.allowed(filters)
    rows = np.arange(library.rows) if allowed is None else allowed
    own = library.document_rows[row]
    return np.asarray(rows[library.document_rows[rows] != own], np.int64)


def _nearest(
    searcher: Searcher, source: Hit, allowed: Rows, k: int
) -> tuple[Rows, NDArray[np.float32]]:
    snapshot = searcher.snapshot
    if snapshot.dense is not None:
        vector = np.array(snapshot.dense.vectors()[source.row])
        return snapshot.dense.search(vector, k, allowed)
    words = telling_words(source.text, snapshot.lexical)
    scores = snapshot.lexical.scores(words)
    top = top_rows(scores, allowed, k)
    shares = scores[top] / max(float(scores[source.row]), 1e-6)
    near = shares >= _LEAST
    return top[near], np.asarray(shares[near], np.float32)


def _after(source: Hit, found: Iterator[Hit]) -> Iterator[Hit]:
    yield source
    yield from found


def _hit(searcher: Searcher, row: int, rank: int, score: float) -> Hit:
    library = searcher.snapshot.library
    passage = library.passages([row])[0]
    return Hit(rank, score, row, passage, library.text(passage), Why(None, None, 0.0, None))
