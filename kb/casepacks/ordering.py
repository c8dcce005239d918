"""Which places come first in a case pack: those told of most, and unlike each other."""

from __future__ import annotations

from collections.abc import Sequence

from kb.casepacks.parts import PARTS, Case, Part
from kb.types import DEPTHS, Region

_PARTS: dict[Part, float] = {"政策依据": 1.0, "主要举措": 2.0, "指标数据": 1.5, "成效": 2.0}
"""What it counts that a part is told at all."""
_FURTHER, _COUNTED = 0.2, 4
"""What each further piece of a part counts, and up to how many do."""
_DEPTH = 0.5
_SAME_PROVINCE, _SAME_TYPE, _SAME_PRACTICE = 1.5, 0.7, 0.7
"""What it costs for each place chosen before that is alike in this."""
_TYPES = ("自治旗", "自治县", "林区", "特区", "新区", "区", "旗", "县", "市")


def place_type(region: Region) -> str:
    """区, 县, 县级市, 旗 …; 地级 for a city, 省级 for a province; "" for no place."""
    if region.county:
        ending = next((t for t in _TYPES if region.county.endswith(t)), "")
        return "县级市" if ending == "市" else ending
    if region.city and region.city != region.province:
        return "地级"
    return "省级" if region.province else ""


def telling(case: Case) -> float:
    """How much is told, higher being more."""
    parts = sum(
        _PARTS[part] + _FURTHER * min(len(case.parts[part]) - 1, _COUNTED)
        for part in PARTS
        if case.parts[part]
    )
    return parts + _DEPTH * DEPTHS.index(case.depth)


def in_order(cases: Sequence[Case]) -> tuple[Case, ...]:
    """All of ``cases``: each next one is told of most after what it shares with those before
    it is taken off. Equals stay as they are given."""
    left, chosen = list(cases), list[Case]()
    while left:
        best = max(left, key=lambda case: telling(case) - _alike(case, chosen))
        left.remove(best)
        chosen.append(best)
    return tuple(chosen)


def _alike(case: Case, chosen: Sequence[Case]) -> float:
    province = sum(other.region.province == case.region.province for other in chosen)
    kind = sum(place_type(other.region) == place_type(case.region) for other in chosen)
    practice = sum(bool(set(other.practices) & set(case.practices)) for other in chosen)
    return _SAME_PROVINCE * province + _SAME_TYPE * kind + _SAME_PRACTICE * practice
