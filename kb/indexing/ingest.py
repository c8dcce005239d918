"""The walk of one document: file → raw text → cleaned text → metadata → outline →
passages → mentions."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.cleaning import clean
from kb.copies import fingerprint
from kb.flags import flags
from kb.metadata import recognise
from kb.outline import outline
from kb.passages import cut
from kb.practices import mentions
from kb.reading import read
from kb.script import fold, is_traditional, to_simplified
from kb.series import citations
from kb.store.entries import Entry, Stamp, Traits
from kb.types import Document, Mark, Mention, PageSpan, Passage
from kb.words import tokens

MAX_CHARS = 500
ID_LENGTH = 12


@dataclass(frozen=True, slots=True)
class IndexText:
    """What is indexed of one passage: title and headings join the passage here only.

    ``tokens``: for the lexical leg. ``text``: for the encoder, in Simplified whatever the
    document's script, so that a script never decides what is found.
    """

    tokens: list[str]
    text: str


def ingest(path: Path, relative: str, sha256: str, document_id: str, stamp: Stamp) -> Entry:
    """Read one file and make everything of it that the index holds.

    Raises ``UnreadableError`` where the file cannot be read.
    """
    cleaned = clean(read(path))
    metadata = recognise(cleaned, relative)
    title = metadata.title.value if metadata.title else None
    document = Document(
        id=document_id,
        path=relative,
        sha256=sha256,
        format=cleaned.raw.format,
        text=cleaned.text,
        metadata=metadata,
        outline=outline(cleaned.text, cleaned.marks, title),
        removals=cleaned.removals,
        flags=flags(cleaned.text, cleaned.marks),
        pages=pages(cleaned.marks),
        page_count=cleaned.raw.pages,
        unread=cleaned.raw.unread,
    )
    passages = cut(
        document_id, cleaned.text, document.outline, cleaned.marks, MAX_CHARS, document.pages
    )
    return Entry(
        document,
        stamp,
        passages,
        _by_passage(mentions(document, passages), passages),
        Traits(fingerprint(document), citations(document)),
    )


def pages(marks: Sequence[Mark]) -> tuple[PageSpan, ...]:
    """The pages of a document, from its marks; a page with a line read from a picture is
    scanned."""
    scans = sorted(mark.start for mark in marks if mark.kind == "scan")
    found = []
    for mark in marks:
        if mark.kind == "page" and mark.level is not None:
            at = bisect_left(scans, mark.start)
            scanned = at < len(scans) and scans[at] < mark.end
            found.append(PageSpan(mark.level, mark.start, mark.end, scanned))
    return tuple(found)


def index_texts(document: Document, passages: Sequence[Passage]) -> list[IndexText]:
    """What is indexed of each passage of ``document``, in order: title, headings and the
    header of its table join it."""
    title = document.metadata.title.value if document.metadata.title else ""
    traditional = is_traditional(document.text)
    folded = fold(document.text)
    plain = to_simplified(document.text) if traditional else document.text
    made = []
    for passage in passages:
        header = document.text[slice(*passage.header)] if passage.header else ""
        head = "\n".join(part for part in (title, *passage.headings, header) if part)
        simple_head = to_simplified(head) if traditional else head
        span = slice(passage.start, passage.end)
        body_tokens = tokens(f"{fold(simple_head)}\n{folded[span]}")
        made.append(IndexText(body_tokens, f"{simple_head}\n{plain[span]}".strip()))
    return made


def _by_passage(
    found: Sequence[Mention], passages: Sequence[Passage]
) -> dict[int, tuple[Mention, ...]]:
    """Number of the passage → the mentions that begin in it."""
    starts = [passage.start for passage in passages]
    grouped: dict[int, list[Mention]] = {}
    for mention in found:
        grouped.setdefault(bisect_right(starts, mention.start) - 1, []).append(mention)
    return {number: tuple(group) for number, group in grouped.items()}


def document_id(sha256: str, repeat: int = 1) -> str:
    """The id of a document, from its file's hash; ``repeat`` tells exact copies apart."""
    return sha256[:ID_LENGTH] + (f"-{repeat}" if repeat > 1 else "")


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
