"""Names that stand in a list with one class noun: 推广甲、乙、丙等机制, “甲”“乙”等做法."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kb.practices.name import Name
from kb.practices.refusing import (
    clause_before,
    is_generic,
    is_honour,
    is_plain,
    may_be_name,
    refused,
)
from kb.practices.vocabulary import HAN, QUOTED, any_of

_SPECIFIC = 4
"""Characters from which on an item of such a list is a name rather than a field."""
_COUNTED = 5
"""The same where the list is summed up by a count: …“三大行动”."""

_USUAL_STEPS = re.compile(r"(?:参与|论证|评估|审查|调研|晋升|反馈|衔接|协商)(?:、|等)")
"""Steps that every administration has: a list of mechanisms with one of them names none."""


def listed(text: str, start: int, end: int) -> Iterator[Name]:
    """The items of the lists of ``text[start:end]``, quoted or not."""
    if text.find("、", start, end) < 0:
        return
    if _SUMMED.search(text, start, end):
        yield from _specific(_counted(), text, start, end, _COUNTED)
    if "等" not in text[start:end]:
        return
    for match in _plain().finditer(text, start, end):
        for item in re.finditer(r"[^、]+", match.group(1)):
            if not is_generic(item.group()) and not _verbs().match(item.group()):
                at = match.start(1) + item.start()
                yield Name(at, at + len(item.group()), listed=True)
    yield from _specific(_governed(), text, start, end, _SPECIFIC)
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


def _specific(
    pattern: re.Pattern[str], text: str, start: int, end: int, least: int
) -> Iterator[Name]:
    """The items of lists, of ``least`` characters or more, that are more than a field."""
    for match in pattern.finditer(text, start, end):
        if match[0].endswith("机制") and _USUAL_STEPS.search(match[0]):
            continue
        first = match.start(match.lastindex or 0)
        for item in re.finditer(r"[^、]+", match[match.lastindex or 0]):
            if len(item.group()) >= least and not is_plain(item.group()):
                at = first + item.start()
                yield Name(at, at + len(item.group()), listed=True)


_ITEM = rf"[{HAN}A-Za-z0-9+＋—]{{2,14}}?"
_SUMMED = re.compile(rf"(?:[两三四五六七八九十]|\d)[大项个][{HAN}]{{0,4}}(?:行动|工程|计划|机制)")


@cache
def _governed() -> re.Pattern[str]:
    """落实甲、乙等机制, 开展甲、乙等专项行动: behind verbs of carrying out only where the class
    noun stands right behind the list."""
    return re.compile(
        r"(?:落实好?|用好|完善|推行|实行|探索)(?!好|和|并|与|建立|健全)"
        rf"((?:{_ITEM}、)+{_ITEM})等(?:工作|服务)?机制"
        rf"|(?:实施|开展)((?:{_ITEM}、)+{_ITEM})"
        r"等(?:[两三四五六七八九十\d]+[个项大])?(?:专项)?(?:提升)?(?:人才)?(?:行动|计划)"
    )


@cache
def _counted() -> re.Pattern[str]:
    """实施甲、乙、丙“三大行动”."""
    return re.compile(
        rf"(?:实施|开展|落实|推进|抓好)(?!好|和|并|与)((?:{_ITEM}、)+{_ITEM})等?“?"
        r"(?:[两三四五六七八九十]+|\d+)[大项个](?:专项|攻坚|提升|惠民)*(?:行动|工程|计划|机制)"
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
