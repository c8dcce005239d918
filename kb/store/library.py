"""Documents, passages and mentions of one version, in one read-only SQLite file.

Rows count from 0 in the order of the documents' paths; a passage's row is its row in
the matrices of both legs.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from kb.practices.gathering import telling
from kb.store.entries import (
    Card,
    Entry,
    FileRecord,
    FileReport,
    Stamp,
    Traits,
    entry_of,
)
from kb.store.library_writing import LIBRARY_FILE, SPANS_FILE
from kb.store.practice_rows import cards_of, name_key, practice_of
from kb.types import Document, Failure, Mention, Metadata, Passage, Practice, PracticeCard

_DOCUMENT = TypeAdapter(Document)
_METADATA = TypeAdapter(Metadata)
_MENTION = TypeAdapter(Mention)
_REPORT = TypeAdapter(FileReport)
_TRAITS = TypeAdapter(Traits)
_KEPT_CHARS = 6_000_000
"""Of the documents that are kept as they were read, together; they take about 7 bytes each."""
_LEAST_CHARS = 1000
"""What a document counts for at least, for what it is made of beside its text."""
_IDLE = 4
"""Connections that are kept for whoever asks next."""


class Library:
    """One version's documents and passages, opened for reading; safe between threads."""

    def __init__(self, folder: Path) -> None:
        """Raises ``sqlite3.Error``, ``ValueError`` or ``OSError`` on damaged files."""
        path = (folder / LIBRARY_FILE).resolve()
        self._uri = f"{path.as_uri()}?mode=ro&immutable=1"
        self._idle: list[_Reader] = []
        self._cache: OrderedDict[str, Document] = OrderedDict()
        self._cached_chars = 0
        self._guard = threading.Lock()
        spans = np.load(folder / SPANS_FILE, allow_pickle=False)
        self.document_rows: NDArray[np.int32] = np.ascontiguousarray(spans[:, 0])
        self._spans = spans[:, 1:]
        self.cards: tuple[Card, ...] = tuple(self._read_cards())
        self.row_of_document = {card.id: row for row, card in enumerate(self.cards)}
        self._leaders: dict[str, str] = dict(self._query("SELECT id, leader FROM copies", ()))

    @property
    def rows(self) -> int:
        """Number of passages."""
        return len(self.document_rows)

    def document(self, document_id: str) -> Document | None:
        """A whole document, or ``None`` where the library has no such id. The id of any of
        its files finds it."""
        document_id = self._leaders.get(document_id, document_id)
        with self._guard:
            if document_id in self._cache:
                self._cache.move_to_end(document_id)
                return self._cache[document_id]
        found = self._query("SELECT body FROM documents WHERE id = ?", (document_id,))
        if not found:
            return None
        document = _DOCUMENT.validate_json(found[0][0])
        self._keep(document)
        return document

    def _keep(self, document: Document) -> None:
        """Let the documents used last be at hand; the last one always is."""
        with self._guard:
            if document.id in self._cache:
                return
            self._cache[document.id] = document
            self._cached_chars += _weight(document)
            while self._cached_chars > _KEPT_CHARS and len(self._cache) > 1:
                _, dropped = self._cache.popitem(last=False)
                self._cached_chars -= _weight(dropped)

    def card_of(self, row: int) -> Card:
        """The card of the document that passage ``row`` belongs to."""
        return self.cards[int(self.document_rows[row])]

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """The passages at the given rows, in that order."""
        found = {
            row: (passage_id, tuple(json.loads(headings)), *_layout(layout))
            for row, passage_id, headings, layout in self._query(
                f"SELECT row, id, headings, layout FROM passages WHERE row IN ({_marks(rows)})",
                tuple(int(r) for r in rows),
            )
        }
        return [
            Passage(
                id=found[row][0],
                document_id=self.card_of(row).id,
                headings=found[row][1],
                start=int(self._spans[row][0]),
                end=int(self._spans[row][1]),
                header=found[row][2],
                pages=found[row][3],
            )
            for row in rows
        ]

    def row_of(self, passage_id: str) -> int | None:
        """The row of a passage, ``None`` where the library has no such id."""
        found = self._query("SELECT row FROM passages WHERE id = ?", (passage_id,))
        return int(found[0][0]) if found else None

    def text(self, passage: Passage) -> str:
        """The span of the document that the passage is."""
        document = self.document(passage.document_id)
        if document is None:
            raise KeyError(passage.document_id)
        return document.text[passage.start : passage.end]

    def mentions(self, rows: Sequence[int]) -> dict[int, tuple[Mention, ...]]:
        """The mentions in each of the given passages."""
        found: dict[int, list[Mention]] = {int(row): [] for row in rows}
        for row, body in self._query(
            f"SELECT passage, body FROM mentions WHERE passage IN ({_marks(rows)}) ORDER BY rowid",
            tuple(int(r) for r in rows),
        ):
            found[row].append(_MENTION.validate_json(body))
        return {row: tuple(mentions) for row, mentions in found.items()}

    def all_mentions(self) -> list[Mention]:
        """Every mention of the library, in row order."""
        return [
            _MENTION.validate_json(body)
            for (body,) in self._query("SELECT body FROM mentions ORDER BY rowid", ())
        ]

    def led_mentions(self) -> list[Mention]:
        """Every mention that names bureaus in charge, in row order."""
        # A tenth of all mentions: the others need not be read.
        found = self._query(
            "SELECT body FROM mentions WHERE body NOT LIKE '%\"leads\":[]%' ORDER BY rowid", ()
        )
        return [m for (body,) in found if (m := _MENTION.validate_json(body)).leads]

    def practice_cards(self) -> tuple[PracticeCard, ...]:
        """Every named practice without its mentions, the most told first."""
        return self._practice_cards

    @cached_property
    def practices_by_id(self) -> dict[str, PracticeCard]:
        """The same by their ids."""
        return {card.id: card for card in self._practice_cards}

    def practice(self, id_or_name: str) -> Practice | None:
        """A whole practice by its id, its name or any other of its names, however written;
        of several of that name the most told one. ``None`` where there is none."""
        number = self._practice_number(id_or_name.strip())
        if number is None:
            return None
        found = self._practice_cards[number]
        mentions = self._query(
            "SELECT body FROM mentions WHERE practice = ? AND practice != '' ORDER BY rowid",
            (found.id,),
        )
        related = self._query("SELECT related FROM practices WHERE number = ?", (number,))
        read = sorted((_MENTION.validate_json(body) for (body,) in mentions), key=telling)
        return practice_of(found, read, related[0][0])

    def practices_of(self, document_id: str) -> tuple[PracticeCard, ...]:
        """The practices that a document names, the most told in the library first."""
        row = self.row_of_document.get(self._leaders.get(document_id, document_id))
        if row is None:
            return ()
        first = self.cards[row].first_row
        found = self._query(
            "SELECT DISTINCT practice FROM mentions WHERE passage >= ? AND passage < ?",
            (first, first + self.cards[row].passages),
        )
        named = {practice for (practice,) in found}
        return tuple(card for card in self._practice_cards if card.id in named)

    @cached_property
    def _practice_cards(self) -> tuple[PracticeCard, ...]:
        return cards_of([
            body for (body,) in self._query("SELECT card FROM practices ORDER BY number", ())
        ])  # fmt: skip

    def _practice_number(self, id_or_name: str) -> int | None:
        found = self._query("SELECT number FROM practices WHERE id = ?", (id_or_name,)) or (
            self._query(
                "SELECT min(number) FROM practice_names WHERE key = ?", (name_key(id_or_name),)
            )
        )
        return found[0][0] if found else None

    def failures(self) -> list[tuple[Failure, Stamp]]:
        """The files that could not be read."""
        return [
            (Failure(path, reason), _stamp(stamp))
            for path, reason, stamp in self._query("SELECT path, reason, stamp FROM failures", ())
        ]

    def files(self) -> list[FileRecord]:
        """Every file that was read, copies included, sorted by path."""
        leading = [FileRecord(c.path, c.sha256, c.id, c.stamp) for c in self.cards]
        others = [
            FileRecord(path, sha256, file_id, _stamp(stamp))
            for path, sha256, file_id, stamp in self._query(
                "SELECT path, sha256, id, stamp FROM copies", ()
            )
        ]
        return sorted((*leading, *others), key=lambda record: record.path)

    def reports(self) -> list[FileReport]:
        """What became of every file, sorted by path."""
        found = self._query("SELECT body FROM reports ORDER BY path", ())
        return [_REPORT.validate_json(body) for (body,) in found]

    def entry(self, path: str) -> Entry:
        """Everything of one file, as ``write_library`` took it. Raises ``KeyError``."""
        copied = self._query("SELECT body FROM copies WHERE path = ?", (path,))
        if copied:
            return entry_of(copied[0][0])
        found = self._query("SELECT row, traits FROM documents WHERE path = ?", (path,))
        if not found:
            raise KeyError(path)
        card = self.cards[found[0][0]]
        rows = range(card.first_row, card.first_row + card.passages)
        document = self.document(card.id)
        if document is None:
            raise KeyError(path)
        mentions = {row - card.first_row: m for row, m in self.mentions(rows).items() if m}
        traits = _TRAITS.validate_json(found[0][1])
        return Entry(document, card.stamp, tuple(self.passages(rows)), mentions, traits)

    def _read_cards(self) -> Iterable[Card]:
        for doc_id, path, sha256, title, metadata, passages, first_row, stamp in self._query(
            "SELECT id, path, sha256, title, metadata, passages, first_row, stamp"
            " FROM documents ORDER BY row",
            (),
        ):
            recognised = _METADATA.validate_json(metadata)
            yield Card(doc_id, path, sha256, title, recognised, passages, first_row, _stamp(stamp))

    def _query(self, sql: str, values: tuple[object, ...]) -> list[tuple]:  # type: ignore[type-arg]
        # Every click on a page is a thread of its own: to open the file for each takes longer
        # than what most of them ask.
        try:
            reader = self._idle.pop()
        except IndexError:
            reader = _Reader(self._uri)
        found = list(reader.connection.execute(sql, values))
        if len(self._idle) < _IDLE:
            self._idle.append(reader)
        return found


class _Reader:
    """A connection that one thread at a time uses. It is closed with the last reference to
    it, be that the library's or that of a thread that was cut off."""

    def __init__(self, uri: str) -> None:
        # Whoever drops the last reference closes, and that need not be the thread itself.
        self.connection = sqlite3.connect(uri, uri=True, check_same_thread=False)

    def __del__(self) -> None:
        if hasattr(self, "connection"):
            self.connection.close()


def _layout(text: str | None) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """Table header and pages of a passage."""
    if text is None:
        return None, None
    header, pages = json.loads(text)
    return (tuple(header) if header else None, tuple(pages) if pages else None)


def _weight(document: Document) -> int:
    return max(_LEAST_CHARS, len(document.text))


def _stamp(text: str) -> Stamp:
    return Stamp(*json.loads(text))


def _marks(rows: Sequence[int]) -> str:
    return ",".join("?" * len(rows))
