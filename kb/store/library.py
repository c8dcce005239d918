"""Documents, passages and mentions of one version, in one read-only SQLite file.

Rows count from 0 in the order of the documents' paths; a passage's row is its row in
the matrices of both legs.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from kb.types import Document, Failure, Mention, Metadata, Passage

_FILE = "library.sqlite"
_SPANS = "passages.npy"
_SCHEMA = """
CREATE TABLE documents (row INTEGER PRIMARY KEY, id TEXT UNIQUE, path TEXT, sha256 TEXT,
    title TEXT, passages INTEGER, first_row INTEGER, metadata TEXT, stamp TEXT, body TEXT);
CREATE TABLE passages (row INTEGER PRIMARY KEY, id TEXT, headings TEXT);
CREATE TABLE mentions (passage INTEGER, key TEXT, body TEXT);
CREATE TABLE failures (path TEXT, reason TEXT, stamp TEXT);
CREATE INDEX mentions_by_passage ON mentions (passage);
"""
_DOCUMENT = TypeAdapter(Document)
_METADATA = TypeAdapter(Metadata)
_MENTION = TypeAdapter(Mention)
_CACHED = 64


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells without reading that a file is unchanged: bytes and times in ns."""

    size: int
    mtime_ns: int
    ctime_ns: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One document with everything that indexing made of it. ``mentions``: row within the
    document's passages → mentions there."""

    document: Document
    stamp: Stamp
    passages: tuple[Passage, ...]
    mentions: Mapping[int, tuple[Mention, ...]]


@dataclass(frozen=True, slots=True)
class Card:
    """A document without its text: what lists and filters need. ``first_row``: the row of
    its first passage; the others follow."""

    id: str
    path: str
    sha256: str
    title: str
    metadata: Metadata
    passages: int
    first_row: int
    stamp: Stamp


def write_library(
    folder: Path, entries: Sequence[Entry], failures: Iterable[tuple[Failure, Stamp]]
) -> None:
    """Write all entries, in the given order, into ``folder``."""
    connection = sqlite3.connect(folder / _FILE)
    try:
        connection.executescript(_SCHEMA)
        first_row = 0
        spans: list[tuple[int, int, int]] = []
        for row, entry in enumerate(entries):
            _write_entry(connection, row, first_row, entry)
            spans += [(row, p.start, p.end) for p in entry.passages]
            first_row += len(entry.passages)
        connection.executemany(
            "INSERT INTO failures VALUES (?, ?, ?)",
            [(f.path, f.reason, _stamp_text(s)) for f, s in failures],
        )
        connection.commit()
    finally:
        connection.close()
    np.save(folder / _SPANS, np.array(spans, np.int32).reshape(-1, 3), allow_pickle=False)


class Library:
    """One version's documents and passages, opened for reading; safe between threads."""

    def __init__(self, folder: Path) -> None:
        """Raises ``sqlite3.Error``, ``ValueError`` or ``OSError`` on damaged files."""
        path = (folder / _FILE).resolve()
        self._uri = f"{path.as_uri()}?mode=ro&immutable=1"
        self._local = threading.local()
        self._cache: OrderedDict[str, Document] = OrderedDict()
        self._guard = threading.Lock()
        spans = np.load(folder / _SPANS, allow_pickle=False)
        self.document_rows: NDArray[np.int32] = np.ascontiguousarray(spans[:, 0])
        self._spans = spans[:, 1:]
        self.cards: tuple[Card, ...] = tuple(self._read_cards())
        self.row_of_document = {card.id: row for row, card in enumerate(self.cards)}

    @property
    def rows(self) -> int:
        """Number of passages."""
        return len(self.document_rows)

    def document(self, document_id: str) -> Document | None:
        """A whole document, or ``None`` where the library has no such id."""
        with self._guard:
            if document_id in self._cache:
                self._cache.move_to_end(document_id)
                return self._cache[document_id]
        found = self._query("SELECT body FROM documents WHERE id = ?", (document_id,))
        if not found:
            return None
        document = _DOCUMENT.validate_json(found[0][0])
        with self._guard:
            self._cache[document_id] = document
            while len(self._cache) > _CACHED:
                self._cache.popitem(last=False)
        return document

    def card_of(self, row: int) -> Card:
        """The card of the document that passage ``row`` belongs to."""
        return self.cards[int(self.document_rows[row])]

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """The passages at the given rows, in that order."""
        found = {
            row: (passage_id, tuple(json.loads(headings)))
            for row, passage_id, headings in self._query(
                f"SELECT row, id, headings FROM passages WHERE row IN ({_marks(rows)})",
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
            )
            for row in rows
        ]

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

    def failures(self) -> list[tuple[Failure, Stamp]]:
        """The files that could not be read."""
        return [
            (Failure(path, reason), _stamp(stamp))
            for path, reason, stamp in self._query("SELECT path, reason, stamp FROM failures", ())
        ]

    def entry(self, card: Card) -> Entry:
        """Everything of one document, as ``write_library`` took it."""
        rows = range(card.first_row, card.first_row + card.passages)
        document = self.document(card.id)
        if document is None:
            raise KeyError(card.id)
        mentions = {row - card.first_row: m for row, m in self.mentions(rows).items() if m}
        return Entry(document, card.stamp, tuple(self.passages(rows)), mentions)

    def _read_cards(self) -> Iterable[Card]:
        for doc_id, path, sha256, title, metadata, passages, first_row, stamp in self._query(
            "SELECT id, path, sha256, title, metadata, passages, first_row, stamp"
            " FROM documents ORDER BY row",
            (),
        ):
            recognised = _METADATA.validate_json(metadata)
            yield Card(doc_id, path, sha256, title, recognised, passages, first_row, _stamp(stamp))

    def _query(self, sql: str, values: tuple[object, ...]) -> list[tuple]:  # type: ignore[type-arg]
        reader = getattr(self._local, "reader", None)
        if reader is None:
            reader = _Reader(self._uri)
            self._local.reader = reader
        return list(reader.connection.execute(sql, values))


class _Reader:
    """One thread's connection. It goes with its thread or its library, whichever ends
    first: every click on a page is a thread of its own, and nobody is there to close."""

    def __init__(self, uri: str) -> None:
        # Whoever drops the last reference closes, and that need not be the thread itself.
        self.connection = sqlite3.connect(uri, uri=True, check_same_thread=False)

    def __del__(self) -> None:
        if hasattr(self, "connection"):
            self.connection.close()


def _write_entry(connection: sqlite3.Connection, row: int, first_row: int, entry: Entry) -> None:
    document = entry.document
    connection.execute(
        "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            row,
            document.id,
            document.path,
            document.sha256,
            document.title,
            len(entry.passages),
            first_row,
            _METADATA.dump_json(document.metadata).decode(),
            _stamp_text(entry.stamp),
            _DOCUMENT.dump_json(document).decode(),
        ),
    )
    connection.executemany(
        "INSERT INTO passages VALUES (?, ?, ?)",
        [
            (first_row + i, p.id, json.dumps(p.headings, ensure_ascii=False))
            for i, p in enumerate(entry.passages)
        ],
    )
    connection.executemany(
        "INSERT INTO mentions VALUES (?, ?, ?)",
        [
            (first_row + i, mention.key, _MENTION.dump_json(mention).decode())
            for i, mentions in sorted(entry.mentions.items())
            for mention in mentions
        ],
    )


def _stamp_text(stamp: Stamp) -> str:
    return json.dumps([stamp.size, stamp.mtime_ns, stamp.ctime_ns])


def _stamp(text: str) -> Stamp:
    return Stamp(*json.loads(text))


def _marks(rows: Sequence[int]) -> str:
    return ",".join("?" * len(rows))
