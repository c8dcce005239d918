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
from kb.types import Section

Span = tuple[int, int]
PART = 120_000
"""Characters of a document that one page shows."""
_BLANK_LINES = re.compile(r"(?<=&#10;)(?:[ \t\u3000]*&#10;)+")
_BREAKS = str.maketrans({"\n": "&#10;", "\r": "&#13;", "\0": "\ufffd"})


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a document that one page shows; ``number`` of ``count``, from 1."""

    number: int
    count: int
    start: int
    end: int


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


def marked(text: str, spans: Sequence[Span], tag: str = "mark") -> str:
    """Escaped ``text`` with each of the sorted, disjoint ``spans`` in its own element."""
    pieces, position = [], 0
    for start, end in spans:
        pieces.append(escaped(text[position:start]))
        pieces.append(f"<{tag}>{escaped(text[start:end])}</{tag}>")
        position = end
    pieces.append(escaped(text[position:]))
    return "".join(pieces)


def part_of(text: str, start: int | None, size: int = PART) -> Part:
    """The part of ``text`` that holds ``start``; parts end at line ends."""
    borders = _borders(text, size)
    at = next((i for i, end in enumerate(borders[1:]) if (start or 0) < end), len(borders) - 2)
    return Part(at + 1, len(borders) - 1, borders[at], borders[at + 1])


def part_starts(text: str, size: int = PART) -> tuple[int, ...]:
    """Where each part begins."""
    return tuple(_borders(text, size)[:-1])


def document_html(
    text: str, sections: Sequence[Section], here: Span | None, part: Part | None = None
) -> str:
    """A document as paragraphs, one a line. Headings carry the anchor ``s<start>``, the
    first piece of ``here`` the anchor ``here``."""
    shown = part or Part(1, 1, 0, len(text))
    headings = {section.start: section for section in sections}
    anchored = False
    paragraphs = []
    for start, end in _lines(text, shown.start, shown.end):
        section = _heading_in(headings, text, start, end)
        inside = _overlap((start, end), here)
        anchor = inside is not None and not anchored
        anchored = anchored or anchor
        paragraphs.append(_paragraph(text, start, end, section, inside, anchor))
    return "".join(paragraphs)


def outline_html(sections: Sequence[Section], part: Part | None = None, address: str = "") -> str:
    """The outline as links within the page; in other parts to ``address``
    with the place of the heading."""
    if not sections:
        return ""
    entries = []
    for section in sections:
        here = part is None or part.start <= section.start < part.end
        target = (
            f"#s{section.start}"
            if here
            else f"{address}&start={section.start}&end={section.title_end}"
        )
        entries.append(
            f'<li class="kb-l{min(section.level, 5)}"><a href="{escaped(target)}">'
            f"{escaped(section.title)}</a></li>"
        )
    return f'<ol class="kb-outline">{"".join(entries)}</ol>'


def _occurrences(text: str, term: str) -> Iterable[Span]:
    at = text.find(term)
    while at >= 0:
        yield at, at + len(term)
        at = text.find(term, at + len(term))


def _borders(text: str, size: int) -> list[int]:
    borders = [0]
    while len(text) - borders[-1] > size:
        aim = borders[-1] + size
        line_end = text.rfind("\n", borders[-1] + size // 2, aim)
        borders.append(line_end + 1 if line_end >= 0 else aim)
    return [*borders, len(text)]


def _lines(text: str, start: int, end: int) -> Iterable[Span]:
    while start < end:
        line_end = text.find("\n", start, end)
        yield start, line_end if line_end >= 0 else end
        start = line_end + 1 if line_end >= 0 else end


def _heading_in(headings: dict[int, Section], text: str, start: int, end: int) -> Section | None:
    """The section whose heading stands on this line, if any."""
    blank = len(text[start:end]) - len(text[start:end].lstrip())
    return headings.get(start) or headings.get(start + blank)


def _overlap(line: Span, here: Span | None) -> Span | None:
    if here is None:
        return None
    start, end = max(line[0], here[0]), min(line[1], here[1])
    return (start, end) if start < end else None


def _paragraph(
    text: str, start: int, end: int, section: Section | None, inside: Span | None, anchor: bool
) -> str:
    if start == end:
        return ""
    identity = f' id="s{section.start}"' if section else ""
    body = escaped(text[start:end])
    if inside:
        name = ' id="here"' if anchor else ""
        body = (
            f"{escaped(text[start : inside[0]])}"
            f'<mark{name} class="kb-here">{escaped(text[inside[0] : inside[1]])}</mark>'
            f"{escaped(text[inside[1] : end])}"
        )
    if section and section.title_end >= end:
        return f'<p{identity} class="kb-h kb-h{min(section.level, 5)}">{body}</p>'
    return f"<p{identity}>{body}</p>"
