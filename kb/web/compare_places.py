"""The places that a comparison can be kept to: those of the library, and any that is typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.regions import resolve
from kb.store.entries import Card
from kb.types import PracticeCard, Region
from kb.web.tables import region_name


@dataclass(frozen=True, slots=True)
class Chosen:
    """``regions``: what was chosen; ``problems``: what is wrong with what was typed."""

    regions: tuple[Region, ...]
    problems: tuple[str, ...] = ()


def offered(cards: Iterable[Card], practices: Iterable[PracticeCard]) -> Mapping[str, Region]:
    """Shown name → place: every place of a document or practice, and what it lies in."""
    told = {r for card in cards for r in card.metadata.regions}
    told |= {r for practice in practices for r in practice.regions}
    every = {outer for region in told for outer in _outers(region)}
    named = {name: region for region in sorted(every, key=_order) if (name := region_name(region))}
    return named


def chosen(names: Sequence[str], known: Mapping[str, Region]) -> Chosen:
    """The places behind ``names``: shown names, or what was typed."""
    regions, problems = list[Region](), list[str]()
    for name in names:
        region = known.get(name)
        found = (region,) if region is not None else _meant(name)
        if len(found) == 1:
            regions.append(found[0])
        elif found:
            problems.append(f"叫“{name}”的地方不止一个，请带上省、市的名称。")
        else:
            problems.append(f"没有找到叫“{name}”的地方。")
    return Chosen(tuple(dict.fromkeys(regions)), tuple(problems))


def _meant(typed: str) -> tuple[Region, ...]:
    """The places that are called so; a province alone where it is one of them."""
    found = resolve("".join(typed.split()))
    provinces = tuple(region for region in found if region.city is None and region.county is None)
    return provinces if len(provinces) == 1 else found


def _outers(region: Region) -> Iterable[Region]:
    yield region
    if region.county:
        yield Region(region.province, region.city)
    yield Region(region.province)


def _order(region: Region) -> tuple[str, str, str]:
    return region.province or "", region.city or "", region.county or ""
