"""The tables of users' data, as the steps that lead to them.

A change of the tables is one more step; the steps that stand are never changed, as files
that have gone them exist.
"""

from __future__ import annotations

APPLICATION = 0x584A7564
"""Marks the file as ours."""
TABLES = frozenset({"baskets", "items", "current", "history", "saved", "opinions"})
_FIRST = (
    """CREATE TABLE baskets (
        id TEXT PRIMARY KEY, person TEXT NOT NULL, name TEXT NOT NULL, created TEXT NOT NULL,
        changed TEXT NOT NULL, token TEXT UNIQUE, deleted TEXT)""",
    "CREATE INDEX baskets_of ON baskets (person)",
    """CREATE TABLE items (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        basket TEXT NOT NULL REFERENCES baskets (id) ON DELETE CASCADE,
        position INTEGER NOT NULL, document_id TEXT NOT NULL, start INTEGER NOT NULL,
        end INTEGER NOT NULL, quotation TEXT NOT NULL, note TEXT NOT NULL DEFAULT '',
        collected TEXT NOT NULL, deleted TEXT)""",
    "CREATE INDEX items_of ON items (basket, position)",
    """CREATE UNIQUE INDEX items_once ON items (basket, document_id, start, end)
        WHERE deleted IS NULL""",
    """CREATE TABLE current (
        person TEXT PRIMARY KEY, basket TEXT NOT NULL REFERENCES baskets (id) ON DELETE CASCADE)""",
    """CREATE TABLE history (
        id INTEGER PRIMARY KEY AUTOINCREMENT, person TEXT NOT NULL, address TEXT NOT NULL,
        label TEXT NOT NULL, at TEXT NOT NULL, UNIQUE (person, address))""",
    """CREATE TABLE saved (
        id INTEGER PRIMARY KEY AUTOINCREMENT, person TEXT NOT NULL, address TEXT NOT NULL,
        label TEXT NOT NULL, at TEXT NOT NULL, UNIQUE (person, address))""",
    """CREATE TABLE opinions (
        id INTEGER PRIMARY KEY AUTOINCREMENT, person TEXT NOT NULL, query TEXT NOT NULL,
        document_id TEXT NOT NULL, passage_id TEXT NOT NULL, start INTEGER NOT NULL,
        end INTEGER NOT NULL, path TEXT NOT NULL, text TEXT NOT NULL, useful INTEGER NOT NULL,
        at TEXT NOT NULL, UNIQUE (person, query, passage_id))""",
)
STEPS = (_FIRST,)
"""Step n leads from version n, 0 being an empty file, to n + 1."""
