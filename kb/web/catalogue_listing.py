"""Which practices the catalogue lists, in which order, and how many each filter leaves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.script import fold, fold_query, to_simplified
from kb.types import DEPTHS, PracticeCard, Region
from kb.web.facets import Choice
from kb.web.state import ORIGINS, CatalogueState

FILTERS = ("theme", "topic", "province", "city", "county", "year", "depth", "origin")
"""The filters, in the order they are offered."""
_PLACES = ("province", "city", "county")
_PLAIN = ("theme", "topic", "year", "depth", "origin")
_PLACE = "place"
_MARKS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Found:
    """``cards``: all that are listed, in their order. ``choices``: of each filter, the value
    that is set always among them."""

    cards: tuple[PracticeCard, ...]
    choices: Mapping[str, tuple[Choice, ...]]


@dataclass(frozen=True, slots=True)
class _Listed:
    """A card as it is matched: its names and its places, folded."""

    card: PracticeCard
    name: str
    names: str
    places: str


class Catalogue:
    """The practices of a library, made ready to be filtered at every key stroke."""

    def __init__(self, cards: Sequence[PracticeCard]) -> None:
        """``cards``: kept as they are."""
        self.by_id = {card.id: card for card in cards}
        named = Counter(card.name for card in cards)
        self.namesakes = frozenset(name for name, count in named.items() if count > 1)
        self._listed = tuple(map(_listed, cards))

    def find(self, state: CatalogueState) -> Found:
        """What ``state`` lists, whatever its page."""
        words = fold_query(state.q).split()
        tests = _tests(state)
        counts: dict[str, Counter[str | int]] = {name: Counter() for name in FILTERS}
        passing: list[tuple[int, PracticeCard]] = []
        for listed in self._listed:
            rank = _match(listed, words)
            failed = [] if rank is None else [k for k, t in tests.items() if not t(listed.card)]
            if rank is None or len(failed) > 1:
                continue
            if not failed:
                passing.append((rank, listed.card))
            _count(listed.card, state, failed[0] if failed else None, counts)
        key = _ORDERS[state.sort]
        passing.sort(key=lambda pair: (pair[0], key(pair[1])))
        return Found(tuple(card for _, card in passing), _choices(counts, state))


def consistent(state: CatalogueState, cards: Iterable[PracticeCard]) -> Region:
    """The place of ``state`` without a city outside its province, a county outside its city."""
    regions = {region for card in cards for region in card.regions}
    chosen = Region(state.province, state.city, state.county)
    for kept in (
        chosen,
        Region(chosen.province, chosen.city),
        Region(chosen.province, None, chosen.county),
        Region(chosen.province),
    ):
        if any(_within(region, kept) for region in regions):
            return kept
    return Region(state.province)


def _listed(card: PracticeCard) -> _Listed:
    name = fold(to_simplified(card.name))
    names = fold(to_simplified("\n".join((card.name, *card.aliases))))
    parts = (p for r in card.regions for p in (r.province, r.city, r.county) if p)
    return _Listed(card, name, names, "\n".join(dict.fromkeys(parts)))


def _match(listed: _Listed, words: Sequence[str]) -> int | None:
    """0 for a name that holds every word, 1 for one that another name does, 2 where a place
    holds some; ``None`` where one is held by none."""
    if not words:
        return 0
    if all(word in listed.name for word in words):
        return 0
    if all(word in listed.names for word in words):
        return 1
    if all(word in listed.names or word in listed.places for word in words):
        return 2
    return None


def _tests(state: CatalogueState) -> dict[str, Callable[[PracticeCard], bool]]:
    """The filters that are set; the three of a place are one."""
    place = Region(state.province, state.city, state.county)
    tests: dict[str, Callable[[PracticeCard], bool]] = {
        name: lambda card, name=name, value=value: value in _values(card, name)  # type: ignore[misc]
        for name in _PLAIN
        if (value := getattr(state, name)) is not None
    }
    if place != Region():
        tests[_PLACE] = lambda card: any(_within(region, place) for region in card.regions)
    return tests


def _values(card: PracticeCard, name: str) -> Sequence[str | int]:
    if name == "theme":
        return card.themes
    if name == "topic":
        return card.topics
    if name == "year":
        return card.years
    return (card.depth,) if name == "depth" else (ORIGINS[card.programme],)


def _count(
    card: PracticeCard,
    state: CatalogueState,
    failed: str | None,
    counts: Mapping[str, Counter[str | int]],
) -> None:
    """A card counts for each filter whose change alone would list it."""
    for name in _PLAIN if failed is None else {failed} & set(_PLAIN):
        counts[name].update(_values(card, name))
    if failed is None or failed == _PLACE:
        for name, outer in zip(_PLACES, _outers(state), strict=True):
            inside = (getattr(region, name) for region in card.regions if _within(region, outer))
            counts[name].update(set(filter(None, inside)))


def _outers(state: CatalogueState) -> tuple[Region, Region, Region]:
    """Within what the provinces, cities and counties lie that can be chosen."""
    return Region(), Region(state.province), Region(state.province, state.city)


def _within(region: Region, outer: Region) -> bool:
    return (
        outer.province in (None, region.province)
        and outer.city in (None, region.city)
        and outer.county in (None, region.county)
    )


def _choices(
    counts: Mapping[str, Counter[str | int]], state: CatalogueState
) -> dict[str, tuple[Choice, ...]]:
    found = {}
    for name, counted in counts.items():
        chosen = getattr(state, name)
        if chosen is not None:
            counted.setdefault(chosen, 0)
        made = [Choice(value, count) for value, count in counted.items()]
        found[name] = tuple(sorted(made, key=_choice_order(name)))
    return found


def _choice_order(name: str) -> Callable[[Choice], tuple[int, str]]:
    if name == "year":
        return lambda choice: (-int(choice.value), "")
    if name == "depth":
        return lambda choice: (-DEPTHS.index(choice.value), "")
    return lambda choice: (-choice.documents, str(choice.value))


def _by_name(card: PracticeCard) -> bytes:
    """GB 18030 has the common characters in the order of their Pinyin."""
    bare = _MARKS.sub("", to_simplified(card.name)) or card.name
    return bare.encode("gb18030", "replace")


def _deepest(card: PracticeCard) -> tuple[int, int, int, int, str]:
    mentioned, told, achieved = card.depths
    return -DEPTHS.index(card.depth), -achieved, -told, -mentioned, card.name


def _most_places(card: PracticeCard) -> tuple[int, int, int, str]:
    return -len(card.regions), -DEPTHS.index(card.depth), -card.mentions, card.name


_ORDERS: Mapping[str, Callable[[PracticeCard], tuple[int | str, ...] | bytes]] = {
    "地区最多": _most_places,
    "讲得最详": _deepest,
    "名称": _by_name,
}
