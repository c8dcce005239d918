"""The verdict on a figure or a year, from the places that may tell of the same matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kb.drafts.alignment import Pair
from kb.drafts.sentences import Pin

Ground = Literal["same", "elsewhere", "unlike", "nothing"]
SAME = 0.5
"""How much alike two places are at least that are taken for one matter."""
_MARGIN = 0.07
"""How much better another place may fit before what agrees is no longer believed."""
_ELSEWHERE = 0.3
_NEAR = 0.3
"""How much alike the clauses are at least of which one is said to contradict the other."""
_TELLING_DIGITS = 4
"""Digits of a number that is hardly found by chance."""


@dataclass(frozen=True, slots=True)
class Settled:
    """``pair``: the place the verdict rests on. ``closest``: of what was not found, what comes
    nearest."""

    ground: Ground
    pair: Pair | None = None


def settle(pin: Pin, own: Pair | None, found: Sequence[Pair], taken: frozenset[int]) -> Settled:
    """The ground of a verdict on ``pin``.

    ``own``: the pair assigned to it. ``found``: all pairs of its sentence, best first;
    ``taken``: ids of the marks of sources that agree with another mark of the sentence.
    """
    agreeing = [
        pair for pair in found
        if pair.pin is pin and pair.agrees != "unlike" and id(pair.other) not in taken
    ]  # fmt: skip
    best = max(agreeing, key=lambda pair: pair.alike, default=None)
    against = own if own is not None and own.agrees == "unlike" else None
    if best and best.alike >= SAME and (not against or best.alike >= against.alike - _MARGIN):
        return Settled("same", best)
    if against and against.alike >= SAME and against.near >= _NEAR:
        return Settled("unlike", against)
    if best and (best.alike >= _ELSEWHERE and (best.near >= _NEAR or _telling(pin))):
        return Settled("elsewhere", best)
    return Settled("nothing", against)


def _telling(pin: Pin) -> bool:
    amount = pin.mark.amount
    return amount is not None and sum(map(str.isdigit, amount.printed)) >= _TELLING_DIGITS
