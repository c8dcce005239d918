"""What tells of the asked thing: parts of passages, and mentions of a practice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.comparing.subjects import Wanted
from kb.script import fold, to_simplified
from kb.types import DEPTHS, Depth, Figure, Mention, Passage, Region, Span

ENOUGH = 0.5
"""Share of what is asked that a sentence and its headings must hold."""
OWN = 0.3
"""Share that the sentence must hold itself where its heading does not hold all."""
_PART = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?[”’」』）)]*")
_SHORTEST = 8
_LIST = 80
"""Characters up to which a part that has what is asked among others tells nothing of it."""


@dataclass(frozen=True, slots=True)
class Told:
    """One telling at one place. ``start``/``end``: where it stands. ``score``: higher tells
    more of what is asked. ``results``: sentences with an achieved figure, and honours."""

    region: Region
    document_id: str
    start: int
    end: int
    depth: Depth
    measures: tuple[Span, ...]
    figures: tuple[Figure, ...]
    leads: tuple[Span, ...]
    results: tuple[Span, ...]
    practice: str = ""
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Read:
    """A passage as it is judged. ``text``: the document's. ``title``: the document's.
    ``region``: where it is about."""

    passage: Passage
    mentions: tuple[Mention, ...]
    text: str
    title: str
    region: Region


def told_by_passage(read: Read, asked: Wanted) -> Told | None:
    """What a passage tells of the question; ``None`` where it does not really."""
    parts = parts_of(read.text, read.passage.start, read.passage.end)
    about, share = _about(read, parts, asked)
    if not about:
        return None
    inside = [m for m in read.mentions if _meets((m.start, m.end), about)]
    measures = _within((s for m in inside for s in m.measures), about)
    figures = _figures((f for m in inside for f in m.figures), about)
    honours = _within((s for m in inside for s in m.honours), about)
    results = results_of(figures, honours, about)
    return Told(
        region=next((m.region for m in inside if m.region is not None), read.region),
        document_id=read.passage.document_id,
        start=about[0][0],
        end=about[-1][1],
        depth=_depth(read, inside, measures, results, about, asked),
        measures=measures or tuple(about),
        figures=figures,
        leads=tuple(dict.fromkeys(s for m in inside for s in m.leads)),
        results=results,
        score=share,
    )


def told_by_mention(mention: Mention, text: str, region: Region) -> Told:
    """What a mention of an asked practice tells."""
    parts = parts_of(text, mention.start, mention.end)
    return Told(
        region=mention.region or region,
        document_id=mention.document_id,
        start=mention.start,
        end=mention.end,
        depth=mention.depth,
        measures=mention.measures or ((mention.start, mention.end),),
        figures=mention.figures,
        leads=mention.leads,
        results=results_of(mention.figures, mention.honours, parts),
        practice=mention.practice,
        score=1.0 + DEPTHS.index(mention.depth),
    )


def parts_of(text: str, start: int, end: int) -> list[Span]:
    """The parts of ``text[start:end]`` to the next 。 or ；, without space around."""
    found = []
    for match in _PART.finditer(text, start, end):
        said = match.group()
        begin = match.start() + len(said) - len(said.lstrip())
        if said.strip():
            found.append((begin, match.start() + len(said.rstrip())))
    return found


def results_of(
    figures: Iterable[Figure], honours: Iterable[Span], parts: Sequence[Span]
) -> tuple[Span, ...]:
    """The parts with an achieved figure or an honour, in order."""
    marks = [(f.start, f.end) for f in figures if f.status == "已完成"] + list(honours)
    return tuple(part for part in parts if any(a < part[1] and part[0] < b for a, b in marks))


def _about(read: Read, parts: Sequence[Span], asked: Wanted) -> tuple[list[Span], float]:
    """The parts that tell of what is asked, and the share of it that they hold: all where
    the lowest heading holds it, a line where its first part does, else single ones."""
    folded = fold(read.text[read.passage.start : read.passage.end])
    base = read.passage.start
    above = _plain("\n".join((read.title, *read.passage.headings)))
    lowest = _plain(read.passage.headings[-1]) if read.passage.headings else ""
    if asked.share(lowest) >= ENOUGH:
        return [p for p in parts if p[1] - p[0] >= _SHORTEST], asked.share(above) + 0.5
    best, about, leading = 0.0, list[Span](), False
    for start, end in parts:
        opens = start == base or "\n" in read.text[max(base, start - 3) : start]
        own = asked.share(folded[start - base : end - base])
        joint = asked.share(f"{above}\n{folded[start - base : end - base]}")
        holds = own >= OWN and joint >= ENOUGH
        leading = holds if opens else leading
        if (holds or leading) and end - start >= _SHORTEST:
            about.append((start, end))
            best = max(best, own)
    return about, best


def _plain(text: str) -> str:
    return fold(to_simplified(text))


def _depth(
    read: Read,
    inside: Sequence[Mention],
    measures: Sequence[Span],
    results: Sequence[Span],
    about: Sequence[Span],
    asked: Wanted,
) -> Depth:
    """Of the practices that what is asked names, where there are any in the parts; else by
    what the parts hold, unless they only list it."""
    if results:
        return "有成效"
    named = [m.depth for m in inside if m.named and asked.share(m.key) >= ENOUGH]
    if named:
        return max(named, key=DEPTHS.index)
    said = [fold(read.text[slice(*part)]) for part in about]
    told = measures and not all(len(part) < _LIST and asked.is_listed(part) for part in said)
    return "有做法" if told else "仅提及"


def _meets(span: Span, about: Sequence[Span]) -> bool:
    return any(a < span[1] and span[0] < b for a, b in about)


def _within(spans: Iterable[Span], about: Sequence[Span]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(span for span in spans if _meets(span, about)))


def _figures(figures: Iterable[Figure], about: Sequence[Span]) -> tuple[Figure, ...]:
    found = {(f.start, f.end): f for f in figures if _meets((f.start, f.end), about)}
    return tuple(found[span] for span in sorted(found))
