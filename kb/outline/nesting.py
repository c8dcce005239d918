"""The outline of a document: its nested headings as spans of the cleaned text.

Official documents mix families of numbering (一、 › (一) › 1. › 一是), continue one over
several parents (1. to 20. under (一) to (六)) and start afresh in what is attached. So
the nesting is read off each document: format headings first, then the customary order,
unless the restarts of the counters show another one.
"""

from __future__ import annotations

from kb.outline.headings import headings
from kb.outline.numbering import ATTACHMENT, HEADING, INLINE, NESTED, RANK, RUN_IN, Candidate
from kb.types import Mark, Section


def outline(
    text: str, marks: tuple[Mark, ...] = (), title: str | None = None
) -> tuple[Section, ...]:
    """The sections of ``text``, in order. ``marks``: of kind ``heading`` and ``table``.

    ``title``: the document's own title, which is not a section. A section that begins
    inside a paragraph ends with it; all others as ``Section`` says.
    """
    return _nest(text, headings(text, marks, title))


def _ranks(found: list[Candidate]) -> dict[tuple[str, int], tuple[int, int]]:
    """Rank of each family (and mark level); lower is further out."""
    families = {c.family for c in found if c.family.removesuffix(NESTED) in RANK}
    order = sorted(families, key=lambda f: (RANK[f.removesuffix(NESTED)], f))
    for i, outer in enumerate(order):
        for inner in order[i + 1 :]:
            if INLINE not in (outer, inner) and _inverted(found, outer, inner):
                order.remove(inner)
                order.insert(order.index(outer), inner)
                break
    ranks = {(family, 0): (1, i) for i, family in enumerate(order)}
    for candidate in found:
        if candidate.mark_level is not None:
            key = (candidate.family, candidate.mark_level if candidate.family == HEADING else 0)
            own = (0, candidate.mark_level)
            ranks[key] = min(own, ranks.get(key, own))
    return ranks


def _inverted(found: list[Candidate], outer: str, inner: str) -> bool:
    """Whether this document nests ``outer`` in ``inner``: ``inner`` counts through once
    while ``outer`` starts again and again in between."""
    outers = [c.start for c in found if c.family == outer and c.number == 1]
    inners = [c for c in found if c.family == inner]
    once = [c.number for c in inners] == sorted({c.number for c in inners})
    return (
        once
        and len(inners) >= 2
        and len(outers) >= 2
        and inners[0].start < outers[0]
        and any(outers[0] < c.start < outers[1] for c in inners)
    )


def _nest(text: str, found: list[Candidate]) -> tuple[Section, ...]:
    """Levels by a stack of ranks; a level never skips, for it is the stack's depth."""
    ranks = _ranks(found)
    stack: list[tuple[int, int]] = []
    levels = []
    for candidate in found:
        level = candidate.mark_level or 0
        key = (candidate.family, level if candidate.family == HEADING else 0)
        rank = (-1, 0) if candidate.family == ATTACHMENT else ranks.get(key, (0, 1))
        while stack and stack[-1] >= rank:
            stack.pop()
        levels.append(len(stack) + 1)
        if candidate.family != ATTACHMENT:
            stack.append(rank)
    return tuple(_section(text, found, levels, i) for i in range(len(found)))


def _section(text: str, found: list[Candidate], levels: list[int], i: int) -> Section:
    candidate, level = found[i], levels[i]
    later = range(i + 1, len(found))
    end = next((found[j].start for j in later if levels[j] <= level), len(text))
    if candidate.family in (INLINE, RUN_IN) and not candidate.alone:
        end = min(end, candidate.line_end)
    title = text[candidate.start : candidate.title_end].strip()
    title_end = candidate.start + len(title)
    return Section(title, level, candidate.start, end, title_end)
