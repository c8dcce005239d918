"""At index time: every named practice of a document, and for each passage the subject of
its lowest heading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.practices.depth import depth, planned, sentence_around, subject_depth
from kb.practices.naming import Name, names
from kb.script import fold, is_traditional, to_simplified
from kb.types import Document, Mention, Passage

_NUMBERING = re.compile(
    r"^[\s—─－-]*(?:第[\d零一二三四五六七八九十百]+[编章节条部]分?|[（(〔]?[\d零一二三四五六七八九十百]+"
    r"[）)〕、．.是要]+|[①-⑳]|首先[，,]|其次[，,]|第[一二三四五六七八九十][，,、])[\s、，,]*"
)
_LONGEST = 2000
"""Characters of a passage that are read for names."""
_TRAILING = "。.：:；;，,、 \n"
_KEY_NOISE = re.compile(r"[\s\"'“”‘’「」『』《》,，、。:：;；()（）的-]")


def mentions(document: Document, passages: tuple[Passage, ...]) -> tuple[Mention, ...]:
    """What ``document`` tells of: its named practices, one mention a sentence, and the
    subject of each passage's lowest heading (``named`` false), each within one passage."""
    text = document.text
    simplified = to_simplified(text) if is_traditional(text) else text
    found: list[Mention] = []
    for passage in passages:
        found.extend(_named(document, simplified, passage))
        found.append(_subject(document, simplified, passage))
    return tuple(found)


def _named(document: Document, simplified: str, passage: Passage) -> Iterator[Mention]:
    seen: set[tuple[str, int]] = set()
    ahead = _ahead(document, passage)
    # Only the row of a table is longer; a name far into one has no sentence around it.
    for name in names(simplified, passage.start, min(passage.end, passage.start + _LONGEST)):
        printed = document.text[name.start : name.end]
        key = key_of(simplified[name.start : name.end])
        sentence = sentence_around(simplified, name.start, passage.start, passage.end)
        if not key or (key, sentence[0]) in seen:
            continue
        seen.add((key, sentence[0]))
        scope = _scope(simplified, passage, name, sentence)
        how = depth(simplified, name, scope, ahead)
        yield Mention(
            key, printed, True, document.id, sentence[0], sentence[1], name.start, name.end, how
        )


def _ahead(document: Document, passage: Passage) -> bool:
    kind = document.metadata.kind.value if document.metadata.kind else None
    headings = passage.headings
    return planned(kind, tuple(map(to_simplified, headings)))


def _scope(text: str, passage: Passage, name: Name, sentence: tuple[int, int]) -> tuple[int, int]:
    """The sentence, or the passage where the sentence is its heading or all but the name."""
    lowest = passage.headings[-1] if passage.headings else ""
    heads = lowest and fold(text[name.start : name.end]) in fold(lowest)
    return (sentence[0], passage.end) if heads else sentence


def _subject(document: Document, simplified: str, passage: Passage) -> Mention:
    """The subject of a passage: its lowest heading, or the document's title."""
    shown, start, end = _heading_span(document, passage)
    body = end if passage.start <= start and end < passage.end else passage.start
    how = subject_depth(simplified, body, passage.end, _ahead(document, passage))
    simple = to_simplified(shown) if simplified is not document.text else shown
    return Mention(
        key_of(simple), shown, False, document.id, passage.start, passage.end, start, end, how
    )


def _heading_span(document: Document, passage: Passage) -> tuple[str, int, int]:
    """The name of an unnamed practice, and where the heading or title stands."""
    if not passage.headings:
        title = document.title.strip()
        at = document.text.find(title)
        span = (at, at + len(title)) if at >= 0 else (passage.start, passage.start)
        return title, *span
    shown = subject_name(passage.headings)
    at = document.text.rfind(passage.headings[-1], 0, passage.end)
    span = (at, at + len(passage.headings[-1])) if at >= 0 else (passage.start, passage.start)
    return shown, *span


def subject_name(headings: Sequence[str]) -> str:
    """The lowest heading without its number; an article keeps it, after its chapter."""
    lowest = headings[-1].strip()
    bare = _NUMBERING.sub("", lowest).strip(_TRAILING)
    if bare:
        return bare
    above = _NUMBERING.sub("", headings[-2]).strip(_TRAILING) if len(headings) > 1 else ""
    return f"{above} {lowest}".strip()


def key_of(simplified: str) -> str:
    """What makes names one practice: script, width, case, quotes and 的 do not count."""
    return _KEY_NOISE.sub("", fold(simplified))
