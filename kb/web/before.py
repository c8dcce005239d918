"""How a text looked before cleaning: what was taken out in its place, marked and named."""

from __future__ import annotations

from bisect import bisect_right

from kb.types import Document
from kb.web.marking import Layer, Span
from kb.web.tables import reason_html


def raw_text(document: Document) -> str:
    """The text as the reader gave it: the cleaned one with every removal in its place."""
    pieces: list[str] = []
    at = raw = 0
    for removal in document.removals:
        kept = removal.start - raw
        pieces += (document.text[at : at + kept], removal.text)
        at, raw = at + kept, removal.end
    return "".join(pieces) + document.text[at:]


def raw_span(document: Document, start: int, end: int) -> Span:
    """Where ``text[start:end]`` stands in the raw text, half-open."""
    return _raw(document, start), _raw(document, max(start, end - 1)) + 1


def text_span(document: Document, start: int, end: int) -> Span | None:
    """What of ``raw[start:end]`` was kept, in offsets of the cleaned text; ``None``: nothing."""
    first, last = _kept(document, start), _kept(document, end)
    return (first, last) if first < last else None


def removal_layers(document: Document) -> list[Layer]:
    """What marks each removal in the raw text, with its reason in words."""
    return [
        Layer(
            removal.start,
            # A label behind the end of a line would stand on the next one.
            removal.start + len(removal.text.rstrip("\n")),
            "del",
            f'class="kb-gone" title="已去除：{reason_html(removal.reason)}"',
            last=f'data-reason="{reason_html(removal.reason)}"',
        )
        for removal in document.removals
    ]


def _raw(document: Document, offset: int) -> int:
    """Where a kept character stands in the raw text."""
    gone = 0
    for removal in document.removals:
        if removal.start - gone > offset:
            break
        gone += removal.end - removal.start
    return offset + gone


def _kept(document: Document, offset: int) -> int:
    """How many characters before ``offset`` of the raw text were kept."""
    removals = document.removals
    before = removals[: bisect_right(removals, offset, key=lambda removal: removal.start)]
    return offset - sum(min(removal.end, offset) - removal.start for removal in before)
