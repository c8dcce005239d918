"""Explicit filters, and which documents are from a place or of a year.

Everything is decided per document, once, and turned into passage rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from kb.errors import UsageError
from kb.regions import Level, contains, resolve
from kb.script import fold, fold_query
from kb.store.entries import Card
from kb.store.library import Library
from kb.types import KINDS, Filters, Region, Value

Mask = NDArray[np.bool_]
_Key = TypeVar("_Key", Region, int)


class DocumentFilter:
    """Masks over the documents of one library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._cards = library.cards

    def rows(self, filters: Filters) -> NDArray[np.int64] | None:
        """The passage rows that pass every given filter, ascending; ``None`` where no
        filter is given. Raises ``UsageError`` for a kind that does not exist."""
        mask = self._all(filters)
        return None if mask is None else np.flatnonzero(mask[self._library.document_rows])

    def count(self, filters: Filters) -> int:
        """How many documents pass every given filter."""
        mask = self._all(filters)
        return len(self._cards) if mask is None else int(mask.sum())

    def from_places(self, regions: Iterable[Region]) -> Mask:
        """Documents about any of the regions or a part of one, those about several
        included. (documents,) bool."""
        wanted = tuple(regions)
        return self._any_of(
            rows
            for region, rows in self._by_region.items()
            if any(contains(outer, region) for outer in wanted)
        )

    def of_years(self, years: Iterable[int]) -> Mask:
        """Documents that cover any of the years. (documents,) bool."""
        return self._any_of(self._by_year[year] for year in set(years) if year in self._by_year)

    @cached_property
    def _by_region(self) -> dict[Region, list[int]]:
        """Region → the documents about it."""
        return _inverted(_regions_of(card) for card in self._cards)

    @cached_property
    def _by_year(self) -> dict[int, list[int]]:
        """Year → the documents that cover it."""
        return _inverted(card.metadata.years for card in self._cards)

    def _any_of(self, found: Iterable[list[int]]) -> Mask:
        mask = np.zeros(len(self._cards), bool)
        for rows in found:
            mask[rows] = True
        return mask

    def _all(self, filters: Filters) -> Mask | None:
        masks = list(self._masks(filters))
        return np.logical_and.reduce(masks) if masks else None

    def _masks(self, filters: Filters) -> Iterator[Mask]:
        levels: tuple[tuple[Level, tuple[str, ...]], ...] = (
            ("province", filters.provinces),
            ("city", filters.cities),
            ("county", filters.counties),
        )
        for level, names in levels:
            if names:
                yield self.from_places(r for name in names for r in _meant(name, level))
        if filters.since is not None or filters.until is not None:
            yield self._between(filters.since, filters.until)
        if filters.kinds:
            yield self._of_kinds(filters.kinds)
        if filters.issuers:
            wanted = [fold_query(name) for name in filters.issuers]
            yield self._mask(lambda c: any(name in _issuer(c) for name in wanted))
        yield from self._labelled(filters)
        if filters.without:
            yield ~self.only_in(filters.without)

    def only_in(self, regions: Iterable[Region]) -> Mask:
        """Documents about nothing but these regions and their parts. (documents,) bool."""
        wanted = tuple(regions)
        return ~self._any_of(
            rows
            for region, rows in self._by_region.items()
            if not any(contains(outer, region) for outer in wanted)
        )

    def _labelled(self, filters: Filters) -> Iterator[Mask]:
        if filters.themes:
            themes = set(filters.themes)
            yield self._mask(lambda c: not themes.isdisjoint(v.value for v in c.metadata.themes))
        if filters.topics:
            topics = set(filters.topics)
            yield self._mask(lambda c: not topics.isdisjoint(v.value for v in c.metadata.topics))
        if filters.grades:
            grades = set(filters.grades)
            yield self._mask(lambda c: _value(c.metadata.provenance) in grades)

    def _between(self, since: int | None, until: int | None) -> Mask:
        first, last = since or 0, until or 9999
        return self._mask(lambda c: any(first <= year <= last for year in c.metadata.years))

    def _of_kinds(self, kinds: tuple[str, ...]) -> Mask:
        for kind in kinds:
            if kind not in KINDS:
                raise UsageError(f"没有“{kind}”这一文种。可用的文种：{'、'.join(KINDS)}。")
        return self._mask(lambda c: _value(c.metadata.kind) in kinds)

    def _mask(self, holds: Callable[[Card], bool]) -> Mask:
        return np.fromiter((holds(card) for card in self._cards), bool, len(self._cards))


def _inverted(of_each: Iterable[Iterable[_Key]]) -> dict[_Key, list[int]]:
    """What each document has, in order, as: which documents have it."""
    found: dict[_Key, list[int]] = {}
    for number, keys in enumerate(of_each):
        for key in keys:
            found.setdefault(key, []).append(number)
    return found


def _regions_of(card: Card) -> tuple[Region, ...]:
    """Every region a document is about; the empty one where it is about none."""
    return card.metadata.regions or (Region(),)


def _meant(name: str, level: Level) -> tuple[Region, ...]:
    """The regions of this level a filter's name may mean; none is no error: the filter
    then matches nothing."""
    return tuple(r for r in resolve(name.strip(), level) if r != Region())


def _issuer(card: Card) -> str:
    return fold(_value(card.metadata.issuer) or "")


def _value(found: Value | None) -> str | None:
    return found.value if found else None
