"""What is done: the parts of a telling that say it, best first."""

from __future__ import annotations

import re

from kb.practices.details import CLAUSE, HAN, pattern, stripped
from kb.types import Span

# A line that breaks off within a sentence (of a PDF) goes on in the next.
_GOES_ON = rf"(?<=[^\n。！？!?；;]{{20}})\n(?![一二三四五六七八九十第\d（(])(?=[{HAN}])"
_PART = re.compile(rf"(?:[^。！？!?；;\n\t]|{_GOES_ON})+[。！？!?；;]?[”’」』）)]*")
_HEADING = re.compile(
    r"(?:[（(]?[一二三四五六七八九十\d]+[）)、.．]|第\s?\S{1,4}\s?条)[^，,]{0,30}"
)
_BUREAUS = re.compile(r"\s*[（(][^（()）]{2,200}(?:牵头|负责|配合|单位|部门)?[^（()）]{0,100}[）)]")
_MOST = 4
_SHORTEST = 10


def measures(text: str, start: int, end: int, name: Span | None) -> tuple[Span, ...]:
    """The parts (to the next 。 or ；) of ``text[start:end]`` that say what is done: the
    fullest first, at most four; none that is but a result or a slogan. ``name``: the
    practice; the part it stands in comes before its equals."""
    scored = []
    for part in _PART.finditer(text, start, end):
        begin, stop = stripped(text, _without_lead_in(text, *part.span()), part.end())
        score = _score(text, begin, stop)
        if score > 0:
            holds = name is not None and begin <= name[0] < stop
            scored.append((-score - 2 * holds, begin, stop))
    return tuple((begin, stop) for _, begin, stop in sorted(scored)[:_MOST])


def _without_lead_in(text: str, start: int, end: int) -> int:
    """Where a part begins behind the bureaus in brackets that close what is before it."""
    bracket = _BUREAUS.match(text, start, end)
    return bracket.end() if bracket else start


def _score(text: str, start: int, end: int) -> float:
    """How much of a part tells of measures: its clauses that do, weighed; 0: none."""
    if end - start < _SHORTEST or _HEADING.fullmatch(text, start, end):
        return 0
    score = 0.0
    for clause in CLAUSE.finditer(text, start, end):
        said = clause.group()
        if len(said) < 4 or pattern("slogans").search(said):
            continue
        if pattern("result_words").search(said) and any(map(str.isdigit, said)):
            continue
        if pattern("measure_verbs").search(said):
            score += 2 if pattern("strong_measure_verbs").search(said) else 1
    return score
