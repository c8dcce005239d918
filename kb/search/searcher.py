"""The walk of a query: understanding → candidates of both legs → hits → practices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from kb.embedding.encoder import Encoder
from kb.practices import practices
from kb.script import fold
from kb.search.answerable import Support, is_answered
from kb.search.candidates import Candidates, Rows, gather
from kb.search.excluding import holding
from kb.search.filters import DocumentFilter
from kb.search.folding import folded
from kb.search.fusion import FusionWeights
from kb.search.joining import Standing, Walk, best_support, ranked, taken_in_turn
from kb.search.numbers import CITED, FULL, OwnNumbers, numbers_in, states
from kb.search.spelling import Speller
from kb.search.supporting import support
from kb.search.understanding import Place, Understanding, understand
from kb.store.snapshot import Snapshot
from kb.types import Filters, Hit, Practice, Why

NO_DENSE = "没有可用的语义模型，本次只按关键词检索。"
NEAREST = "所选的条件里没有直接讲这件事的段落，以下是最接近的，请留意。"
NOT_IN_LIBRARY = (
    "库内未见直接讲这件事的内容，以下只是字面或意思最接近的段落，多半不相干，请自行判断。"
)
NO_FILTERS = Filters()
TELLING = 0.4
"""Share of the best score from which on a hit is answered as a practice; what lies below is
shown as a passage, for the user to judge."""
_SHARED = 0.3
"""Share of the subject from which on a passage within the conditions is near it."""
DEFAULT_WEIGHTS = FusionWeights()
_EXPECTED = 0.1
"""Share of the words that an answer is likely to have from which on that is told as a reason."""
_SPARE = 3
"""How many times as many passages are looked at where some are folded."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query found. ``answered`` false means that the library has nothing on it; then
    there are no practices, and hits only where the nearest were asked for. ``notes``: what the user should know, as sentences.
    ``same``: rank of a hit → hits of other documents that say the same, folded into it."""

    query: str
    understood: Understanding
    answered: bool
    hits: tuple[Hit, ...] = ()
    practices: tuple[Practice, ...] = ()
    notes: tuple[str, ...] = ()
    support: Support | None = None
    same: Mapping[int, tuple[Hit, ...]] = field(default_factory=dict)


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
        self._numbers = OwnNumbers(snapshot.library.cards)
        self._speller = Speller(snapshot)

    def search(
        self,
        query: str,
        k: int = 10,
        filters: Filters = NO_FILTERS,
        *,
        exact: bool = False,
        as_typed: bool = False,
        fold_same: bool = False,
        nearest: bool = False,
    ) -> Answer:
        """The best ``k`` passages for ``query`` among the documents that pass ``filters``.

        ``exact``: without synonyms. ``as_typed``: typing errors stay. ``fold_same``: passages
        that say the same in several documents count as one. ``nearest``: where the library has
        nothing on it, the nearest passages all the same, with a note and without practices.
        Raises ``InputError`` for a query without a word, ``UsageError`` for a filter that cannot
        be.
        """
        understood = self.understand(query, exact, as_typed)
        notes = list(self._told(understood))
        allowed = self.allowed(filters, understood)
        if allowed is not None and len(allowed) == 0:
            notes.append("没有文件符合所选的条件，请放宽条件再试。")
            return Answer(query, understood, False, notes=tuple(notes))
        ways = understood.ways or (understood,)
        walks = [self._walk(way, allowed, notes) for way in ways]
        supported = best_support(walks)
        if all(walk.found is None for walk in walks):
            if understood.corrected:  # no better, so it was perhaps no mistake
                again = partial(self.search, as_typed=True, fold_same=fold_same, nearest=nearest)
                return again(query, k, filters)
            missed = Answer(query, understood, False, notes=tuple(notes), support=supported)
            return self._nearest(missed, ways, allowed, k, fold_same) if nearest else missed
        notes += _unanswered(walks)
        hits, same, of = self._hits(understood, walks, k, fold_same)
        made = taken_in_turn([
            self._practices(walk.understood, tuple(h for h in hits if of[h.row] == number), same)
            for number, walk in enumerate(walks)
        ])  # fmt: skip
        made = self._kept(understood, made)
        return Answer(query, understood, True, hits, made, tuple(notes), supported, same)

    def understand(self, query: str, exact: bool = False, as_typed: bool = False) -> Understanding:
        """What a query asks of this library, without its typing errors unless ``exact`` or
        ``as_typed``. Raises ``InputError`` for one without a word."""
        understood = understand(query, exact)
        meant = query if exact or as_typed else self._speller.corrected(query)
        if meant == query:
            return understood
        return replace(understand(meant), query=query, corrected=meant)

    def allowed(self, filters: Filters, understood: Understanding | None = None) -> Rows | None:
        """The rows that pass ``filters`` and what the query leaves out, ``None`` for all."""
        if understood and understood.left_out:
            out = (region for place in understood.left_out for region in place.regions)
            filters = replace(filters, without=(*filters.without, *out))
        rows = self._filter.rows(filters)
        if understood is None or not understood.excluded:
            return rows
        kept = ~holding(understood.excluded, self.snapshot.lexical)
        return np.flatnonzero(kept) if rows is None else rows[kept[rows]]

    def documents(self, filters: Filters) -> int:
        """How many documents pass ``filters``."""
        return self._filter.count(filters)

    def hit(self, understood: Understanding, rank: int, row: int, why: Why, score: float) -> Hit:
        """The hit of a passage by its row; what of the query occurs in it is added."""
        passage = self.snapshot.library.passages([row])[0]
        text = self.snapshot.library.text(passage)
        why = replace(why, terms=_occurring(understood, text))
        return Hit(rank, score, row, passage, text, why)

    def _walk(self, understood: Understanding, allowed: Rows | None, notes: list[str]) -> Walk:
        """One way of asking; adds to ``notes`` what its answer lacks."""
        found = self.candidates(understood, allowed)
        supported = support(understood, found, self.snapshot.lexical)
        if len(found.rows) == 0 or not is_answered(supported):
            if not self._near(understood, supported, allowed):
                return Walk(understood, None, supported)
            notes.append(NEAREST)
        found, told = self._quoted(understood, found)
        notes += told
        return Walk(understood, found, supported)

    def _nearest(
        self,
        missed: Answer,
        ways: Sequence[Understanding],
        allowed: Rows | None,
        k: int,
        fold_same: bool,
    ) -> Answer:
        """An answer that was ``missed``, with the best candidates all the same."""
        found = [self.candidates(way, allowed) for way in ways]
        assert missed.support is not None  # something was looked at
        walks = [Walk(way, one, missed.support) for way, one in zip(ways, found, strict=True)]
        hits, same, _ = self._hits(missed.understood, walks, k, fold_same)
        if not hits:
            return missed
        notes = (*missed.notes, NOT_IN_LIBRARY)
        return replace(missed, hits=hits, notes=notes, same=same)

    def _near(self, understood: Understanding, supported: Support, allowed: Rows | None) -> bool:
        """Whether the conditions alone keep back the answer, which the library has, and leave
        something that shares a fair part of the subject."""
        if allowed is None or supported.coverage < _SHARED:
            return False
        whole = self.candidates(understood)
        return is_answered(support(understood, whole, self.snapshot.lexical))

    def candidates(self, understood: Understanding, allowed: Rows | None = None) -> Candidates:
        """Everything that may answer, scored, places and years of the query favoured."""
        encoder = self._encoder() if self._encoder else None
        numbers = numbers_in(understood.asked)
        having = self._numbers.having(numbers)
        heads = self._numbers.heads(having)
        found = gather(understood, self.snapshot, encoder, allowed, self.weights, heads)
        documents = self.snapshot.library.document_rows[found.rows]
        regions = [r for place in understood.places for r in place.regions]
        here = self._filter.from_places(regions)[documents]
        then = self._filter.of_years(understood.years)[documents]
        stated = states(numbers, self.snapshot.lexical, found.rows)
        numbered = np.maximum(having[documents], np.float32(CITED) * stated)
        bonus = self.weights.place * here + self.weights.year * then
        bonus = bonus + self.weights.number * numbered
        scores = (found.scores + bonus).astype(np.float32)
        return replace(found, scores=scores, here=here, then=then, numbered=numbered)

    def _practices(
        self, understood: Understanding, hits: Sequence[Hit], same: Mapping[int, Sequence[Hit]]
    ) -> tuple[Practice, ...]:
        """The practices of one way of asking; a passage that is folded into another answers
        under that one's rank."""
        if not hits:
            return ()
        library = self.snapshot.library
        told = [hit for hit in hits if hit.score >= TELLING * hits[0].score]
        folded = [replace(h, rank=hit.rank) for hit in told for h in same.get(hit.rank, ())]
        told = sorted((*told, *folded), key=lambda hit: hit.rank)
        mentions = library.mentions([hit.row for hit in told])
        regions = {h.passage.document_id: library.card_of(h.row).metadata.region for h in told}
        asked = tuple(subject.word for subject in understood.subjects)
        return practices(tuple(told), mentions, regions, asked, library.practices_by_id)

    def _kept(self, understood: Understanding, made: tuple[Practice, ...]) -> tuple[Practice, ...]:
        """Without the practices that the query leaves out, whatever else they are called."""
        found = (self.snapshot.library.practice(word) for word in understood.excluded)
        out = {practice.id for practice in found if practice}
        return tuple(practice for practice in made if practice.id not in out)

    def _hits(
        self, understood: Understanding, walks: Sequence[Walk], k: int, fold_same: bool
    ) -> tuple[tuple[Hit, ...], dict[int, tuple[Hit, ...]], dict[int, int]]:
        """The best ``k`` hits, those folded into each by its rank, and row → its walk."""
        places = ranked(walks)[: _SPARE * k if fold_same else k]
        # Made as they are needed: the text of a passage is read with its whole document.
        made = (self._hit(understood, walks[p.walk].found, p) for p in places)
        folder = folded(made, k) if fold_same else None
        leads = folder.leads if folder else list(made)
        hits = tuple(replace(hit, rank=rank) for rank, hit in enumerate(leads, 1))
        same = {
            h.rank: tuple(folder.same[h.row]) for h in hits if folder and folder.same.get(h.row)
        }
        return hits, same, {place.row: place.walk for place in places}

    def _hit(self, understood: Understanding, found: Candidates | None, place: Standing) -> Hit:
        assert found is not None  # a place is one among candidates
        why = Why(
            lexical_rank=found.ranks[0].get(place.row),
            dense_rank=found.ranks[1].get(place.row),
            lexical_score=float(found.lexical[place.position]),
            dense_score=None if found.cosines is None else float(found.cosines[place.position]),
            notes=_reasons(found, place.position),
        )
        return self.hit(understood, 0, place.row, why, place.score)

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
        notes += [corrected_note(understood)] if understood.corrected else []
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


def corrected_note(understood: Understanding) -> str:
    """That a query was corrected, and how."""
    return f"已按“{understood.corrected}”检索。"


def _unanswered(walks: Sequence[Walk]) -> list[str]:
    missed = [walk.understood.query for walk in walks if walk.found is None]
    return [f"库内未见关于“{query}”的内容，以下是其余部分的。" for query in missed]


def _reasons(found: Candidates, position: int) -> tuple[str, ...]:
    told = (
        ("含有检索词原文", found.whole),
        ("来自检索词提到的地区", found.here),
        ("涉及检索词提到的年份", found.then),
        ("文号就是检索词里的文号", found.numbered >= FULL),
        ("含有公文讲这类事常用的词", found.expected >= _EXPECTED),
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
