"""Target or achieved (目标, 已完成, 未判定): by the cues of the sentence, else by the outlook.

Neither is what sets a rule (每户补助500元), defines a class of things (10亿元以上项目) or
counts what the text itself lists (3个方面).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kb.figures.cues import Cue, Sentence, cues, deciding, sentence_at
from kb.figures.outlook import Outlook, Timeline, outlook_at
from kb.figures.words import pattern, table
from kb.types import FigureStatus, Span

_AMOUNTS = frozenset({"money", "area", "energy", "power", "weight", "length", "volume", "foreign"})
_REACH = 500
"""Characters on either side of words that may be of their sentence."""


@dataclass(frozen=True, slots=True)
class _Rules:
    always: re.Pattern[str]
    ahead: re.Pattern[str]
    given_before: re.Pattern[str]
    given_after: re.Pattern[str]
    class_after: re.Pattern[str]
    class_before: re.Pattern[str]
    class_tail: re.Pattern[str]
    ages: re.Pattern[str]
    within: re.Pattern[str]
    shortened: re.Pattern[str]
    enumerated: re.Pattern[str]


@cache
def _rules() -> _Rules:
    norms = table("norms")
    named = (
        "given_before", "given_after", "class_after", "class_before", "class_tail", "ages",
        "within", "shortened", "enumerated",
    )  # fmt: skip
    return _Rules(
        pattern("norms", "any"),
        re.compile(f"{norms['any']}|{norms['ahead']}"),
        *(pattern("norms", key) for key in named),
    )


def status_in(
    text: str, sentence: Sentence, span: Span, dimension: str, outlook: Outlook
) -> FigureStatus:
    """The status of the words or the quantity at ``span`` in ``sentence``. ``dimension``: of
    its unit, ``""`` for none."""
    if _is_class(text, sentence, span, dimension):
        return "未判定"
    cue = deciding(text, sentence, span[0], outlook is Outlook.BACK)
    if outlook is Outlook.OPEN and not (cue and cue.sure):
        return "未判定"
    if not (cue and cue.sure) and _is_rule(text, sentence, span, dimension, outlook, cue):
        return "未判定"
    ahead = cue.aims if cue else outlook is Outlook.AHEAD
    return "目标" if ahead else "已完成"


def _is_rule(
    text: str, sentence: Sentence, span: Span, dimension: str, outlook: Outlook, cue: Cue | None
) -> bool:
    """Whether the clause sets a rule: 每户补助500元, 不高于85%的补贴, 5个工作日内."""
    rules = _rules()
    clause = _clause(text, sentence, span)
    if rules.always.search(text, *clause):
        return True
    if outlook is Outlook.BACK or cue:
        return False
    if dimension == "rate" and "元/" in text[span[0] : span[1]]:
        return True
    if dimension == "time" and rules.within.match(text, span[1]):
        return not rules.shortened.search(text, *clause)
    return bool(
        rules.ahead.search(text, *clause)
        or rules.given_before.search(text, clause[0], span[0])
        or rules.given_after.match(text, span[1])
    )


def _clause(text: str, sentence: Sentence, span: Span) -> Span:
    begin = max(sentence.start, *(text.rfind(m, sentence.start, span[0]) + 1 for m in "，,；;"))
    stops = [s for m in "，,；;" if (s := text.find(m, span[1], sentence.end)) >= 0]
    return begin, min(stops, default=sentence.end)


def _is_class(text: str, sentence: Sentence, span: Span, dimension: str) -> bool:
    """10亿元以上项目, 超100亿元的产业集群, 16周岁, 3个方面: it defines or enumerates."""
    rules = _rules()
    start, end = span
    if dimension == "count":
        return text[end - 1] in "个大" and rules.enumerated.match(text, end) is not None
    if dimension == "age":
        return not rules.ages.search(text, sentence.start, start)
    if dimension not in _AMOUNTS:
        return False
    if rules.class_after.match(text, end):
        return True
    exceeds = rules.class_before.search(text, max(0, start - 1), start)
    return bool(exceeds and rules.class_tail.match(text, end))


def status_of(
    text: str, start: int, end: int, outlook: Outlook | Timeline, written: int | None = None
) -> FigureStatus:
    """Whether the words ``text[start:end]`` speak of a target or of what was achieved.

    ``text``: the whole document, Simplified. ``outlook``, ``written``: see ``figures``.
    """
    year = outlook.written if isinstance(outlook, Timeline) else written
    # A text that lost its marks is one line: read whole for every word, it would be squared.
    near, far = max(0, start - _REACH), min(len(text), end + _REACH)
    line = max(near, text.rfind("\n", near, start) + 1)
    stop = text.find("\n", end, far)
    sentence = sentence_at(text, start, line, stop if stop >= 0 else far, year)
    return status_in(text, sentence, (start, end), "", outlook_at(outlook, start))


def looks_ahead(text: str, start: int, end: int, written: int | None = None) -> bool:
    """Whether a cue of ``text[start:end]`` aims at what is to come."""
    return any(cue.aims for cue in cues(text, start, end, written))
