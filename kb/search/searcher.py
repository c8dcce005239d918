"""The walk of a query: understanding → candidates of both legs → hits → practices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from kb.embedding.encoder import Encoder
from kb.practices import practices
from kb.script import fold
from kb.search.answerable import Support, is_answered
from kb.search.candidates import Candidates, Rows, gather, support
from kb.search.filters import DocumentFilter
from kb.search.fusion import FusionWeights, order
from kb.search.understanding import Place, Understanding, understand
from kb.store.snapshot import Snapshot
from kb.types import Filters, Hit, Practice, Why

NO_DENSE = "没有可用的语义模型，本次只按关键词检索。"
NO_FILTERS = Filters()
TELLING = 0.4
"""Share of the best score from which on a hit is answered as a practice; what lies below is
shown as a passage, for the user to judge."""
DEFAULT_WEIGHTS = FusionWeights()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query found. ``answered`` false means that the library has nothing on it; then
    hits and practices are empty. ``notes``: what the user should know, as sentences."""

    query: str
    understood: Understanding
    answered: bool
    hits: tuple[Hit, ...] = ()
    practices: tuple[Practice, ...] = ()
    notes: tuple[str, ...] = ()
    support: Support | None = None


class Searcher:
    """Answers queries over one opened version. Holds no state between queries."""

    def __init__(
        self,
        snapshot: Snapshot,
        encoder: Callable[[], Encoder] | None,
        weights: FusionWeights = DEFAULT_WEIGHTS,
    ) -> None:
        """``encoder``: called when a query needs it; ``None`` searches by BM25 alone."""
        self.snapshot = snapshot
        self.weights = weights
        self._encoder = encoder if snapshot.dense is not None else None
        self._filter = DocumentFilter(snapshot.library)

    def search(self, query: str, k: int = 10, filters: Filters = NO_FILTERS) -> Answer:
        """The best ``k`` passages for ``query`` among the documents that pass ``filters``.

        Raises ``InputError`` for a query without a word, ``UsageError`` for a filter that
        cannot be.
        """
        understood = understand(query)
        notes = list(self._told(understood))
        allowed = self.allowed(filters)
        if allowed is not None and len(allowed) == 0:
            notes.append("没有文件符合所选的条件，请放宽条件再试。")
            return Answer(query, understood, False, notes=tuple(notes))
        found = self.candidates(understood, allowed)
        supported = support(understood, found, self.snapshot.manifest.model)
        if len(found.rows) == 0 or not is_answered(supported):
            return Answer(query, understood, False, notes=tuple(notes), support=supported)
        found, phrase_note = self._quoted(understood, found)
        hits = self._hits(understood, found, k)
        made = self._practices(understood, hits)
        return Answer(query, understood, True, hits, made, (*notes, *phrase_note), supported)

    def allowed(self, filters: Filters) -> Rows | None:
        """The rows that pass ``filters``, ``None`` for all."""
        return self._filter.rows(filters)

    def candidates(self, understood: Understanding, allowed: Rows | None = None) -> Candidates:
        """Everything that may answer, scored, places and years of the query favoured."""
        encoder = self._encoder() if self._encoder else None
        found = gather(understood, self.snapshot, encoder, allowed, self.weights)
        documents = self.snapshot.library.document_rows[found.rows]
        regions = [r for place in understood.places for r in place.regions]
        here = self._filter.from_places(regions)[documents]
        then = self._filter.of_years(understood.years)[documents]
        bonus = self.weights.place * here + self.weights.year * then
        scores = (found.scores + bonus).astype(np.float32)
        return replace(found, scores=scores, here=here, then=then)

    def _practices(self, understood: Understanding, hits: tuple[Hit, ...]) -> tuple[Practice, ...]:
        library = self.snapshot.library
        hits = tuple(hit for hit in hits if hit.score >= TELLING * hits[0].score)
        mentions = library.mentions([hit.row for hit in hits])
        regions = {h.passage.document_id: library.card_of(h.row).metadata.region for h in hits}
        asked = tuple(subject.word for subject in understood.subjects)
        return practices(hits, mentions, regions, asked, library.practices_by_id)

    def _hits(self, understood: Understanding, found: Candidates, k: int) -> tuple[Hit, ...]:
        best = order(found.scores, found.rows)[:k]
        rows = [int(row) for row in found.rows[best]]
        library = self.snapshot.library
        hits = []
        for rank, (position, row, passage) in enumerate(
            zip(best, rows, library.passages(rows), strict=True), 1
        ):
            text = library.text(passage)
            reason = Why(
                lexical_rank=found.ranks[0].get(row),
                dense_rank=found.ranks[1].get(row),
                lexical_score=float(found.lexical[position]),
                dense_score=None if found.cosines is None else float(found.cosines[position]),
                terms=_occurring(understood, text),
                notes=_reasons(found, int(position)),
            )
            hits.append(Hit(rank, float(found.scores[position]), row, passage, text, reason))
        return tuple(hits)

    def _quoted(
        self, understood: Understanding, found: Candidates
    ) -> tuple[Candidates, tuple[str, ...]]:
        """Only the candidates with every quoted phrase; all of them, and a note, where
        none has it."""
        if not understood.phrases:
            return found, ()
        library = self.snapshot.library
        texts = [fold(library.text(p)) for p in library.passages([int(r) for r in found.rows])]
        keep = np.array([all(phrase in text for phrase in understood.phrases) for text in texts])
        if not keep.any():
            named = "、".join(f"“{phrase}”" for phrase in understood.phrases)
            return found, (f"库内没有一字不差的{named}，以下是相近的内容。",)
        return found.only(keep), ()

    def _told(self, understood: Understanding) -> tuple[str, ...]:
        notes = [] if self._encoder else [NO_DENSE]
        notes += [
            f"库内没有来自“{place.text}”的文件，以下是其他地区的内容。"
            for place in understood.places
            if not self._has(place)
        ]
        if understood.truncated:
            notes.append("检索词太长，只用了前面一部分。")
        return tuple(notes)

    def _has(self, place: Place) -> bool:
        return bool(self._filter.from_places(place.regions).any())


def _reasons(found: Candidates, position: int) -> tuple[str, ...]:
    told = (
        ("含有检索词原文", found.whole),
        ("来自检索词提到的地区", found.here),
        ("涉及检索词提到的年份", found.then),
    )
    return tuple(reason for reason, mask in told if mask[position])


def _occurring(understood: Understanding, text: str) -> tuple[str, ...]:
    """The query's words and their synonyms as they occur in ``text``, longest first."""
    folded = fold(text)
    wanted = dict.fromkeys((
        *understood.phrases,
        *understood.parts,
        *understood.terms,
        *(other for others in understood.synonyms.values() for other in others),
    ))  # fmt: skip
    return tuple(sorted((w for w in wanted if w in folded), key=lambda w: (-len(w), w)))
