"""Dates as Chinese documents print them, and the years a document covers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from kb.metadata.textlines import Line, View

_NUMERALS = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | {
    "○": "0",
    "零": "0",
    "o": "0",
}
_YEAR = r"(?:19|20)\d\d"
_HAN_YEAR = r"[一二][〇○零o九][〇○零o一二三四五六七八九]{2}"
_HAN_NUMBER = r"[一二三四五六七八九十]{1,3}"
DATE = (
    rf"(?<!\d)(?:{_YEAR}\s?年\s?\d{{1,2}}\s?月(?:\s?\d{{1,2}}\s?日)?"
    rf"|{_YEAR}-\d{{1,2}}(?:-\d{{1,2}})?(?![\d-])|{_YEAR}/\d{{1,2}}(?:/\d{{1,2}})?(?![\d/])"
    rf"|{_YEAR}\.\d{{1,2}}\.\d{{1,2}}|(?:19|20)\d\d(?:0\d|1[0-2])(?:[0-2]\d|3[01])(?!\d)|{_YEAR}\s?年"
    rf"|{_HAN_YEAR}年(?:{_HAN_NUMBER}月(?:{_HAN_NUMBER}日)?)?)"
)
_PARTS = re.compile(r"\d+")
_SIGN_OFF = re.compile(rf"[(]?\s*({DATE})\s*[)]?")
_SIGNED = re.compile(rf"(\S.{{1,60}}?)\s+({DATE})")
_SESSION = re.compile(rf"-*[(]?\s*({DATE}).{{0,80}}?(?:会议|大会|通过|上)[^。]{{0,40}}[)]?")
_ORGAN_END = re.compile(r"(?:府|委|会|室|局|厅|部|组|院|办|社|处|司|署|中心|协会|公司|校|联|团)$")
_RANGE = re.compile(rf"({_YEAR})\s?年?\s?(?:-+|~|至|到)\s?({_YEAR})\s?年?")
_FIVE_YEARS = {"十一五": 2006, "十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026}
_LONG_LINE = 60  # a line longer than this is a paragraph
_MOST_YEARS = 40
_LEAST_YEAR = 3

# Labels in the order of their weight; 时间 and 日期 alone only where no word runs into them.
_LABELS = {
    "published": (
        "发布时间|发布日期|发表时间|公布日期|公布时间|公开日期|公开时间|上网时间|发稿时间|录入时间",
        "(?<![\u4e00-\u9fff])(?:时间|日期)",
        "更新时间|更新日期",
    ),
    "issued": ("印发日期|印发时间|发文日期|发文时间|签发日期",),
    "written": ("成文日期|成文时间|生成日期|制发日期",),
}
_STAMP = re.compile(rf"({DATE})\s*(?:\d{{1,2}}:\d\d(?::\d\d)?\s*)?(?:来源|作者|$).*")
_STAMP_LINES = 12


@dataclass(frozen=True, slots=True)
class Found:
    """A value and the half-open span it was read from."""

    value: str
    start: int
    end: int


def parse_date(printed: str) -> str | None:
    """``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY`` of one printed, folded date; else ``None``."""
    if re.match(_HAN_YEAR, printed):
        year, _, rest = printed.partition("年")
        parts = ["".join(_NUMERALS[c] for c in year)]
        parts += [str(_han_number(n)) for n in re.findall(_HAN_NUMBER, rest)]
    elif re.fullmatch(r"\d{8}", printed):
        parts = [printed[:4], printed[4:6], printed[6:]]
    else:
        parts = _PARTS.findall(printed)
    return _checked([int(p) for p in parts])


def _han_number(numeral: str) -> int:
    tens, ten, ones = numeral.rpartition("十")
    digit = int(_NUMERALS[ones]) if ones else 0
    return (int(_NUMERALS[tens]) if tens else 1) * 10 + digit if ten else digit


def _checked(parts: list[int]) -> str | None:
    limits = ((1900, 2099), (1, 12), (1, 31))
    if not parts or any(
        not low <= p <= high for p, (low, high) in zip(parts, limits, strict=False)
    ):
        return None
    return "-".join(f"{p:02d}" for p in parts[:3])


def labelled(page: View, kind: str) -> Found | None:
    """The date after a label of ``kind`` (``published``, ``issued``, ``written``)."""
    for labels in _LABELS[kind]:
        for match in re.finditer(rf"(?:{labels})\s*[:\]]?\s*({DATE})", page.folded):
            value = parse_date(match[1])
            if value:
                return Found(value, match.start(1), match.end(1))
    return None


def stamped(page: View) -> Found | None:
    """The date of a line under a web title that has no label: “2023-03-01 09:12 来源…”."""
    for line in page.lines[1:_STAMP_LINES]:
        match = _STAMP.fullmatch(line.text)
        if match and re.search(r"\d:\d\d|来源|作者", line.text):
            return _found(line, match)
    return None


def printed(page: View) -> Found | None:
    """The date of the printer's line: “某办公室 2020年5月8日印发”."""
    for line in page.lines:
        if len(line.text) <= _LONG_LINE and (match := re.search(rf"({DATE})\s*印发$", line.text)):
            return _found(line, match)
    return None


def signed(page: View) -> Found | None:
    """The date a document is signed with.

    A date alone on its line under a name first, then a date behind a name, then the
    session under a title, then the last date alone on a line near the end.
    """
    alone = [
        (i, line, m)
        for i, line in enumerate(page.lines)
        if (m := _SIGN_OFF.fullmatch(line.text)) and "月" in m[1] + "月" * m[1].count("-")
    ]
    for i, line, match in alone:
        if (
            i
            and len(page.lines[i - 1].text) <= _LONG_LINE
            and _ORGAN_END.search(page.lines[i - 1].tight.rstrip(")"))
        ):
            return _found(line, match)
    return _signed_line(page) or _session(page) or _near_end(page, alone)


def _signed_line(page: View) -> Found | None:
    for line in page.lines[2:]:
        match = _SIGNED.fullmatch(line.text) if len(line.text) <= _LONG_LINE else None
        if match and _ORGAN_END.search(match[1]) and "月" in match[2]:
            value = parse_date(match[2])
            if value:
                return Found(value, line.start + match.start(2), line.start + match.end(2))
    return None


def _session(page: View) -> Found | None:
    for line in page.lines[:8]:
        match = _SESSION.fullmatch(line.text) if len(line.text) <= 2 * _LONG_LINE else None
        if match and "月" in match[1]:
            return _found(line, match)
    return None


def _near_end(page: View, alone: list[tuple[int, Line, re.Match[str]]]) -> Found | None:
    for i, line, match in reversed(alone):
        if i <= 4 or i >= len(page.lines) * 0.8:
            return _found(line, match)
    return None


def _found(line: Line, match: re.Match[str]) -> Found | None:
    value = parse_date(match[1])
    return Found(value, line.start + match.start(1), line.start + match.end(1)) if value else None


def years_in_title(title: str) -> tuple[int, ...]:
    """The years a folded title names: a range, a five-year plan, or single years."""
    ranges = [_span(m) for m in _RANGE.finditer(title)]
    if any(ranges):
        return max(ranges, key=len)
    for name, first in _FIVE_YEARS.items():
        if re.search(rf"\"?{name}\"?", title):
            return tuple(range(first, first + 5))
    return tuple(sorted({int(y) for y in re.findall(rf"({_YEAR})\s?年", title)}))


def _span(match: re.Match[str]) -> tuple[int, ...]:
    first, last = int(match[1]), int(match[2])
    return tuple(range(first, last + 1)) if first < last <= first + _MOST_YEARS else ()


def years_in_text(page: View, plan: bool) -> tuple[int, ...]:
    """The years a text covers by its own words.

    A plan (``plan``): the range it sets itself. Else the years its headings name, else
    every year that is a quarter of those mentioned, targets (到2025年) left out.
    """
    if plan:
        own = re.search(
            rf"(?:规划期|实施期|期限|时限)[^。\n]{{0,12}}?{_RANGE.pattern}", page.folded
        )
        if own and (years := _span(own)):
            return years
    headed = set(_heading_years(page))
    if headed:
        return tuple(sorted(headed))
    past = re.findall(rf"(?<![到至\\d])({_YEAR})\s?年(?!底前|以前)", page.folded)
    counts = Counter(int(y) for y in past)
    return tuple(
        year for year, n in sorted(counts.items()) if n >= _LEAST_YEAR and n * 4 >= counts.total()
    )


def _heading_years(page: View) -> Iterator[int]:
    for line in page.lines:
        if len(line.text) <= 30 and not line.text.endswith(("。", ";", ",")):
            match = re.search(
                rf"({_YEAR})年[^。,;]{{0,8}}?(?:工作|回顾|总结|目标|任务|安排|重点|情况)", line.text
            )
            if match:
                yield int(match[1])
