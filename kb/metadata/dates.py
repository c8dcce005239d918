"""Dates as Chinese documents print them, and what each date of a document is the date of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from kb.metadata.textlines import Line, View, spaced

_B = r"[^\S\n]{0,2}"  # blanks inside a date: PDF and OCR put them anywhere
_YEAR = rf"(?:19|20)\d\d|(?:1{_B}9|2{_B}0){_B}\d{_B}\d"
_TWO = r"\d(?:[^\S\n]?\d)?"
_ZERO = "〇○◯零o\u03bf\u043e0"
_HAN_YEAR = rf"[一二]{_B}[{_ZERO}九]{_B}[{_ZERO}一二三四五六七八九]{_B}[{_ZERO}一二三四五六七八九]"
_HAN_TENS = "[一二三四五六七八九十廿卅元]{1,3}"
_PART = rf"(?:{_TWO}|{_HAN_TENS})"
_LONG = (
    rf"(?:{_YEAR}|{_HAN_YEAR}|(?:中华)?民国{_B}(?:\d{{2,3}}|[一二三四五六七八九十百零〇]{{1,5}}))"
    rf"{_B}年(?:{_B}{_PART}{_B}月(?:{_B}{_PART}{_B}[日号]|[^\S\n]{{1,6}}日)?)?"
)
DATE = (
    rf"(?<!\d)(?:{_LONG}"
    r"|(?:19|20)\d\d-\d{1,2}(?:-\d{1,2})?(?![\d-])|(?:19|20)\d\d/\d{1,2}(?:/\d{1,2})?(?![\d/])"
    rf"|(?:19|20)\d\d\.{_B}\d{{1,2}}\.{_B}\d{{1,2}}(?!\d|\.\d)"
    r"|(?:19|20)\d\d(?:0\d|1[0-2])(?:[0-2]\d|3[01])(?!\d))"
)
"""One printed, folded date, at least its year; no group."""
_DIGITS = dict.fromkeys(_ZERO, "0") | {c: str(n) for n, c in enumerate("〇一二三四五六七八九")}
_ONES = "一二三四五六七八九"
_HAN_NUMBER = re.compile(rf"(?:([{_ONES}]?)百)?[零〇]?(?:([{_ONES}]?)十)?([{_ONES}]?)")
_SEALED = r"(?:\s*[(]?(?:印发|盖章|公章|印章|章|印)[)]?)?"
_SIGN_OFF = re.compile(rf"[(]?\s*({DATE})\s*[)]?{_SEALED}")
_SIGNED = re.compile(rf"(\S.{{1,60}}?)\s+({DATE})")
_SESSION = re.compile(rf"-*\s*[(]?\s*({DATE})[^。]{{0,80}}?(?:会议|大会|通过|上)(?:[^。]*)")
_ORGAN_END = re.compile(r"(?:府|委|会|室|局|厅|部|组|院|办|社|处|司|署|中心|协会|公司|校|联|团)$")
_PRINTED = re.compile(
    rf"(?:[^《》。,;:]{{2,40}}\s+)?({DATE})\s*印(?:发|制)?(?:\s*[(]?共.{{0,12}})?"
)
_EARLIEST = 1945  # a year before is a slip of the digits in documents of this sort
_LONG_LINE = 60  # a line longer than this is a paragraph

# Labels in the order of their weight; 时间 and 日期 alone only where no word runs into them.
_LABELS = {
    "published": (
        "发布时间|发布日期|发表时间|公布日期|公布时间|公开日期|公开时间|上网时间|上网日期|发稿时间"
        "|录入时间|发布于",
        "(?<![\u4e00-\u9fff])(?:时间|日期)",
        "更新时间|更新日期",
    ),
    "issued": ("印发日期|印发时间|发文日期|发文时间|签发日期|颁布日期|颁布时间",),
    "written": ("成文日期|成文时间|生成日期|生成时间|制发日期|落款日期",),
    # A word before them makes them those of something else: 许可证有效期至.
    "in_force": (
        "(?<![\u4e00-\u9fff])(?:施行日期|施行时间|实施日期|实施时间|生效日期|生效时间|执行日期)",
    ),
    "expires": (
        "(?<![\u4e00-\u9fff])(?:失效日期|失效时间|废止日期|废止时间|有效期至|有效期限至|有效期到"
        "|有效期截至|有效期截止)",
    ),
}
_STAMP = re.compile(rf"[(\[]?({DATE})\s*(?:\d{{1,2}}:\d\d(?::\d\d)?\s*)?[)\]]?\s*(?:来源|作者|$).*")
_STAMP_LINES = 12


@dataclass(frozen=True, slots=True)
class Found:
    """A value and the half-open span it was read from."""

    value: str
    start: int
    end: int


def parse_date(printed: str) -> str | None:
    """``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY`` of one printed, folded date; else ``None``.

    民国 years count from 1912. A day the calendar does not have makes the whole date void.
    """
    tight = re.sub(r"\s", "", printed)
    if re.fullmatch(r"\d{8}", tight):
        return _checked([int(tight[:4]), int(tight[4:6]), int(tight[6:])])
    republic = re.match("(?:中华)?民国", tight)
    tight = tight[republic.end() :] if republic else tight
    parts = [_number(part) for part in re.split(r"[年月日号/.-]", tight) if part]
    if republic and parts:
        parts[0] += 1911
    return _checked(parts)


def _number(numeral: str) -> int:
    if numeral == "元":
        return 1
    if numeral.isdecimal() or (len(numeral) == 4 and not set(numeral) & set("十百廿卅元")):
        return int("".join(_DIGITS.get(c, c) for c in numeral))
    return han_number(numeral.replace("廿", "二十").replace("卅", "三十"))


def han_number(numeral: str) -> int:
    """The value of a Chinese numeral below a thousand, e.g. 一百零九; 0 of anything else."""
    match = _HAN_NUMBER.fullmatch(numeral)
    if not match:
        return 0
    hundreds, tens, ones = match.groups()
    value = 0 if hundreds is None else 100 * int(_DIGITS.get(hundreds, "1"))
    value += 0 if tens is None else 10 * int(_DIGITS.get(tens, "1"))
    return value + int(_DIGITS.get(ones, "0"))


def _checked(parts: list[int]) -> str | None:
    if not parts or not _EARLIEST <= parts[0] <= 2099:
        return None
    try:
        date(*[*parts, 1, 1][:3])
    except ValueError:
        return None
    return "-".join(f"{p:02d}" for p in parts[:3])


def labelled(page: View, kind: str) -> Found | None:
    """The date after a label of ``kind``: ``published``, ``issued``, ``written``,
    ``in_force`` or ``expires``. Between them a colon, or blanks and at most one line end."""
    for labels in _LABELS[kind]:
        for match in re.finditer(rf"(?:{spaced(labels)})\s?[:\]]?\s*({DATE})", page.folded):
            value = parse_date(match[1])
            if value and page.folded[match.start() : match.start(1)].count("\n") <= 1:
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
        match = _PRINTED.fullmatch(line.text) if len(line.text) <= _LONG_LINE else None
        if match and "月" in match[1]:
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
        if (m := _SIGN_OFF.fullmatch(line.text)) and re.search(r"月|[-/.]\d", m[1])
    ]
    for i, line, match in alone:
        if i and _is_signature(page.lines[i - 1]):
            return _found(line, match)
    return _signed_line(page) or _session(page) or _near_end(page, alone)


def _is_signature(line: Line) -> bool:
    bare = re.sub(r"\((?:盖章|公章|印章|代章|章|印)\)$", "", line.tight).rstrip(")")
    return len(line.text) <= _LONG_LINE and _ORGAN_END.search(bare) is not None


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
        match = _SESSION.fullmatch(line.text)
        bracketed = match is not None and line.text.startswith("(")
        if match and "月" in match[1] and (bracketed or len(line.text) <= 2 * _LONG_LINE):
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
