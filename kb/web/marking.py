"""Source text into safe HTML: everything is escaped before anything is marked.

Line ends become character references, so that no later step on lines of HTML can change
a verbatim text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.script import fold

Span = tuple[int, int]
_BLANK_LINES = re.compile(r"(?<=&#10;)(?:[ \t\u3000]*&#10;)+")
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_BREAKS = str.maketrans({"\n": "&#10;", "\r": "&#13;", "\0": "\ufffd"})


@dataclass(frozen=True, slots=True)
class Layer:
    """A stretch of text to be marked. ``tag``: the element; ``attributes``: its attributes,
    escaped. One without length is an empty element at its place. ``first``, ``last``:
    attributes that only the piece with its beginning or its end gets."""

    start: int
    end: int
    tag: str
    attributes: str
    first: str = ""
    last: str = ""


def escaped(text: str) -> str:
    """``text`` as HTML that shows exactly it, in elements and in quoted attributes."""
    return html.escape(text, quote=True).translate(_BREAKS)


def tightened(markup: str) -> str:
    """Escaped markup with its blank lines in an element of their own, which style makes
    low; the text stays what it is."""
    return _BLANK_LINES.sub(lambda found: f'<span class="kb-gap">{found[0]}</span>', markup)


def term_spans(text: str, terms: Iterable[str]) -> tuple[Span, ...]:
    """Where folded ``terms`` occur in ``text``: sorted, disjoint, half-open.

    Single characters only count where no longer term is given.
    """
    folded = fold(text)
    wanted = [term for term in terms if term]
    longer = [term for term in wanted if len(term) > 1]
    found = [span for term in longer or wanted for span in _occurrences(folded, term)]
    return merged(found)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Overlapping and touching spans joined."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif end > start:
            joined.append((start, end))
    return tuple(joined)


def layered(text: str, start: int, end: int, layers: Sequence[Layer]) -> str:
    """Escaped ``text[start:end]`` with every layer in its own elements, wherever they
    overlap; what lies outside the stretch is passed over."""
    inside = [x for x in layers if x.start < end and x.end > start and x.start < x.end]
    points = [x for x in layers if x.start == x.end and start <= x.start <= end]
    borders = {start, end, *(x.start for x in points)}
    borders |= {min(max(at, start), end) for x in inside for at in (x.start, x.end)}
    cuts = sorted(borders)
    pieces = []
    for at, stop in zip(cuts, [*cuts[1:], end], strict=True):
        pieces += [_opened(x, at, at) + f"</{x.tag}>" for x in points if x.start == at]
        around = [x for x in inside if x.start <= at and stop <= x.end]
        if at < stop:
            opening = "".join(_opened(x, at, stop) for x in around)
            closing = "".join(f"</{x.tag}>" for x in reversed(around))
            pieces.append(f"{opening}{escaped(text[at:stop])}{closing}")
    return "".join(pieces)


def shown_name(name: str) -> str:
    """A file's name or path as it can be shown: characters that would turn or break the
    line, or that no text can hold, are replaced."""
    return _UNSHOWN.sub("\ufffd", name)


def _opened(layer: Layer, start: int, end: int) -> str:
    parts = (
        layer.tag,
        layer.first if start == layer.start else "",
        layer.attributes,
        layer.last if end == layer.end else "",
    )
    return f"<{' '.join(filter(None, parts))}>"


def _occurrences(text: str, term: str) -> Iterable[Span]:
    at = text.find(term)
    while at >= 0:
        yield at, at + len(term)
        at = text.find(term, at + len(term))
