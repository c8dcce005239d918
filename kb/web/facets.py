"""The choices of each filter, with the number of documents each would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kb.store.entries import Card
from kb.types import Value

LISTED = ("province", "kind", "themes", "topics", "provenance")
"""The filters of the list of documents."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter. ``documents``: how many have it and pass the other filters."""

    value: str | int
    documents: int


def choices_of(
    cards: Sequence[Card], chosen: Mapping[str, str | int | None]
) -> dict[str, tuple[Choice, ...]]:
    """Filter → its choices. Years from the latest, all else the most frequent first.

    ``chosen``: every filter with its value, ``None``: not set. A value that is set is always
    among them, with 0 where nothing is left.
    """
    return {name: _choices(cards, chosen, name) for name in chosen}


def passing(cards: Sequence[Card], chosen: Mapping[str, str | int | None]) -> list[Card]:
    """The documents that pass every filter that is set."""
    return [card for card in cards if all(_passes(card, name, chosen) for name in chosen)]


def _choices(
    cards: Sequence[Card], chosen: Mapping[str, str | int | None], name: str
) -> tuple[Choice, ...]:
    counts: Counter[str | int] = Counter()
    for card in cards:
        if all(_passes(card, other, chosen) for other in chosen if other != name):
            counts.update(_values(card, name))
    wanted = chosen[name]
    if wanted is not None:
        counts.setdefault(wanted, 0)
    found = [Choice(value, count) for value, count in counts.items()]
    if name == "year":
        return tuple(sorted(found, key=lambda choice: -int(choice.value)))
    return tuple(sorted(found, key=lambda choice: (-choice.documents, str(choice.value))))


def _values(card: Card, name: str) -> tuple[str | int, ...]:
    if name == "year":
        return tuple(dict.fromkeys(card.metadata.years))
    found: Value | tuple[Any, ...] | None = getattr(card.metadata, name)
    several = found if isinstance(found, tuple) else (found,) if found else ()
    own = tuple(value.value for value in several)
    if name in ("province", "city", "county"):
        others = (getattr(region, name) for region in card.metadata.regions)
        return tuple(dict.fromkeys((*own, *filter(None, others))))
    return own


def _passes(card: Card, name: str, chosen: Mapping[str, str | int | None]) -> bool:
    wanted = chosen[name]
    return wanted is None or wanted in _values(card, name)
