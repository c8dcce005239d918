"""The gazetteer: the names of the divisions of China, from ``lexicon/`` into memory.

``regions.tsv`` holds provinces, cities and counties with short and former names,
``townships.tsv`` the townships; both are made by ``scripts/build_regions.py``.
``aliases.tsv`` adds names that those packages lack. All are read on first use.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from kb.types import Region

Level = Literal["province", "city", "county"]
LEVELS: tuple[Level, ...] = ("province", "city", "county")

_LEXICON = Path(__file__).parent / "lexicon"
_DIRECT = ("90",)  # the third and fourth digit of counties directly under a province
_MUNICIPALITIES = ("11", "12", "31", "50")


@dataclass(frozen=True, slots=True)
class Name:
    """What one written form may mean. ``alone``: it counts without its parent before it."""

    regions: tuple[Region, ...]
    level: Level
    full: bool
    alone: bool


class Gazetteer:
    """The divisions of one file: ``by_code``, ``names`` by written form, and the ``heads``
    of all written forms for ``scan``. ``aliases``: lines of further names of them."""

    def __init__(self, lines: Iterable[str], aliases: Iterable[str] = ()) -> None:
        self.by_code: dict[str, Region] = {}
        self.names: dict[str, tuple[Name, ...]] = {}
        rows = [line.rstrip("\n").split("\t") for line in lines if not line.startswith("#")]
        plain = {code: name for code, name, *_ in rows}
        gathered: dict[tuple[str, Level, bool], list[tuple[Region, bool]]] = defaultdict(list)
        for code, name, shorts, former in rows:
            region, level = _region_of(code, plain), level_of_code(code)
            self.by_code[code] = region
            for form in (name, *former.split()):
                gathered[form, level, True].append((region, True))
            for form in shorts.split():
                short = form.removesuffix("?")
                full = short[-1] in "州县旗" and len(short) > 2
                gathered[short, level, full].append((region, short == form))
        for line in aliases:
            if not line.startswith("#"):
                form, code, what = line.rstrip("\n").split("\t")
                name = form.removesuffix("?")
                key = name, level_of_code(code), what in ("former", "other")
                gathered[key].append((self.by_code[code], name == form))
        collected: dict[str, list[Name]] = defaultdict(list)
        for (form, level, full), found in gathered.items():
            regions = tuple(dict.fromkeys(region for region, _ in found))
            alone = all(alone for _, alone in found)
            collected[form].append(Name(regions, level, full, alone))
        for form, senses in collected.items():
            self.names[form] = tuple(sorted(senses, key=lambda n: LEVELS.index(n.level)))
        self.heads = by_head(self.names)


def level_of_code(code: str) -> Level:
    """The level of a six-digit division code."""
    if code.endswith("0000"):
        return "province"
    return "city" if code.endswith("00") else "county"


def _region_of(code: str, names: Mapping[str, str]) -> Region:
    province = names[code[:2] + "0000"]
    if level_of_code(code) == "province":
        return Region(province, province if code[:2] in _MUNICIPALITIES else None)
    if code[:2] in _MUNICIPALITIES:
        city: str | None = province
    elif code[2:4] in _DIRECT:
        city = None
    else:
        city = names.get(code[:4] + "00")
    return Region(province, city, None if code.endswith("00") else names[code])


def by_head(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Names by their first two characters, the longest first."""
    heads: dict[str, list[str]] = defaultdict(list)
    for name in names:
        heads[name[:2]].append(name)
    return {head: tuple(sorted(group, key=len, reverse=True)) for head, group in heads.items()}


@cache
def gazetteer() -> Gazetteer:
    """The divisions of ``regions.tsv`` with the names of ``aliases.tsv``."""
    with (
        (_LEXICON / "regions.tsv").open(encoding="utf-8") as lines,
        (_LEXICON / "aliases.tsv").open(encoding="utf-8") as aliases,
    ):
        return Gazetteer(lines, aliases)


def scan(text: str, heads: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[int, str]]:
    """Every longest match of the names behind ``heads``, left to right, not overlapping."""
    at, last = 0, len(text) - 1
    while at < last:
        names = heads.get(text[at : at + 2])
        if names:
            name = next((n for n in names if text.startswith(n, at)), None)
            if name:
                yield at, name
                at += len(name)
                continue
        at += 1


@cache
def townships() -> tuple[Mapping[str, tuple[Region, ...]], Mapping[str, tuple[str, ...]]]:
    """Township names to the counties that have one, and their heads for ``scan``."""
    by_code = gazetteer().by_code
    holders: dict[str, list[Region]] = defaultdict(list)
    with (_LEXICON / "townships.tsv").open(encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("#"):
                code, names = line.rstrip("\n").split("\t")
                for name in names.split():
                    holders[name].append(by_code[code])
    return {name: tuple(found) for name, found in holders.items()}, by_head(holders)
