"""Depth (详略) of a telling: a rule of cues over the clauses around a name.

仅提及 names it, 有做法 says how, 有成效 says what came of it: a figure that has been reached,
or standing and praise given by others. Whether something is to come is told by
``kb.figures``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from kb.figures import Outlook, Timeline, status_of
from kb.practices.name import Name
from kb.practices.vocabulary import any_of
from kb.types import Depth, Figure, Span

SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?”’」』)）]*")
_CLAUSE = re.compile(r"[^。！？!?；;，,\n]+")
_MIN_TOLD = 12
_MIN_BODY = 40
_MIN_MEASURES = 20
"""Characters of clauses that say what is done, from which on a sentence says how."""
_MANY_MEASURES = 40
"""The same behind a verb of pushing on (推进, 深化), which mostly leaves it at the name."""
_SHORT = 26
_INDENT = 8
"""Characters of white space and numbering before the first sentence of a paragraph."""
_REACH = 160


@dataclass(frozen=True, slots=True)
class Telling:
    """A text as depth is told in it. ``line``: the outlook of its parts. ``figures``: those
    of the passage, in order."""

    text: str
    line: Timeline
    figures: Sequence[Figure] = ()

    def outlook(self, at: int) -> Outlook:
        """Whether what stands at an offset is to come."""
        return self.line.at(at)

    def is_done(self, start: int, end: int) -> bool:
        """Whether ``text[start:end]`` speaks of what has been reached."""
        return status_of(self.text, start, end, self.outlook(start), self.line.written) == "已完成"


@dataclass(frozen=True, slots=True)
class _Cues:
    results: re.Pattern[str]
    how: re.Pattern[str]
    purpose: re.Pattern[str]
    carrying: re.Pattern[str]
    governing: re.Pattern[str]
    untold: re.Pattern[str]


@cache
def _cues() -> _Cues:
    lead = any_of("purpose_leads")
    return _Cues(
        results=re.compile(any_of("result_words", "result_patterns")),
        how=re.compile(any_of("how_words", "how_patterns")),
        purpose=re.compile(rf"(?:{lead})*(?:{any_of('purpose_words')})"),
        carrying=re.compile(rf"(?:{any_of('told_verbs')})[^，,。]{{0,14}}$"),
        governing=re.compile(rf"(?:{any_of('weak_told_verbs')})[^，,。]{{0,14}}$"),
        untold=re.compile(any_of("untold_patterns")),
    )


def sentence_around(text: str, at: int, start: int, end: int) -> tuple[int, int]:
    """The sentence of ``text[start:end]`` that holds ``at``; all of it where none does."""
    for match in SENTENCE.finditer(text, start, end):
        if match.start() <= at < match.end():
            lead = len(match.group()) - len(match.group().lstrip())
            return match.start() + lead, match.end()
    return start, end


def achieved(
    view: Telling, start: int, end: int, apart: Sequence[Span] = (), near: int | None = None
) -> bool:
    """Whether ``text[start:end]`` states a result: a figure that has been reached, or praise
    or standing given by others, the latter only before ``near``. Nothing inside of the spans
    ``apart`` counts."""
    reached = [f.start for f in view.figures if f.status == "已完成" and start <= f.start < end]
    if any(not any(a <= at < b for a, b in apart) for at in reached):
        return True
    return any(
        not any(a <= cue.start() < b for a, b in apart) and view.is_done(*cue.span())
        for cue in _cues().results.finditer(view.text, start, min(end, near or end))
    )


def depth(
    view: Telling, name: Name, sentence: Span, others: Sequence[Name], heads: int | None
) -> Depth:
    """Depth of a named practice.

    ``sentence``: around the name. ``others``: every name of the passage. ``heads``: the end
    of the passage where the name stands in its heading or opens it, so that all of it tells
    of the name.
    """
    text = view.text
    if _untold(text, name, sentence):
        return "仅提及"
    clauses, number = _clauses(text, name, sentence)
    begin, end = scope(text, name, sentence, others, heads)
    apart = [(n.start, n.end) for n in others] or [(name.start, name.end)]
    near = heads or clauses[min(number + 1, len(clauses) - 1)][1] if clauses else end
    if achieved(view, begin, end, apart, near):
        return "有成效"
    if heads is not None:
        return "有做法" if told(text, name.end, end) else "仅提及"
    if name.explained or _says_how(text, name, clauses, number, others, sentence):
        return "有做法"
    return "仅提及"


def scope(text: str, name: Name, sentence: Span, others: Sequence[Name], heads: int | None) -> Span:
    """What tells of a name: from its clause to where the sentence turns to another practice.
    The arguments are those of ``depth``."""
    clauses, number = _clauses(text, name, sentence)
    begin = clauses[number][0] if clauses else sentence[0]
    return begin, heads or _end(text, clauses, number, name, others)


def own_figures(
    view: Telling, name: Name, sentence: Span, others: Sequence[Name], heads: int | None
) -> tuple[Figure, ...]:
    """The figures that tell of a name: those of its scope, and of a list in its own clause
    (建成甲工坊12个、乙驿站6个) only its item's. The arguments are those of ``depth``."""
    text = view.text
    begin, end = scope(text, name, sentence, others, heads)
    inside = [f for f in view.figures if begin <= f.start < end]
    clauses, number = _clauses(text, name, sentence)
    stop = clauses[number][1] if clauses else end
    first = text.rfind("、", begin, name.start) + 1 or begin
    last = text.find("、", name.end, stop)
    item = (first, last if last >= 0 else stop)
    own = [f for f in inside if item[0] <= f.start < item[1]]
    listed = item != (begin, stop) and own
    return tuple(f for f in inside if not listed or f in own or f.start >= stop)


def _clauses(text: str, name: Name, sentence: Span) -> tuple[list[Span], int]:
    """The clauses of a sentence, and which of them holds the name."""
    clauses = [c.span() for c in _CLAUSE.finditer(text, *sentence)]
    number = next((n for n, (a, b) in enumerate(clauses) if a <= name.start < b), 0)
    return clauses, number


def _end(
    text: str, clauses: Sequence[Span], number: int, name: Name, others: Sequence[Name]
) -> int:
    """Where the sentence turns to another practice; one named at its beginning rules it."""
    if not clauses:
        return name.end
    end = clauses[number][1]
    for start, stop in clauses[number + 1 :]:
        parted = text[start - 1] in "；;"
        other = number and any(start <= n.start < stop for n in others)
        if parted or other:
            break
        end = stop
    return end


def _says_how(
    text: str,
    name: Name,
    clauses: Sequence[Span],
    number: int,
    others: Sequence[Name],
    sentence: Span,
) -> bool:
    """Whether the clauses behind the name say what is done, and by which means."""
    rest = clauses[number + 1 :]
    own = [c for c in rest if not any(c[0] <= n.start < c[1] for n in others)]
    here = [(clauses[number][0], name.start), (name.end, clauses[number][1])] if clauses else []
    if any(_cues().how.search(text, *c) for c in (*here, *own)) and not name.listed:
        return True
    if number or any(sentence[0] <= n.start < name.start for n in others):
        return False
    measures = [c for c in rest if not _cues().purpose.match(text[slice(*c)].strip())]
    said = sum(b - a for a, b in measures)
    if _cues().carrying.search(text, sentence[0], name.start):
        return said >= _MIN_MEASURES
    governed = _cues().governing.search(text, sentence[0], name.start)
    return governed is not None and said >= _MANY_MEASURES


def _untold(text: str, name: Name, scope: Span) -> bool:
    """Whether the clause of the name says that nothing is said of it."""
    clause = next(
        (c for c in _CLAUSE.finditer(text, *scope) if c.start() <= name.start < c.end()), None
    )
    return clause is not None and _cues().untold.search(clause.group()) is not None


def told(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` says how: it goes on for several clauses, or one of them
    names a means."""
    clauses = sum(1 for _ in _CLAUSE.finditer(text, start, end))
    if end - start < _MIN_TOLD:
        return False
    return clauses > 2 or _cues().how.search(text, start, end) is not None


def opens(text: str, name: Name, sentence: Span, end: int) -> int | None:
    """End of the paragraph that a name opens with a short sentence of its own."""
    begin = text.rfind("\n", 0, sentence[0]) + 1
    if sentence[1] - sentence[0] > _SHORT or sentence[0] - begin > _INDENT:
        return None
    if sum(1 for _ in _CLAUSE.finditer(text, sentence[0], sentence[1] - 1)) > 1:
        return None
    line = text.find("\n", sentence[1])
    stop = min(end, line if line >= 0 else end, sentence[1] + _REACH)
    return stop if stop - sentence[1] >= _MIN_TOLD else None


def subject_depth(view: Telling, start: int, end: int) -> Depth:
    """Depth of the subject of a heading whose body is ``text[start:end]``."""
    if achieved(view, start, end):
        return "有成效"
    return "有做法" if end - start >= _MIN_BODY and told(view.text, start, end) else "仅提及"
