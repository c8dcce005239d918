"""Target or achieved (目标, 已完成, 未判定), by the cues of a sentence."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from kb.figures.outlook import Outlook
from kb.figures.words import pattern, patterns, table
from kb.types import FigureStatus

_CLAUSE = "，,；;。！？!?\n"
_YEAR = r"(?<![\d（(—\-])(?:20)(\d{2})年(?!前)"
_TARGET, _PAST, _AIMED = 1, 2, 3
_ENDS = "。！？!?\n"


@dataclass(frozen=True, slots=True)
class _Cues:
    all: re.Pattern[str]
    undone: re.Pattern[str]
    norm: re.Pattern[str]
    norm_ahead: re.Pattern[str]
    class_after: re.Pattern[str]
    class_before: re.Pattern[str]
    class_tail: re.Pattern[str]
    enumerated: re.Pattern[str]


@cache
def _cues() -> _Cues:
    target = patterns("cues", "target", "target_patterns")
    past = patterns("cues", "past", "past_patterns")
    norms = table("norms")
    return _Cues(
        all=re.compile(rf"(?P<target>{target})|(?P<past>{past})|{_YEAR}"),
        undone=pattern("cues", "undone"),
        norm=pattern("norms", "any"),
        norm_ahead=re.compile(f"{norms['any']}|{norms['ahead']}"),
        class_after=pattern("norms", "class_after"),
        class_before=pattern("norms", "class_before"),
        class_tail=pattern("norms", "class_tail"),
        enumerated=pattern("norms", "enumerated"),
    )


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its cues: where each stands and whether it aims (``True``) or not."""

    start: int
    end: int
    at: tuple[int, ...]
    aims: tuple[bool, ...]


def sentence_at(text: str, at: int, start: int, end: int, written: int | None) -> Sentence:
    """The sentence of ``text[start:end]`` around ``at``, with its cues."""
    begin = max(start, *(text.rfind(mark, start, at) + 1 for mark in _ENDS))
    stops = [stop for mark in "。！？\n" if (stop := text.find(mark, at, end)) >= 0]
    stop = min(stops, default=end)
    ats, aims = [], []
    for cue in _cues().all.finditer(text, begin, stop):
        aim = _aims(text, cue, written)
        if aim is not None:
            ats.append(cue.start())
            aims.append(aim)
    return Sentence(begin, stop, tuple(ats), tuple(aims))


def _aims(text: str, cue: re.Match[str], written: int | None) -> bool | None:
    if cue.lastgroup == "past":
        return False
    if cue.lastgroup == "target":
        done = _cues().undone.match(text, cue.end()) and not cue.group().startswith("到")
        return None if done else True
    year = 2000 + int(cue.groups()[-1])
    if written is None or year == written:
        return None
    return year > written


def status_in(
    text: str, sentence: Sentence, start: int, end: int, outlook: Outlook
) -> FigureStatus:
    """The status of what stands at ``text[start:end]`` in ``sentence``."""
    cues = _cues()
    if _is_class(text, start, end):
        return "未判定"
    norm = cues.norm if outlook is Outlook.BACK else cues.norm_ahead
    before = bisect_right(sentence.at, start)
    aim = sentence.aims[before - 1] if before else None
    if aim is None and norm.search(text, *_clause(text, sentence, start, end)):
        return "未判定"
    if aim is None:
        if outlook is Outlook.OPEN:
            return "未判定"
        return "目标" if outlook is Outlook.AHEAD else "已完成"
    return "目标" if aim else "已完成"


def _clause(text: str, sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    begin = max(sentence.start, *(text.rfind(m, sentence.start, start) + 1 for m in "，,；;"))
    stops = [s for m in "，,；;" if (s := text.find(m, end, sentence.end)) >= 0]
    return begin, min(stops, default=sentence.end)


def _is_class(text: str, start: int, end: int) -> bool:
    """10亿元以上项目, 超100亿元的产业集群, 3个方面: it defines or enumerates."""
    cues = _cues()
    if cues.class_after.match(text, end):
        return True
    return bool(
        cues.class_before.search(text, max(0, start - 1), start)
        and text[end - 1] in "元亩"
        and cues.class_tail.match(text, end)
    ) or bool(text[end - 1 : end] in "个大" and cues.enumerated.match(text, end))


def status_of(
    text: str, start: int, end: int, outlook: Outlook, written: int | None = None
) -> FigureStatus:
    """Whether the words ``text[start:end]`` speak of a target or of what was achieved.

    ``text``: the whole document, Simplified. ``written``: the year of the document.
    """
    line = max(0, text.rfind("\n", 0, start) + 1)
    stop = text.find("\n", end)
    sentence = sentence_at(text, start, line, stop if stop >= 0 else len(text), written)
    return status_in(text, sentence, start, end, outlook)


def looks_ahead(text: str, start: int, end: int, written: int | None = None) -> bool:
    """Whether a cue of ``text[start:end]`` aims at what is to come."""
    return any(_aims(text, cue, written) for cue in _cues().all.finditer(text, start, end))
