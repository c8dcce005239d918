"""Words of a sentence that look ahead or back: 力争, 到2025年; 截至, 去年."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from kb.figures.words import begins, pattern, patterns

Group = Literal["target", "expired", "narrow", "weak", "past", "year"]
_GROUPS: tuple[Group, ...] = ("target", "narrow", "weak", "past")
# A year says when only where it begins a clause: 比2020年增长, 2023年度棚改 say nothing.
_YEAR = r"(?<![^，。；;,：:！\s市县区州镇村乡省国在自从”])20(?P<year>\d{2})年(?!前|度|基础|相比)"
_AIMED_YEAR = re.compile(r"(?:到(?:20)?|20)(\d{2})年")
_SURE = re.compile(r"到|截|目前|20")
_PAUSE = re.compile(r"[，,；;]")
_STOP = re.compile(r"[；;]")
_ENDS = "。！？!?\n"


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue: where it stands, whether it aims at what is to come, whether it holds even in
    rules (a year, 截至). ``group``: where a text looks back, ``weak`` ones say nothing,
    ``narrow`` ones reach no further than their clause, and what was aimed at by a year
    before that of the document (``expired``) is past."""

    at: int
    aims: bool
    sure: bool
    group: Group


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its cues in order."""

    start: int
    end: int
    cues: tuple[Cue, ...]


@cache
def _all() -> re.Pattern[str]:
    words = {group: patterns("cues", group, f"{group}_patterns") for group in _GROUPS}
    named = "|".join(f"(?P<{group}>{listed})" for group, listed in words.items())
    return re.compile(f"(?=[{begins('|'.join(words.values()))}2])(?:{named}|{_YEAR})")


@cache
def _undone() -> re.Pattern[str]:
    return pattern("cues", "undone")


def sentence_at(text: str, at: int, start: int, end: int, written: int | None) -> Sentence:
    """The sentence of ``text[start:end]`` around ``at``, with its cues."""
    begin = max(start, *(text.rfind(mark, start, at) + 1 for mark in _ENDS))
    stops = [stop for mark in "。！？\n" if (stop := text.find(mark, at, end)) >= 0]
    stop = min(stops, default=end)
    return Sentence(begin, stop, tuple(cues(text, begin, stop, written)))


def cues(text: str, start: int, end: int, written: int | None = None) -> Iterator[Cue]:
    """The cues of ``text[start:end]`` in order. ``written``: the year of the document."""
    for match in _all().finditer(text, start, end):
        group: Group = next((name for name in _GROUPS if match[name]), "year")
        aimed = _AIMED_YEAR.match(match.group()) if group == "target" else None
        if aimed and written and 2000 + int(aimed[1]) < written:
            group = "expired"
        aims = _aims(text, match, group, written)
        if aims is not None:
            yield Cue(match.start(), aims, _SURE.match(match.group()) is not None, group)


def _aims(text: str, cue: re.Match[str], group: Group, written: int | None) -> bool | None:
    if group == "past":
        return False
    if group == "year":
        year = 2000 + int(cue["year"])
        return None if written is None or year == written else year > written
    dated = _AIMED_YEAR.match(cue.group())
    return None if not dated and _undone().match(text, cue.end()) else True


def deciding(text: str, sentence: Sentence, at: int, back: bool) -> Cue | None:
    """The last cue that stands before ``at``, if any. ``back``: the text looks back."""
    for cue in reversed(sentence.cues):
        if cue.at >= at or (back and not _reaches(text, cue, at)):
            continue
        return replace(cue, aims=False) if back and cue.group == "expired" else cue
    return None


def _reaches(text: str, cue: Cue, at: int) -> bool:
    """Whether a cue of a text that looks back reaches ``at``."""
    if cue.group == "target" and not cue.sure:
        return not _STOP.search(text, cue.at, at)
    if cue.group == "narrow":
        return not _PAUSE.search(text, cue.at, at)
    return cue.group != "weak"
