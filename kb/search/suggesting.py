"""Suggestions while typing: practices, titles and places of the library, and past searches.

What is typed is completed as a whole or, behind a space, in its last word. The letters a word
begins its syllables with (qcgs for 强村公司) find it too: GB 2312 lays its common characters
out by their sound, so no table of sounds is needed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from heapq import nsmallest
from typing import Literal

from kb.script import fold, fold_query, to_simplified
from kb.types import PracticeCard, Region

Source = Literal["做法", "文件", "地区", "最近检索"]
_LETTERS = "abcdefghjklmnopqrstwxyz"
_STARTS = (
    45217, 45253, 45761, 46318, 46826, 47010, 47297, 47614, 48119, 49062, 49324, 49896, 50371,
    50614, 50622, 50906, 51387, 51446, 52218, 52698, 52980, 53689, 54481,
)  # fmt: skip
_END = 55290
_LONGEST = 60
_MOST_TITLES = 5000
_NEAR = 0.34
_WELL_KNOWN = 3
"""Places from which on a practice is suggested before places."""
_MINUS = "-－−"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``text``: what is asked by choosing it. ``about``: what it is, for the user."""

    text: str
    source: Source
    about: str = ""


class Suggester:
    """All there is to suggest of one library, laid out to be looked through at every key."""

    def __init__(self, offered: Iterable[Suggestion]) -> None:
        """``offered``: the most worth suggesting first."""
        self._offered = tuple(offered)
        # At once: one by one it takes a second for ten thousand.
        plain = to_simplified("\n".join(one.text.replace("\n", " ") for one in self._offered))
        self._keys = [fold(text) for text in plain.split("\n")] if self._offered else []
        self._initials = [initials(text) for text in plain.split("\n")]

    def suggest(
        self, typed: str, most: int = 8, past: Sequence[Suggestion] = ()
    ) -> tuple[Suggestion, ...]:
        """What ``typed`` may become: past searches first, then what begins with it, holds it,
        or sounds like it; within each in the order of worth. Never what is typed already."""
        whole = " ".join(fold_query(typed).split())
        if not whole:
            return ()
        found = [one for one in past if fold(one.text).startswith(whole)]
        found += self._found(whole, most + 1)
        head, _, last = typed.rstrip().rpartition(" ")
        if head and last and not typed.endswith(" ") and last[0] not in _MINUS:
            tail = self._found(fold_query(last), most + 1)
            found += [replace(one, text=f"{head} {one.text}") for one in tail]
        kept: dict[str, Suggestion] = {}
        for one in found:
            if fold(one.text) != whole:
                kept.setdefault(one.text, one)
        return tuple(kept.values())[:most]

    def near(self, typed: str, most: int = 6) -> tuple[Suggestion, ...]:
        """The practices and places whose names share most with what is typed: for what is
        misspelt, or asked in other words."""
        pairs = _pairs(fold_query(typed))
        scored = (
            (-_shared(pairs, _pairs(key)), number)
            for number, key in enumerate(self._keys)
            if self._offered[number].source != "文件"
        )
        best = nsmallest(most, scored)
        return tuple(self._offered[number] for score, number in best if -score >= _NEAR)

    def examples(self, most: int) -> tuple[Suggestion, ...]:
        """Practices the library tells most of."""
        return tuple(one for one in self._offered if one.source == "做法")[:most]

    def _found(self, typed: str, most: int) -> list[Suggestion]:
        ranked = ((rank, number) for number, key in enumerate(self._keys)
                  if (rank := _rank(key, typed)) is not None)  # fmt: skip
        found = nsmallest(most, ranked)
        if len(found) < most and typed.isascii() and typed.isalpha() and len(typed) > 1:
            known = {number for _, number in found}
            sounds = (
                (3, number)
                for number, initials in enumerate(self._initials)
                if initials.startswith(typed) and number not in known
            )
            found += nsmallest(most - len(found), sounds)
        return [self._offered[number] for _, number in found]


def offered(
    practices: Sequence[PracticeCard], titles: Sequence[str], regions: Iterable[Region]
) -> list[Suggestion]:
    """What a library offers. ``practices``: the most told first."""
    well_known = [card for card in practices if len(card.regions) >= _WELL_KNOWN]
    others = [card for card in practices if len(card.regions) < _WELL_KNOWN]
    made = [_of_practice(card) for card in well_known]
    made += [Suggestion(name, "地区", about) for name, about in _places(regions)]
    made += [_of_practice(card) for card in others]
    known = dict.fromkeys(title.strip()[:_LONGEST] for title in titles)
    made += [Suggestion(title, "文件", "文件标题") for title in list(known)[:_MOST_TITLES] if title]
    return made


def initials(text: str) -> str:
    """The first letter of each character's sound, lower case; letters and digits as they
    are, all else left out. ``text``: Simplified."""
    return "".join(map(_initial, text))


@lru_cache(maxsize=8192)
def _initial(char: str) -> str:
    if char.isascii():
        return char.lower() if char.isalnum() else ""
    code = char.encode("gb2312", "ignore")
    if len(code) != 2:
        return ""
    place = code[0] * 256 + code[1]
    return _LETTERS[bisect_right(_STARTS, place) - 1] if _STARTS[0] <= place < _END else ""


def _of_practice(card: PracticeCard) -> Suggestion:
    places = f"，{len(card.regions)} 地" if card.regions else ""
    return Suggestion(card.name[:_LONGEST], "做法", f"做法{places}")


def _places(regions: Iterable[Region]) -> Iterable[tuple[str, str]]:
    """Every division of the regions by its own name, and where it lies."""
    known: dict[tuple[str, str], None] = {}
    for region in regions:
        parts = [p for p in (region.province, region.city, region.county) if p]
        for depth, name in enumerate(dict.fromkeys(parts)):
            known.setdefault((name, "地区" + ("，" + parts[0] if depth else "")))
    return tuple(known)


def _rank(key: str, typed: str) -> int | None:
    at = key.find(typed)
    if at < 0:
        return None
    # A name in quotation marks begins with its first letter.
    return 0 if at == 0 or (at == 1 and not key[0].isalnum()) else 1


def _pairs(text: str) -> frozenset[str]:
    bare = "".join(filter(str.isalnum, text))
    return frozenset(bare[i : i + 2] for i in range(len(bare) - 1)) or frozenset(bare)


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient."""
    both = len(one & other)
    return 2 * both / (len(one) + len(other)) if both else 0.0
