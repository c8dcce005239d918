"""What the store keeps of each file, and its form in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter

from kb.copies import Fingerprint
from kb.series import Citation
from kb.types import Document, Mention, Metadata, Passage


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells without reading that a file is unchanged: bytes and times in ns."""

    size: int
    mtime_ns: int
    ctime_ns: int


@dataclass(frozen=True, slots=True)
class Traits:
    """What relates a document to others. ``fingerprint``: finds its copies. ``citations``:
    the documents it names."""

    fingerprint: Fingerprint | None = None
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One file with everything that indexing made of it. ``mentions``: row within the
    document's passages → mentions there."""

    document: Document
    stamp: Stamp
    passages: tuple[Passage, ...]
    mentions: Mapping[int, tuple[Mention, ...]]
    traits: Traits = Traits()


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


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file that was read, the leading one of its document or another."""

    path: str
    sha256: str
    id: str
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file.

    ``outcome``: 收入 (its text is in the library), 并入 (its document is, led by the file
    ``leader``; ``how`` the two agree) or 未收入 (``reason``). ``characters``: of the raw
    text; ``kept``: of the cleaned one; ``removed``: characters by reason, as in
    ``kb.cleaning.REASONS``. ``scanned``: pages read from pictures. ``unread``: sentences
    about what could not be read. ``flags``: how many of each kind.
    """

    path: str
    outcome: Literal["收入", "并入", "未收入"]
    format: str | None = None
    document_id: str | None = None
    title: str | None = None
    pages: int | None = None
    scanned: int = 0
    characters: int = 0
    kept: int = 0
    removed: tuple[tuple[str, int], ...] = ()
    unread: tuple[str, ...] = ()
    flags: tuple[tuple[str, int], ...] = ()
    leader: str | None = None
    how: str | None = None
    reason: str | None = None


_ENTRY = TypeAdapter(Entry)


def entry_json(entry: Entry) -> bytes:
    """An entry as JSON, in UTF-8."""
    return _ENTRY.dump_json(entry)


def entry_of(body: Any) -> Entry:
    """The entry of ``entry_json``, parsed or not. Raises ``ValueError``."""
    if isinstance(body, str | bytes):
        return _ENTRY.validate_json(body)
    return _ENTRY.validate_python(body)
