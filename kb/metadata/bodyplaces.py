"""The place a document is about, inferred from its text where its head names none."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from kb import regions
from kb.metadata.places import COMPANY, OTHERS_BEFORE, Place, made_of, mentions_in
from kb.metadata.standpoint import NATIONAL, own_level
from kb.metadata.textlines import View
from kb.regions import Level, PlaceMention
from kb.types import Region, Status

# 乌海 in 乌海能源有限责任公司, 北京 in 北京国家会议中心: a name inside another name.
_ORGANISATION = re.compile(
    r"[\u4e00-\u9fff()\"]{0,14}?(?:公司|集团|银行|大学|学院|酒店|宾馆|医院|研究[院所]|会议中心|出版社|机场|火车站|高速"
    r"|协会|学会|大厦)"
)
# 顺义区 in 顺义区委常委、副区长某某: whom a text lists, not what it is about.
_OFFICE = re.compile(
    r"(?:[\u4e00-\u9fff]{0,14}?(?:常委|委员会|局|厅|政府|办公室|协会|委))?[、副]{0,2}"
    r"(?:书记|[省市县区州旗]长|主任|局长|厅长|处长|巡视员|调研员|常委|主席)"
)
_LOCATED = re.compile(r"(?:位于|地处|坐落[于在]?|隶属[于]?|属于|在|于)\s*$")
_SLOT = re.compile(
    r"(?:力量|样板|篇章|实践|经验|模式|路径|特色|答卷|贡献|方案|智慧|速度|品牌|新局面)"
)
_LEAST_TOWNSHIPS = 3
_LEAST_MENTIONS = 3
_OPENING = 300  # characters in which a text that is about a place names it
_OFTEN = 5
_HEAD = 1500  # characters in which a collection says that it is one
# A collection from all over the country: what it opens with is one of many.
_COLLECTED = re.compile(r"(?:各省|各地|全国)[^。\n]{0,20}(?:典型案例|案例汇编|案例集|优秀案例)")
_SHORT = 5000  # characters of a text in which one county named is the one it is about


def _in_other_name(page: View, mention: PlaceMention) -> bool:
    """Whether a name only belongs to that of a body or to a person's office."""
    inside = COMPANY if mention.full else _ORGANISATION
    return bool(inside.match(page.folded, mention.end) or _OFFICE.match(page.folded, mention.end))


def place_of_text(page: View) -> Place | None:
    """The place the body speaks of, where its evidence is strong; else ``None``.

    The level the text speaks of itself at decides what is looked for; at that level
    one place must stand out. A county that is not named is inferred from townships
    that lie together in no other county, or from “某某样板” with its city named.
    """
    level = own_level(page)
    mentions = [
        m
        for m in _mentions(page, level)
        if not OTHERS_BEFORE.search(page.folded[max(0, m.start - 8) : m.start])
        and not _in_other_name(page, m)
    ]
    if level is None:
        return _dominating(page, mentions) or _lone_county(page, mentions)
    named = _named(mentions, level)
    if level != "county" or (named and _often_named(mentions, named.region)):
        return named
    return _inferred_county(page, mentions) or named


def _mentions(page: View, level: Level | None) -> tuple[PlaceMention, ...]:
    if level == "city":
        return regions.find(page.folded, doubtful=True, folded=True)
    return mentions_in(page.folded)


def _of_the_country(page: View) -> bool:
    return bool(NATIONAL.search(page.folded) or _COLLECTED.search(page.folded[:_HEAD]))


def _lone_county(page: View, mentions: list[PlaceMention]) -> Place | None:
    """The one county named in full in a short text, in its opening or several times.

    A neighbour named beside it is passed over where the text says where it lies (位于…).
    """
    if len(page.text) > _SHORT or _of_the_country(page):
        return None
    counts = Counter(
        m.region for m in mentions if m.full and m.level == "county" and m.region is not None
    )
    if not counts:
        return None
    located = next(
        (m.region for m in mentions if m.region in counts and m.start < _OPENING
         and _LOCATED.search(page.folded[max(0, m.start - 12) : _chain_start(mentions, m)])),
        None,
    )  # fmt: skip
    county, count = (located, _OFTEN) if located else counts.most_common(1)[0]
    first = min(m.start for m in mentions if m.region == county)
    alone = len(counts) == 1 and (first < _OPENING or count >= 2)
    if county is None or not (located or alone):
        return None
    own = [m for m in mentions if m.region and regions.contains(m.region, county)]
    return made_of(county, own, "stated")


def _chain_start(mentions: list[PlaceMention], last: PlaceMention) -> int:
    """Where the chain of names that ends in ``last`` begins."""
    start = last.start
    for m in reversed(mentions):
        if m.end == start:
            start = m.start
    return start


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
    return made_of(region, [m for m in mentions if m.region and regions.contains(m.region, region)],
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
    if len(found) < _LEAST_MENTIONS or _of_the_country(page):
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
            return made_of(region, own, "stated")
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
    return made_of(city, own, "inferred") if len(own) >= 2 else None


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
