"""What a figure counts: the words before it, or after its counter."""

from __future__ import annotations

import re
from functools import cache

from kb.figures.quantities import Quantity
from kb.figures.words import pattern, patterns
from kb.types import Span

_MOST = 15
"""Characters behind a number that may be what it counts."""
_BRIEF, _REACH = 22, 40
"""Characters before a number: what is longer is shortened, what is longer still not read."""
_LEAST = 4
# An opening bracket or quote parts only where it isn't closed again before the number.
_CLAUSE = re.compile(r"[，,；;。：:！？!?\n\t]|、(?![^“”]*”)|[（(](?![^（()）]*[)）])|“(?![^“”]*”)")
_BRACKETED = re.compile(r"[（(][^（()）]*[)）]$")
# Behind a figure: it says which of the things that are counted: 50万元以上的村占60%.
_WHICH = re.compile(r"(?:及?以[上下内]|左右)?的(?=[\u4e00-\u9fff])")
_HAN = re.compile(r"[\u4e00-\u9fffA-Za-z“”·\-]+")
_CHANGING = frozenset({"share", "points", "times"})
_COUNTERS = frozenset({"count", "people", "households", "visits"})


@cache
def _verbs(changing: bool) -> re.Pattern[str]:
    """Verbs before a number; those of change are part of what a share is of."""
    keys = ("verbs",) if changing else ("verbs", "changes")
    return re.compile(rf"(?:{patterns('counting', *keys)}|\s)+$")


@cache
def _leading(numbers: bool) -> re.Pattern[str]:
    """What leads into the words that are counted; ``numbers``: those of figures before too."""
    words = patterns("counting", "leading", "leading_patterns")
    if not numbers:
        return re.compile(rf"(?:20\d\d年|{words})+")
    digits = r"[.．％%\s]|\d+(?![\dA-Z])|[（(][一二三四五六七八九十\d]+[)）]"
    return re.compile(rf"(?:{digits}|以上|左右|[万亿]?元|{words})+")


@cache
def _parting() -> re.Pattern[str]:
    """Words behind which the last part of a long clause begins."""
    return re.compile(rf"(?:{patterns('counting', 'parting', 'parting_patterns')})+")


@cache
def _stops() -> re.Pattern[str]:
    return pattern("counting", "stops")


def counted(text: str, found: Quantity, start: int, end: int) -> Span | None:
    """The span of what ``found`` counts, within ``text[start:end]``; ``None``: not sure.

    ``start``: no earlier than the end of the figure before it.
    """
    follows = found.dimension in _COUNTERS or found.base == ""
    if follows and (after := _after(text, found.end, end)):
        return after
    return _before(text, found, start)


def _after(text: str, at: int, end: int) -> Span | None:
    words = _HAN.match(text, at, min(end, at + _MOST))
    if not words:
        return None
    stop = _stops().search(text, at, words.end())
    last = stop.start() if stop else words.end()
    return (at, last) if last - at >= 2 else None


def _before(text: str, found: Quantity, start: int) -> Span | None:
    which = _WHICH.match(text, start, found.start)
    begin = reach = max(0 if which else start, found.start - _REACH)
    for mark in _CLAUSE.finditer(text, begin, found.start):
        begin = mark.end()
    verbs = _verbs(found.dimension in _CHANGING).search(text, begin, found.start)
    last = verbs.start() if verbs else found.start
    if bracket := _BRACKETED.search(text[begin:last]):
        last = begin + bracket.start()
    whole = which is not None and begin < start
    leading = _leading(not whole).match(text, begin, last)
    first = leading.end() if leading else begin
    torn = begin == reach != (0 if which else start)
    if torn or last - first > _BRIEF:
        first = _shortened(text, first, last, torn)
    vague = found.dimension == "times" and text[last - 1] == "的"
    return None if vague or last - first < 2 else (first, last)


def _shortened(text: str, first: int, last: int, torn: bool) -> int:
    """Where the last part of ``text[first:last]`` begins that a leading word opens; ``last``
    where there is none and ``first`` may be inside of a word (``torn``)."""
    inner = [m.end() for m in _parting().finditer(text, first, last - _LEAST)]
    return inner[-1] if inner else last if torn else first
