"""From one place to the next: hits of a search, words found within a document, paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.types import Document, Hit, Section
from kb.web.marking import Span

_SHORT = 20
"""Characters below which a place is a word or a figure, to be quoted with its paragraph."""
_LONG = 6000
"""Characters above which a section is not offered to be quoted as a whole."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Places in order; ``at``: the index of the one we stand in, ``None`` for none of them.
    ``back``, ``on``: the indices of those before and behind."""

    count: int
    at: int | None
    back: int | None
    on: int | None


def steps(spans: Sequence[Span], here: Span | None) -> Steps:
    """Where ``here`` stands among ``spans``, sorted; without a place before the first."""
    count = len(spans)
    if here is None:
        return Steps(count, None, None, 0 if count else None)
    at = next((i for i, (start, end) in enumerate(spans) if _meets((start, end), here)), None)
    if at is not None:
        return Steps(count, at, at - 1 if at else None, at + 1 if at + 1 < count else None)
    before = sum(start < here[0] for start, _ in spans)
    return Steps(count, None, before - 1 if before else None, before if before < count else None)


def rank_steps(hits: Sequence[Hit], document_id: str, here: Span | None) -> Steps:
    """Where we stand in an answer, by rank: in the hit that ``here`` is in."""
    at = next(
        (
            i
            for i, hit in enumerate(hits)
            if here is not None
            and hit.passage.document_id == document_id
            and _meets((hit.passage.start, hit.passage.end), here)
        ),
        None,
    )
    count = len(hits)
    if at is None:
        return Steps(count, None, None, 0 if count else None)
    return Steps(count, at, at - 1 if at else None, at + 1 if at + 1 < count else None)


def within(hits: Sequence[Hit], document_id: str) -> list[Span]:
    """The hits of a document, in the order of its text."""
    return sorted(
        (hit.passage.start, hit.passage.end)
        for hit in hits
        if hit.passage.document_id == document_id
    )


def paragraphs(text: str, start: int, end: int) -> list[Span]:
    """The lines of ``text[start:end]`` that say something."""
    spans: list[Span] = []
    at = start
    for line in text[start:end].splitlines(keepends=True):
        stripped = line.strip()
        if stripped:
            first = at + line.index(stripped[0])
            spans.append((first, first + len(stripped)))
        at += len(line)
    return spans


def quotable(document: Document, here: Span) -> dict[str, Span]:
    """What can be quoted of a place, by what it is called: the words themselves, unless they
    are but a word or a figure, their paragraph, their section."""
    line = _line(document.text, here)
    offers: dict[str, Span] = {}
    if here[1] - here[0] >= _SHORT or line is None:
        offers["选中的文字"] = here
    if line is not None and line not in offers.values():
        offers["所在段落"] = line
    section = _section(document, here)
    if section is not None:
        title = section.title[:24] + ("……" if len(section.title) > 24 else "")
        offers[f"所在小节：{title}"] = _stripped(document.text, section.start, section.end)
    return offers


def _line(text: str, here: Span) -> Span | None:
    """The line a place begins in, without its blanks; ``None`` where it goes beyond."""
    start = text.rfind("\n", 0, here[0]) + 1
    end = text.find("\n", here[0])
    start, end = _stripped(text, start, end if end >= 0 else len(text))
    return (start, end) if start <= here[0] and here[1] <= end and start < end else None


def _section(document: Document, here: Span) -> Section | None:
    """The lowest section around a place, if it is not too long."""
    around = [s for s in document.outline if s.start <= here[0] < s.end]
    lowest = max(around, key=lambda s: s.level, default=None)
    return lowest if lowest and lowest.end - lowest.start <= _LONG else None


def _stripped(text: str, start: int, end: int) -> Span:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def _meets(span: Span, here: Span) -> bool:
    return span[0] < here[1] and here[0] < span[1]
