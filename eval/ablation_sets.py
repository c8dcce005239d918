"""The sets that the ablation asks, as indexes with their questions."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.beir import BeirSet, beir_entries, index_beir, smaller
from eval.judged import JudgedQuery, grades
from eval.legs import first_of_each
from eval.measured import MAIN
from eval.metrics import evaluate, ranked
from eval.run import CACHE, DEPTH, judged_snapshot
from eval.variants import Variant
from kb.embedding.encoder import Encoder
from kb.indexing import write_index
from kb.indexing.recipe import recipe
from kb.passages import cut
from kb.search.searcher import Searcher
from kb.search.understanding import understand
from kb.store.entries import Entry, Stamp
from kb.store.snapshot import Snapshot, open_snapshot
from kb.store.versions import build_lock
from kb.types import Filters


@dataclass(frozen=True, slots=True)
class Question:
    """``grades``: name of a document or of a passage → grade."""

    id: str
    text: str
    filters: Filters
    grades: dict[str, int]


@dataclass(frozen=True, slots=True)
class Part:
    """One index and the questions to it. ``by_document``: whether documents are judged,
    each by its best passage, rather than passages."""

    snapshot: Snapshot
    questions: tuple[Question, ...]
    by_document: bool


@dataclass(frozen=True, slots=True)
class JudgedPart:
    """The project's own queries over one collection."""

    collection: str
    queries: tuple[JudgedQuery, ...]

    def opened(self, encoder: Encoder) -> Part:
        """Over the collection's index in the evaluation's cache."""
        return self._part(judged_snapshot(self.collection, encoder))

    def indexed(self, variant: Variant, encoder: Encoder) -> Part:
        """Over an index of the same texts, cut and indexed by ``variant``."""
        library = judged_snapshot(self.collection, encoder).library
        entries = []
        for record in library.files():
            document = library.entry(record.path).document
            # The layout of tables is not kept, so all variants here cut without it.
            passages = cut(document.id, document.text, document.outline, (), variant.max_chars)
            entries.append(Entry(document, Stamp(0, 0, 0), passages, {}))
        base = CACHE / f"judged-{self.collection}"
        return self._part(_index_of(f"judged-{self.collection}", variant, entries, encoder, base))

    def _part(self, snapshot: Snapshot) -> Part:
        made = (Question(q.id, q.query, q.filters, grades(q, snapshot)) for q in self.queries)
        return Part(snapshot, tuple(made), by_document=False)


@dataclass(frozen=True, slots=True)
class BeirPart:
    """A BEIR set; ``most``: documents that indexes of variants hold, 0 for all."""

    beir: BeirSet
    most: int = 0

    def opened(self, encoder: Encoder) -> Part:
        """Over the whole set, its index written anew."""
        base = CACHE / f"beir-{self.beir.name}"
        return self._part(self.beir, index_beir(self.beir, base, encoder))

    def indexed(self, variant: Variant, encoder: Encoder) -> Part:
        """Over an index of at most ``most`` documents, cut and indexed by ``variant``."""
        beir = smaller(self.beir, self.most) if self.most else self.beir
        name = f"{beir.name}-{self.most or 'all'}"
        entries = beir_entries(beir, variant.max_chars)
        base = CACHE / f"beir-{beir.name}"
        return self._part(beir, _index_of(name, variant, entries, encoder, base))

    def _part(self, beir: BeirSet, snapshot: Snapshot) -> Part:
        made = (Question(q, text, Filters(), beir.qrels[q]) for q, text in beir.queries.items())
        return Part(snapshot, tuple(made), by_document=True)


def values(parts: Sequence[Part], variant: Variant, encoder: Encoder) -> dict[str, float]:
    """Query id → nDCG@10 of ``variant``, whose changes are in force."""
    run: dict[str, dict[str, float]] = {}
    qrels: dict[str, dict[str, int]] = {}
    for part in parts:
        searcher = Searcher(part.snapshot, lambda: encoder, variant.weights)
        for question in part.questions:
            run[question.id] = ranked(_names(searcher, question, variant, part.by_document))
            qrels[question.id] = question.grades
    return evaluate(qrels, run).each[MAIN]


def _names(
    searcher: Searcher, question: Question, variant: Variant, by_document: bool
) -> list[str]:
    understood = understand(question.text)
    found = searcher.candidates(understood, searcher.allowed(question.filters))
    rows = variant.ranking(found)
    if not by_document:
        return [str(row) for row in rows[:DEPTH]]
    library = searcher.snapshot.library
    return first_of_each(rows, lambda row: library.card_of(row).path)[:DEPTH]


def _index_of(
    name: str, variant: Variant, entries: Sequence[Entry], encoder: Encoder, base: Path
) -> Snapshot:
    """An index of ``entries`` in a folder of the variant's own, which begins as a copy of
    ``base`` so that texts which were encoded before are not encoded again."""
    index = CACHE / f"ablation-{name}-{variant.name.replace(' ', '-').replace(',', '')}"
    if not index.is_dir() and base.is_dir():
        shutil.copytree(base, index, ignore=shutil.ignore_patterns("pending", "*.lock"))
    with build_lock(index):
        write_index(index, entries, encoder)
    return open_snapshot(index, recipe())
