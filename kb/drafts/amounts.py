"""Numbers with their units as they are compared: by value, with what 近 and 超 allow."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from kb.drafts.words import about, counters, measures
from kb.figures.quantities import Quantity

About = Literal["", "below", "above", "around"]
Agreement = Literal["equal", "near", "unlike"]
_CONVERTED = 0.006
"""Of its value: what the rounding of a converted measure (公顷 for 亩) may differ by."""
_EXACT = 1e-9
_LEEWAY: dict[About, tuple[float, float]] = {
    "": (0.0, 0.0), "below": (0.10, 0.0), "above": (0.0, 0.10), "around": (0.05, 0.05),
}  # fmt: skip
"""Of what an approximate number says: how far below and above it the thing may be."""


@dataclass(frozen=True, slots=True)
class Amount:
    """``value``, ``high``: in ``base``, which is comparable with that of any other amount of
    its measure; ``high``: of a range. ``unit``: as printed, ``counter`` without magnitude.
    ``printed``: the number as printed. ``step``: what one of the last printed digit is worth.
    ``about``: what the words around say of its exactness."""

    value: float
    high: float | None
    base: str
    unit: str
    counter: str
    printed: str
    step: float
    about: About


def amount(text: str, found: Quantity) -> Amount:
    """``found`` of ``text`` as it is compared."""
    base, factor = measures().get(found.base, (found.base, 1.0))
    value = float(f"{found.value * factor:.12g}")
    return Amount(
        value=value,
        high=None if found.high is None else float(f"{found.high * factor:.12g}"),
        base=counters().get(base, base),
        unit=found.unit,
        counter=found.base,
        printed=found.number,
        step=_step(found.number, value),
        about=_about(text, found),
    )


def agreement(draft: Amount, source: Amount) -> Agreement:
    """Whether the draft says what the source says: to the value, or as nearly as its 近, its
    超 or its fewer digits claim."""
    if draft.base != source.base:
        return "unlike"
    exact = _CONVERTED if draft.counter != source.counter and _measured(draft, source) else _EXACT
    if (draft.high is None) != (source.high is None):
        return "unlike"
    if _close(draft.value, source.value, exact) and (
        draft.high is None or source.high is None or _close(draft.high, source.high, exact)
    ):
        return "equal"
    if draft.high is not None:
        return "unlike"
    return "near" if _allowed(draft, source) or _rounded(draft, source) else "unlike"


def comparable(draft: Amount, source: Amount) -> bool:
    """Whether both measure in one unit."""
    return draft.base == source.base


def _measured(draft: Amount, source: Amount) -> bool:
    return draft.counter in measures() or source.counter in measures()


def _close(one: float, other: float, share: float) -> bool:
    return abs(one - other) <= share * max(abs(one), abs(other), 1e-12)


def _allowed(draft: Amount, source: Amount) -> bool:
    # Two approximate numbers that differ are two numbers: 近3600万元 is not 近3500万元.
    below, above = _LEEWAY[draft.about if source.about == "" else ""]
    low, high = sorted((draft.value * (1 - below), draft.value * (1 + above)))
    return low < high and low <= source.value <= high


def _rounded(draft: Amount, source: Amount) -> bool:
    """1.5亿元 for 14984万元: fewer digits, two at least, and the nearest there is."""
    if not source.step < draft.step <= abs(draft.value) / 10:
        return False
    return abs(draft.value - source.value) <= draft.step / 2 * (1 + _EXACT)


def _step(printed: str, value: float) -> float:
    """A number without a decimal point is taken to its last digit, in its printed unit."""
    shown = "".join(char for char in printed if char.isdigit() or char in ".．")
    whole, _, decimals = shown.replace("．", ".").partition(".")
    try:
        number = float(f"{whole or '0'}.{decimals or '0'}")
    except ValueError:
        return _EXACT
    if number == 0 or not math.isfinite(number):
        return _EXACT
    return float(abs(value) / number * 10 ** -len(decimals))


def _about(text: str, found: Quantity) -> About:
    lead = text[max(0, found.start - 4) : found.start]
    inside = text[found.start : found.end]
    follows = text[found.end : found.end + 5]
    if about("before_below").search(lead):
        return "below"
    if about("before_above").search(lead):
        return "above"
    if about("before_around").search(lead) or about("after_around").match(follows):
        return "around"
    if about("inside_above").search(inside) or about("after_above").match(follows):
        return "above"
    return "around" if about("inside_around").search(inside) else ""
