"""The choices of each filter, with the number of documents each would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.store.entries import Card
from kb.web.state import SearchState

NAMES = ("province", "city", "county", "year", "kind")
"""The filters, in the order they are offered."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter. ``documents``: how many have it and pass the other filters."""

    value: str | int
    documents: int


def choices(cards: Sequence[Card], state: SearchState) -> dict[str, tuple[Choice, ...]]:
    """Filter → its choices. Years from the latest, all else the most frequent first.

    A value that is set is always among them, with 0 where nothing is left.
    """
    return {name: _choices(cards, state, name) for name in NAMES}


def consistent(cards: Sequence[Card], state: SearchState) -> SearchState:
    """``state`` without a city outside its province, or a county outside its city."""
    if state.city and not _any(cards, state, ("province", "city")):
        state = replace(state, city=None)
    if state.county and not _any(cards, state, ("province", "city", "county")):
        state = replace(state, county=None)
    return state


def _choices(cards: Sequence[Card], state: SearchState, name: str) -> tuple[Choice, ...]:
    counts: Counter[str | int] = Counter()
    for card in cards:
        if all(_passes(card, other, state) for other in NAMES if other != name):
            counts.update(_values(card, name))
    chosen = getattr(state, name)
    if chosen is not None:
        counts.setdefault(chosen, 0)
    found = [Choice(value, count) for value, count in counts.items()]
    if name == "year":
        return tuple(sorted(found, key=lambda choice: -int(choice.value)))
    return tuple(sorted(found, key=lambda choice: (-choice.documents, str(choice.value))))


def _values(card: Card, name: str) -> tuple[str | int, ...]:
    if name == "year":
        return tuple(dict.fromkeys(card.metadata.years))
    value = getattr(card.metadata, name)
    return (value.value,) if value else ()


def _passes(card: Card, name: str, state: SearchState) -> bool:
    wanted = getattr(state, name)
    return wanted is None or wanted in _values(card, name)


def _any(cards: Sequence[Card], state: SearchState, names: Sequence[str]) -> bool:
    return any(all(_passes(card, name, state) for name in names) for card in cards)
