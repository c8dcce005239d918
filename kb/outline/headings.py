"""Where a document's headings stand: every line or sentence that begins a section.

Numbers are believed only where they open or continue a count. How the headings nest is
decided in ``outline``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from kb.outline.numbering import (
    ATTACHMENT,
    HEADING,
    INLINE,
    NESTED,
    ORDINAL,
    RANK,
    Candidate,
    at_line,
    ordinals,
    run_in,
    run_in_end,
)
from kb.types import Mark

_LINE = re.compile(r"[^\n]+")
_ATTACHED = re.compile(r"附\s?[件录表]\s?[\d一二三四五六七八九十]*\s*(?=[：:]|$)", re.M)
_LISTED = re.compile(r"\d{1,2}\s?[.．、]")
_DATE = re.compile(r"[\d〇○零一二三四五六七八九十]{4}年[\d一二三四五六七八九十]+月[^。]{0,5}日$")
_PLAN = re.compile(r"(方案|规划|计划|意见|办法|细则|要点|规定|条例|清单|措施|制度|纲要)([（(].*)?$")
_PROSE = re.compile(r"[。！？；，!?;,]")
_CLAUSE_FAMILIES = {"(一)", "1.", "(1)", "1)", "①"}
_STRICT = {"1.", "(1)", "1)", "①"}
_PARAGRAPH = 40
"""Shortest paragraph, in characters, that may open with a heading."""
_CONTENTS = 3
"""Fewest entries of a table of contents."""
_MIN_ITEM = 30
"""Shortest mean length, in characters, of 一是 items that count as sections."""


def headings(text: str, marks: tuple[Mark, ...], title: str | None) -> list[Candidate]:
    """The headings of ``text`` in order. ``marks`` and ``title`` as in ``outline``."""
    lines = list(_lines(text, marks))
    found = list(_numbered(text, lines, marks, title))
    if not found:
        found = list(_unnumbered(text, lines, title))
    found = _without_contents(text, _without_clauses(text, _continued(found)))
    found += _ordinal_runs(text, lines, found)
    found += _run_ins(text, lines, sorted(found, key=lambda c: c.start))
    return sorted(found, key=lambda c: c.start)


def _lines(text: str, marks: tuple[Mark, ...]) -> Iterator[tuple[int, int]]:
    """Stripped spans of the non-blank lines outside tables."""
    tables = sorted((m.start, m.end) for m in marks if m.kind == "table")
    starts = [start for start, _ in tables]
    for match in _LINE.finditer(text):
        line = match.group()
        stripped = line.strip()
        if not stripped or "\t" in stripped:
            continue
        i = bisect_right(starts, match.start()) - 1
        if i >= 0 and match.start() < tables[i][1]:
            continue
        start = match.start() + line.index(stripped[0])
        yield start, start + len(stripped)


def _numbered(
    text: str, lines: list[tuple[int, int]], marks: tuple[Mark, ...], title: str | None
) -> Iterator[Candidate]:
    """Every line that begins with a number, or that the format calls a heading."""
    levels = _heading_levels(text, marks, title)
    listing, dated, seen = False, False, False
    for start, end in lines:
        line = text[start:end]
        attached = _ATTACHED.match(line)
        listing = bool(attached) or (listing and bool(_LISTED.match(line)))
        if attached:
            # A lone “附件” is the head of a list or of an attached text; either way what
            # follows no longer belongs to the section before it.
            yield Candidate(ATTACHMENT, 0, start, start + len(attached.group().strip()), end)
        elif dated and seen and _PLAN.search(line) and len(line) <= 50 and "。" not in line:
            yield Candidate(ATTACHMENT, 0, start, end, end)
        elif not listing:
            candidate = _candidate(text, start, end, levels.get(start))
            if candidate:
                seen = True
                yield candidate
        dated = bool(_DATE.match(line))


def _candidate(text: str, start: int, end: int, level: int | None) -> Candidate | None:
    found = at_line(text, start, end)
    if level is None:
        return found
    family, number = (found.family, found.number) if found else (HEADING, 0)
    return Candidate(family, number, start, end, end, level)


def _heading_levels(text: str, marks: tuple[Mark, ...], title: str | None) -> dict[int, int]:
    """Level by start of the format's headings, without the one that is the title."""
    heads = sorted((m for m in marks if m.kind == "heading"), key=lambda m: m.start)
    spans = []
    for mark in heads:
        printed = text[mark.start : mark.end]
        stripped = printed.strip()
        if stripped:
            start = mark.start + printed.index(stripped[0])
            spans.append((start, mark.level or 1, stripped))
    if spans and _is_title(spans, title):
        spans = spans[1:]
    return {start: level for start, level, _ in spans if not _same(_, title)}


def _is_title(spans: list[tuple[int, int, str]], title: str | None) -> bool:
    """Whether the first heading names the document: it is the only one of its level."""
    _, level, printed = spans[0]
    if _same(printed, title):
        return True
    return len(spans) > 1 and all(other > level for _, other, _ in spans[1:])


def _same(printed: str, title: str | None) -> bool:
    return title is not None and "".join(printed.split()) == "".join(title.split())


def _continued(found: list[Candidate]) -> list[Candidate]:
    """Without numbers that neither open nor continue a count: dates, quantities, rests.

    A list that starts again inside an item of a longer one of its own family (1. 2. with
    1. to 9. inside, then 3.) is told by the outer count going on, and nests in it.
    """
    counts: dict[str, list[list[int]]] = {}
    family_of: dict[int, str] = {}
    for i, candidate in enumerate(found):
        family = candidate.family
        if family == ATTACHMENT:
            counts.clear()
        if family not in RANK or candidate.mark_level is not None:
            family_of[i] = family
            continue
        opened = counts.setdefault(family, [])
        if candidate.number == 1 or (not opened and family not in _STRICT):
            opened.append([i])
        elif not _resume(found, opened, i, family_of):
            continue
        family_of[i] = family
    return [
        replace(found[i], family=family)
        for i, family in sorted(family_of.items())
        if found[i].title_end > found[i].start
    ]


def _resume(
    found: list[Candidate], opened: list[list[int]], i: int, family_of: dict[int, str]
) -> bool:
    """Whether candidate ``i`` continues one of the ``opened`` counts, the latest first.

    The counts opened after the one it continues are nested in that.
    """
    family, number = found[i].family, found[i].number
    if family in ("1.1", "条"):
        return True
    for back in range(len(opened) - 1, -1, -1):
        step = number - found[opened[back][-1]].number
        if step == 1 or (0 < step <= 3 and back == len(opened) - 1):
            for inner in opened[back + 1 :]:
                family_of.update((j, family + NESTED) for j in inner)
            del opened[back + 1 :]
            opened[back].append(i)
            return True
    return False


def _without_clauses(text: str, found: list[Candidate]) -> list[Candidate]:
    """Without the items of an article, and of lists whose items end in a semicolon."""
    kept: list[Candidate] = []
    in_article, listing = False, ""
    for candidate in found:
        if candidate.family in {"编", "章", "节", "条", "一、", ATTACHMENT, HEADING}:
            in_article = candidate.family == "条"
        clause = (
            candidate.family.removesuffix(NESTED) in _CLAUSE_FAMILIES
            and candidate.mark_level is None
        )
        last = text[candidate.line_end - 1]
        open_item = last in "；;"
        closing = listing == candidate.family and last in "。."
        if clause and (in_article or open_item or closing):
            listing = candidate.family if open_item else ""
            continue
        listing = ""
        kept.append(candidate)
    return kept


def _without_contents(text: str, found: list[Candidate]) -> list[Candidate]:
    """Without a table of contents: headings with nothing under them that come again."""
    titles = ["".join(text[c.start : c.title_end].split()) for c in found]
    last_at = {title: i for i, title in enumerate(titles)}
    listed: list[list[int]] = [[]]
    for i, (candidate, after) in enumerate(pairwise(found)):
        bare = candidate.alone and not text[candidate.line_end : after.start].strip()
        if bare and last_at[titles[i]] > i:
            # An entry or two may be printed otherwise there than over the text.
            if listed[-1] and i - listed[-1][-1] > 3:
                listed.append([])
            listed[-1].append(i)
    spans = [(run[0], run[-1]) for run in listed if len(run) >= _CONTENTS]
    return [c for i, c in enumerate(found) if not any(a <= i <= b for a, b in spans)]


def _ordinal_runs(
    text: str, lines: list[tuple[int, int]], found: list[Candidate]
) -> list[Candidate]:
    """Runs of 一是, 二是 … of at least two items, in one paragraph or at line starts."""
    breaks = {c.start for c in found}
    runs: list[list[tuple[str, int, int, int, int]]] = []
    for start, end in lines:
        if start in breaks:
            runs.append([])
        for kind, number, at, body in ordinals(text, start, end):
            follows = runs and runs[-1] and runs[-1][-1][:2] == (kind, number - 1)
            if number == 1:
                runs.append([])
            if number == 1 or follows:
                runs[-1].append((kind, number, at, body, end))
    return [c for run in runs if _is_run(run) for c in _items(text, run)]


def _is_run(run: list[tuple[str, int, int, int, int]]) -> bool:
    if len(run) < 2:
        return False
    # Short items are one enumeration inside a sentence, not sections.
    gaps = [b[2] - a[2] for a, b in pairwise(run)] + [run[-1][4] - run[-1][2]]
    return sum(gaps) / len(gaps) >= _MIN_ITEM


def _items(text: str, run: list[tuple[str, int, int, int, int]]) -> Iterator[Candidate]:
    items = []
    for i, (_, number, at, body, line_end) in enumerate(run):
        stop = min(line_end, run[i + 1][2]) if i + 1 < len(run) else line_end
        title_end = run_in_end(text, body, stop) or body
        items.append(Candidate(INLINE, number, at, title_end, line_end))
    alone = sum(item.line_end - item.title_end <= 1 for item in items)
    family = ORDINAL if 2 * alone > len(items) else INLINE
    return (replace(item, family=family) for item in items)


def _run_ins(
    text: str, lines: list[tuple[int, int]], found: list[Candidate]
) -> Iterator[Candidate]:
    """Paragraphs without a number that open with a short sentence as their heading.

    Only under a numbered heading, at least two of them and at least half of the
    paragraphs there: a lone short sentence is prose.
    """
    starts = sorted(c.start for c in found)
    groups: dict[int, list[tuple[int, int]]] = {}
    for start, end in lines:
        under = bisect_right(starts, start)
        if under and starts[under - 1] != start and end - start >= _PARAGRAPH:
            groups.setdefault(under, []).append((start, end))
    for group in groups.values():
        heads = [head for span in group if (head := run_in(text, *span))]
        if len(heads) >= 2 and 2 * len(heads) >= len(group):
            yield from heads


def _unnumbered(text: str, lines: list[tuple[int, int]], title: str | None) -> Iterator[Candidate]:
    """Short lines without sentence punctuation that stand above a paragraph.

    Only where there are at least two; the first line is the title.
    """
    heads = []
    for (start, end), (after, after_end) in pairwise(lines[1:]):
        line = text[start:end]
        short = 2 <= end - start <= 30 and not _PROSE.search(line) and line[-1] not in "：:"
        paragraph = after_end - after >= 40 and "。" in text[after:after_end]
        if short and paragraph and not _DATE.search(line) and not _same(line, title):
            heads.append(Candidate(HEADING, 0, start, end, end))
    if len(heads) >= 2:
        yield from heads
