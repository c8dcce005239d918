"""Target or achieved (目标, 已完成, 未判定), by the cues of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kb.figures.outlook import Outlook
from kb.figures.words import begins, pattern, patterns, table
from kb.types import FigureStatus, Span

# A year that a number is compared with says nothing: 比2020年增长.
_YEAR = r"(?<![\d（(—\-比较与是于以])20(?P<year>\d{2})年(?!前|基础|相比)"
_AIMED_YEAR = re.compile(r"(?:到(?:20)?|20)(\d{2})年")
_SURE = re.compile(r"到|截|目前|现有|20")
_ENDS = "。！？!?\n"
_AMOUNTS = frozenset(
    {"money", "area", "energy", "power", "weight", "length", "volume", "foreign", "age"}
)


@dataclass(frozen=True, slots=True)
class _Cues:
    all: re.Pattern[str]
    undone: re.Pattern[str]
    rule: re.Pattern[str]
    rule_ahead: re.Pattern[str]
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
def _cues() -> _Cues:
    target = patterns("cues", "target", "target_patterns")
    weak = patterns("cues", "weak", "weak_patterns")
    past = patterns("cues", "past", "past_patterns")
    norms = table("norms")
    named = (
        "given_before", "given_after", "class_after", "class_before", "class_tail", "ages",
        "within", "shortened", "enumerated",
    )  # fmt: skip
    return _Cues(
        re.compile(
            rf"(?=[{begins('|'.join((target, weak, past)))}2])(?:(?P<target>{target})|(?P<weak>{weak})|(?P<past>{past})|{_YEAR})"
        ),
        pattern("cues", "undone"),
        pattern("norms", "any"),
        re.compile(f"{norms['any']}|{norms['ahead']}"),
        *(pattern("norms", key) for key in named),
    )


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue: where it stands, whether it aims at what is to come, whether it holds even in
    rules (a year, 截至), whether it says nothing in a text that looks back."""

    at: int
    aims: bool
    sure: bool
    weak: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its cues in order."""

    start: int
    end: int
    cues: tuple[Cue, ...]

    def before(self, at: int, back: bool) -> Cue | None:
        """The last cue that stands before ``at``. ``back``: the text looks back."""
        found = None
        for cue in self.cues:
            if cue.at >= at:
                break
            if not (cue.weak and back):
                found = cue
        return found


def sentence_at(text: str, at: int, start: int, end: int, written: int | None) -> Sentence:
    """The sentence of ``text[start:end]`` around ``at``, with its cues."""
    begin = max(start, *(text.rfind(mark, start, at) + 1 for mark in _ENDS))
    stops = [stop for mark in "。！？\n" if (stop := text.find(mark, at, end)) >= 0]
    stop = min(stops, default=end)
    return Sentence(begin, stop, tuple(_cues_of(text, begin, stop, written)))


def _cues_of(text: str, start: int, end: int, written: int | None) -> Iterator[Cue]:
    for match in _cues().all.finditer(text, start, end):
        aims = _aims(text, match, written)
        if aims is not None:
            yield Cue(match.start(), aims, _SURE.match(match.group()) is not None,
                      match.lastgroup == "weak")  # fmt: skip


def _aims(text: str, cue: re.Match[str], written: int | None) -> bool | None:
    if cue.lastgroup == "past":
        return False
    if cue.lastgroup in {"target", "weak"}:
        aimed = _AIMED_YEAR.match(cue.group())
        if aimed:
            return not (written and 2000 + int(aimed[1]) < written)
        return None if _cues().undone.match(text, cue.end()) else True
    year = 2000 + int(cue["year"])
    if written is None or year == written:
        return None
    return year > written


def status_in(
    text: str, sentence: Sentence, span: Span, dimension: str, outlook: Outlook
) -> FigureStatus:
    """The status of the words or the quantity at ``span`` in ``sentence``. ``dimension``: of
    its unit, ``""`` for none."""
    if _is_class(text, sentence, span, dimension):
        return "未判定"
    cue = sentence.before(span[0], outlook is Outlook.BACK)
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
    cues = _cues()
    clause = _clause(text, sentence, span)
    if cues.rule.search(text, *clause):
        return True
    if outlook is Outlook.BACK or cue:
        return False
    if dimension == "rate" and text[span[0] : span[1]].rpartition("/")[0].endswith("元"):
        return True
    if dimension == "time" and cues.within.match(text, span[1]):
        return not cues.shortened.search(text, *clause)
    return bool(
        cues.rule_ahead.search(text, *clause)
        or cues.given_before.search(text, clause[0], span[0])
        or cues.given_after.match(text, span[1])
    )


def _clause(text: str, sentence: Sentence, span: Span) -> Span:
    begin = max(sentence.start, *(text.rfind(m, sentence.start, span[0]) + 1 for m in "，,；;"))
    stops = [s for m in "，,；;" if (s := text.find(m, span[1], sentence.end)) >= 0]
    return begin, min(stops, default=sentence.end)


def _is_class(text: str, sentence: Sentence, span: Span, dimension: str) -> bool:
    """10亿元以上项目, 超100亿元的产业集群, 16周岁, 3个方面: it defines or enumerates."""
    cues = _cues()
    start, end = span
    if dimension == "count":
        return text[end - 1] in "个大" and cues.enumerated.match(text, end) is not None
    if dimension == "age":
        return not cues.ages.search(text, sentence.start, start)
    if dimension not in _AMOUNTS:
        return False
    if cues.class_after.match(text, end):
        return True
    exceeds = cues.class_before.search(text, max(0, start - 1), start)
    return bool(exceeds and cues.class_tail.match(text, end))


def status_of(
    text: str, start: int, end: int, outlook: Outlook, written: int | None = None
) -> FigureStatus:
    """Whether the words ``text[start:end]`` speak of a target or of what was achieved.

    ``text``: the whole document, Simplified. ``written``: the year of the document.
    """
    line = max(0, text.rfind("\n", 0, start) + 1)
    stop = text.find("\n", end)
    sentence = sentence_at(text, start, line, stop if stop >= 0 else len(text), written)
    return status_in(text, sentence, (start, end), "", outlook)


def looks_ahead(text: str, start: int, end: int, written: int | None = None) -> bool:
    """Whether a cue of ``text[start:end]`` aims at what is to come."""
    return any(cue.aims for cue in _cues_of(text, start, end, written))
