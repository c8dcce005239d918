"""How characters sound and look, as far as one is typed for another.

Two data files made by ``scripts/build_sounds.py``: ``sounds.tsv`` (syllable, characters) and
``shapes.tsv`` (character, those that look like it). Tones count for nothing, and neither do
the pairs that a southern speaker does not tell apart: zh z, ch c, sh s, n l at the beginning,
ang an, eng en, ing in at the end.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, product
from pathlib import Path

_HERE = Path(__file__).parent
_BEGINNING = re.compile("^(?:([zcs])h|n)(?=.)")
_END = re.compile("(?<=[aei]n)g$")
_MOST_KEYS = 8
"""Readings of a word that are looked at; most have one."""


@dataclass(frozen=True, slots=True)
class Sounds:
    """``readings``: character → its syllables. ``read``: syllable →
    its characters. ``keys``: character → one character for each of its sounds, confusable
    ones being one. ``alike``: key → characters of that sound."""

    readings: Mapping[str, tuple[str, ...]]
    read: Mapping[str, str]
    keys: Mapping[str, str]
    alike: Mapping[str, str]


@cache
def sounds() -> Sounds:
    """The table of sounds, read once."""
    read = dict(_rows("sounds.tsv"))
    readings: dict[str, tuple[str, ...]] = {}
    keys: dict[str, str] = {}
    alike: dict[str, str] = defaultdict(str)
    numbers: dict[str, str] = {}
    for syllable, chars in read.items():
        key = numbers.setdefault(confused(syllable), chr(0x100 + len(numbers)))
        for char in chars:
            readings[char] = (*readings.get(char, ()), syllable)
            if key not in keys.get(char, ""):
                keys[char] = keys.get(char, "") + key
                alike[key] += char
    return Sounds(readings, read, keys, dict(alike))


@cache
def shapes() -> Mapping[str, frozenset[str]]:
    """Character → those that look like it."""
    return {char: frozenset(others) for char, others in _rows("shapes.tsv")}


def confused(syllable: str) -> str:
    """The one form of all syllables that are confused: zhang and zan are both zan."""
    shorter = _BEGINNING.sub(lambda found: found[1] or "l", syllable)
    return _END.sub("", shorter)


def keys_of(word: str) -> Iterator[str]:
    """Every way ``word`` may sound, a character for a syllable; none where a character has
    no known sound."""
    known = sounds().keys
    return heard([known.get(char, "") for char in word])


def heard(keys: Sequence[str]) -> Iterator[str]:
    """Every way characters with these sounds may sound together."""
    return ("".join(way) for way in islice(product(*keys), _MOST_KEYS))


def spellings(word: str) -> Iterator[str]:
    """Every way ``word`` is typed in letters: qiangcun for 强村."""
    known = sounds().readings
    ways = product(*(known.get(char, ()) for char in word))
    return ("".join(way) for way in islice(ways, _MOST_KEYS))


def same_sound(one: str, other: str) -> bool:
    """Whether two characters are read alike but for the tone, nothing confused."""
    known = sounds().readings
    return not set(known.get(one, ())).isdisjoint(known.get(other, ()))


def heard_as(one: str, other: str) -> bool:
    """Whether two characters are read alike or confusably."""
    known = sounds().keys
    return not set(known.get(one, "")).isdisjoint(known.get(other, ""))


def spelt(letters: str) -> list[tuple[str, ...]]:
    """Every way to read ``letters`` as syllables, the one of the fewest first; ``[]`` where
    they are none: ``xian`` is xian or xi, an."""
    ways: list[list[tuple[str, ...]]] = [[()]]
    for end in range(1, len(letters) + 1):
        found = [
            (*way, letters[start:end])
            for start in range(max(0, end - _LONGEST), end)
            if letters[start:end] in sounds().read
            for way in ways[start]
        ]
        ways.append(sorted(found, key=len)[:_MOST_KEYS])
    return ways[-1]


_LONGEST = 6  # zhuang


def _rows(name: str) -> Iterator[tuple[str, str]]:
    for line in (_HERE / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            first, _, rest = line.partition("\t")
            yield first, rest
