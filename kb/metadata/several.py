"""The further places of a document that is about several: a digest of cases, a round-up.

A place is one of them where the document is laid out by places: the label of a digest
lists it, the title joins it to others, or a heading of its own opens with it. A place
cited in passing is none.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise

from kb import regions
from kb.metadata.places import OTHERS_BEFORE
from kb.metadata.textlines import Line, View
from kb.regions import PlaceMention
from kb.types import Evidence, Mark, Region, RegionValue

_LONGEST_HEADING = 60
_LEAST_HEADED = 2  # headings with different places make a document one of several
_LEAST_CASES = 3  # of cases told in a paragraph each
_NUMBERING = re.compile(
    r"(?:[#*>\s]*(?:第?[一二三四五六七八九十百]+[、.]|\([一二三四五六七八九十\d]+\)|\d{1,2}[、.\s])?\s*"
    r"(?:(?:典型)?(?:案例|经验|做法)(?:[一二三四五六七八九十]+|之[一二三四五六七八九十]|\d{1,2})?\s*[、.:]?\s*)?"
    r"[【\[\"《]?\s*)"
)
_AFTER_CASE = re.compile(r"\s*[】\]]?\s*[:】\]]|\s*[】\]]|[\u4e00-\u9fff]{0,12}?[镇乡村]?\s*:")
_JOINED = re.compile(r"\s*(?:[、,，和与及·/]|\s)\s*")
_END_OF_SENTENCE = re.compile(r"[。;]$")
_ORGAN_OF = re.compile(r"人民政府|政府|党?委|办公[室厅]|局|厅|法院|检察院|人大|政协|财政|公安")


def further_regions(
    page: View, marks: tuple[Mark, ...], title: tuple[int, int] | None, own: Region
) -> tuple[RegionValue, ...]:
    """Every further region the document is about, in the order of the text.

    ``title``: its span. ``own``: the document's own region; it and what contains it are
    left out. Evidence is in offsets of ``page``.
    """
    found = [*_of_title(page, title), *_of_headings(page, marks, title, own)]
    kept: dict[Region, RegionValue] = {}
    for region, start, end in found:
        if region != own and not regions.contains(region, own):
            kept.setdefault(region, RegionValue(region, "stated", Evidence(start, end)))
    return tuple(kept.values())


def listed(label: str) -> tuple[Region, ...]:
    """The regions a label lists (甲省乙县、丙市), those that can be read; a later part may
    lie in the province of an earlier one."""
    found: list[Region] = []
    for part in re.split(r"[、,;，；]", label):
        resolved = regions.resolve(part)
        if len(resolved) > 1 and found:
            near = [r for r in resolved if r.province == found[-1].province]
            resolved = tuple(near) or resolved
        if len(resolved) == 1:
            found.append(resolved[0])
    return tuple(dict.fromkeys(found))


_Named = tuple[Region, int, int]


def _of_title(page: View, title: tuple[int, int] | None) -> list[_Named]:
    """Places the title joins by 、 or 和; one alone is the document's own."""
    if title is None:
        return []
    start, end = title
    piece = page.folded[start:end]
    mentions = [
        m
        for m in regions.find(piece, folded=True)
        if m.region and not OTHERS_BEFORE.search(piece[: m.start])
    ]
    chains = _chains(mentions)
    joined = [
        (one, other)
        for one, other in pairwise(chains)
        if _JOINED.fullmatch(page.folded, start + one[-1].end, start + other[0].start)
        or re.fullmatch(
            r"[^。;]{0,10}[、和与]", page.folded[start + one[-1].end : start + other[0].start]
        )
    ]
    members = list(dict.fromkeys(m for pair in joined for m in (pair[0][-1], pair[1][-1])))
    return [(m.candidates[0], start + m.start, start + m.end) for m in members]


def _chains(mentions: list[PlaceMention]) -> list[list[PlaceMention]]:
    """Mentions that stand directly one behind the other, each within the one before."""
    chains: list[list[PlaceMention]] = []
    for m in mentions:
        last = chains[-1][-1] if chains else None
        inner = last and last.region and m.region and regions.contains(last.region, m.region)
        if last and inner and m.start - last.end <= 1:
            chains[-1].append(m)
        else:
            chains.append([m])
    return chains


def _of_headings(
    page: View, marks: tuple[Mark, ...], title: tuple[int, int] | None, own: Region
) -> list[_Named]:
    """Headings or cases with places of their own; of a document about one place only
    those that lie in it."""
    headed = [
        (named, is_heading)
        for named, is_heading in _headed(page, marks, title)
        if named[0] != own and regions.contains(own, named[0])
    ]
    headings = [named for named, is_heading in headed if is_heading]
    if len({region for region, *_ in headings}) >= _LEAST_HEADED:
        return headings
    everything = [named for named, _ in headed]
    if len({region for region, *_ in everything}) >= _LEAST_CASES:
        return everything
    return []


class _Spans:
    """Whether an offset lies in any of many disjoint spans."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = sorted(spans)

    def __contains__(self, offset: int) -> bool:
        at = bisect_right(self._spans, (offset, sys.maxsize)) - 1
        return at >= 0 and offset < self._spans[at][1]


def _headed(
    page: View, marks: tuple[Mark, ...], title: tuple[int, int] | None
) -> Iterator[tuple[_Named, bool]]:
    """The place each heading or case opens with, and whether it is a heading."""
    marked = _Spans((m.start, m.end) for m in marks if m.kind == "heading")
    tables = _Spans((m.start, m.end) for m in marks if m.kind == "table")
    for line in page.lines:
        if title and line.start < title[1] and line.end > title[0]:
            continue
        if line.start in tables:
            continue
        named = _opening(page, line)
        if named is None:
            continue
        region, _, end = named
        numbered = bool((m := _NUMBERING.match(line.text)) and m.group().strip())
        short = len(line.text) <= _LONGEST_HEADING and not _END_OF_SENTENCE.search(line.text)
        if short and (numbered or line.start in marked or line.end == end):
            yield named, True
        elif _AFTER_CASE.match(page.folded, end) and region.county:
            yield named, short


def _opening(page: View, line: Line) -> _Named | None:
    """The place a line begins with, behind its numbering: a county or city in full, or in
    short behind its parent."""
    lead = _NUMBERING.match(line.text)
    start = line.start + (lead.end() if lead else 0)
    piece = page.folded[start : min(line.end, start + _LONGEST_HEADING)]
    chains = _chains(list(regions.find(piece, folded=True)))
    if not chains or chains[0][0].start != 0:
        return None
    chain = chains[0]
    region = chain[-1].region
    if region is None or not (chain[-1].full or len(chain) > 1):
        return None
    if region.county is None and region.city in (None, region.province):
        return None
    end = start + chain[-1].end
    if _ORGAN_OF.match(page.folded, end):
        return None
    return region, start, end
