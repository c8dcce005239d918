"""Blanks inside letter-spaced digits (2 0 0 1 年), and characters nobody sees.

Both come from typesetting and break a word or a figure apart for every search. A row of
single digits may be a list as well: blanks go only where nothing but one number makes sense.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kb.cleaning.page_lines import Line
from kb.types import Removal

# Zero width, direction and soft hyphen.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+")
_DIGIT = "[0-9\uff10-\uff19]"
_GAP = "[ \u00a0\u3000]"
_RUN = re.compile(
    rf"(?<![\w.,]){_DIGIT}(?:{_GAP}{_DIGIT}(?![0-9\uff10-\uff19])){{1,11}}"
    rf"(?!{_GAP}?[.,]?{_DIGIT})(?:{_GAP}?(?P<unit>[年月日号%\uff05亿万元亩户人个吨]))?"
)
_BLANK = re.compile(_GAP)
_YEAR = re.compile(r"(?:19|20)\d\d")


def find_spacing(text: str, lines: list[Line], removed: dict[int, str]) -> Iterator[Removal]:
    """Yield the pieces of ``text`` that go, in order, outside the lines ``removed``."""
    for at, line in enumerate(lines):
        if at in removed or not line.text:
            continue
        found = [
            (m.start(), m.end(), "invisible")
            for m in _INVISIBLE.finditer(text, line.start, line.end)
        ]
        if not line.table and "\t" not in line.text:
            found += [(start, start + 1, "spacing") for start in _blanks(text, line)]
        for start, end, reason in sorted(found):
            yield Removal(start, end, text[start:end], reason)


def _blanks(text: str, line: Line) -> Iterator[int]:
    for run in _RUN.finditer(text, line.start, line.end):
        digits = "".join(str(int(char)) for char in run[0] if char.isdigit())
        if _is_one_number(digits, run["unit"]):
            yield from (run.start() + blank.start() for blank in _BLANK.finditer(run[0]))


def _is_one_number(digits: str, unit: str | None) -> bool:
    """Tell whether spaced digits are one number: a date, or three digits and a unit."""
    if unit == "年":
        return len(digits) == 2 or bool(_YEAR.fullmatch(digits))
    if unit == "月":
        return len(digits) == 2 and 10 <= int(digits) <= 12
    if unit == "日":
        return len(digits) == 2 and 10 <= int(digits) <= 31
    if unit == "号":
        return True
    if len(digits) == 4 and _YEAR.fullmatch(digits):
        return True
    return unit is not None and len(digits) >= 3 and not _counts_on(digits)


def _counts_on(digits: str) -> bool:
    steps = {int(after) - int(before) for before, after in pairwise(digits)}
    return steps in ({1}, {-1})
