"""Which practices the catalogue lists, in which order, and how many each filter leaves.

All cards are laid out once as arrays, so that 10,000 of them are filtered and counted at
every key stroke.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.script import fold, fold_query, to_simplified
from kb.types import DEPTHS, PracticeCard, Region
from kb.web.facets import Choice
from kb.web.state import ORIGINS, SORTS, CatalogueState

FILTERS = ("theme", "topic", "province", "city", "county", "year", "depth", "origin")
"""The filters, in the order they are offered."""
_PLACES = ("province", "city", "county")
_PLAIN = ("theme", "topic", "year", "depth", "origin")
_MARKS = re.compile(r"[\W_]+")
_NONE = 3
_EVERYWHERE = 30
"""Places above which a practice is taken for one that was ordered, whoever began it."""
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Found:
    """``cards``: all that are listed, in their order. ``choices``: of each filter, the value
    that is set always among them."""

    cards: tuple[PracticeCard, ...]
    choices: Mapping[str, tuple[Choice, ...]]


class _Column:
    """Which values the cards have: pairs of a card's number and a value's code."""

    def __init__(self, values: Iterable[Sequence[str | int | None]]) -> None:
        self.codes: dict[str | int, int] = {}
        pairs = [
            (number, -1 if value is None else self.codes.setdefault(value, len(self.codes)))
            for number, several in enumerate(values)
            for value in several
        ]
        table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        self.card, self.code = table[:, 0], table[:, 1]

    def having(self, value: str | int | None) -> Mask:
        """The pairs with this value; all for ``None``."""
        if value is None:
            return np.ones(len(self.code), dtype=np.bool_)
        return np.asarray(self.code == self.codes.get(value, -2), dtype=np.bool_)

    def counts(self, pairs: Mask) -> dict[str | int, int]:
        """Value → how many cards have it among ``pairs``, those with none left out."""
        chosen = pairs & (self.code >= 0)
        width = len(self.codes)
        once = np.unique(self.card[chosen] * max(width, 1) + self.code[chosen])
        counted = np.bincount(once % max(width, 1), minlength=width)
        return {value: int(counted[code]) for value, code in self.codes.items() if counted[code]}


class Catalogue:
    """The practices of a library, made ready to be filtered at every key stroke."""

    def __init__(self, cards: Sequence[PracticeCard]) -> None:
        """``cards``: kept as they are."""
        self.by_id = {card.id: card for card in cards}
        named = Counter(card.name for card in cards)
        self.namesakes = frozenset(name for name, count in named.items() if count > 1)
        self._cards = tuple(cards)
        self._plain = {n: _Column(_values(card, n) for card in cards) for n in _PLAIN}
        self._places = {
            name: _Column([getattr(r, name) for r in card.regions] for card in cards)
            for name in _PLACES
        }
        self._texts = tuple(map(_texts, cards))
        self._orders = {sort: _positions(cards, _ORDERS[sort]) for sort in SORTS}

    def find(self, state: CatalogueState) -> Found:
        """What ``state`` lists, whatever its page."""
        ranks = self._ranks(fold_query(state.q).split())
        tests = {n: self._plain_mask(n, state) for n in _PLAIN if getattr(state, n) is not None}
        if any(getattr(state, name) for name in _PLACES):
            tests["place"] = self._cards_of(self._inside(state, _PLACES))
        matched = np.asarray(ranks < _NONE, dtype=np.bool_)
        passing = np.flatnonzero(_all(matched, tests.values()))
        order = np.lexsort((self._orders[state.sort][passing], ranks[passing]))
        listed = tuple(self._cards[number] for number in passing[order])
        return Found(listed, self._choices(state, matched, tests))

    def consistent(self, state: CatalogueState) -> Region:
        """The place of ``state`` without a city outside its province, a county outside its
        city."""
        for names in (_PLACES, ("province", "city"), ("province", "county"), ("province",)):
            if self._inside(state, names).any():
                break
        return Region(*(getattr(state, name) if name in names else None for name in _PLACES))

    def _ranks(self, words: Sequence[str]) -> NDArray[np.int64]:
        """Of each card, 0 for a name that holds every word, 1 where another name does, 2 where
        a place holds some; ``_NONE`` for no match."""
        if not words:
            return np.zeros(len(self._cards), dtype=np.int64)
        found = (_match(texts, words) for texts in self._texts)
        return np.fromiter(found, dtype=np.int64, count=len(self._cards))

    def _plain_mask(self, name: str, state: CatalogueState) -> Mask:
        column = self._plain[name]
        mask = np.zeros(len(self._cards), dtype=np.bool_)
        mask[column.card[column.having(getattr(state, name))]] = True
        return mask

    def _inside(self, state: CatalogueState, names: Iterable[str]) -> Mask:
        """The pairs of a card and a place of it that lie within the place of ``state``."""
        whole = self._places["province"].having(None)
        return _all(whole, (self._places[n].having(getattr(state, n)) for n in names))

    def _cards_of(self, pairs: Mask) -> Mask:
        mask = np.zeros(len(self._cards), dtype=np.bool_)
        mask[self._places["province"].card[pairs]] = True
        return mask

    def _choices(
        self, state: CatalogueState, matched: Mask, tests: Mapping[str, Mask]
    ) -> dict[str, tuple[Choice, ...]]:
        """What each filter offers: the cards count that pass all the others. Of places, those
        within the larger place that is set."""
        found = {}
        for name in FILTERS:
            own = name if name in _PLAIN else "place"
            others = _all(matched, (mask for test, mask in tests.items() if test != own))
            if name in _PLAIN:
                column = self._plain[name]
                counted = column.counts(others[column.card])
            else:
                column = self._places[name]
                outer = self._inside(state, _PLACES[: _PLACES.index(name)])
                counted = column.counts(outer & others[column.card])
            found[name] = _ordered(name, counted, getattr(state, name))
        return found


def _all(first: Mask, others: Iterable[Mask]) -> Mask:
    mask = first
    for other in others:
        mask = mask & other
    return mask


def _texts(card: PracticeCard) -> tuple[str, str, str]:
    """Name, all names, and these with places, folded."""
    names = fold(to_simplified("\n".join((card.name, *card.aliases))))
    parts = (p for r in card.regions for p in (r.province, r.city, r.county) if p)
    return names.split("\n", 1)[0], names, "\n".join((names, *dict.fromkeys(parts)))


def _match(texts: Sequence[str], words: Sequence[str]) -> int:
    for rank, text in enumerate(texts):
        if all(word in text for word in words):
            return rank
    return _NONE


def _values(card: PracticeCard, name: str) -> Sequence[str | int]:
    if name == "theme":
        return card.themes
    if name == "topic":
        return card.topics
    if name == "year":
        return card.years
    return (card.depth,) if name == "depth" else (ORIGINS[card.programme],)


def _ordered(
    name: str, counted: Mapping[str | int, int], chosen: str | int | None
) -> tuple[Choice, ...]:
    """Years from the latest, depths from the deepest, all else the most frequent first."""
    every = dict(counted) if chosen is None else {chosen: 0, **counted}
    made = [Choice(value, count) for value, count in every.items()]
    if name == "year":
        return tuple(sorted(made, key=lambda choice: -int(choice.value)))
    if name == "depth":
        deepest = tuple(reversed(DEPTHS))
        return tuple(sorted(made, key=lambda choice: deepest.index(choice.value)))
    return tuple(sorted(made, key=lambda choice: (-choice.documents, str(choice.value))))


Order = Callable[[PracticeCard], tuple[int | str, ...] | bytes]


def _positions(cards: Sequence[PracticeCard], order: Order) -> NDArray[np.int64]:
    """Where each card stands in an order."""
    ordered = sorted(range(len(cards)), key=lambda number: order(cards[number]))
    positions = np.empty(len(cards), dtype=np.int64)
    positions[ordered] = np.arange(len(cards))
    return positions


def _by_name(card: PracticeCard) -> bytes:
    """GB 18030 has the common characters in the order of their Pinyin."""
    bare = _MARKS.sub("", to_simplified(card.name)) or card.name
    return bare.encode("gb18030", "replace")


def _deepest(card: PracticeCard) -> tuple[int | str, ...]:
    mentioned, told, achieved = card.depths
    return -DEPTHS.index(card.depth), -achieved, -told, -mentioned, card.name


def _own_first(card: PracticeCard) -> tuple[int | str, ...]:
    """What a place can learn from before what all places were told to do, and what is of the
    countryside before the rest."""
    above = card.programme or len(card.regions) > _EVERYWHERE
    return above, not card.themes, -DEPTHS.index(card.depth), *_most_places(card)


def _most_places(card: PracticeCard) -> tuple[int | str, ...]:
    return -len(card.regions), -DEPTHS.index(card.depth), -card.mentions, card.name


_ORDERS: Mapping[str, Order] = dict(
    zip(SORTS, (_own_first, _most_places, _deepest, _by_name), strict=True)
)
