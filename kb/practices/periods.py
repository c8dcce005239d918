"""Since when and until when a practice runs, by the years its sentence names."""

from __future__ import annotations

import re
from functools import cache

from kb.practices.details import HAN, either, words
from kb.types import Evidence, Value

_DATE = r"(?P<y>(?:19|20)\d{2})\s?年(?:\s?(?P<m>\d{1,2})\s?月(?:份)?(?:\s?(?P<d>\d{1,2})\s?日)?)?"
_RANGE = re.compile(
    r"(?<!\d)(?P<from>(?:19|20)\d{2})\s?年?\s?(?:[—–－~～\-]+|至|到)\s?(?P<to>(?:19|20)\d{2})\s?年"
)
_SINCE = re.compile(rf"(?P<own>自|从)?\s?{_DATE}(?:底|初)?(?:以来|开始|起(?!草|到|步)|至今|以后|后)")
_UNTIL = re.compile(
    rf"(?:到|至|力争|争取|确保|截止到?)\s?{_DATE}(?:底|末)?(?![—–－\-])|{_DATE.replace('?P<', '?P<b')}(?:底|末)?(?:以)?前(?![期后])"
)


@cache
def _begun() -> re.Pattern[str]:
    verbs = either(words()["begin_verbs"])
    return re.compile(rf"(?<![到至\d]){_DATE}(?P<gap>[，,]?[{HAN}A-Za-z、“”]{{0,16}}?)(?:{verbs})")


@cache
def _ahead() -> re.Pattern[str]:
    return re.compile(rf"(?:{either(words()['target_before'])})[^，,。；;]{{0,4}}$")


def period(text: str, start: int, end: int) -> tuple[Value | None, Value | None]:
    """Since and until when, by ``text[start:end]``; of several the first of each."""
    if "年" not in text[start:end]:
        return None, None
    if match := _RANGE.search(text, start, end):
        span = Evidence(match.start(), match.end())
        return Value(match["from"], "stated", span), Value(match["to"], "stated", span)
    return _since(text, start, end), _until(text, start, end)


def _since(text: str, start: int, end: int) -> Value | None:
    if match := _SINCE.search(text, start, end):
        return Value(_value(match), "stated", Evidence(match.start("y"), match.end()))
    for match in _begun().finditer(text, start, end):
        if not _ahead().search(text, max(start, match.start() - 8), match.start()):
            begin, stop = match.start("y"), match.end()
            close = not match["gap"] or "，" not in match["gap"]
            return Value(_value(match), "stated" if close else "inferred", Evidence(begin, stop))
    return None


def _until(text: str, start: int, end: int) -> Value | None:
    match = _UNTIL.search(text, start, end)
    if match is None:
        return None
    prefix = "" if match["y"] else "b"
    return Value(_value(match, prefix), "stated", Evidence(match.start(), match.end()))


def _value(match: re.Match[str], prefix: str = "") -> str:
    parts = [match[f"{prefix}y"]]
    for name, most in (("m", 12), ("d", 31)):
        part = match[prefix + name]
        if part is None or not 1 <= int(part) <= most:
            break
        parts.append(f"{int(part):02d}")
    return "-".join(parts)
