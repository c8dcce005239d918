"""What tells of the asked thing: parts of passages, and mentions of a practice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kb.comparing.clauses import telling
from kb.comparing.subjects import Wanted, named
from kb.script import fold, to_simplified
from kb.types import DEPTHS, Depth, Figure, Mention, Passage, Region, Span

ENOUGH = 0.7
"""Share of what is asked that a sentence and its headings must hold."""
OWN = 0.3
"""Share that the sentence must hold itself where its heading does not hold all."""
_PART = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?[”’」』）)]*")
_CLAUSES = re.compile(r"[，,；;]")
_SHORTEST = 8
_HEADING = 40
"""Characters up to which a heading names a subject."""
_OPENING = 30
_NO_HEADING = re.compile(r"\d[^\d.、)]|，|,")
"""A sentence with a figure or a second clause is none that the rest of its line is about."""
_JOINED = re.compile(r"(?<![一二三四五六七八九十\d])、|[与及]|和(?![美谐睦平])")
"""In a heading: it is about several things, and a sentence below it about one of them."""
_LONG = 80
"""Characters from which on only a part of a sentence is quoted as a result."""
_HEADED = 0.5
"""What a passage gains whose heading holds what is asked."""
_LIST = 80
"""Characters up to which a part that has what is asked among others tells nothing of it."""


@dataclass(frozen=True, slots=True)
class Told:
    """One telling at one place. ``start``/``end``: where it stands. ``measures``: the sentences that
    say what is done, else those that tell of it at all, none where they are but results.
    ``score``: higher tells more of what is asked. ``results``: sentences with an achieved figure, and honours."""

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
    about = _about(read, asked)
    if not about.parts:
        return None
    inside = [m for m in read.mentions if _meets((m.start, m.end), about.parts)]
    measures = _within((s for m in inside for s in m.measures), about.parts)
    figures = _figures((f for m in inside for f in m.figures), about.near)
    honours = _within((s for m in inside for s in m.honours), about.near)
    results = results_of(figures, honours, about.parts, about.near)
    depth = _depth(read, inside, measures, results, about.parts, asked)
    if depth == "有成效" and not results:
        results = tuple(about.near[:1])
    return Told(
        region=next((m.region for m in inside if m.region is not None), read.region),
        document_id=read.passage.document_id,
        start=about.parts[0][0],
        end=about.parts[-1][1],
        depth=depth,
        measures=measures or (() if results else tuple(about.parts)),
        figures=figures,
        leads=tuple(dict.fromkeys(s for m in inside for s in m.leads)),
        results=results,
        score=about.share,
    )


def told_by_mention(mention: Mention, text: str, region: Region) -> Told:
    """What a mention of an asked practice tells."""
    # What a heading names is told of behind it.
    told = (*mention.measures, *mention.honours, *((f.start, f.end) for f in mention.figures))
    end = max((mention.end, *(stop for _, stop in told)))
    parts = parts_of(text, mention.start, end)
    name = fold(text[mention.name_start : mention.name_end])
    said = fold(text[mention.start : end])
    about = _about_of(parts, said, mention.start, "", named(name))
    near = about.near or parts
    figures = _figures(mention.figures, near)
    honours = _within(mention.honours, near)
    results = results_of(figures, honours, parts, near)
    if mention.depth == "有成效" and not results:
        results = (max(near, key=lambda span: span[1] - span[0]),)
    return Told(
        region=mention.region or region,
        document_id=mention.document_id,
        start=mention.start,
        end=mention.end,
        depth=mention.depth,
        measures=mention.measures or (() if results else ((mention.start, mention.end),)),
        figures=figures,
        leads=mention.leads,
        results=results,
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
    figures: Iterable[Figure],
    honours: Iterable[Span],
    parts: Sequence[Span],
    near: Sequence[Span] = (),
) -> tuple[Span, ...]:
    """The parts with an achieved figure or an honour, in order; of a long one only what
    tells of the thing, from the first to the last of the spans ``near``."""
    marks = [(f.start, f.end) for f in figures if f.status == "已完成"] + list(honours)
    found = []
    for part in parts:
        if any(_overlap(mark, part) for mark in marks):
            own = [span for span in near if _overlap(span, part)]
            long = part[1] - part[0] > _LONG and own
            found.append((own[0][0], own[-1][1]) if long else part)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _About:
    """``parts``: the sentences that tell of what is asked; ``near``: what of them does;
    ``share``: of what is asked that they hold."""

    parts: list[Span]
    near: list[Span]
    share: float


def _about(read: Read, asked: Wanted) -> _About:
    """All sentences where the lowest heading holds what is asked alone, else those that do."""
    base = read.passage.start
    parts = parts_of(read.text, base, read.passage.end)
    above = _plain("\n".join((read.title, *read.passage.headings)))
    lowest = _plain(read.passage.headings[-1]) if read.passage.headings else ""
    alone = len(lowest) <= _HEADING and not _JOINED.search(lowest)
    if alone and asked.share(lowest) >= ENOUGH:
        long = [part for part in parts if part[1] - part[0] >= _SHORTEST]
        return _About(long, long, asked.share(above) + _HEADED)
    return _about_of(parts, fold(read.text[base : read.passage.end]), base, above, asked)


def _about_of(parts: Sequence[Span], said: str, base: int, above: str, asked: Wanted) -> _About:
    """The sentences that hold what is asked; the others of a line that one opens like a
    heading are about it too. ``said``: the text from ``base`` on, folded."""
    found, share, headed = _About([], [], 0.0), 0.0, False
    for start, end in parts:
        sentence = said[start - base : end - base]
        own = asked.share(sentence)
        holds = own >= OWN and _together(sentence, above, asked) >= ENOUGH
        if start == base or "\n" in said[max(0, start - base - 3) : start - base]:
            headed = holds and end - start <= _OPENING and not _NO_HEADING.search(sentence)
        if not (holds or headed) or end - start < _SHORTEST:
            continue
        found.parts.append((start, end))
        share = max(share, own)
        spans = telling(sentence, 0, end - start, lambda c: asked.share(c) >= OWN)
        found.near.extend((start + a, start + b) for a, b in spans if not headed)
        found.near.extend([(start, end)] if headed else [])
    return replace(found, share=share)


def _together(said: str, above: str, asked: Wanted) -> float:
    """The most of what is asked that two neighbouring clauses hold, with what stands above;
    words that are scattered over a long sentence are about several things."""
    clauses = _CLAUSES.split(said)
    pairs = (f"{above}\n{a}，{b}" for a, b in zip(clauses, [*clauses[1:], ""], strict=True))
    held = (asked.share(pair) for pair in pairs)
    return max(held, default=0.0)


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
    """Of the practices that a single subject names, where there are any in the parts; else
    by what the parts hold, unless they only list it."""
    if results:
        return "有成效"
    names = [m.depth for m in inside if m.named and asked.share(m.key) >= ENOUGH]
    if names and len(asked.subjects) == 1:
        return max(names, key=DEPTHS.index)
    said = [fold(read.text[slice(*part)]) for part in about]
    told = measures and not all(len(part) < _LIST and asked.is_listed(part) for part in said)
    return "有做法" if told else "仅提及"


def _meets(span: Span, about: Sequence[Span]) -> bool:
    return any(_overlap(span, other) for other in about)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _within(spans: Iterable[Span], about: Sequence[Span]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(span for span in spans if _meets(span, about)))


def _figures(figures: Iterable[Figure], about: Sequence[Span]) -> tuple[Figure, ...]:
    found = {(f.start, f.end): f for f in figures if _meets((f.start, f.end), about)}
    return tuple(found[span] for span in sorted(found))
