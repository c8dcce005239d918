"""Choosing among the practices of a library: by theme, place, year and depth, or by a name
that is not quite theirs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.practices.mentions import key_of
from kb.script import to_simplified
from kb.types import Depth, PracticeCard, Region

_NEAR = 0.34
"""Share of the pairs of characters two names have in common from which on they are near."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Conditions on practices; every one given must hold. ``theme``: of the themes or the
    topics. ``places``: any of them, or within it."""

    theme: str | None = None
    places: tuple[Region, ...] = ()
    year: int | None = None
    depth: Depth | None = None


def chosen(cards: Iterable[PracticeCard], choice: Choice) -> list[PracticeCard]:
    """The cards that meet ``choice``, in their order."""
    return [card for card in cards if _meets(card, choice)]


def near_names(name: str, cards: Iterable[PracticeCard], most: int = 5) -> list[str]:
    """Names of practices that hold ``name``, or are nearly it; the nearest first."""
    wanted = key_of(to_simplified(name))
    scored: list[tuple[float, int, str]] = []
    for number, card in enumerate(cards):
        keys = [key_of(to_simplified(known)) for known in (card.name, *card.aliases)]
        nearness = max(_nearness(wanted, key) for key in keys)
        if nearness >= _NEAR:
            scored.append((-nearness, number, card.name))
    return [shown for _, _, shown in sorted(scored)[:most]]


def _meets(card: PracticeCard, choice: Choice) -> bool:
    return (
        (choice.theme is None or choice.theme in (*card.themes, *card.topics))
        and (not choice.places or any(_within(r, choice.places) for r in card.regions))
        and (choice.year is None or choice.year in card.years)
        and (choice.depth is None or choice.depth == card.depth)
    )


def _within(region: Region, places: Sequence[Region]) -> bool:
    """Whether ``region`` is one of ``places`` or lies in one."""
    inner = (region.province, region.city, region.county)
    outers = ((place.province, place.city, place.county) for place in places)
    return any(all(o in (None, i) for o, i in zip(outer, inner, strict=True)) for outer in outers)


def _nearness(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    if one in other or other in one:
        return 1.0 + min(len(one), len(other)) / max(len(one), len(other))
    pairs = [{name[i : i + 2] for i in range(len(name) - 1)} for name in (one, other)]
    return 2 * len(pairs[0] & pairs[1]) / max(1, len(pairs[0]) + len(pairs[1]))
