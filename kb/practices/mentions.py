"""At index time: every named practice of a document, and for each passage the subject of
its lowest heading."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kb.figures import Timeline, figures, timeline
from kb.practices.depth import (
    SENTENCE,
    Telling,
    depth,
    opens,
    own_figures,
    sentence_around,
    subject_depth,
)
from kb.practices.describing import describe, tellings
from kb.practices.naming import Name, names
from kb.practices.subjects import heading_span, prose_start, subject_name, without_number
from kb.script import fold, is_traditional, to_simplified
from kb.types import Document, Figure, Mention, Passage, Section, Span

__all__ = ["key_of", "mentions", "subject_name"]

_LONGEST = 2000
"""Characters of a passage that are read for names."""
_BARE, _TOLD = 15, 80
"""A sentence with fewer characters beside the name than the first is a heading, and is read on
until there are as many as the second."""
_LONG_QUOTE = re.compile(r"[“「『\"](?=(?:[^”」』\"]*[\u4e00-\u9fff]){4})([^”」』\"]{6,})[”」』\"]")
_JOINED = re.compile(r"[与及、,;]|和(?![美谐睦平])")
_KEY_NOISE = re.compile(r"[\s\"'“”‘’「」『』《》,，、。:：;；()（）的-]")


@dataclass(frozen=True, slots=True)
class _Reading:
    """A document as its mentions are read. ``simplified``: its text in Simplified."""

    document: Document
    simplified: str
    line: Timeline

    def headed(self, at: int) -> Section | None:
        """The section whose heading stands at an offset."""
        sections = self.document.outline
        number = bisect_right(sections, at, key=lambda section: section.start) - 1
        if number < 0 or at >= sections[number].title_end:
            return None
        return sections[number]

    def figures(self, start: int, end: int) -> tuple[Figure, ...]:
        """The figures of ``text[start:end]``, number and unit as the document prints them."""
        found = figures(self.simplified, start, end, self.line)
        if self.simplified is self.document.text:
            return found
        return tuple(_as_printed(figure, self.document.text) for figure in found)


def _as_printed(figure: Figure, text: str) -> Figure:
    """A figure read from the Simplified text as the Traditional one has it."""
    printed = text[figure.start : figure.end]
    simple = to_simplified(printed)
    number, unit = simple.find(figure.number), simple.rfind(figure.unit)
    return replace(
        figure,
        number=printed[number : number + len(figure.number)] if number >= 0 else figure.number,
        unit=printed[unit : unit + len(figure.unit)] if unit >= 0 else figure.unit,
    )


def mentions(document: Document, passages: tuple[Passage, ...]) -> tuple[Mention, ...]:
    """What ``document`` tells of: its named practices, one mention a sentence, and the
    subject of each passage's lowest heading (``named`` false), each within one passage."""
    reading = _reading(document)
    found: list[Mention] = []
    views = tellings(document, reading.simplified, passages)
    for passage, view in zip(passages, views, strict=True):
        told = reading.figures(passage.start, passage.end)
        found.extend(describe(m, view) for m in _named(reading, passage, told))
        found.append(describe(_subject(reading, passage, told), view))
    return tuple(found)


def _reading(document: Document) -> _Reading:
    text = document.text
    simplified = to_simplified(text) if is_traditional(text) else text
    known = document.metadata
    dated = known.written or known.issued or known.published
    line = timeline(
        simplified,
        known.kind.value if known.kind else None,
        document.outline,
        int(dated.value[:4]) if dated else None,
    )
    return _Reading(document, simplified, line)


def _named(reading: _Reading, passage: Passage, told: Sequence[Figure]) -> Iterator[Mention]:
    text, seen = reading.simplified, set[tuple[str, int]]()
    # Only the row of a table is longer; a name far into one has no sentence around it.
    found = names(text, passage.start, min(passage.end, passage.start + _LONGEST))
    view = Telling(text, reading.line, told)
    for name in found:
        key = key_of(text[name.start : name.end])
        sentence = sentence_around(text, name.start, passage.start, passage.end)
        if not key or (key, sentence[0]) in seen:
            continue
        seen.add((key, sentence[0]))
        heads = _heads(reading, passage, name, sentence)
        span = _with_what_follows(text, sentence, name, heads, passage.end)
        own = own_figures(view, name, sentence, found, heads)
        if span == sentence:
            # What the heading above rules has more figures; they stand in other sentences.
            own = tuple(f for f in own if f.start < sentence[1])
        yield Mention(
            key,
            reading.document.text[name.start : name.end],
            True,
            reading.document.id,
            *span,
            name.start,
            name.end,
            depth(view, name, sentence, found, heads),
            figures=own,
        )


def _with_what_follows(text: str, sentence: Span, name: Name, heads: int | None, end: int) -> Span:
    """``sentence``; where it says hardly more than the name, which rules what follows, with
    the next sentences of the passage."""
    start, stop = sentence
    limit = min(heads or stop, end)
    if stop - start - (name.end - name.start) >= _BARE:
        return sentence
    while stop < limit and stop - start < _TOLD:
        following = SENTENCE.search(text, stop, limit)
        stop = following.end() if following else limit
    return start, start + len(text[start:stop].rstrip())


def _heads(reading: _Reading, passage: Passage, name: Name, sentence: Span) -> int | None:
    """Where what a name rules ends: the section whose heading it is, the passage, where its
    heading is about the name and nothing else, or the paragraph it opens; ``None``: no more
    than its sentence."""
    text = reading.simplified
    section = reading.headed(name.start)
    if section and not _JOINED.search(_apart(text, section, name)):
        return max(section.end, name.end)
    lowest = without_number(to_simplified(passage.headings[-1])) if passage.headings else ""
    before, own, after = fold(lowest).partition(fold(text[name.start : name.end]))
    if own and not _JOINED.search(f"{before}□{after}"):
        return passage.end
    return opens(text, name, sentence, passage.end)


def _apart(text: str, section: Section, name: Name) -> str:
    """A heading with a mark for the name in it."""
    before, after = text[section.start : name.start], text[name.end : section.title_end]
    return f"{without_number(before)}□{after}"


def _subject(reading: _Reading, passage: Passage, told: tuple[Figure, ...]) -> Mention:
    """The subject of a passage: its lowest heading, or the document's title."""
    document, text = reading.document, reading.simplified
    shown, (start, end) = heading_span(document, passage)
    body = end if passage.start <= start and end < passage.end else passage.start
    how = subject_depth(Telling(text, reading.line, told), body, passage.end)
    key = key_of(to_simplified(shown) if text is not document.text else shown)
    begin = passage.start if passage.headings else prose_start(document.text, passage)
    return Mention(
        key, shown, False, document.id, begin, passage.end, start, end, how, figures=told
    )


def key_of(simplified: str) -> str:
    """What makes names one practice: script, width, case, quotes and 的 do not count, nor
    does the class noun after a quotation that is itself long enough to tell it."""
    quoted = _LONG_QUOTE.match(simplified)
    return _KEY_NOISE.sub("", fold(quoted.group(1) if quoted else simplified))
