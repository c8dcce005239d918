"""The places that a comparison can be kept to: those of the library, then all others, which
come out as 库内未见."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.comparing.ordering import in_usual_order, place_of
from kb.regions import children
from kb.store.entries import Card
from kb.types import PracticeCard, Region
from kb.web.tables import region_name


@dataclass(frozen=True, slots=True)
class Places:
    """``by_name``: shown name → place, those of the library before all others, each in the
    usual order. ``told``: names of those that the library tells of."""

    by_name: Mapping[str, Region]
    told: frozenset[str]

    def label(self, name: str) -> str:
        """The name, and whether the library has nothing of the place."""
        return name if name in self.told else f"{name}（库内未见文件）"


def offered(cards: Iterable[Card], practices: Iterable[PracticeCard]) -> Places:
    """Every place of a document or practice and what it lies in, and all other divisions."""
    regions = {r for card in cards for r in card.metadata.regions}
    regions |= {r for practice in practices for r in practice.regions}
    told = {place_of(outer) for region in regions for outer in _outers(region)} - {Region()}
    others = {place_of(region) for region in children(Region())} - told
    ordered = (*sorted(told, key=in_usual_order), *sorted(others, key=in_usual_order))
    named = {name: region for region in reversed(ordered) if (name := region_name(region))}
    by_name = {name: named[name] for name in reversed(named)}
    return Places(by_name, frozenset(filter(None, map(region_name, told))))


def _outers(region: Region) -> Iterable[Region]:
    yield region
    yield Region(region.province, region.city)
    yield Region(region.province)
