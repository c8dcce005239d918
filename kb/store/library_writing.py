"""Writes the documents and passages of a version."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter

from kb.store.entries import Entry, FileReport, Stamp, Traits, entry_json
from kb.store.practice_rows import PRACTICES_SCHEMA, write_practices
from kb.types import Document, Failure, Mention, Metadata, Passage, Practice

LIBRARY_FILE = "library.sqlite"
SPANS_FILE = "passages.npy"
_SCHEMA = """
CREATE TABLE documents (row INTEGER PRIMARY KEY, id TEXT UNIQUE, path TEXT, sha256 TEXT,
    title TEXT, passages INTEGER, first_row INTEGER, metadata TEXT, stamp TEXT, body TEXT,
    traits TEXT);
CREATE TABLE passages (row INTEGER PRIMARY KEY, id TEXT, headings TEXT, layout TEXT);
CREATE TABLE mentions (passage INTEGER, practice TEXT, body TEXT);
CREATE TABLE copies (path TEXT PRIMARY KEY, id TEXT, leader TEXT, sha256 TEXT, stamp TEXT,
    body TEXT);
CREATE TABLE failures (path TEXT, reason TEXT, stamp TEXT);
CREATE TABLE reports (path TEXT, body TEXT);
CREATE INDEX mentions_by_passage ON mentions (passage);
CREATE INDEX mentions_by_practice ON mentions (practice) WHERE practice != '';
"""
_DOCUMENT = TypeAdapter(Document)
_METADATA = TypeAdapter(Metadata)
_MENTION = TypeAdapter(Mention)
_REPORT = TypeAdapter(FileReport)
_TRAITS = TypeAdapter(Traits)


def write_library(
    folder: Path,
    entries: Sequence[Entry],
    failures: Iterable[tuple[Failure, Stamp]],
    copies: Iterable[tuple[Entry, str]] = (),
    reports: Iterable[FileReport] = (),
    practices: Iterable[Practice] = (),
) -> None:
    """Write all entries, in the given order, into ``folder``.

    ``copies``: files that hold a document another file leads, each with the id of that
    document; they are kept whole, so that any of them can lead the next build.
    ``practices``: the most told first; mentions of ``entries`` name theirs by id.
    """
    connection = sqlite3.connect(folder / LIBRARY_FILE)
    try:
        connection.executescript(_SCHEMA + PRACTICES_SCHEMA)
        first_row = 0
        spans: list[tuple[int, int, int]] = []
        for row, entry in enumerate(entries):
            _write_entry(connection, row, first_row, entry)
            spans += [(row, p.start, p.end) for p in entry.passages]
            first_row += len(entry.passages)
        connection.executemany(
            "INSERT INTO copies VALUES (?, ?, ?, ?, ?, ?)", (_copy_row(*copy) for copy in copies)
        )
        connection.executemany(
            "INSERT INTO failures VALUES (?, ?, ?)",
            [(f.path, f.reason, stamp_text(s)) for f, s in failures],
        )
        connection.executemany(
            "INSERT INTO reports VALUES (?, ?)",
            [(report.path, _REPORT.dump_json(report).decode()) for report in reports],
        )
        write_practices(connection, practices)
        connection.commit()
    finally:
        connection.close()
    np.save(folder / SPANS_FILE, np.array(spans, np.int32).reshape(-1, 3), allow_pickle=False)


def stamp_text(stamp: Stamp) -> str:
    """A stamp as it stands in a column."""
    return json.dumps([stamp.size, stamp.mtime_ns, stamp.ctime_ns])


def _layout(passage: Passage) -> str | None:
    """Table header and pages; most passages have neither."""
    if passage.header is None and passage.pages is None:
        return None
    return json.dumps([passage.header, passage.pages])


def _copy_row(entry: Entry, leader: str) -> tuple[str, ...]:
    document = entry.document
    body = entry_json(entry).decode()
    return document.path, document.id, leader, document.sha256, stamp_text(entry.stamp), body


def _write_entry(connection: sqlite3.Connection, row: int, first_row: int, entry: Entry) -> None:
    document = entry.document
    connection.execute(
        "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            row,
            document.id,
            document.path,
            document.sha256,
            document.title,
            len(entry.passages),
            first_row,
            _METADATA.dump_json(document.metadata).decode(),
            stamp_text(entry.stamp),
            _DOCUMENT.dump_json(document).decode(),
            _TRAITS.dump_json(entry.traits).decode(),
        ),
    )
    connection.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?)",
        [
            (first_row + i, p.id, json.dumps(p.headings, ensure_ascii=False), _layout(p))
            for i, p in enumerate(entry.passages)
        ],
    )
    connection.executemany(
        "INSERT INTO mentions VALUES (?, ?, ?)",
        [
            (first_row + i, mention.practice, _MENTION.dump_json(mention).decode())
            for i, mentions in sorted(entry.mentions.items())
            for mention in mentions
        ],
    )
