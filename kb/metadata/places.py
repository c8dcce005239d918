"""The place a document is about, as its head says: title, issuer, place line, number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from kb import regions
from kb.metadata.standpoint import own_level
from kb.metadata.textlines import View
from kb.regions import Level, PlaceMention
from kb.types import Region, Status

_HEAD_LINES = 8
# Names of places after these words are whom the document learns from or helps.
OTHERS_BEFORE = re.compile(r"(?:学习|借鉴|复制|赴|到|对口|支援|协作|援助|帮扶)[^，。;]{0,4}$")
COMPANY = re.compile(r"[\u4e00-\u9fff()\"]{0,14}?(?:公司|集团)")
_TOWNSHIP_TITLE = re.compile(r"[\u4e00-\u9fff]{2,12}(?:镇|乡|街道|苏木)")


@dataclass(frozen=True, slots=True)
class Place:
    """A region with, for each of its parts that is set, how and where it was read.

    ``parts``: level to (status, start, end); a part filled in from the gazetteer is
    inferred and points to the name that implies it.
    """

    region: Region
    parts: dict[Level, tuple[Status, int, int]]


@lru_cache(maxsize=2)
def mentions_in(folded: str) -> tuple[PlaceMention, ...]:
    """Every division a whole text names: asked for more than once of the same text."""
    return regions.find(folded, folded=True)


@lru_cache(maxsize=2)
def _confirmed(folded: str) -> frozenset[Region]:
    """The counties a text names in full twice: their short forms may then be read."""
    full = Counter(
        m.region for m in mentions_in(folded) if m.full and m.level == "county" and m.region
    )
    return frozenset(region for region, count in full.items() if count >= 2)


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
    return made_of(region, chosen, "stated") if region != Region() else None


def _shifted(page: View, start: int, end: int, within: Region) -> list[PlaceMention]:
    """Mentions in a span, in offsets of the page; namesakes decided by the whole text."""
    known = within if within != Region() else None
    piece = page.folded[start:end]
    kept = []
    confirmed = _confirmed(page.folded)
    for m in regions.find(piece, within=known, folded=True, confirmed=confirmed):
        if OTHERS_BEFORE.search(piece[: m.start]) or COMPANY.match(piece, m.end):
            continue
        candidates = m.candidates if len(m.candidates) == 1 else _by_context(page, m)
        if candidates:
            kept.append(replace(m, start=m.start + start, end=m.end + start, candidates=candidates))
    return kept


def _by_context(page: View, mention: PlaceMention) -> tuple[Region, ...]:
    """Of namesakes, the one whose city or province the text names; none where it is open."""
    named = Counter(r for m in mentions_in(page.folded) if (r := m.region) and m != mention)
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


def made_of(region: Region, mentions: list[PlaceMention], status: Status) -> Place:
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
    """Whether a mention says this part in so many words: 小岗村 does not say 凤阳县."""
    region = mention.region
    at_level = mention.level == level or (region is not None and region.city == region.province)
    said = not mention.form or not set(mention.form).isdisjoint(value)
    return region is not None and at_level and said and getattr(region, level) == value


def place_line(page: View) -> tuple[int, int] | None:
    """A line near the top that is nothing but a place, two levels deep at least."""
    for line in page.lines[:_HEAD_LINES]:
        if regions.is_chain(line.text):
            return line.start, line.end
    return None


def place_of_township(page: View, title: tuple[int, int]) -> Place | None:
    """The county of a township that is the whole title, where only one county has it, or
    one of those that have it is named."""
    name = re.sub(r"\s+", "", page.folded[slice(*title)])
    if not _TOWNSHIP_TITLE.fullmatch(name):
        return None
    found = regions.counties_with(name)
    named = {m.region for m in mentions_in(page.folded)}
    if len(found) > 1:
        found = tuple(county for county in found if county in named)
    if len(found) != 1:
        return None
    parts: dict[Level, tuple[Status, int, int]] = {
        level: ("inferred", *title) for level in regions.LEVELS if getattr(found[0], level)
    }
    return Place(found[0], parts)


def place_of_number(page: View, number: str, span: tuple[int, int]) -> Place | None:
    """The province or city that a document number begins with: 浙政发〔2020〕1号."""
    region = regions.of_mark(number, own_level(page))
    if region is None:
        return None
    parts: dict[Level, tuple[Status, int, int]] = {
        level: ("inferred", *span) for level in regions.LEVELS if getattr(region, level)
    }
    return Place(region, parts)
