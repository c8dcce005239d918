"""At index time: every named practice of a document, and for each passage the subject of
its lowest heading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from kb.practices.depth import depth, planned, sentence_around, subject_depth
from kb.practices.describing import describe, tellings
from kb.practices.naming import Name, either, lexicon, names
from kb.script import fold, is_traditional, to_simplified
from kb.types import Document, Mention, Passage

_NUMBERING = re.compile(
    r"^[\s—─－-]*(?:第[\d零一二三四五六七八九十百]+[编章节条部]分?|[（(〔]?[\d零一二三四五六七八九十百]+"
    r"[）)〕、．.是要]+|[①-⑳]|首先[，,]|其次[，,]|第[一二三四五六七八九十][，,、])[\s、，,]*"
)
_LONGEST = 2000
"""Characters of a passage that are read for names."""
_HEAD = 20_000
"""Characters of a document that its title is looked for in."""
_TRAILING = "。.：:；;，,、 \n"
_LONG_QUOTE = re.compile(r"[“「『\"](?=(?:[^”」』\"]*[\u4e00-\u9fff]){4})([^”」』\"]{6,})[”」』\"]")
_JOINED = re.compile(r"[与及、,;]|和(?![美谐睦平])")
_KEY_NOISE = re.compile(r"[\s\"'“”‘’「」『』《》,，、。:：;；()（）的-]")


def mentions(document: Document, passages: tuple[Passage, ...]) -> tuple[Mention, ...]:
    """What ``document`` tells of: its named practices, one mention a sentence, and the
    subject of each passage's lowest heading (``named`` false), each within one passage."""
    text = document.text
    simplified = to_simplified(text) if is_traditional(text) else text
    found: list[Mention] = []
    for passage, view in zip(passages, tellings(document, simplified, passages), strict=True):
        found.extend(describe(m, view) for m in _named(document, simplified, passage))
        found.append(describe(_subject(document, simplified, passage), view))
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
    """The sentence, or the passage where its heading is about the name and nothing else."""
    lowest = _bare(to_simplified(passage.headings[-1])) if passage.headings else ""
    before, own, after = fold(lowest).partition(fold(text[name.start : name.end]))
    heads = own and not _JOINED.search(f"{before}□{after}")
    return (sentence[0], passage.end) if heads else sentence


def _subject(document: Document, simplified: str, passage: Passage) -> Mention:
    """The subject of a passage: its lowest heading, or the document's title."""
    shown, start, end = _heading_span(document, passage)
    body = end if passage.start <= start and end < passage.end else passage.start
    how = subject_depth(simplified, body, passage.end, _ahead(document, passage))
    simple = to_simplified(shown) if simplified is not document.text else shown
    told = passage.start if passage.headings else _prose_start(document.text, passage)
    return Mention(key_of(simple), shown, False, document.id, told, passage.end, start, end, how)


def _prose_start(text: str, passage: Passage) -> int:
    """Where the first sentence of a passage stands that begins with the lines over a text:
    title, place, number; its start where it has no sentence."""
    for line in re.finditer(r"[^\n]+", text[passage.start : passage.end]):
        if re.search(r"[。！？!?；;]", line.group()):
            lead = len(line.group()) - len(line.group().lstrip())
            return passage.start + line.start() + lead
    return passage.start


def _heading_span(document: Document, passage: Passage) -> tuple[str, int, int]:
    """The name of an unnamed practice, and where the heading or title stands."""
    if not passage.headings:
        title = document.title.strip()
        at = document.text.find(title, 0, _HEAD)
        span = (at, at + len(title)) if at >= 0 else (passage.start, passage.start)
        return title, *span
    shown = subject_name(passage.headings)
    at = document.text.rfind(passage.headings[-1], 0, passage.end)
    span = (at, at + len(passage.headings[-1])) if at >= 0 else (passage.start, passage.start)
    return shown, *span


def subject_name(headings: Sequence[str]) -> str:
    """The lowest heading without its number. One that says only when or how far (已做,
    2024年计划) gives way to that above it, a single word stands after it, and so does an
    article, with its number."""
    lowest = headings[-1].strip()
    bare = _bare(lowest)
    if len(headings) == 1 or (len(bare) > 2 and not _is_label(bare)):
        return bare or lowest
    above = subject_name(headings[:-1])
    if not bare:
        return f"{_bare(headings[-2])} {lowest}".strip()
    if _is_label(above):
        return bare
    return above if _is_label(bare) else f"{above}：{bare}"


def _bare(heading: str) -> str:
    return _NUMBERING.sub("", heading).strip(_TRAILING + "—─－-")


def _is_label(bare: str) -> bool:
    """Whether a heading is made of nothing but words of time and of planning."""
    return _label().fullmatch(fold(to_simplified(bare))) is not None


@cache
def _label() -> re.Pattern[str]:
    return re.compile(rf"(?:\d{{4}}(?:-\d{{4}})?年?|{either(lexicon().words['label_words'])})+")


def key_of(simplified: str) -> str:
    """What makes names one practice: script, width, case, quotes and 的 do not count, nor
    does the class noun after a quotation that is itself long enough to tell it."""
    quoted = _LONG_QUOTE.match(simplified)
    return _KEY_NOISE.sub("", fold(quoted.group(1) if quoted else simplified))
