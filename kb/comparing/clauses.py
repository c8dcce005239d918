"""Which clauses of a sentence tell of one thing, where others tell of other things."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from kb.types import Span
from kb.words import read_lexicon

_CLAUSE = re.compile(r"[^，,；;。\n]+")
_ITEM = re.compile(r"[^、]+")
_FIGURE = re.compile(r"\d")
Holds = Callable[[str], bool]


def telling(text: str, start: int, end: int, holds: Holds) -> tuple[Span, ...]:
    """The spans of ``text[start:end]``, one sentence, folded, that tell of what ``holds``:
    the clauses that have it, those that go on about it (覆盖…, 惠及…), of a list of figures
    (改造户厕3000户、修路20公里) only the items that have it."""
    return tuple(_telling(text, start, end, holds))


def _telling(text: str, start: int, end: int, holds: Holds) -> Iterator[Span]:
    told = open_ended = False
    for clause in _CLAUSE.finditer(text, start, end):
        said = clause.group()
        if holds(said):
            told = True
            yield from _items(text, clause.span(), holds)
            open_ended = not _FIGURE.search(said)
        elif told and (open_ended or _going_on().match(said.lstrip())):
            yield clause.span()
            open_ended = open_ended and not _FIGURE.search(said)
        else:
            told = False


def _items(text: str, clause: Span, holds: Holds) -> Sequence[Span]:
    items = [item.span() for item in _ITEM.finditer(text, *clause)]
    own = [item for item in items if holds(text[slice(*item)])]
    counted = [item for item in own if _FIGURE.search(text, *item)]
    return counted if counted else (clause,)


@cache
def _going_on() -> re.Pattern[str]:
    words = sorted(read_lexicon("going_on.txt"), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))
