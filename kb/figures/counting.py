"""What a figure counts: the words before it, or after its counter."""

from __future__ import annotations

import re
from functools import cache

from kb.figures.quantities import Quantity
from kb.figures.words import pattern, patterns
from kb.types import Span

_MOST = 15
_REACH = 24
_CLAUSE = re.compile(r"[，,；;。：:！？!?\n、（）()“”\t]")
_HAN = re.compile(r"[\u4e00-\u9fffA-Za-z“”·\-]+")
_COUNTERS = frozenset({"count", "people", "households", "visits"})


@cache
def _verbs() -> re.Pattern[str]:
    return re.compile(rf"(?:{patterns('counting', 'verbs')})+$")


@cache
def _leading() -> re.Pattern[str]:
    return re.compile(rf"(?:[\d.．％%\s]|以上|左右|[万亿]?元|{patterns('counting', 'leading')})+")


@cache
def _stops() -> re.Pattern[str]:
    return pattern("counting", "stops")


def counted(text: str, found: Quantity, start: int, end: int) -> Span | None:
    """The span of what ``found`` counts, within ``text[start:end]``; ``None``: not sure."""
    follows = found.dimension in _COUNTERS or found.base == ""
    if follows and (after := _after(text, found.end, end)):
        return after
    return _before(text, found.start, start)


def _after(text: str, at: int, end: int) -> Span | None:
    words = _HAN.match(text, at, min(end, at + _MOST))
    if not words:
        return None
    stop = _stops().search(text, at, words.end())
    last = stop.start() if stop else words.end()
    return (at, last) if last - at >= 2 else None


def _before(text: str, at: int, start: int) -> Span | None:
    begin = max(start, at - _REACH)
    for mark in _CLAUSE.finditer(text, begin, at):
        begin = mark.end()
    verbs = _verbs().search(text, begin, at)
    last = verbs.start() if verbs else at
    leading = _leading().match(text, begin, last)
    first = max(leading.end() if leading else begin, last - _MOST)
    return (first, last) if last - first >= 2 else None
