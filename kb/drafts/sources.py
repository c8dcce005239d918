"""The passages of the library that a draft's sentences may rest on, taken apart alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.drafts.marks import Mark, marks
from kb.drafts.sentences import Bag, Sentence, sentences
from kb.script import fold, is_traditional, to_simplified
from kb.store.entries import Card
from kb.store.snapshot import Snapshot
from kb.types import Document, Passage, Practice, Region

TOP = 12
"""Passages that a sentence's words offer."""
_HOLDING = 4
"""Passages that one printed number offers."""
_COMMON = 3000
"""A number in more passages than that says nothing of where it comes from."""
_SAMPLE = 1500
"""Characters by which the script of a document is told: to look at all of it costs more
than all the rest of its reading."""
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Source:
    """A passage. ``folded``: its text, folded; ``sentences``: of it; ``words``: of all of it
    and its headings. ``offset``: where it begins in its document."""

    row: int
    document_id: str
    offset: int
    folded: str
    sentences: tuple[Sentence, ...]
    words: Bag
    regions: tuple[Region, ...]


class Sources:
    """Reads passages of one opened index, each once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._library = snapshot.library
        self._index = snapshot.lexical
        self._read: dict[int, Source] = {}
        self._traditional: dict[str, bool] = {}

    @property
    def cards(self) -> tuple[Card, ...]:
        """The documents of the library."""
        return self._library.cards

    def holding(self, words: Bag, k: int) -> list[int]:
        """At most ``k`` rows of passages that have every one of ``words``."""
        found: NDArray[np.int32] | None = None
        for word in sorted(words, key=lambda w: -self._index.weight(w)):
            holders = self._index.holders(word)
            found = holders if found is None else np.intersect1d(found, holders)
            if len(found) == 0:
                return []
        return [] if found is None else [int(row) for row in found[:k]]

    def scores(self, words: Bag) -> Scores:
        """(passages,) float32: BM25 of a sentence's words."""
        return self._index.scores(dict.fromkeys(words, 1.0))

    def near(self, sentence: Sentence, scores: Scores) -> list[int]:
        """The rows that its words and each of its numbers offer, best first."""
        found = dict.fromkeys(_best(scores, TOP))
        for pin in sentence.pins:
            for token in printed_forms(pin.mark):
                holders = self._index.holders(token)
                if 0 < len(holders) <= _COMMON:
                    found.update(dict.fromkeys(_best(scores, _HOLDING, holders)))
        return list(found)

    def near_all(self, line: Sequence[Sentence]) -> list[int]:
        """The rows that the words and the numbers of a whole paragraph offer: where every
        sentence is a formula, only all of them together tell where they come from."""
        tokens = {word for sentence in line for word in sentence.words}
        tokens |= {
            token for sentence in line for pin in sentence.pins for token in printed_forms(pin.mark)
        }
        return _best(self.scores(frozenset(tokens)), TOP)

    def of_document(self, document_id: str, scores: Scores, k: int) -> list[int]:
        """The best ``k`` rows of one document."""
        card = self._library.cards[self._library.row_of_document[document_id]]
        rows = np.arange(card.first_row, card.first_row + card.passages)
        return _best(scores, k, rows)

    def read(self, rows: Iterable[int]) -> list[Source]:
        """The passages at ``rows``, in that order, those of one document read together."""
        wanted = list(dict.fromkeys(rows))
        missing = sorted(row for row in wanted if row not in self._read)
        for start in range(0, len(missing), 500):
            part = missing[start : start + 500]
            for row, passage in zip(part, self._library.passages(part), strict=True):
                self._read[row] = self._taken_apart(row, passage)
        return [self._read[row] for row in wanted]

    def weight(self, word: str) -> float:
        """What a word tells: its IDF."""
        return self._index.weight(word)

    def practice(self, name: str) -> Practice | None:
        """The practice of that name or alias."""
        return self._library.practice(name)

    def document(self, document_id: str) -> Document:
        """Raises ``KeyError`` where the library has no such document."""
        found = self._library.document(document_id)
        if found is None:
            raise KeyError(document_id)
        return found

    def _taken_apart(self, row: int, passage: Passage) -> Source:
        document = self.document(passage.document_id)
        text = document.text[passage.start : passage.end]
        plain = to_simplified(text) if self._is_traditional(document) else text
        folded = fold(plain)
        read = sentences(folded, marks(plain, folded, year_of(document)))
        above = sentences(fold(" ".join(passage.headings)), ())
        words = frozenset().union(*(s.words for s in (*read, *above)))
        return Source(
            row, document.id, passage.start, folded, read, words, document.metadata.regions
        )

    def _is_traditional(self, document: Document) -> bool:
        if document.id not in self._traditional:
            self._traditional[document.id] = is_traditional(document.text[:_SAMPLE])
        return self._traditional[document.id]


def year_of(document: Document) -> int | None:
    """The year a document was written in, as far as it is known."""
    known = document.metadata
    dated = known.written or known.issued or known.published
    return int(dated.value[:4]) if dated and dated.value[:4].isdigit() else None


def printed_forms(mark: Mark) -> tuple[str, ...]:
    """How a figure may be printed, as a token of the index: 14984万元 also as 1.4984 (亿)."""
    if mark.amount is None or mark.amount.high is not None:
        return ()
    value = mark.amount.value
    sizes = (1.0, 1e4, 1e8) if abs(value) >= 1000 else (1.0,)
    forms = [mark.amount.printed.translate(_PLAIN), *(f"{value / size:.12g}" for size in sizes)]
    return tuple(dict.fromkeys(form for form in forms if form.isascii() and "e" not in form))


_PLAIN = str.maketrans("０１２３４５６７８９．", "0123456789.", ",， ")


def _best(
    scores: Scores, k: int, rows: NDArray[np.int32] | NDArray[np.int64] | None = None
) -> list[int]:
    """The rows with the ``k`` best scores above nothing, ties by row."""
    among = np.arange(len(scores)) if rows is None else np.asarray(rows)
    among = among[scores[among] > 0]
    if len(among) > 4 * k:
        border = np.partition(scores[among], len(among) - k)[len(among) - k]
        among = among[scores[among] >= border]
    order = np.lexsort((among, -scores[among]))
    return [int(row) for row in among[order[:k]]]
