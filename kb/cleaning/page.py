"""One text as the rules of cleaning see it: its lines, its prose, what is found so far."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kb.cleaning import noise
from kb.cleaning.page_lines import Line
from kb.script import fold
from kb.types import RawText

SAVED_PAGES = frozenset({"html", "mht"})
MAX_NOISE = 130
_TITLE_GAP = re.compile(r"\s*[-_|–—]+\s*")
_MIN_TITLE = 8
_SITES = ("网", "网站", "门户", "政府", "频道", "在线", "平台", "局", "厅", "委员会", "办公室")


@dataclass(slots=True)
class Page:
    """The lines of one text and what has been found so far; ``first``/``last``: of prose."""

    lines: list[Line]
    raw: RawText
    filled: list[int]
    first: int
    last: int
    titles: frozenset[str]
    found: dict[int, str] = field(default_factory=dict)

    def head(self) -> Iterator[int]:
        """Yield the lines before the prose that are still there."""
        yield from (i for i in self.filled if i < self.first and i not in self.found)

    def tail(self) -> Iterator[int]:
        """Yield the lines after the prose that are still there."""
        yield from (i for i in self.filled if i > self.last and i not in self.found)

    def is_title(self, at: int) -> bool:
        """Tell whether the line is the title that the format declares."""
        return "".join(self.lines[at].folded.split()) in self.titles


def page_of(lines: list[Line], raw: RawText) -> Page:
    """Find where the prose of a text begins and ends, and what its title may be."""
    filled = [i for i, line in enumerate(lines) if line.text]
    prose = [i for i in filled if lines[i].is_prose and not lines[i].furniture]
    if not prose:
        prose = [i for i in filled if lines[i].is_prose_part and not lines[i].furniture]
    # A disclaimer below the comments is long enough to pass for prose.
    while len(prose) > 1 and _is_disclaimer(lines[prose[-1]]):
        prose.pop()
    # A page without a sentence may still have a table, which then is its body.
    body = prose or [i for i in filled if lines[i].table and not lines[i].furniture]
    first, last = (body[0], body[-1]) if body else (len(lines), len(lines))
    # Tables and lists at the end belong to the document as much as its prose does.
    body_end = max([last, *(i for i in filled if lines[i].table and i > first)])
    return Page(lines, raw, filled, first, body_end, _titles(raw.declared_title))


def _titles(declared: str | None) -> frozenset[str]:
    """The title that the format declares, and what of it stands before a site's name."""
    title = fold(declared or "").strip()
    found = {title}
    for gap in _TITLE_GAP.finditer(title):
        own, site = title[: gap.start()].strip(), title[gap.end() :].strip()
        if len(own) >= _MIN_TITLE and site.endswith(_SITES) and not own.endswith(_SITES):
            found.add(own)
    return frozenset("".join(one.split()) for one in found if one)


def _is_disclaimer(line: Line) -> bool:
    short = len(line.text) <= MAX_NOISE and not line.number
    return short and noise.reason_of(line.folded) in {"comment", "producer"}
