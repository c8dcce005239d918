"""The administrative divisions of China: find them in text, resolve them for filters.

All names are Simplified; text and queries are folded first, which keeps their length,
so offsets hold.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from kb.gazetteer import LEVELS, Level, Name, gazetteer, scan, townships
from kb.script import fold, fold_query
from kb.types import Region
from kb.words import cutter

__all__ = [
    "LEVELS", "Level", "PlaceMention", "children", "common", "contains", "counties_with", "find",
    "find_townships", "is_chain", "level_of", "of_mark", "resolve", "short_names",
]  # fmt: skip

_QUERY_LENGTH = 100  # up to here one Traditional character tells the script
_WINDOW = 6  # characters on either side in which words are looked for
_LONGEST_CHAIN = 30
_OFTEN = 10  # a doubtful short form that stands so often is meant
_CHAIN_GAP = re.compile(r"[\s、·,，/—-]?")


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A division named in a text.

    ``start``/``end``: of the text given. ``candidates``: every division the name may
    mean, one where the text decides it. ``full``: the name stands with 省, 市, 县, 区 …
    ``form``: the name, folded; a village's where its county is meant.
    """

    start: int
    end: int
    candidates: tuple[Region, ...]
    level: Level
    full: bool
    form: str = ""

    @property
    def region(self) -> Region | None:
        """The one division meant, or ``None`` while it is open."""
        return self.candidates[0] if len(self.candidates) == 1 else None


def _within(region: Region, outer: Region) -> bool:
    pairs = zip(_parts(outer), _parts(region), strict=True)
    return all(wanted is None or wanted == had for wanted, had in pairs)


def _parts(region: Region) -> tuple[str | None, str | None, str | None]:
    return region.province, region.city, region.county


def contains(outer: Region, inner: Region) -> bool:
    """Whether ``inner`` is ``outer`` or lies in it; an empty ``outer`` contains all."""
    return _within(inner, outer)


def children(region: Region) -> tuple[Region, ...]:
    """The divisions one level below that the gazetteer knows, in the order of their codes."""
    depth = level_of(region)
    if depth == "county":
        return ()
    below = [r for r in gazetteer().by_code.values() if r != region and _within(r, region)]
    if depth == "province" and region.city is None:
        below = [r for r in below if r.county is None or r.city is None]
    return tuple(dict.fromkeys(below))


def level_of(region: Region) -> Level | None:
    """The level of a region: its deepest part (上海市 as a whole is a province)."""
    if region.county:
        return "county"
    if region.city and region.city != region.province:
        return "city"
    return "province" if region.province else None


def common(regions: Iterable[Region]) -> Region:
    """The deepest region all of ``regions`` lie in; empty where provinces differ."""
    shared: Region | None = None
    for region in regions:
        shared = region if shared is None else _shared(shared, region)
    return shared or Region()


def _shared(one: Region, other: Region) -> Region:
    if one.province != other.province:
        return Region()
    if one.city != other.city:
        return Region(one.province)
    return Region(one.province, one.city, one.county if one.county == other.county else None)


def _folded(text: str) -> str:
    return fold_query(text) if len(text) <= _QUERY_LENGTH else fold(text)


def find(
    text: str,
    *,
    within: Region | None = None,
    doubtful: bool = False,
    folded: bool = False,
    confirmed: frozenset[Region] = frozenset(),
) -> tuple[PlaceMention, ...]:
    """Every division named in ``text``, in order; linear in its length.

    A parent that stands directly before decides between namesakes (杭州市西湖区), and
    so does ``within``, a region known from elsewhere. Short forms that are everyday
    words or shared by several counties count only after their parent. ``doubtful``:
    short forms of cities count even where they are common elsewhere, if they stand
    at least ten times (a report of 中山 names it so). ``folded``: ``text`` is folded
    already. ``confirmed``: divisions known to be spoken of; their short forms count.
    """
    known, found = gazetteer(), list[PlaceMention]()
    simple = text if folded else _folded(text)
    matches = list(scan(simple, known.heads))
    often = _often(matches) if doubtful else frozenset()
    before: PlaceMention | None = None
    for at, (start, form) in enumerate(matches):
        end = start + len(form)
        parent = before if before and _CHAIN_GAP.fullmatch(simple, before.end, start) else None
        sense = _sense(form, known.names[form], parent, within, often, confirmed)
        if sense is None:
            continue
        chained = at + 1 < len(matches) and _leads(sense, end, matches[at + 1])
        if not (sense.sure or chained or _is_word(simple, start, end, sense.full)):
            continue
        before = PlaceMention(start, end, sense.regions, sense.level, sense.full, form)
        found.append(before)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Sense:
    """What a name means where it stands. ``sure``: no word can run across its borders."""

    regions: tuple[Region, ...]
    level: Level
    full: bool
    sure: bool


def _leads(sense: _Sense, end: int, follower: tuple[int, str]) -> bool:
    """Whether the next name stands directly behind and lies within this one."""
    start, form = follower
    return start == end and any(
        _nested(below.regions, sense.regions) for below in gazetteer().names[form]
    )


def _sense(
    form: str,
    senses: tuple[Name, ...],
    parent: PlaceMention | None,
    within: Region | None,
    often: frozenset[str],
    confirmed: frozenset[Region],
) -> _Sense | None:
    for sense in senses:
        nested = _nested(sense.regions, parent.candidates if parent else ())
        if nested:
            return _Sense(nested, sense.level, sense.full, sure=sense.full)
    for sense in senses:
        known = _nested(sense.regions, (within,) if within else ())
        if known and (sense.full or sense.alone):
            return _Sense(known, sense.level, sense.full, sure=False)
    for sense in senses:
        meant_here = tuple(r for r in sense.regions if r in confirmed)
        if len(form) > 1 and len(meant_here) == 1:
            return _Sense(meant_here, sense.level, sense.full, sure=False)
    for sense in senses:
        meant = form in often and any(r.county is None or r.city is None for r in sense.regions)
        if sense.full or sense.alone or meant:
            return _Sense(sense.regions, sense.level, sense.full, sure=False)
    return None


def _often(matches: list[tuple[int, str]]) -> frozenset[str]:
    counts = Counter(form for _, form in matches)
    return frozenset(form for form, count in counts.items() if count >= _OFTEN)


def _nested(regions: tuple[Region, ...], outers: Iterable[Region]) -> tuple[Region, ...]:
    return tuple(r for r in regions if any(r != outer and _within(r, outer) for outer in outers))


# 祁连 in 祁连山, 河南 in 黄河南岸: a name whose neighbours make another word of it.
_RUN_ON = re.compile(r"[岸侧麓坡山江河湖岛港]")


# 和县 in 部门和县直机关, 兴县 in 工业兴县: a name of two characters needs a border before it.
_BEFORE_TWO = re.compile(r"[^\u4e00-\u9fff]|[在于至赴省市州]")


def _is_word(text: str, start: int, end: int, full: bool) -> bool:
    """Whether no word of the dictionary runs across a border: 范县 in 示范县 is none.

    Into the name of an organ one may: 重庆市委 is a word of the dictionary.
    """
    if not full and _RUN_ON.match(text, end):
        return False
    if full and end - start == 2 and start and not _BEFORE_TWO.match(text, start - 1):
        return False
    left, right = max(0, start - _WINDOW), min(len(text), end + _WINDOW)
    at, borders = left, {left}
    for word in cutter().cut(text[left:right], False):
        at += len(word)
        borders.add(at)
    return start in borders and (end in borders or (full and text[end : end + 1] in "委政人城境域"))


def is_chain(text: str) -> bool:
    """Whether ``text`` is nothing but a place named on two levels at least."""
    if len(text) > _LONGEST_CHAIN:
        return False
    mentions = find(text)
    covered = sum(m.end - m.start for m in mentions)
    return len(mentions) >= 2 and covered == len(re.sub(r"\s", "", text))


def resolve(name: str, level: Level | None = None) -> tuple[Region, ...]:
    """The divisions a filter's ``name`` may mean: full or short, either script.

    Several parts in a row (“浙江湖州德清”) narrow each other. Empty where nothing fits.
    """
    folded = re.sub(r"\s+", "", fold_query(name))
    senses = gazetteer().names.get(folded)
    if senses is None:
        return _resolve_chain(folded, level)
    regions = [r for sense in senses if level in (None, sense.level) for r in sense.regions]
    if level == "city" and not regions:
        regions = [r for sense in senses for r in sense.regions if r.city == r.province]
    return tuple(dict.fromkeys(regions))


def _resolve_chain(folded: str, level: Level | None) -> tuple[Region, ...]:
    mentions = find(folded)
    if not mentions or mentions[-1].end != len(folded) or mentions[0].start != 0:
        return ()
    last = mentions[-1]
    return last.candidates if level in (None, last.level) else ()


def find_townships(text: str, *, folded: bool = False) -> dict[str, int]:
    """The distinct townships named in full in ``text``, and where each stands first."""
    heads = townships()[1]
    simple, first = text if folded else _folded(text), dict[str, int]()
    for start, name in scan(simple, heads):
        if name not in first and _is_word(simple, start, start + len(name), full=True):
            first[name] = start
    return first


def counties_with(township: str) -> tuple[Region, ...]:
    """The counties that have a township of this full name."""
    return townships()[0].get(township, ())


@cache
def of_mark(mark: str, own: Level | None = None) -> Region | None:
    """The province (or city) whose one-character abbreviation a document number begins
    with: 浙 of 浙政发. ``None`` where a division outside it begins so too: the number may
    then be that one's own (新政发 of 新疆 and of 新昌), unless the text speaks of itself at
    the level ``own`` of the one abbreviated."""
    senses = gazetteer().names.get(mark[:1], ())
    if len(senses) != 1 or len(senses[0].regions) != 1:
        return None
    region = senses[0].regions[0]
    if own and level_of(region) == own:
        return region
    namesakes = (
        other
        for other in gazetteer().by_code.values()
        if (other.county or other.city or other.province or "").startswith(mark[:1])
    )
    return region if all(_within(other, region) for other in namesakes) else None


def short_names(outer: Region) -> tuple[tuple[str, Region], ...]:
    """Every short form of the counties of ``outer``, everyday words too."""
    return tuple(
        (form, region)
        for form, senses in gazetteer().names.items()
        for sense in senses
        if sense.level == "county" and not sense.full
        for region in sense.regions
        if _within(region, outer)
    )
