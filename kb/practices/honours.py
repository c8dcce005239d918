"""Recognition by others: the clauses in which it is told."""

from __future__ import annotations

import re
from functools import cache

from kb.practices.details import CLAUSE, either, pattern, stripped, words
from kb.types import Span

_MOST = 4


@cache
def _not() -> re.Pattern[str]:
    return re.compile(either(words()["honour_not"]))


def honours(text: str, start: int, end: int) -> tuple[Span, ...]:
    """The clauses of ``text[start:end]`` that tell of an honour, at most four, in order."""
    found: list[Span] = []
    strong = frozenset(words()["honour_words"]) - frozenset(words()["honour_weak"])
    for clause in CLAUSE.finditer(text, start, end):
        said = clause.group()
        match = pattern("honour_words").search(said)
        if match is None or _not().search(said):
            continue
        rest = said[: match.start()] + said[match.end() :]
        if match.group() in strong or pattern("honour_givers").search(rest):
            found.append(stripped(text, clause.start(), clause.end()))
    return tuple(found[:_MOST])
