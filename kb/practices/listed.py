"""Names that stand in a list with one class noun: 推广甲、乙、丙等机制, “甲”“乙”等做法."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kb.practices.name import Name
from kb.practices.refusing import clause_before, is_generic, is_honour, may_be_name, refused
from kb.practices.vocabulary import HAN, QUOTED, any_of


def listed(text: str, start: int, end: int) -> Iterator[Name]:
    """The items of the lists of ``text[start:end]``, quoted or not."""
    if "等" not in text[start:end]:
        return
    for match in _plain().finditer(text, start, end):
        for item in re.finditer(r"[^、]+", match.group(1)):
            if not is_generic(item.group()) and not _verbs().match(item.group()):
                at = match.start(1) + item.start()
                yield Name(at, at + len(item.group()), listed=True)
    for match in _quotes().finditer(text, start, end):
        if refused(clause_before(text, start, match.start(1))):
            continue
        items = list(re.finditer(QUOTED, match.group(1)))
        for item in items:
            if may_be_name(item.group(1)) and not is_honour(item.group(1)):
                at = match.start(1) + item.start(1)
                yield Name(at, at + len(item.group(1)), listed=len(items) > 1)


@cache
def _plain() -> re.Pattern[str]:
    item = rf"[{HAN}A-Za-z0-9+＋—]{{2,10}}?"
    return re.compile(
        rf"(?<![技术度理念业式体])(?:{any_of('list_verbs')})((?:{item}、)+{item})等[{HAN}]{{0,8}}?"
        rf"(?:{any_of('list_class_nouns')})"
    )


@cache
def _quotes() -> re.Pattern[str]:
    return re.compile(
        rf"((?:{QUOTED}[、，,和]?)+)等(?:{QUOTED})?[{HAN}]{{0,12}}?"
        rf"(?:{any_of('list_class_nouns')})"
    )


@cache
def _verbs() -> re.Pattern[str]:
    return re.compile(any_of("doing_verbs", "coining_verbs"))
