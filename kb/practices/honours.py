"""Recognition by others: the clauses in which it is told."""

from __future__ import annotations

import re
from functools import cache

from kb.practices.details import CLAUSE, either, pattern, stripped, words
from kb.types import Span

_MOST = 6
_REACH = 60
"""Characters behind a name within which an honour that names nobody is its own."""
_CREATED = re.compile(
    r"(?:成功创建|创建为|成功创成|创成|升格为|成为)[^，。；]{0,10}?"
    r"(?:国家|全国|全省|全区|省级|自治区|中国|世界)[^，。；]{0,24}?(?:示范|先进|试点|标杆|样板|文明|名[县镇村])"
    r"(?![^，。；]{0,4}\d)"
)


@cache
def _own() -> re.Pattern[str]:
    """What may stand before the honour where it goes to the practice of the sentence."""
    return re.compile(
        rf"(?:{either(words()['honour_subjects'] + words()['honour_givers'])}|级|[，,“”])*"
    )


def honours(text: str, start: int, end: int, name: Span | None) -> tuple[Span, ...]:
    """The clauses of ``text[start:end]`` that tell of an honour, at most six, in order.

    ``name``: of the practice, where it has one: only honours of its own clause, and those
    after it that name nobody else.
    """
    found: list[Span] = []
    for clause in CLAUSE.finditer(text, start, end):
        at = _honoured(clause.group())
        if at is None:
            continue
        begin, stop = stripped(text, clause.start(), clause.end())
        if name is None or _is_own(text, (begin, stop), clause.start() + at, name):
            found.append((begin, stop))
    return tuple(found[:_MOST])


@cache
def _strong() -> frozenset[str]:
    return frozenset(words()["honour_words"]) - frozenset(words()["honour_weak"])


def _honoured(said: str) -> int | None:
    """Where a clause begins to tell of an honour received; ``None``: it does not."""
    match = pattern("honour_words").search(said) or _CREATED.search(said)
    if match is None or pattern("honour_not").search(said):
        return None
    rest = said[: match.start()] + said[match.end() :]
    known = match.group() in _strong() or match.re is _CREATED
    return match.start() if known or pattern("honour_givers").search(rest) else None


def _is_own(text: str, clause: Span, honour: int, name: Span) -> bool:
    if clause[0] <= name[0] < clause[1]:
        return True
    near = name[1] <= clause[0] <= name[1] + _REACH
    return near and _own().fullmatch(text, clause[0], honour) is not None
