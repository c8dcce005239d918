"""The place a document is about: read from its head, or inferred from its text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kb import regions
from kb.metadata.standpoint import NATIONAL, own_level
from kb.metadata.textlines import View
from kb.regions import Level, PlaceMention
from kb.types import Region, Status

_HEAD_LINES = 8
# Names of places after these words are whom the document learns from or helps.
_OTHERS_BEFORE = re.compile(r"(?:学习|借鉴|复制|赴|到|对口|支援|协作|援助|帮扶)[^，。;]{0,4}$")
_SLOT = re.compile(
    r"(?:力量|样板|篇章|实践|经验|模式|路径|特色|答卷|贡献|方案|智慧|速度|品牌|新局面)"
)
_LEAST_TOWNSHIPS = 3
_LEAST_MENTIONS = 3
_OPENING = 300  # characters in which a text that is about a place names it
_OFTEN = 5


@dataclass(frozen=True, slots=True)
class Place:
    """A region with, for each of its parts that is set, how and where it was read.

    ``parts``: level to (status, start, end); a part filled in from the gazetteer is
    inferred and points to the name that implies it.
    """

    region: Region
    parts: dict[Level, tuple[Status, int, int]]


def place_in(page: View, spans: Iterable[tuple[int, int]]) -> Place | None:
    """The place the given spans (title, issuer, place line …) name, the first that does.

    A later span may add a deeper part that lies within the place of an earlier one.
    """
    chosen: list[PlaceMention] = []
    region = Region()
    for start, end in spans:
        mentions = _shifted(page, start, end, region)
        if not mentions:
            continue
        found = _agreed(mentions)
        if found == Region() or not regions.contains(region, found):
            continue
        region, chosen = found, chosen + mentions
    return _place(region, chosen, "stated") if region != Region() else None


def _shifted(page: View, start: int, end: int, within: Region) -> list[PlaceMention]:
    """Mentions in a span, in offsets of the page; namesakes decided by the whole text."""
    known = within if within != Region() else None
    piece = page.folded[start:end]
    kept = []
    for m in regions.find(piece, within=known, folded=True):
        if _OTHERS_BEFORE.search(piece[: m.start]):
            continue
        candidates = m.candidates if len(m.candidates) == 1 else _by_context(page, m)
        if candidates:
            kept.append(PlaceMention(m.start + start, m.end + start, candidates, m.level, m.full))
    return kept


def _by_context(page: View, mention: PlaceMention) -> tuple[Region, ...]:
    """Of namesakes, the one whose city or province the text names; none where it is open."""
    named = Counter(
        r for m in regions.find(page.folded, folded=True) if (r := m.region) and m != mention
    )
    scores = {
        c: sum(n for r, n in named.items() if r != c and regions.contains(r, c))
        for c in mention.candidates
    }
    best = sorted(scores, key=lambda c: -scores[c])
    if scores[best[0]] and scores[best[0]] > 2 * scores[best[1]]:
        return (best[0],)
    return ()


def _agreed(mentions: list[PlaceMention]) -> Region:
    """The deepest region where all lie on one line, else what they have in common."""
    found = [m.candidates[0] for m in mentions]
    deepest = max(found, key=lambda r: regions.LEVELS.index(regions.level_of(r) or "province"))
    if all(regions.contains(r, deepest) for r in found):
        return deepest
    return regions.common(found)


def _place(region: Region, mentions: list[PlaceMention], status: Status) -> Place:
    """The region with its evidence: a part named is ``status``, a part implied is inferred."""
    parts: dict[Level, tuple[Status, int, int]] = {}
    own = [m for m in mentions if m.region and regions.contains(m.region, region)]
    deepest = max(own or mentions, key=lambda m: regions.LEVELS.index(m.level))
    for level in regions.LEVELS:
        value = getattr(region, level)
        if value is None:
            continue
        named = next((m for m in own if _names(m, level, value)), None)
        source = named or deepest
        parts[level] = (status if named else "inferred", source.start, source.end)
    return Place(region, parts)


def _names(mention: PlaceMention, level: Level, value: str) -> bool:
    region = mention.region
    at_level = mention.level == level or (region is not None and region.city == region.province)
    return region is not None and at_level and getattr(region, level) == value


def place_line(page: View) -> tuple[int, int] | None:
    """A line near the top that is nothing but a place, two levels deep at least."""
    for line in page.lines[:_HEAD_LINES]:
        if regions.is_chain(line.text):
            return line.start, line.end
    return None


def place_of_text(page: View) -> Place | None:
    """The place the body speaks of, where its evidence is strong; else ``None``.

    The level the text speaks of itself at decides what is looked for; at that level
    one place must stand out. A county that is not named is inferred from townships
    that lie together in no other county, or from “某某样板” with its city named.
    """
    level = own_level(page)
    mentions = [
        m
        for m in regions.find(page.folded, doubtful=level == "city", folded=True)
        if not _OTHERS_BEFORE.search(page.folded[max(0, m.start - 8) : m.start])
    ]
    if level is None:
        return _dominating(page, mentions)
    named = _named(mentions, level)
    if level != "county" or (named and _often_named(mentions, named.region)):
        return named
    return _inferred_county(page, mentions) or named


def _often_named(mentions: list[PlaceMention], region: Region) -> bool:
    """A county named in passing gives way to what its townships tell."""
    return sum(m.region == region for m in mentions) >= _LEAST_MENTIONS


def _named(mentions: list[PlaceMention], level: Level) -> Place | None:
    """The place of ``level`` that is named, and in which most of the places lie.

    It must weigh one and a half times the next. Of provinces, one that is named in
    full and alone is enough.
    """
    weights: dict[Region, float] = defaultdict(float)
    named: set[Region] = set()
    for m in mentions:
        outer = _at_level(m.region, level) if m.region else None
        if outer:
            weights[outer] += _weight(m, outer)
            if m.region == outer:
                named.add(outer)
    ranked = sorted(weights.items(), key=lambda w: -w[1])[:2]
    if not ranked or ranked[0][0] not in named:
        return None
    if ranked[0][1] < 2 and not (level == "province" and len(ranked) == 1 and _in_full(mentions)):
        return None
    if len(ranked) == 2 and ranked[0][1] < 1.5 * ranked[1][1]:
        return None
    region = ranked[0][0]
    return _place(region, [m for m in mentions if m.region and regions.contains(m.region, region)],
                  "stated")  # fmt: skip


def _weight(mention: PlaceMention, outer: Region) -> float:
    """What is named inside counts half; a county's bare short form is weak, its full
    name strong."""
    if mention.region != outer:
        return 0.5
    if outer.county is None:
        return 1
    return 2 if mention.full else 0.5


def _in_full(mentions: list[PlaceMention]) -> bool:
    return any(m.full and m.level == "province" for m in mentions)


def _at_level(region: Region, level: Level) -> Region | None:
    """The division of ``level`` that ``region`` is or lies in."""
    if level == "province":
        return regions.resolve(region.province or "", "province")[0]
    if level == "county":
        return region if region.county else None
    if region.city is None:
        return region if region.county else None
    return Region(region.province, region.city)


def _dominating(page: View, mentions: list[PlaceMention]) -> Place | None:
    """Of a text that never says 我县 or 全市: the place most of its places lie in."""
    found = [m for m in mentions if m.region]
    if len(found) < _LEAST_MENTIONS or NATIONAL.search(page.folded):
        return None
    for level in reversed(regions.LEVELS):
        named = [m for m in found if m.level == level]
        counts = Counter(m.region for m in named if m.region)
        if not counts:
            continue
        region, most = counts.most_common(1)[0]
        inside = sum(1 for m in found if m.region and (
            regions.contains(region, m.region) or regions.contains(m.region, region)))  # fmt: skip
        first = next(m.start for m in named if m.region == region)
        early = first < _OPENING or (most >= _OFTEN and first < len(page.text) * 0.2)
        if most >= _LEAST_MENTIONS and early and inside * 10 >= len(found) * 8:
            own = [m for m in found if m.region and regions.contains(m.region, region)]
            return _place(region, own, "stated")
    return None


def _inferred_county(page: View, mentions: list[PlaceMention]) -> Place | None:
    cities = Counter(m.region for m in mentions if m.region and m.level == "city")
    ranked = cities.most_common(2)
    lone = len(ranked) == 1 or (len(ranked) == 2 and ranked[0][1] >= 2 * ranked[1][1])
    city = ranked[0][0] if lone else None
    found = _by_townships(page, city) or (_by_slot(page, city) if city else None)
    if found is None:
        unnamed = not any(m.level == "county" for m in mentions)
        return _unnamed_county(mentions, city) if city and unnamed else None
    county, start, end = found
    parts: dict[Level, tuple[Status, int, int]] = {}
    for level in regions.LEVELS:
        if getattr(county, level):
            parts[level] = ("inferred", start, end)
    named = next((m for m in mentions if m.region == city), None)
    if named and "city" in parts:
        parts["city"] = ("inferred", named.start, named.end)
    return Place(county, parts)


def _unnamed_county(mentions: list[PlaceMention], city: Region) -> Place | None:
    """The county stays open; its city is sure enough when named twice."""
    own = [m for m in mentions if m.region == city]
    return _place(city, own, "inferred") if len(own) >= 2 else None


def _by_townships(page: View, city: Region | None) -> tuple[Region, int, int] | None:
    """The one county in which at least three of the townships named lie together."""
    first = regions.find_townships(page.folded, folded=True)
    counts: dict[Region, int] = defaultdict(int)
    for name in first:
        for county in regions.counties_with(name):
            if city is None or regions.contains(city, county):
                counts[county] += 1
    ranked = sorted(counts.items(), key=lambda c: -c[1])[:2]
    if not ranked or ranked[0][1] < _LEAST_TOWNSHIPS:
        return None
    if len(ranked) == 2 and ranked[0][1] < 2 * ranked[1][1]:
        return None
    county = ranked[0][0]
    name = next(n for n in first if county in regions.counties_with(n))
    return county, first[name], first[name] + len(name)


def _by_slot(page: View, city: Region) -> tuple[Region, int, int] | None:
    """A county of ``city`` by its short name before 样板, 力量, 实践 …, one alone."""
    found: dict[Region, tuple[int, int]] = {}
    for short, county in regions.short_names(city):
        for match in re.finditer(re.escape(short), page.folded):
            if _SLOT.match(page.folded, match.end()):
                found.setdefault(county, match.span())
    if len(found) != 1:
        return None
    county, (start, end) = found.popitem()
    return county, start, end
