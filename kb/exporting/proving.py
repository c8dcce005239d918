"""Whether what a paper quotes stands in the library."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from kb.citing import Standing, stand
from kb.exporting.walking import cited_in
from kb.store.library import Library
from kb.types import Block, Cell, Grid, Paper, Prose, Quotation, Quoted

Check = Callable[[str], Iterable[str]]
"""What is wrong with a user's own words, a sentence each."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something of a paper that does not stand. ``told``: a sentence for the user.
    ``quotation``: which one; ``None`` where it is about the user's own words."""

    told: str
    quotation: Quotation | None = None
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class Proved:
    """``paper``: with every quotation that stands as the library now has it, place and
    citation included; the others as they were collected, and named in ``problems``."""

    paper: Paper
    problems: tuple[Problem, ...]


def prove(paper: Paper, library: Library, check: Check | None = None) -> tuple[Problem, ...]:
    """Every quotation that is not the text of the library at its place, or moved from there
    word for word, and what ``check`` finds in the user's own words."""
    return proved(paper, library, check).problems


def proved(paper: Paper, library: Library, check: Check | None = None) -> Proved:
    """``paper`` brought up to the library, and what of it does not stand."""
    standings = {c.quotation: stand(c.quotation, library) for c in cited_in(paper)}
    problems = [
        Problem(standing.told, quotation, standing)
        for quotation, standing in standings.items()
        if not standing.stands
    ]
    said = [found for words in _own_words(paper) for found in (check(words) if check else ())]
    now = {q: s.now for q, s in standings.items() if s.stands and s.now is not None}
    blocks = tuple(_renewed(block, now) for block in paper.blocks)
    told = (Problem(sentence) for sentence in dict.fromkeys(said))
    return Proved(replace(paper, blocks=blocks), (*problems, *told))


def _own_words(paper: Paper) -> Iterator[str]:
    for block in paper.blocks:
        if isinstance(block, Prose) and block.by_user:
            yield block.text
        elif isinstance(block, Quoted) and block.note:
            yield block.note


def _renewed(block: Block, now: dict[Quotation, Quotation]) -> Block:
    if isinstance(block, Quoted):
        return replace(block, quotation=now.get(block.quotation, block.quotation))
    if isinstance(block, Grid):
        rows = tuple(tuple(_cell(cell, now) for cell in row) for row in block.rows)
        return replace(block, rows=rows)
    return block


def _cell(cell: Cell, now: dict[Quotation, Quotation]) -> Cell:
    if isinstance(cell, str):
        return cell
    return tuple(now.get(quotation, quotation) for quotation in cell)
