"""Numbers with their units in running text, before anything is said of their meaning.

Digits (14984万元, 3—5个, 1.2 万亩, 200余场次) and Chinese numerals where they measure
(三成, 翻两番, 百分之五, 十万亩). What is no quantity is left out: dates, ordinals, codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from kb.figures.numerals import DIGITS, clean, digits, multiplier, spoken
from kb.figures.words import Unit, guards, lengths, pattern, table, units

_D = "0-9０-９"
_NUM = rf"(?:[{_D}]{{1,3}}(?:[,， ][{_D}]{{3}}(?![{_D}]))+|[{_D}]+)(?:[.．][{_D}]+)?"
_MAGNITUDE = r"万亿|[十百千]?[万亿]|[十百千](?![克米瓦伏卡分])"
_DASH = r"[-—–－~～〜﹣―─]{1,2}|至|到"
_SPACE = "[ \u3000]?"
# A dash with a space on one side only is a sign: 25.3 -0.7%.
_DIGITS = re.compile(
    rf"({_NUM})(?:{_SPACE}(?:多|余|几)?({_MAGNITUDE})?(元|[%％‰亩人个年]|公里)?"
    rf"(?: (?:{_DASH}) |(?:{_DASH})(?: (?=[{_D}]))?)({_NUM}))?"
    rf"{_SPACE}(?:多|余|几|来)?({_MAGNITUDE})?(?:多|余|几)?"
)
_HAN_DIGITS = "一二两三四五六七八九"
_HAN = re.compile(
    rf"[{_HAN_DIGITS}十半翻百几](?:(?<=翻)(?P<fan>[一两二三四{_D}])番"
    rf"|(?<=百)分之(?P<percent>[{_HAN_DIGITS}十百零点]+)"
    rf"|(?:分之(?P<part>[{_HAN_DIGITS}十]))"
    rf"|(?P<more>[{_HAN_DIGITS}十百千零半点]*)(?:余|多)?(?P<mag>[十百千]?[万亿]|万亿)?(?:余|多)?)"
)
# 万余人, 百余家: about as many as the magnitude says. Without 余 its digits may be missing.
_ROUND = re.compile(
    rf"(?<![{_D}{_HAN_DIGITS}十百千万亿零半几数上余多])[十百千万]余(?=[^年月天日载])"
)
_MINUS = frozenset("-−－")
_WORD = re.compile(r"[0-9A-Za-z%％]")
_SIGNED = frozenset({"share", "points", "temperature"})
_AFTER_ONE = frozenset("成倍个")
_MEASURE = re.compile(r"(?:达到?|为|[至到]|率|比|数|[在於于]|[高低]于|强度|密度)\s?$")
_BOUND = re.compile(r"\s?(?:以[上下内]|左右|[，。；,;、)）]|$)")
# A number in quotes that are closed soon after it is a name: “3个10”, “1+N”.
_QUOTED = re.compile(r"[“「『‘\"][^“”「」『』‘’\"，。；\n]{0,6}$")
_UNQUOTED = re.compile(r"[^“”「」『』‘’\"，。；\n]{0,8}[”」』’\"]")
_HAN_SAFE = frozenset(
    {
        "money",
        "area",
        "weight",
        "energy",
        "power",
        "volume",
        "length",
        "people",
        "households",
        "visits",
    }
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit. ``number_end``: where the number ends. Others as in ``Figure``."""

    start: int
    end: int
    number_end: int
    number: str
    unit: str
    value: float
    base: str
    dimension: str
    high: float | None = None


@dataclass(frozen=True, slots=True)
class _Refusals:
    before: re.Pattern[str]
    after: re.Pattern[str]
    letters: re.Pattern[str]


@cache
def _refusals() -> _Refusals:
    words = table("no_figure")
    return _Refusals(
        re.compile(rf"(?:{words['before']})\s?$"),
        pattern("no_figure", "after"),
        re.compile(rf"(?:{words['letters']})$"),
    )


def quantities(text: str, start: int, end: int) -> Iterator[Quantity]:
    """Every quantity of ``text[start:end]``, those in digits first."""
    for match in _DIGITS.finditer(text, start, end):
        found = _of_digits(text, match, end)
        if found and not _refused(text, found):
            yield _signed(text, found) if text[found.start - 1 : found.start] in _MINUS else found
    for match in _HAN.finditer(text, start, end):
        spoken = _of_words(text, match, end)
        if spoken and not _refused(text, spoken):
            yield spoken
    for match in _ROUND.finditer(text, start, end):
        found = _round(text, match, end)
        if found and not _refused(text, found):
            yield found


def _signed(text: str, found: Quantity) -> Quantity:
    """With the minus before it, where the unit may fall below nothing: 增长-3%."""
    word = _WORD.match(text, max(0, found.start - 2))
    if found.dimension not in _SIGNED or word:
        return found
    at = found.start - 1
    return replace(found, start=at, number=text[at : found.number_end], value=-found.value)


def _of_digits(text: str, match: re.Match[str], end: int) -> Quantity | None:
    low, low_magnitude, _, high, magnitude = match.groups()
    unit, unit_end = _unit(text, match.end(), end)
    if not unit and not magnitude:
        if high is not None or not _bare(text, match):
            return None
        value = digits(low)
        return Quantity(match.start(), match.end(1), match.end(1), low, "", value, "", "")
    if unit and not magnitude and unit in table("no_figure")["needs_magnitude"]:
        return None
    number_end = match.end(4) if high is not None else match.end(1)
    scale = multiplier(magnitude)
    known = units().get(unit.lower()) if "/" not in unit else _compound(unit)
    base, factor, dimension = (
        (known.base, known.factor, known.dimension) if known else (unit, 1.0, "")
    )
    low_scale = multiplier(low_magnitude) if low_magnitude else scale
    return Quantity(
        match.start(),
        unit_end,
        number_end,
        text[match.start() : number_end],
        (magnitude or "") + unit,
        clean(digits(low) * low_scale * factor),
        base,
        dimension,
        None if high is None else clean(digits(high) * scale * factor),
    )


def _compound(unit: str) -> Unit:
    """元/吨: the first part is brought to its base."""
    first, _, rest = unit.partition("/")
    known = units()[first.lower()]
    return Unit("rate", f"{known.base}/{rest}", known.factor)


def _unit(text: str, at: int, end: int) -> tuple[str, int]:
    """The longest unit that begins at ``at``, and where it ends; ``("", at)`` for none."""
    known = units()
    for length in lengths().get(text[at : at + 1], ()):
        word = text[at : min(at + length, end)]
        if word.lower() in known:
            guard = guards().get(word.lower())
            if guard and guard.match(text, at + len(word)):
                continue
            stop = at + len(word)
            return _joined(text, at, stop, end) if text[stop : stop + 1] in "/每·" else (word, stop)
    return "", at


_PER = re.compile(
    r"(?:[/·](?:[十百千万]*(?:立方米|平方公里|平方米|公里|人次|小时|千瓦时|[\u4e00-\u9fff人亩吨天日年月度户家套次]|[A-Za-z]+[³²]?)))+"
)


def _joined(text: str, at: int, stop: int, end: int) -> tuple[str, int]:
    """元/吨, 吨/户/月."""
    more = _PER.match(text, stop, end)
    return (text[at : more.end()], more.end()) if more else (text[at:stop], stop)


def _bare(text: str, match: re.Match[str]) -> bool:
    """Whether a number without unit measures: 收入比缩小到1.40以内."""
    if "." not in match.group(1) and "．" not in match.group(1):
        return False
    before = _MEASURE.search(text, max(0, match.start() - 4), match.start())
    return bool(before and _BOUND.match(text, match.end(1)))


def _of_words(text: str, match: re.Match[str], end: int) -> Quantity | None:
    at = match.start()
    if fan := match["fan"]:
        value = spoken(fan) if fan in DIGITS else digits(fan)
        return Quantity(at, match.end(), match.end() - 1, match.group()[:-1], "番", value, "番",
                        "times")  # fmt: skip
    if percent := match["percent"]:
        return Quantity(at, match.end(), match.end(), match.group(), "", spoken(percent), "%",
                        "share")  # fmt: skip
    if part := match["part"]:
        value = clean(spoken(part) / (spoken(text[at]) or 1))
        return Quantity(at, match.end(), match.end(), match.group(), "", value, "", "share")
    return _counted(text, match, end)


def _round(text: str, match: re.Match[str], end: int) -> Quantity | None:
    unit, stop = _unit(text, match.end(), end)
    known = units().get(unit.lower())
    if known is None or known.dimension in {"time", "age", "score", "share", "times"}:
        return None
    at, number = match.start(), text[match.start()]
    value = clean(spoken(number) * known.factor)
    return Quantity(at, stop, at + 1, number, unit, value, known.base, known.dimension)


def _counted(text: str, match: re.Match[str], end: int) -> Quantity | None:
    """三成, 两倍, 十万亩: numerals that begin with a digit and have a unit."""
    words = match.group().rstrip("余多")
    if text[match.start()] in "百几翻" or not words:
        return None
    # Most numerals are an 一 or 三 in words: nothing else is looked at for them.
    if len(match.group()) == 1 and text[match.end() : match.end() + 1] not in _AFTER_ONE:
        return None
    unit, stop = _unit(text, match.end(), end)
    known = units().get(unit.lower())
    if known is None:
        return None
    magnitude = match["mag"] or ""
    value = spoken(words.removesuffix(magnitude)) * multiplier(magnitude)
    share = unit in {"成", "倍", "个百分点"}
    least = 10 if known.dimension in _HAN_SAFE else 20
    if not share and (value < least or known.dimension in {"time", "age", "score"}):
        return None
    if share and unit == "成" and (value > 10 or not _BOUND_OR_END.match(text, stop)):
        return None
    number_end = match.start() + len(words) - len(magnitude)
    return Quantity(
        match.start(), stop, number_end, text[match.start() : number_end], magnitude + unit,
        clean(value * known.factor), known.base, known.dimension,
    )  # fmt: skip


_BOUND_OR_END = re.compile(r"以[上下]|左右|多|[^\u4e00-\u9fff]|$|的|[村农企居群]")


def _refused(text: str, found: Quantity) -> bool:
    """Whether what stands around says that it is an ordinal, a code or part of a name."""
    refusals = _refusals()
    lead = text[max(0, found.start - 8) : found.start]
    if refusals.before.search(lead):
        strong = found.dimension in {"money", "share"} or found.unit[:1] in {"万", "亿"}
        if not (strong and refusals.letters.search(lead)):
            return True
    if refusals.after.match(text, found.end):
        return True
    return bool(_QUOTED.search(lead) and _UNQUOTED.match(text, found.end))
