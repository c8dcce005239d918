"""Places in the order of official tables: by the codes of their provinces, then their own."""

from __future__ import annotations

from functools import cache

from kb.gazetteer import gazetteer
from kb.types import Region


def place_of(region: Region) -> Region:
    """One region for one place: a municipality is a province, not a city of it."""
    if region.county is None and region.city == region.province:
        return Region(region.province)
    return region


def in_usual_order(region: Region) -> tuple[int, int, str]:
    """Sorts places: by province, the province itself before its cities, then by code."""
    order = _order()
    first = order.get(Region(region.province), len(order))
    name = "".join(filter(None, (region.province, region.city, region.county)))
    return first, order.get(region, len(order)), name


@cache
def _order() -> dict[Region, int]:
    """Region → its place among the codes."""
    ordered = sorted(gazetteer().by_code.items())
    found: dict[Region, int] = {}
    for at, (_, region) in enumerate(ordered):
        found.setdefault(place_of(region), at)
    return found
