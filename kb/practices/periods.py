"""Since when and until when a practice runs, by the years its sentence names."""

from __future__ import annotations

import re
from functools import cache

from kb.practices.details import HAN, either, words
from kb.types import Evidence, Span, Value

_DATE = r"(?P<y>(?:19|20)\d{2})\s?年(?!度)(?:\s?(?P<m>\d{1,2})\s?月份?(?:\s?(?P<d>\d{1,2})\s?日)?)?"
_DASH = r"\s?年?\s?(?:[—–－~～\-]+|至|到)\s?"
_RANGE = re.compile(
    rf"(?<!\d)(?P<from>(?:19|20)\d{{2}}){_DASH}(?P<to>(?:19|20)\d{{2}})(?:\s?年|(?=\s?[）)]))"
)
_OPENS = re.compile(rf"\s*{_DATE}[，,]")
_OPENING, _REACH, _BEHIND = 150, 80, 30


@cache
def _since_pattern() -> re.Pattern[str]:
    compared = either(words()["compared"])
    return re.compile(
        rf"{_DATE}(?:底|初)?(?:以来|开始|起(?!草|到|步)|至今|以后)(?![^，。；]{{0,6}}(?:{compared}))"
    )


@cache
def _begun() -> re.Pattern[str]:
    """A year, and in the same clause a verb of beginning."""
    verbs = either(words()["begin_verbs"])
    return re.compile(
        rf"(?<![到至\d]){_DATE}(?![是前后]|之前)(?:(?!持续|继续|深入|完成|按)[{HAN}A-Za-z、“”]){{0,12}}?(?:{verbs})"
    )


@cache
def _opened() -> re.Pattern[str]:
    """The same of a passage as a whole: nearer, and of fewer verbs."""
    verbs = either(words()["opening_verbs"])
    return re.compile(rf"(?<![到至\d]){_DATE}(?![是前后]|之前)[{HAN}]{{0,6}}?(?:{verbs})")


@cache
def _begins() -> re.Pattern[str]:
    """A verb of beginning right before a name."""
    return re.compile(rf"(?:{either(words()['begin_verbs'])})了?[{HAN}]{{0,6}}[“‘《]?$")


@cache
def _until_pattern() -> re.Pattern[str]:
    back = _DATE.replace("?P<", "?P<b")
    plan = _DATE.replace("?P<", "?P<c")
    return re.compile(
        rf"(?:(?<!截止)(?<!截至)(?<!截)(?:到|至)|力争|争取|确保)\s?{_DATE}(?:底|末)?(?![—–－\-])"
        rf"|{back}(?:底|末)?(?:以)?前(?![期后])|{plan}(?:的)?(?:计划|目标)"
    )


@cache
def _ahead() -> re.Pattern[str]:
    return re.compile(rf"(?:{either(words()['target_before'])})[^，,。；;]{{0,4}}$")


def period(
    text: str, start: int, end: int, name: Span | None, told: int | None
) -> tuple[Value | None, Value | None]:
    """Since and until when, by ``text[start:end]``; of several the first of each.

    ``name``: of the practice, where it has one. ``told``: the last year the document
    reports on; what was to be by then is no aim.
    """
    if "20" not in text[start:end] and "19" not in text[start:end]:
        return None, None
    near = _near(start, end, name)
    for match in _RANGE.finditer(text, *near):
        if _is_own_range(text, start, match.span(), name):
            span = Evidence(match.start(), match.end())
            return Value(match["from"], "stated", span), Value(match["to"], "stated", span)
    return _since(text, *near, name), _until(text, start, end, told)


def _is_own_range(text: str, start: int, years: Span, name: Span | None) -> bool:
    """Whether a range of years is the practice's: behind its name or in its clause; not that
    in the title of a document that holds no name."""
    opened, closed = text.rfind("《", start, years[0]), text.rfind("》", start, years[0])
    if opened > closed and not (name and opened < name[0]):
        return False
    if name is None:
        return "到" not in text[slice(*years)]
    if years[0] >= name[1]:
        return not re.search(r"[，,。；;]", text[name[1] : years[0]])
    return not re.search(r"[，,。；;]", text[years[1] : name[0]])


def _near(start: int, end: int, name: Span | None) -> Span:
    """Where a year speaks of the practice itself: about its name, or where a passage opens."""
    if name is None:
        return start, min(end, start + _OPENING)
    return max(start, name[0] - _REACH), min(end, name[1] + _BEHIND)


def _since(text: str, start: int, end: int, name: Span | None) -> Value | None:
    if match := _since_pattern().search(text, start, end):
        return Value(_value(match), "stated", Evidence(match.start("y"), match.end()))
    begun = _begun() if name else _opened()
    for match in begun.finditer(text, start, end):
        if not _ahead().search(text, max(start, match.start() - 8), match.start()):
            return Value(_value(match), "stated", Evidence(match.start("y"), match.end()))
    opens = _OPENS.match(text, start, end)
    if opens and name and _begins().search(text, opens.end(), name[0]):
        return Value(_value(opens), "inferred", Evidence(opens.start("y"), opens.end() - 1))
    return None


def _until(text: str, start: int, end: int, told: int | None) -> Value | None:
    for match in _until_pattern().finditer(text, start, end):
        prefix = next(p for p in ("", "b", "c") if match[f"{p}y"])
        if told is None or int(match[f"{prefix}y"]) > told:
            return Value(_value(match, prefix), "stated", Evidence(match.start(), match.end()))
    return None


def _value(match: re.Match[str], prefix: str = "") -> str:
    parts = [match[f"{prefix}y"]]
    for name, most in (("m", 12), ("d", 31)):
        part = match[prefix + name]
        if part is None or not 1 <= int(part) <= most:
            break
        parts.append(f"{int(part):02d}")
    return "-".join(parts)
