"""The verdict on a figure or a year, from the places that may tell of the same matter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from kb.drafts.alignment import Pair
from kb.drafts.sentences import Pin
from kb.drafts.sources import Source

Ground = Literal["same", "elsewhere", "unlike", "nothing"]
SAME = 0.5
"""How much alike two places are at least that are taken for one matter."""
_MARGIN = 0.07
"""How much better another place may fit before what agrees is no longer believed."""
_ELSEWHERE = 0.3
_NEAR = 0.3
"""How much alike the clauses are at least of which one is said to contradict the other."""
_CERTAIN = 0.8
"""How much alike two places are at least that are one even where another place is named."""
_WHOLE = 0.35
"""Share of the draft's sentence that is said at least by what contradicts it."""
_YEAR, _OF_YEAR = 0.38, 0.4
"""How much alike the places of a year are at least, and their sentences."""
_IMPLIED, _FOREIGN = 0.15, 0.3
_TELLING_DIGITS = 4
"""Digits of a number that is hardly found by chance."""


@dataclass(frozen=True, slots=True)
class Settled:
    """``pair``: the place the verdict rests on; of what was not found, what comes nearest.
    ``foreign``: it tells of another place than the draft names."""

    ground: Ground
    pair: Pair | None = None
    foreign: bool = False


def settle(
    pin: Pin,
    own: Pair | None,
    found: Sequence[Pair],
    taken: frozenset[int],
    foreign: Callable[[Source], bool],
) -> Settled:
    """The ground of a verdict on ``pin``.

    ``own``: the pair assigned to it. ``found``: all pairs of its sentence, best first;
    ``taken``: ids of the marks of sources that agree with another mark of the sentence.
    ``foreign``: whether a passage tells of another place than the draft names.
    """
    agreeing = [
        pair for pair in found
        if pair.pin is pin and pair.agrees != "unlike" and id(pair.other) not in taken
    ]  # fmt: skip
    best = max(agreeing, key=lambda pair: _standing(pair, foreign), default=None)
    there = best is not None and foreign(best.source)
    against = own if own is not None and own.agrees == "unlike" else None
    if against and against.alike < _CERTAIN and foreign(against.source):
        against = None
    if best and _believed(best) and (not against or best.alike >= against.alike - _MARGIN):
        return Settled("elsewhere" if there else "same", best, there)
    if against and against.alike >= SAME and against.near >= _NEAR and against.whole >= _WHOLE:
        return Settled("unlike", against)
    # That a year stands somewhere else as well says nothing.
    counted = pin.mark.kind != "年份"
    if best and counted and (best.alike >= _ELSEWHERE and (best.near >= _NEAR or _telling(pin))):
        return Settled("elsewhere", best, there)
    return Settled("nothing", against)


def _believed(pair: Pair) -> bool:
    """A year has few words of its own: that its sentence is the one must do."""
    if pair.pin.mark.kind == "年份" and pair.whole >= _OF_YEAR:
        return pair.alike >= _YEAR
    return pair.alike >= SAME


def _standing(pair: Pair, foreign: Callable[[Source], bool]) -> float:
    """What is printed and of the place goes before what follows from 去年 or is of another."""
    implied = _IMPLIED if pair.other.mark.implied else 0.0
    return pair.alike - implied - (_FOREIGN if foreign(pair.source) else 0.0)


def _telling(pin: Pin) -> bool:
    amount = pin.mark.amount
    return amount is not None and sum(map(str.isdigit, amount.printed)) >= _TELLING_DIGITS
