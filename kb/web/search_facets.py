"""The choices of each condition of a search, with the documents each would leave.

Laid out once a version as arrays, so that thousands of documents are counted at every click.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.search.ordering import by_sound
from kb.store.entries import Card
from kb.types import Metadata, Region
from kb.web import addresses
from kb.web.facets import Choice
from kb.web.search_state import SearchState

Mask = NDArray[np.bool_]
NAMES = (
    "provinces", "cities", "counties", "kinds", "themes", "topics", "grades", "issuers", "without",
)  # fmt: skip
"""The conditions that are lists, in the order they are offered."""
PERIOD = ("since", "until")
_FIRST, _LAST = 0, 9999


class DocumentFacets:
    """The documents of a library by every value that a condition may have."""

    def __init__(self, cards: Sequence[Card]) -> None:
        """``cards``: kept as they are."""
        self._count = len(cards)
        metadata = [card.metadata for card in cards]
        self._columns = {n: _column([_values(m, n) for m in metadata]) for n in NAMES}
        self._years = _column([m.years for m in metadata])

    def has(self, name: str) -> bool:
        """Whether any document has a value for a condition."""
        return bool(self._columns[name][0])

    def choices(self, state: SearchState) -> dict[str, tuple[Choice, ...]]:
        """Condition → its choices: how many documents have the value and pass all the other
        conditions. Years from the latest, all else the most frequent first; what is set is
        always among them. Of ``without``: how many it would leave out."""
        masks = {name: self._mask(name, state) for name in NAMES}
        masks["period"] = self._between(state.since, state.until)
        found = {}
        for name in NAMES:
            others = _all(mask for other, mask in masks.items() if other != name)
            found[name] = self._listed(name, others, wanted(state, name))
        others = _all(mask for other, mask in masks.items() if other != "period")
        return found | self._periods(others, state)

    def consistent(self, state: SearchState) -> SearchState:
        """``state`` without a city outside its provinces, or a county outside its cities."""
        cities = self._inside(state, "cities", ("provinces",))
        state = replace(state, cities=cities)
        return replace(state, counties=self._inside(state, "counties", ("provinces", "cities")))

    def _inside(self, state: SearchState, name: str, outer: Iterable[str]) -> tuple[str, ...]:
        around = _all([np.ones(self._count, bool), *(self._mask(n, state) for n in outer)])
        values, table = self._columns[name]
        kept = {v for v, row in zip(values, table, strict=True) if bool((row & around).any())}
        return tuple(value for value in getattr(state, name) if value in kept)

    def _mask(self, name: str, state: SearchState) -> Mask:
        """(documents,): those that pass one condition."""
        chosen = wanted(state, name)
        if not chosen:
            return np.ones(self._count, bool)
        values, table = self._columns[name]
        rows = [at for at, value in enumerate(values) if value in chosen]
        having = np.asarray(table[rows].any(axis=0))
        return ~having if name == "without" else having

    def _listed(self, name: str, others: Mask, chosen: Sequence[str]) -> tuple[Choice, ...]:
        values, table = self._columns[name]
        counts = (table & others).sum(axis=1)
        found = {v: int(n) for v, n in zip(values, counts, strict=True) if n or v in chosen}
        found |= {value: 0 for value in chosen if value not in found}
        listed = [Choice(value, count) for value, count in found.items()]
        if name == "without":
            return tuple(sorted(listed, key=lambda choice: by_sound(str(choice.value))))
        return tuple(sorted(listed, key=lambda choice: (-choice.documents, str(choice.value))))

    def _periods(self, others: Mask, state: SearchState) -> dict[str, tuple[Choice, ...]]:
        years: list[int] = sorted(self._years[0], reverse=True)
        since = [Choice(y, int((others & self._between(y, state.until)).sum())) for y in years]
        until = [Choice(y, int((others & self._between(state.since, y)).sum())) for y in years]
        return {
            "since": _with(since, state.since),
            "until": _with(until, state.until),
        }

    def _between(self, since: int | None, until: int | None) -> Mask:
        if since is None and until is None:
            return np.ones(self._count, bool)
        years, table = self._years
        first, last = since or _FIRST, until or _LAST
        rows = [at for at, year in enumerate(years) if first <= year <= last]
        return np.asarray(table[rows].any(axis=0))


def wanted(state: SearchState, name: str) -> tuple[str, ...]:
    """The values of one condition; places left out are written as in an address."""
    if name == "without":
        return tuple(addresses.written_places([place]) for place in state.without)
    found: tuple[str, ...] = getattr(state, name)
    return found


def _with(choices: Sequence[Choice], wanted: int | None) -> tuple[Choice, ...]:
    """The choices that leave something, and the one that is set."""
    kept = [choice for choice in choices if choice.documents or choice.value == wanted]
    if wanted is not None and all(choice.value != wanted for choice in kept):
        kept.append(Choice(wanted, 0))
    return tuple(sorted(kept, key=lambda choice: -int(choice.value)))


def _all(masks: Iterable[Mask]) -> Mask:
    return np.asarray(np.logical_and.reduce(list(masks)))


def _column(values: Sequence[Sequence[Any]]) -> tuple[list[Any], Mask]:
    """The different values, and (values, documents) which document has which."""
    codes: dict[Any, int] = {}
    for several in values:
        for value in several:
            codes.setdefault(value, len(codes))
    table = np.zeros((len(codes), len(values)), bool)
    for document, several in enumerate(values):
        table[[codes[value] for value in several], document] = True
    return list(codes), table


def _values(metadata: Metadata, name: str) -> Sequence[Any]:
    if name in _PLACES:
        part = _PLACES[name]
        found = (getattr(region, part) for region in metadata.regions)
        return tuple(dict.fromkeys(filter(None, found)))
    if name == "without":
        return _within(metadata.regions)
    value = getattr(metadata, _VALUES[name])
    several = value if isinstance(value, tuple) else (value,) if value else ()
    return tuple(dict.fromkeys(one.value for one in several))


_PLACES: Mapping[str, str] = {"provinces": "province", "cities": "city", "counties": "county"}
_VALUES: Mapping[str, str] = {
    "kinds": "kind", "themes": "themes", "topics": "topics", "grades": "provenance",
    "issuers": "issuer",
}  # fmt: skip


def _within(regions: Sequence[Region]) -> tuple[str, ...]:
    """The places that hold all of a document's, as an address writes them."""
    common: list[Region] | None = None
    for region in regions:
        own = _around(region)
        common = own if common is None else [place for place in common if place in own]
    return tuple(addresses.written_places([place]) for place in common or ())


def _around(region: Region) -> list[Region]:
    """A place and those it lies in, the widest first."""
    found = [Region(region.province)] if region.province else []
    if region.city and region.city != region.province:
        found.append(Region(region.province, region.city))
    if region.county:
        found.append(region)
    return found
