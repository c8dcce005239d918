"""The walk of a query: understanding → candidates of both legs → hits → practices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kb.answerable import Support, is_answered
from kb.candidates import Candidates, Mask, gather, support
from kb.encoder import Encoder
from kb.filters import DocumentFilter
from kb.fusion import FusionWeights, order
from kb.practices import practices
from kb.script import fold
from kb.store.snapshot import Snapshot
from kb.types import Filters, Hit, Practice, Why
from kb.understanding import Place, Understanding, understand

NO_FILTERS = Filters()
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
        allowed = self._filter.rows(filters)
        if allowed is not None and len(allowed) == 0:
            notes.append("没有文件符合所选的条件,请放宽条件再试。")
            return Answer(query, understood, False, notes=tuple(notes))
        encoder = self._encoder() if self._encoder else None
        found = gather(understood, self.snapshot, encoder, allowed, self.weights)
        supported = support(understood, found, self.snapshot.lexical)
        if len(found.rows) == 0 or not is_answered(supported):
            return Answer(query, understood, False, notes=tuple(notes), support=supported)
        found, phrase_note = self._quoted(understood, found)
        hits = self._hits(understood, found, k)
        made = self._practices(understood, hits)
        return Answer(query, understood, True, hits, made, (*notes, *phrase_note), supported)

    def _practices(self, understood: Understanding, hits: tuple[Hit, ...]) -> tuple[Practice, ...]:
        library = self.snapshot.library
        mentions = library.mentions([hit.row for hit in hits])
        regions = {h.passage.document_id: library.card_of(h.row).metadata.region for h in hits}
        return practices(hits, mentions, regions, understood.terms)

    def _hits(self, understood: Understanding, found: Candidates, k: int) -> tuple[Hit, ...]:
        favoured, why = self._favours(understood, found)
        best = order(favoured, found.rows)[:k]
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
                notes=tuple(note for note, mask in why if mask[position]),
            )
            hits.append(Hit(rank, float(favoured[position]), row, passage, text, reason))
        return tuple(hits)

    def _favours(
        self, understood: Understanding, found: Candidates
    ) -> tuple[np.ndarray, list[tuple[str, Mask]]]:
        """Scores with places and years favoured, and the notes for those they raise."""
        documents = self.snapshot.library.document_rows[found.rows]
        scores = found.scores.copy()
        why: list[tuple[str, Mask]] = [("含有检索词原文", found.whole)]
        if understood.places:
            regions = [r for place in understood.places for r in place.regions]
            here = self._filter.from_places(regions)[documents]
            scores += np.float32(self.weights.place) * here
            why.append(("来自检索词提到的地区", here))
        if understood.years:
            then = self._filter.of_years(understood.years)[documents]
            scores += np.float32(self.weights.year) * then
            why.append(("涉及检索词提到的年份", then))
        return scores, why

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
            return found, (f"库内没有一字不差的{named},以下是相近的内容。",)
        return found.only(keep), ()

    def _told(self, understood: Understanding) -> tuple[str, ...]:
        notes = [
            f"库内没有来自“{place.text}”的文件,以下是其他地区的内容。"
            for place in understood.places
            if not self._has(place)
        ]
        if understood.truncated:
            notes.append("检索词太长,只用了前面一部分。")
        return tuple(notes)

    def _has(self, place: Place) -> bool:
        return bool(self._filter.from_places(place.regions).any())


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
