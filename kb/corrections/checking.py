"""Whether a value can be right, and the one form in which it is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kb.corrections.lines import ITEMS, LISTS, PLACES, Correction, parts
from kb.types import KINDS, Region

_DATES = ("written", "issued", "published", "in_force", "expires")
_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?)?[年月]?")
_COVERED = re.compile(r"(\d{4})年?(?:\s*[-/—~至]+\s*(\d{4})年?)?")


@dataclass(frozen=True, slots=True)
class Checks:
    """What a value is checked against. ``region``: a name → the regions it can mean, fullest
    first; none: not a place. What is ``None`` or empty is not checked."""

    kinds: Collection[str] = KINDS
    themes: Collection[str] = ()
    topics: Collection[str] = ()
    grades: Collection[str] = ()
    region: Callable[[str], Sequence[Region]] | None = None


def checked(correction: Correction, checks: Checks) -> Correction | str:
    """The correction in the form that is kept, or a sentence for the user about what is wrong."""
    if correction.item not in ITEMS:
        return f"“{correction.item}”不是可以更正的项目。可以更正的有：{'、'.join(ITEMS)}。"
    if not correction.document_id and not correction.path:
        return "没有写明是哪个文件：文件编号和文件都是空的。"
    if correction.value is None or not correction.value.strip():
        return replace(correction, value=None)
    name, value = ITEMS[correction.item], correction.value.strip()
    if name in _DATES:
        kept, told = _date(value), f"“{value}”不是日期。请写成 2021-03-05、2021-03 或 2021。"
    elif name == "covered":
        kept, told = _covered(value), f"“{value}”不是年份。请写成 2021 或 2021/2025。"
    elif name in PLACES:
        kept, told = _place(value, name, checks), f"“{value}”不是已知的{correction.item}名。"
    elif name == "others":
        kept, told = _places(value, checks), f"“{value}”里有认不出的地名。"
    else:
        allowed = _allowed(name, checks)
        fits = not allowed or all(part in allowed for part in _choices(name, value))
        kept = value if fits else None
        told = f"“{value}”不在可选的{correction.item}之内：{'、'.join(allowed)}。"
    return told if kept is None else replace(correction, value=kept)


def _allowed(name: str, checks: Checks) -> Collection[str]:
    lists = {
        "kind": checks.kinds,
        "themes": checks.themes,
        "topics": checks.topics,
        "provenance": checks.grades,
    }
    return lists.get(name, ())


def _choices(name: str, value: str) -> list[str]:
    return parts(value) if name in LISTS else [value]


def _date(value: str) -> str | None:
    match = _DATE.fullmatch(value)
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    return "-".join(f"{part:02d}" for part in (year, month, day) if part is not None)


def _covered(value: str) -> str | None:
    match = _COVERED.fullmatch(value)
    if not match or (match[2] and int(match[2]) < int(match[1])):
        return None
    # A span of centuries is a slip of the pen, and would be laid out year by year.
    if match[2] and int(match[2]) - int(match[1]) > 50:
        return None
    return f"{match[1]}/{match[2]}" if match[2] and match[2] != match[1] else match[1]


def _place(value: str, name: str, checks: Checks) -> str | None:
    if checks.region is None:
        return value
    names = {getattr(region, name) for region in checks.region(value)} - {None}
    if value in names:
        return value
    return names.pop() if len(names) == 1 else None


def _places(value: str, checks: Checks) -> str | None:
    """Each place as 省/市/县, as far down as it goes."""
    if checks.region is None:
        return value
    found = []
    for part in parts(value):
        levels = [level for level in part.split("/") if level]
        named = checks.region(levels[-1]) if levels else []
        meant = [r for r in named if {*levels} <= {r.province, r.city, r.county}]
        meant = meant or list(checks.region("".join(levels)))
        if len(meant) != 1:
            return None
        names = (meant[0].province, meant[0].city, meant[0].county)
        found.append("/".join(name or "" for name in names).rstrip("/"))
    return "、".join(found)
