"""What a document and its headings say of time: is it to come, or is it done?"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from kb.figures.words import pattern, table
from kb.types import Section


class Outlook(StrEnum):
    """``AHEAD``: what stands here is to come unless a sentence says otherwise; ``BACK``: it is
    done or is so; ``OPEN``: nothing is said, as in a statute."""

    AHEAD = "ahead"
    BACK = "back"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Said:
    """What a heading says. ``strong``: it rules what stands below it."""

    outlook: Outlook
    strong: bool


_NUMBERED = r"(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]\s*|[一二三四五六七八九十]是)?"
_TIMED = re.compile(r"20\d{2}年|今年|今后|下一步|下阶段|回顾|过去")


@cache
def _slogan() -> re.Pattern[str]:
    return pattern("headings", "slogan")


@cache
def _headings(key: str) -> re.Pattern[str]:
    return pattern("headings", key)


def of_heading(heading: str, written: int | None = None) -> Said | None:
    """What one heading says; ``None``: nothing. ``written``: the year of the document, which
    tells what 2024年工作 is."""
    # A slogan names its subject: 聚焦目标任务,全力稳增长 may well look back.
    brief = _TIMED.search(heading) is not None or not _slogan().search(heading)
    if brief and _headings("norms").search(heading):
        return Said(Outlook.OPEN, True)
    for suffix, strong in (("", True), ("_weak", False)) if brief else (("_weak", False),):
        ahead = _headings(f"plan{suffix}").search(heading)
        back = _headings(f"review{suffix}").search(heading)
        if ahead or back:
            later = ahead and (not back or ahead.start() > back.start())
            return Said(Outlook.AHEAD if later else Outlook.BACK, strong)
        if strong and written and (year := _WORK.search(heading)):
            return Said(Outlook.AHEAD if int(year[1]) >= written else Outlook.BACK, True)
    return None


def of_kind(kind: str | None) -> Outlook:
    """What a kind of document is as a whole."""
    kinds = table("kinds")
    if kind in kinds["ahead"]:
        return Outlook.AHEAD
    return Outlook.OPEN if kind in kinds["open"] else Outlook.BACK


def outlook(kind: str | None, headings: tuple[str, ...], written: int | None = None) -> Outlook:
    """What stands under ``headings``, outermost first: by the lowest strong heading, else the
    lowest weak one, else by the kind of document."""
    said = _said(headings, written)
    return said.outlook if said else of_kind(kind)


def _said(headings: Sequence[str], written: int | None) -> Said | None:
    weak = None
    for heading in reversed(headings):
        said = of_heading(heading, written)
        if said and said.strong:
            return said
        weak = weak or said
    return weak


@dataclass(frozen=True, slots=True)
class Timeline:
    """The outlook of every offset of a document. ``written``: its year, where known."""

    starts: tuple[int, ...]
    outlooks: tuple[Outlook, ...]
    written: int | None = None

    def at(self, offset: int) -> Outlook:
        """The outlook at an offset into the text."""
        return self.outlooks[max(0, bisect_right(self.starts, offset) - 1)]


Part = tuple[int, Outlook]
"""From where on which outlook holds."""
_WORK = re.compile(r"(20\d{2})年[^，。、]{0,6}工作")
_REVIEWED = re.compile(r"(20\d{2})年[^，。、]{0,6}工作(?:的)?(?:回顾|总结|情况)")
_AIMS = re.compile(r"(?<!达)到(20\d{2})年")
_PLANNED_YEARS = 4
"""A plan for five years is written in the first: what is before it is past."""
_TURNS_AFTER = 0.12
"""Share of a report before which it does not turn: its summary may."""
_OPENING = 200
"""Characters in which a document says what it is for."""
_LEADS_IN = 0.15
"""Share of a report that may stand between its turn and the heading that shows it."""


def timeline(
    text: str, kind: str | None, sections: Sequence[Section], written: int | None = None
) -> Timeline:
    """The outlook of every part of ``text``, Simplified, by its outline.

    A report turns once: what comes before is back and what follows ahead, but for strong
    headings. Where no heading tells the turn, a line of the text does.
    """
    year = _year(text, kind, sections, written)
    turn = _turn(text, sections, year) if kind == "报告" else None
    otherwise = _by_default(text, kind, sections, year)
    parts = [(0, otherwise)]
    for section, path in _paths(sections):
        titles = [text[s.start : s.title_end] for s in path]
        said = _said(titles, year)
        if turn is not None and not (said and said.strong):
            place = Outlook.AHEAD if section.start >= turn else otherwise
        else:
            place = said.outlook if said else otherwise
        parts.append((section.start, place))
    if turn is not None:
        parts = sorted([*parts, (turn, Outlook.AHEAD)], key=lambda part: part[0])
    parts = _labelled(text, sections, parts)
    return Timeline(tuple(at for at, _ in parts), tuple(told for _, told in parts), year)


def _labelled(text: str, sections: Sequence[Section], parts: list[Part]) -> list[Part]:
    """``parts`` with the lines that a label opens (2024年计划：…)."""
    for start, end, told in _labels(text):
        stop = _ruled(text, sections, start, end)
        kept = bisect_right(parts, start, key=lambda part: part[0])
        rest = bisect_left(parts, stop, key=lambda part: part[0])
        goes_on = rest < len(parts) and parts[rest][0] == stop
        resumed = [] if goes_on else [(stop, parts[max(kept, rest) - 1][1])]
        parts[kept:rest] = [(start, told), *resumed]
    return parts


def _labels(text: str) -> Iterator[tuple[int, int, Outlook]]:
    """Where each label of a line begins and ends, and what it says."""
    for match in _label().finditer(text):
        yield *match.span(), Outlook.AHEAD if match["ahead"] else Outlook.BACK


@cache
def _label() -> re.Pattern[str]:
    said = "|".join(f"(?P<{key}>{table('labels')[key]})" for key in ("ahead", "back"))
    return re.compile(rf"^[ \t\u3000]*{_NUMBERED}(?:{said})[：:]", re.M)


def _ruled(text: str, sections: Sequence[Section], start: int, end: int) -> int:
    """How far the label ``text[start:end]`` rules: its section where it opens one; the section
    around it where nothing follows in its line; else its line."""
    opened = [s for s in sections if start <= s.start < end]
    stop = text.find("\n", end)
    line = stop if stop >= 0 else len(text)
    if opened or text[end:line].strip():
        return max([line, *(s.end for s in opened)])
    around = [s for s in sections if s.start < start < s.end]
    return around[-1].end if around else line


def _by_default(
    text: str, kind: str | None, sections: Sequence[Section], year: int | None
) -> Outlook:
    """By the kind of document; a notice without one heading of plans sets rules, and a
    document of no known kind that opens like one sets rules or plans."""
    if kind in (None, "其他") and pattern("kinds", "opening").search(text, 0, _OPENING):
        return Outlook.OPEN
    if kind == "通知":
        told = (of_heading(text[s.start : s.title_end], year) for s in sections)
        if not any(said and said.outlook is Outlook.AHEAD for said in told):
            return Outlook.OPEN
    return of_kind(kind)


def _paths(sections: Sequence[Section]) -> Iterator[tuple[Section, tuple[Section, ...]]]:
    """Every section with the sections it stands in, outermost first, itself last."""
    path: list[Section] = []
    for section in sections:
        while path and (path[-1].level >= section.level or path[-1].end <= section.start):
            path.pop()
        path.append(section)
        yield section, tuple(path)


def _turn(text: str, sections: Sequence[Section], year: int | None) -> int | None:
    """Where a report turns to what is to come: at the first top heading that says so, or at
    a line shortly before it (今年的主要预期目标是…); without such a heading at the first line."""
    after = int(len(text) * _TURNS_AFTER)
    found = _turning("^").search(text, after) or _turning("[。！!]").search(text, after)
    line = found.end() if found else None
    for section in sections:
        if section.level == 1:
            said = of_heading(text[section.start : section.title_end], year)
            if said == Said(Outlook.AHEAD, True):
                near = line is not None and 0 < section.start - line < len(text) * _LEADS_IN
                return line if near else section.start
    return line


@cache
def _turning(before: str) -> re.Pattern[str]:
    """At the beginning of a line, or of a sentence where a text has lost its lines."""
    return re.compile(rf"{before}\s*(?={table('turns')['ahead']})", re.M)


def _year(
    text: str, kind: str | None, sections: Sequence[Section], written: int | None
) -> int | None:
    """The year a document was written in: of a report, the one after that which it reviews;
    else the one it says. A plan that aims at years before that was put up again later."""
    for section in sections:
        if found := _REVIEWED.search(text[section.start : section.title_end]):
            return int(found[1]) + 1
    if of_kind(kind) is not Outlook.AHEAD:
        return written
    first = min(map(int, _AIMS.findall(text)), default=None)
    if first is None or (written is not None and written <= first):
        return written
    return first - _PLANNED_YEARS


def outlook_at(where: Outlook | Timeline, offset: int) -> Outlook:
    """The outlook at an offset, be it of the whole or by a timeline."""
    return where.at(offset) if isinstance(where, Timeline) else where
