"""Search without one of its parts, or with another in its place: the rows of the ablation.

Each variant runs the product's own code with a parameter or a function exchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial

import numpy as np

from eval.legs import best_rows
from eval.patching import Change, without_files
from kb import script, words
from kb.indexing import building
from kb.indexing.ingest import MAX_CHARS, IndexText, index_texts
from kb.passages import TARGET, cutting
from kb.search import candidates, understanding
from kb.search.candidates import POOL, Candidates
from kb.search.fusion import FusionWeights
from kb.search.searcher import DEFAULT_WEIGHTS
from kb.store import dense
from kb.types import Document, Passage

Ranking = Callable[[Candidates], list[int]]
FUSED: Ranking = partial(best_rows, leg="hybrid")
RRF_K = 60
"""Cormack, Clarke & Büttcher, "Reciprocal Rank Fusion" (SIGIR 2009)."""


@dataclass(frozen=True, slots=True)
class Variant:
    """``changes``: to the product's code while it runs. ``ranking``: of the candidates, best
    first. ``max_chars``: the limit of a passage, for variants that need an index of their
    own."""

    name: str
    weights: FusionWeights = DEFAULT_WEIGHTS
    changes: tuple[Change, ...] = ()
    ranking: Ranking = FUSED
    max_chars: int = MAX_CHARS


WHOLE = Variant("whole")


def asked_otherwise() -> tuple[Variant, ...]:
    """Variants over the same index."""
    pool = min(POOL, 30)
    return (
        Variant("lexical leg alone", ranking=partial(best_rows, leg="lexical")),
        Variant("dense leg alone", ranking=partial(best_rows, leg="dense")),
        Variant("fusion: reciprocal ranks", ranking=by_ranks),
        Variant("fusion: min-max, half and half", ranking=by_min_max),
        *_without_weights(),
        Variant(
            "weights the same for every query",
            changes=(Change(FusionWeights, "for_query", lambda weights, *_: weights),),
        ),
        Variant("what all queries share kept", changes=(Change(dense, "SHARED", 0.0),)),
        Variant("without synonyms", changes=without_files("synonyms.tsv")),
        Variant("without everyday words", changes=without_files("everyday.tsv")),
        Variant("without the English glossary", changes=without_files("glossary.tsv")),
        Variant(
            "without all three",
            changes=without_files("synonyms.tsv", "everyday.tsv", "glossary.tsv"),
        ),
        Variant("question words kept", changes=without_files("stopwords.txt")),
        Variant("places not understood", changes=(Change(understanding, "find", lambda _: []),)),
        Variant(f"{pool} passages of each leg", changes=(Change(candidates, "POOL", pool),)),
    )


def indexed_otherwise() -> tuple[Variant, ...]:
    """Variants that need an index of their own."""
    return (
        Variant("without folding of script", changes=(Change(script, "_converter", _AsItIs),)),
        Variant("without domain words", changes=without_files("domain_words.txt")),
        Variant("words without bigrams", changes=(Change(words, "_bigrams", _single),)),
        Variant("bigrams without words", changes=(Change(words, "_tokens", _only_bigrams),)),
        Variant("without title and headings", changes=_texts(bare, bare)),
        Variant("no title, headings for BM25", changes=_texts(bare, index_texts)),
        Variant("no title, headings for vectors", changes=_texts(index_texts, bare)),
        _sized("passages half as long", 0.5),
        _sized("passages twice as long", 2.0),
    )


def by_ranks(found: Candidates) -> list[int]:
    """Reciprocal ranks of both legs, each counting as much."""
    scores = [
        sum(1 / (RRF_K + ranks[int(row)]) for ranks in found.ranks[:2] if int(row) in ranks)
        for row in found.rows
    ]
    return _best(found, np.array(scores))


def by_min_max(found: Candidates) -> list[int]:
    """Both legs' scores, each spread over 0 to 1 among the candidates, half and half."""
    if len(found.rows) == 0:
        return []
    near = found.lexical if found.cosines is None else found.cosines
    return _best(found, _spread(found.lexical) + _spread(near))


def bare(document: Document, passages: Sequence[Passage]) -> list[IndexText]:
    """``index_texts`` without title and headings."""
    untitled = replace(document, metadata=replace(document.metadata, title=None))
    return index_texts(untitled, [replace(passage, headings=()) for passage in passages])


def _without_weights() -> Iterator[Variant]:
    """One for each part of a fused score."""
    for field in fields(FusionWeights):
        value = getattr(DEFAULT_WEIGHTS, field.name)
        if isinstance(value, float) and value != 0.0:
            yield Variant(f"without {field.name}", replace(DEFAULT_WEIGHTS, **{field.name: 0.0}))


def _texts(
    for_words: Callable[[Document, Sequence[Passage]], list[IndexText]],
    for_vectors: Callable[[Document, Sequence[Passage]], list[IndexText]],
) -> tuple[Change, ...]:
    """What BM25 reads by one function, what the encoder reads by another."""

    def both(document: Document, passages: Sequence[Passage]) -> list[IndexText]:
        pairs = zip(for_words(document, passages), for_vectors(document, passages), strict=True)
        return [replace(words_, text=encoded.text) for words_, encoded in pairs]

    return (Change(building, "index_texts", both),)


def _sized(name: str, times: float) -> Variant:
    target = Change(cutting, "TARGET", round(TARGET * times))
    return Variant(name, changes=(target,), max_chars=round(MAX_CHARS * times))


class _AsItIs:
    """In OpenCC's place: converts nothing."""

    def convert(self, text: str) -> str:
        return text


def _single(run: str) -> Iterable[str]:
    return (run,) if len(run) == 1 else ()


def _only_bigrams(folded: str) -> Iterator[str]:
    for run in words._RUN.findall(folded):
        yield from words._bigrams(run) if run >= "\u3400" else (run,)


def _best(found: Candidates, scores: np.ndarray) -> list[int]:
    return [int(row) for row in found.rows[np.lexsort((found.rows, -scores))]]


def _spread(scores: np.ndarray) -> np.ndarray:
    """0 to 1 over the candidates of one query; there is at least one."""
    spread = (scores - scores.min()) / max(float(np.ptp(scores)), 1e-9)
    return np.asarray(spread)
