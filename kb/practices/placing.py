"""The place a practice is told of, where a document is about several: the one its heading
names, or its paragraph or sentence begins with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from kb import regions
from kb.regions import PlaceMention
from kb.types import Region, Section, Span

_OPENING = 40
_LEAD = re.compile(
    r"[\s　]*(?:[（(]?[一二三四五六七八九十\d]+[）)、.．]?\s*|[一二三四五六七八九十]是|例如|比如|如|案例[一二三四五六七八九十\d]*)?[：:，,【\s　]*"
)


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


def headed_place(
    text: str, sections: Sequence[Section], own: Region
) -> tuple[Region, Span] | None:
    """The place the lowest of ``sections`` (headings above a passage, outermost first) names
    that names one other than ``own`` and what contains it."""
    for section in reversed(sections):
        found = _deepest(text[section.start : section.title_end], opening=False)
        if found and not regions.contains(found[0], own):
            return found[0], (section.start + found[1], section.start + found[2])
    return None


def opening_place(
    text: str, starts: Sequence[int], own: Region
) -> tuple[Region, Span] | None:
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
