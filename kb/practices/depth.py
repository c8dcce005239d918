"""Depth (详略) of a telling: a rule of cues over the sentences around a name.

仅提及 names it, 有做法 says how, 有成效 says what came of it. A result needs a figure or
an honour and must not stand in a sentence about what is to come (到2027年, 力争).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kb.practices.naming import Name, either, lexicon
from kb.types import Depth

_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?”’」』)）]*")
_CLAUSE = re.compile(r"[^。！？!?；;，,\n]+")
_FIGURE = re.compile(
    r"(?:\d[\d.,，]*|[两三四五六七八九十百千][十百千万余多]+|[十百千万]余|\d+[—\-]\d+)[余多]?[万亿千百]?[余多]?"
    r"(?:[个家元亩户人名%％条座处所次公里吨件项场批期宗只头米套辆台支村]|平方)|全覆盖|全面清零"
)
_AUTHORITY = re.compile(
    r"[全我][国省市区县]|中国|联合国|世界|全球|国家|中央|中办|国办|国务院|[省市州区县][委级政]|省[^份会]|[部厅]|媒体|日报|央视"
)
_PLAN_DATE = re.compile(r"20\d{2}年")
_REACH = 60
_MIN_TOLD = 12


@dataclass(frozen=True, slots=True)
class _Cues:
    target: re.Pattern[str]
    achieved: re.Pattern[str]
    honoured: re.Pattern[str]
    measures: re.Pattern[str]
    past: re.Pattern[str]
    plans: re.Pattern[str]
    reviews: re.Pattern[str]
    untold: re.Pattern[str]


@cache
def _cues() -> _Cues:
    words = lexicon().words
    target = "|".join((either(words["target"]), *words["target_patterns"]))
    return _Cues(
        re.compile(target),
        re.compile(either(words["achieved"])),
        re.compile(either(words["honoured"])),
        re.compile(either(words["measures"])),
        re.compile(either(words["past"])),
        re.compile(either(words["plan_headings"])),
        re.compile(either(words["review_headings"])),
        re.compile("|".join(words["untold_patterns"])),
    )


def sentence_around(text: str, at: int, start: int, end: int) -> tuple[int, int]:
    """The sentence of ``text[start:end]`` that holds ``at``; all of it where none does."""
    for match in _SENTENCE.finditer(text, start, end):
        if match.start() <= at < match.end():
            lead = len(match.group()) - len(match.group().lstrip())
            return match.start() + lead, match.end()
    return start, end


def planned(kind: str | None, headings: tuple[str, ...]) -> bool:
    """Whether what stands under ``headings`` is to come: by the lowest heading that looks
    ahead or back, else by the kind of document."""
    cues = _cues()
    for heading in reversed(headings):
        if cues.reviews.search(heading):
            return False
        if cues.plans.search(heading):
            return True
    return kind in {"规划", "方案", "意见", "通知"}


def achieved(text: str, start: int, end: int, ahead: bool = False) -> bool:
    """Whether ``text[start:end]`` states a result that has been reached.

    ``ahead``: it stands in a plan, where only a sentence that says so looks back.
    """
    cues = _cues()
    for sentence in _SENTENCE.finditer(text, start, end):
        if ahead and not cues.past.search(sentence.group()):
            continue
        stop = _aim(text, sentence.start(), sentence.end())
        for clause in _CLAUSE.finditer(text, sentence.start(), stop):
            if _is_result(_PLAN_DATE.sub("", clause.group())):
                return True
    return False


def _aim(text: str, start: int, end: int) -> int:
    """Where ``text[start:end]`` begins to speak of what is to come; ``end``: nowhere."""
    for cue in _cues().target.finditer(text, start, end):
        # “已做:到2023年建成…” looks back for all its 到….
        if not (cue.group().startswith("到") and "已" in text[start : cue.start()]):
            return cue.start()
    return end


def _is_result(clause: str) -> bool:
    cues = _cues()
    if cues.honoured.search(clause) and _AUTHORITY.search(clause):
        return True
    return bool(cues.achieved.search(clause) and _FIGURE.search(clause))


def told(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` says how: a clause of it tells of a measure, or it goes
    on for several clauses."""
    clauses = sum(1 for _ in _CLAUSE.finditer(text, start, end))
    measure = bool(_cues().measures.search(text, start, end))
    return end - start >= _MIN_TOLD and (measure or (clauses > 3 and end - start >= 30))


def depth(text: str, name: Name, scope: tuple[int, int], ahead: bool) -> Depth:
    """Depth of a named practice. ``scope``: the span that tells of it, a sentence, or the
    rest of the passage where the name is in its heading. ``ahead``: it stands in a plan."""
    start, end = name.end, scope[1]
    if (name.listed and not name.explained) or _untold(text, name, scope):
        return "仅提及"
    if _aim(text, scope[0], name.start) == name.start and _has_result(text, name, scope, ahead):
        return "有成效"
    before = max(scope[0], name.start - _REACH)
    if name.explained or told(text, start, end) or _closes(text, before, name, end):
        return "有做法"
    return "仅提及"


def _untold(text: str, name: Name, scope: tuple[int, int]) -> bool:
    """Whether the clause of the name says that nothing is said of it."""
    clause = next(
        (c for c in _CLAUSE.finditer(text, *scope) if c.start() <= name.start < c.end()), None
    )
    return clause is not None and _cues().untold.search(clause.group()) is not None


def _has_result(text: str, name: Name, scope: tuple[int, int], ahead: bool) -> bool:
    """Whether the clause of the name, or what follows it, states a result. The name is
    left out: a figure in it counts nothing."""
    clause = max(text.rfind(mark, scope[0], name.start) for mark in "，,；;：:。\n") + 1
    begin = max(clause, scope[0])
    # The caller has seen that no cue before the name aims ahead.
    begin = max((c.end() for c in _cues().target.finditer(text, begin, name.start)), default=begin)
    around = text[begin : name.start] + "□" + text[name.end : min(scope[1], name.end + 2 * _REACH)]
    if ahead and _cues().past.search(text, scope[0], begin):
        ahead = False
    return achieved(around, 0, len(around), ahead)


def _closes(text: str, before: int, name: Name, end: int) -> bool:
    """Whether the sentence leads up to a name that closes it: 设…、建…的“…”平台。"""
    return end - name.end <= _MIN_TOLD and told(text, before, name.start - 6)


def subject_depth(text: str, start: int, end: int, ahead: bool) -> Depth:
    """Depth of the subject of a heading whose body is ``text[start:end]``."""
    if achieved(text, start, end, ahead):
        return "有成效"
    return "有做法" if end - start >= 40 and told(text, start, end) else "仅提及"
