"""The candidates of a query: what each leg offers, with everything a score is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kb.embedding.encoder import Encoder, Vectors
from kb.script import has_han
from kb.search.alternatives import Subject
from kb.search.fusion import FusionWeights, fuse, order
from kb.search.parents import of_document, with_siblings
from kb.search.phrasings import phrasings
from kb.search.structured import marks_of, rarity_of, structured_scores
from kb.search.understanding import Understanding
from kb.store.lexical import LexicalIndex
from kb.store.snapshot import Snapshot

POOL = 100
"""Passages each leg offers to the fusion."""

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages that may answer, in the order of their rows; all arrays are (n,).

    ``lexical``, ``cosines``: scores of the legs; ``standard``: the products with what is
    peculiar to the query, as standard scores over the library. ``ranks``: per leg, row → 1-based rank
    among what the leg offered. ``coverage``: share of the query's subject, by IDF, that a
    passage holds. ``whole``: it holds a whole stretch of the query. ``here``, ``then``: its
    document is from a place, covers a year of the query. ``numbered``: 0 to 1, how
    far its document has, or the passage states, a document number of the query.
    ``expected``: 0 to 1, which share it has of the words that the answer is likely to have,
    as far as those are known. ``scores``: fused.
    """

    rows: Rows
    lexical: Scores
    cosines: Scores | None
    standard: Scores | None
    ranks: tuple[Mapping[int, int], Mapping[int, int]]
    coverage: Scores
    whole: Mask
    here: Mask
    then: Mask
    numbered: Scores
    expected: Scores
    scores: Scores

    def only(self, keep: Mask) -> Candidates:
        """Those where ``keep`` (n,) holds."""
        return replace(
            self,
            rows=self.rows[keep],
            lexical=self.lexical[keep],
            cosines=None if self.cosines is None else self.cosines[keep],
            standard=None if self.standard is None else self.standard[keep],
            coverage=self.coverage[keep],
            whole=self.whole[keep],
            here=self.here[keep],
            then=self.then[keep],
            numbered=self.numbered[keep],
            expected=self.expected[keep],
            scores=self.scores[keep],
        )


def gather(
    understood: Understanding,
    snapshot: Snapshot,
    encoder: Encoder | None,
    allowed: Rows | None,
    weights: FusionWeights,
    heads: Sequence[int] = (),
) -> Candidates:
    """The candidates of both legs among the ``allowed`` rows, with fused scores; ``heads``
    are candidates whatever the legs say."""
    index = snapshot.lexical
    documents = snapshot.library.document_rows
    scores, most = lexical_scores(understood, index)
    top = top_rows(scores, allowed, POOL)
    query = _vector(understood, snapshot, encoder)
    expected = _expected(understood, query, encoder, index)
    likely = top_rows(expected, allowed, POOL)
    sure = np.array([row for row in heads if allowed is None or row in allowed], np.int64)
    offered = np.unique(np.concatenate((top, likely, sure)))
    dense = _dense(query, snapshot, allowed, offered)
    rows = dense.rows if dense else with_siblings(offered, documents, allowed)
    whole = holds_whole(understood.parts, index, rows)
    share = np.clip(scores[rows] / max(most, 1e-6), 0.0, 1.0)
    cover = coverage(understood, index, rows)
    fitting = weights.for_query(len(understood.subjects), understood.tongue)
    nowhere = np.zeros(len(rows), bool)
    fused = fuse(share, dense.standard if dense else None, cover, whole, fitting)
    fused += np.float32(fitting.expected) * expected[rows]
    fused += np.float32(weights.document) * of_document(fused, rows, documents)
    offered = np.concatenate((offered, dense.near)) if dense else offered
    return Candidates(
        rows=rows,
        lexical=scores[rows],
        cosines=dense.cosines if dense else None,
        standard=dense.standard if dense else None,
        ranks=(_ranks(top), _ranks(dense.near) if dense else {}),
        coverage=cover,
        whole=whole,
        here=nowhere,
        then=nowhere,
        numbered=np.zeros(len(rows), np.float32),
        expected=expected[rows],
        scores=fused,
    ).only(np.isin(rows, offered))


@dataclass(frozen=True, slots=True)
class _Dense:
    """``near``: what the dense leg offers, best first. ``rows``: those, the lexical leg's
    and their siblings, ascending; ``cosines``, ``standard``: of ``rows``."""

    near: Rows
    rows: Rows
    cosines: Scores
    standard: Scores


def _vector(
    understood: Understanding, snapshot: Snapshot, encoder: Encoder | None
) -> Vectors | None:
    """(d,), the query's, ``None`` where nothing is searched by vectors."""
    if encoder is None or snapshot.dense is None:
        return None
    return np.asarray(encoder.encode_queries([understood.text])[0], np.float32)


def _expected(
    understood: Understanding,
    query: Vectors | None,
    encoder: Encoder | None,
    index: LexicalIndex,
) -> Scores:
    """(passages,): which share each has of the words that the answer is likely to have."""
    asked = understood.tongue == "chinese" and not understood.exact
    known = phrasings(encoder.fingerprint) if encoder and asked else None
    told = known.expected(query, understood.text) if known and query is not None else None
    if told is None:
        return np.zeros(index.rows, np.float32)
    most = index.ceiling(told.weights)
    return np.asarray(index.scores(told.weights) * (told.trust / max(most, 1e-6)), np.float32)


def _dense(
    query: Vectors | None, snapshot: Snapshot, allowed: Rows | None, top: Rows
) -> _Dense | None:
    if query is None or snapshot.dense is None:
        return None
    peculiar = snapshot.dense.peculiar(query)
    near, _ = snapshot.dense.search(peculiar, POOL, allowed)
    rows = with_siblings(np.union1d(top, near), snapshot.library.document_rows, allowed)
    mean, deviation = snapshot.dense.background(peculiar)
    products = snapshot.dense.products(peculiar, rows)
    standard = (products - np.float32(mean)) / np.float32(deviation)
    return _Dense(near, rows, snapshot.dense.products(query, rows), standard)


def lexical_scores(understood: Understanding, index: LexicalIndex) -> tuple[Scores, float]:
    """(passages,) float32: BM25 of the query's own tokens and, for less, its synonyms', or of
    what its words are called in Chinese; and what a passage with every word would score."""
    if understood.glossed:
        return structured_scores(understood.glossed, understood.weights, index)
    extra = {t: w for t, w in understood.expansion.items() if t not in understood.weights}
    return index.scores({**understood.weights, **extra}), index.ceiling(understood.weights)


def top_rows(scores: Scores, allowed: Rows | None, k: int) -> Rows:
    """The ``k`` best rows that share a term with the query, best first, ties by row."""
    rows = np.flatnonzero(scores > 0) if allowed is None else allowed[scores[allowed] > 0]
    if len(rows) > k:
        # argpartition alone would break ties at the border by chance.
        border = np.partition(scores[rows], len(rows) - k)[len(rows) - k]
        rows = rows[scores[rows] >= border]
    return rows[order(scores[rows], rows)][:k]


def coverage(understood: Understanding, index: LexicalIndex, rows: Rows) -> Scores:
    """(n,) 0 to 1: which share of the query's subjects, by IDF, each of the rows holds, in
    the query's words or in what documents call them."""
    if not understood.subjects:
        return np.ones(len(rows), np.float32)
    weights = np.array([weight_of(subject, index) for subject in understood.subjects], np.float32)
    held = np.stack([holds_subject(subject, index, rows) for subject in understood.subjects])
    return np.asarray(weights @ held / max(float(weights.sum()), 1e-6), np.float32)


def holds_subject(subject: Subject, index: LexicalIndex, rows: Rows) -> Mask:
    """(n,): rows that hold one thing of the query, by any of its words."""
    return _any_held([marks_of(word) for word in (subject.word, *subject.others)], index, rows)


def weight_of(subject: Subject, index: LexicalIndex) -> float:
    """The IDF of the rarest token of its word, of one that is not Chinese by all it may be."""
    if not has_han(subject.word):
        return rarity_of(subject, index)
    return max((index.weight(token) for token in marks_of(subject.word)), default=0.0)


def holds_whole(parts: Sequence[str], index: LexicalIndex, rows: Rows) -> Mask:
    """(n,): rows that hold all tokens of some stretch of the query: the stretch itself,
    but for rare accidents."""
    wholes = [marks_of(part) for part in parts if len(part) > 2]
    return _any_held(wholes, index, rows)


def holds(index: LexicalIndex, token: str, rows: Rows) -> Mask:
    """(n,): whether each of the rows has the token."""
    holders = index.holders(token)
    if len(holders) == 0:
        return np.zeros(len(rows), bool)
    places = np.minimum(np.searchsorted(holders, rows), len(holders) - 1)
    return np.asarray(holders[places] == rows)


def _any_held(wholes: Sequence[Sequence[str]], index: LexicalIndex, rows: Rows) -> Mask:
    found = np.zeros(len(rows), bool)
    for whole in wholes:
        if whole:
            found |= np.logical_and.reduce([holds(index, token, rows) for token in whole])
    return found


def _ranks(rows: Rows) -> dict[int, int]:
    return {int(row): rank for rank, row in enumerate(rows, 1)}
