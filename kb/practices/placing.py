"""The place a practice is told of: the one its heading names where a document is about
several, or the one its sentence does (桐庐县推行…, 在桐庐县开展…)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from kb import regions
from kb.regions import PlaceMention
from kb.types import Region, Section, Span

_OPENING = 40
_REACH = 60
_ADJACENT = 2
"""Characters between a place and the name that is its own: 叙永县“有风来”."""
_LEAD = re.compile(
    r"[\s　]*(?:[（(]?[一二三四五六七八九十\d]+[）)、.．]?\s*|[一二三四五六七八九十]是|例如|比如|如|案例[一二三四五六七八九十\d]*)?[：:，,【\s　]*"
)
_CLAUSE_END = re.compile(r"[，,。；;：:！？\n\t]")
_WITH = re.compile(r"(?:在|支持|推动|指导|依托|选择|以|[，,。；;：:\n\t]|^)[“”\s]*$")
_JOINED = re.compile(r"\s*[、和与及]")
_MARK = re.compile(r"[县区市旗州]")

Placed = tuple[Region, Span]


@lru_cache(maxsize=4096)
def _found(piece: str) -> tuple[PlaceMention, ...]:
    return regions.find(piece, folded=True)


def _deepest(piece: str, opening: bool) -> tuple[Region, int, int] | None:
    """The chain of places (甲市乙县) a piece begins with, or the first in it: its deepest
    region and its span in the piece."""
    found = _found(piece)
    if not found or (opening and found[0].start > 0):
        return None
    region, start, end = found[0].region, found[0].start, found[0].end
    for mention in found[1:]:
        inner = mention.region
        if inner is None or mention.start - end > 1:
            break
        if region is not None and not regions.contains(region, inner):
            break
        region, end = inner, mention.end
    return (region, start, end) if region else None


def headed_place(text: str, sections: Sequence[Section], own: Region) -> Placed | None:
    """The place the lowest of ``sections`` (headings above a passage, outermost first) names
    that names one other than ``own`` and what contains it."""
    for section in reversed(sections):
        found = _deepest(text[section.start : section.title_end], opening=False)
        if found and not regions.contains(found[0], own):
            return found[0], (section.start + found[1], section.start + found[2])
    return None


def opening_place(text: str, starts: Sequence[int], own: Region) -> Placed | None:
    """The place that stands at one of ``starts`` (of the sentence, of its paragraph), behind
    numbers, other than ``own`` and what contains it."""
    for start in dict.fromkeys(starts):
        lead = _LEAD.match(text, start, start + 20)
        begin = lead.end() if lead else start
        line = text[begin : begin + _OPENING].split("\n", 1)[0]
        found = _deepest(line, opening=True)
        if found and not regions.contains(found[0], own):
            return found[0], (begin + found[1], begin + found[2])
    return None


def inner_place(text: str, start: int, name: Span, own: Region) -> Placed | None:
    """The one place inside ``own`` that the clause of a name speaks of before it, or the one
    right before it; of several joined (甲县、乙县) none, for it is told of neither alone."""
    begin = max(start, name[0] - _REACH)
    ends = [m.end() for m in _CLAUSE_END.finditer(text, begin, name[0])]
    begin = ends[-1] if ends else begin
    piece = text[begin : name[0]]
    if own == Region() or not _MARK.search(piece):
        return None
    inside = [(m, near) for m in _found(piece) if m.full and (near := _within(m, own))]
    if not inside:
        return None
    mention, region = inside[-1]
    if mention.end < len(piece) - _ADJACENT:
        if len(inside) > 1 or _JOINED.match(piece, mention.end):
            return None
        if not _WITH.search(piece[: mention.start]):
            return None
    elif len(inside) > 1 and _JOINED.fullmatch(piece, inside[-2][0].end, mention.start):
        return None
    return region, (begin + mention.start, begin + mention.end)


def _within(mention: PlaceMention, own: Region) -> Region | None:
    near = [r for r in mention.candidates if r != own and regions.contains(own, r)]
    return near[0] if len(near) == 1 else None
