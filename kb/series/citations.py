"""Where a document says that it revises, repeals or passes on another.

Only the act itself counts: what was repealed before (已废止), what is to be revised some day
(抓紧修订) and what a document merely names is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kb.script import fold
from kb.series.names import NUMBER, number_key, title_key
from kb.types import Document, Evidence

Act = Literal["修订", "废止", "转发"]

_TITLE = r"《(?:[^《》\n]|《[^《》\n]*》){2,120}》"
_ITEM = rf"(?:{_TITLE}\s*(?:\(\s*(?:[^()\n]|\([^()\n]*\)|\[[^\]\n]*\]){{2,80}}\))?|{NUMBER})(?:的?(?:通知|文件|等文件))?"
_LIST = rf"(?P<list>{_ITEM}(?:\s*(?:[、,;]|和|及|以及|与)?\s*(?:原)?{_ITEM}){{0,30}})"
_SINCE = r"(?:[,;]?\s*(?:自|从|于)[^,。;\n《》]{2,24}(?:起|日))?"
_ENDS = (
    r"(?:\s*[,;]?\s*(?:(?:等)?[一二三四五六七八九十\d]{1,3}[件个部]\S{0,8}|文件|同时|即行|即|予以|"
    r"相应|一并|均|也|自行|现|现予以|决定|全文|不再执行,))*"
)
_REPEALED = re.compile(rf"{_LIST}{_SINCE}{_ENDS}(?:废止|停止执行|不再执行|失效|作废)")
_REPEALS = re.compile(rf"(?P<act>(?:决定|现|予以|宣布|一并|同时)废止)\s*{_LIST}")
_REPEAL_ROLL = re.compile(
    r"(?:决定|现|予以|宣布)[^。\n]{0,20}废止[^。\n《]{0,40}(?:文件|规章|规定|法规)?[^。\n《]{0,10}:\s*\n"
    rf"(?P<list>(?:\s*(?:[(]?[\d一二三四五六七八九十]+[)、.]\s*)?[^\n《》]{{0,20}}{_ITEM}[^\n《》]{{0,20}}\n?){{1,60}})"
)
_REVISED = re.compile(
    rf"(?:对|将|就)?\s*{_LIST}\s*(?:中的?)?(?:部分条款|有关条款|有关内容)?\s*"
    r"(?:(?:作|做)(?:出|了)?如下(?:修改|修订|调整)|进行了?(?:修改|修订|修正)[,;]\s*现|"
    r"第[一二三四五六七八九十百\d]+[条款项章][^。\n]{0,20}(?:修改为|修改成|改为|作如下修改))"
)
_REVISES = re.compile(rf"(?:决定|现决定)(?:对|修改|修订)\s*{_LIST}")
_PASSED_ON = re.compile(
    rf"(?:现将|现把|将)\s*[^《》。\n]{{0,40}}{_LIST}[^《》。\n]{{0,12}}?(?:转发|批转)"
)
_BEFORE_ACT = re.compile(
    r"(?:已|已经|曾|建议|研究|拟|抓紧|适时|及时|推动|加快|启动|尚未|未|不|准备)\s*$"
)
_TITLE_REVISES = re.compile(
    r"关于(?:修改|修订|修正)(.{4,80}?)(?:部分条款)?的(?:决定|通知|公告|说明)$"
)
_TITLE_REPEALS = re.compile(r"关于(?:废止|宣布废止)(.{4,80}?)的(?:决定|通知|公告)$")
_TITLE_PASSES = re.compile(r"(?:转发|批转)(.{4,120}?)的(?:通知|意见)$")


_ACTS: tuple[tuple[Act, re.Pattern[str]], ...] = (
    ("废止", _REPEALED),
    ("废止", _REPEALS),
    ("废止", _REPEAL_ROLL),
    ("修订", _REVISED),
    ("修订", _REVISES),
    ("转发", _PASSED_ON),
)
_ACT_WORD = re.compile("废止|停止执行|不再执行|失效|作废|修改|修订|修正|调整|改为|转发|批转")
_JOINED = re.compile("^(?:以及|及|和|与|原)")
# A roll of what is repealed can run over pages; a text without a full stop must not.
_LONGEST = 6000


@dataclass(frozen=True, slots=True)
class Citation:
    """One document that another acts upon. ``title``, ``number``: as keys of
    ``kb.series.names``; at least one is known. ``start``/``end``: the sentence or the title
    that says so, in the cleaned text."""

    act: Act
    title: str | None
    number: str | None
    start: int
    end: int


def citations(document: Document) -> tuple[Citation, ...]:
    """What ``document`` revises, repeals or passes on, in the order of the text, each once."""
    if document.metadata.digest:
        return ()
    folded = fold(document.text)
    found: dict[tuple[str, str | None, str | None], Citation] = {}
    for citation in (*_in_title(document), *_in_text(folded)):
        found.setdefault((citation.act, citation.title, citation.number), citation)
    return tuple(sorted(found.values(), key=lambda c: (c.start, c.end)))


def _in_text(folded: str) -> Iterator[Citation]:
    for start, end in _told(folded):
        piece = folded[start:end]
        for act, pattern in _ACTS:
            for match in pattern.finditer(piece):
                if not _BEFORE_ACT.search(piece[max(0, match.start() - 6) : match.start()]):
                    at = start + match.start()
                    yield from _items(act, match["list"], at, start + match.end())


def _told(folded: str) -> Iterator[tuple[int, int]]:
    """Sentences that hold a word of such an act and name a document. Trying the patterns on
    all of a text takes 20 times as long."""
    start = 0
    for stop in re.finditer(r"。|\Z", folded):
        piece = folded[start : stop.end()]
        if _ACT_WORD.search(piece) and ("《" in piece or "号" in piece):
            yield max(start, stop.end() - _LONGEST), stop.end()
        start = stop.end()


def _items(act: Act, listed: str, start: int, end: int) -> Iterator[Citation]:
    for item in re.finditer(_ITEM, listed):
        text = item.group()
        title = re.match(_TITLE, text)
        number = re.search(NUMBER, text[title.end() :] if title else text)
        yield Citation(
            act,
            title_key(title.group()) if title else None,
            number_key(_JOINED.sub("", number.group())) if number else None,
            start,
            end,
        )


def _in_title(document: Document) -> Iterator[Citation]:
    title = document.metadata.title
    if title is None:
        return
    evidence = title.evidence or Evidence(0, 0, removed=True)
    start, end = (0, 0) if evidence.removed else (evidence.start, evidence.end)
    folded = re.sub(r"\s+", "", fold(title.value))
    patterns: tuple[tuple[Act, re.Pattern[str]], ...] = (
        ("修订", _TITLE_REVISES),
        ("废止", _TITLE_REPEALS),
        ("转发", _TITLE_PASSES),
    )
    for act, pattern in patterns:
        match = pattern.search(folded)
        if match:
            yield Citation(act, title_key(match[1]), None, start, end)
