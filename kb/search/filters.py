"""Explicit filters, and which documents are from a place or of a year.

Everything is decided per document, once, and turned into passage rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kb.errors import UsageError
from kb.regions import Level, contains, resolve
from kb.script import fold, fold_query
from kb.store.entries import Card
from kb.store.library import Library
from kb.types import KINDS, Filters, Region

Mask = NDArray[np.bool_]


class DocumentFilter:
    """Masks over the documents of one library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._cards = library.cards

    def rows(self, filters: Filters) -> NDArray[np.int64] | None:
        """The passage rows that pass every given filter, ascending; ``None`` where no
        filter is given. Raises ``UsageError`` for a kind that does not exist."""
        masks = list(self._masks(filters))
        if not masks:
            return None
        mask = np.logical_and.reduce(masks)
        return np.flatnonzero(mask[self._library.document_rows])

    def from_places(self, regions: Iterable[Region]) -> Mask:
        """Documents about any of the regions or a part of one, those about several
        included. (documents,) bool."""
        wanted = tuple(regions)
        inside = {
            region: any(contains(outer, region) for outer in wanted) for region in self._regions
        }
        return self._mask(lambda card: any(inside[region] for region in _regions_of(card)))

    def of_years(self, years: Iterable[int]) -> Mask:
        """Documents that cover any of the years. (documents,) bool."""
        wanted = set(years)
        return self._mask(lambda card: not wanted.isdisjoint(card.metadata.years))

    @cached_property
    def _regions(self) -> frozenset[Region]:
        return frozenset(region for card in self._cards for region in _regions_of(card))

    def _masks(self, filters: Filters) -> Iterable[Mask]:
        levels: tuple[tuple[Level, str | None], ...] = (
            ("province", filters.province),
            ("city", filters.city),
            ("county", filters.county),
        )
        for level, name in levels:
            if name is not None:
                yield self.from_places(_meant(name, level))
        if filters.year is not None:
            yield self.of_years([filters.year])
        if filters.kind is not None:
            yield self._of_kind(filters.kind)
        if filters.issuer is not None:
            wanted = fold_query(filters.issuer)
            yield self._mask(lambda c: bool(c.metadata.issuer) and wanted in _issuer(c))

    def _of_kind(self, kind: str) -> Mask:
        if kind not in KINDS:
            raise UsageError(f"没有“{kind}”这一文种。可用的文种:{'、'.join(KINDS)}。")
        return self._mask(lambda c: c.metadata.kind is not None and c.metadata.kind.value == kind)

    def _mask(self, holds: Callable[[Card], bool]) -> Mask:
        return np.fromiter((holds(card) for card in self._cards), bool, len(self._cards))


def _regions_of(card: Card) -> tuple[Region, ...]:
    """Every region a document is about; the empty one where it is about none."""
    return card.metadata.regions or (Region(),)


def _meant(name: str, level: Level) -> tuple[Region, ...]:
    """The regions of this level a filter's name may mean; none is no error: the filter
    then matches nothing."""
    return tuple(r for r in resolve(name.strip(), level) if r != Region())


def _issuer(card: Card) -> str:
    return fold(card.metadata.issuer.value) if card.metadata.issuer else ""
