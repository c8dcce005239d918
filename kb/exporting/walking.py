"""What stands in a paper, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kb.types import Block, Grid, Heading, Paper, Quotation, Quoted

SOURCES = "来源"
NOT_SEEN = "库内未见"


@dataclass(frozen=True, slots=True)
class Cited:
    """A quotation in its place. ``number``: of its footnote, from 1. ``under``: the headings
    above it, joined; ``lead`` and ``note`` as in ``Quoted``, or for a cell what its row and
    column are called."""

    number: int
    quotation: Quotation
    under: str
    lead: str = ""
    note: str = ""


def cited_in(paper: Paper) -> tuple[Cited, ...]:
    """Every quotation of ``paper``, as often as it stands there, in order."""
    found: list[Cited] = []
    path: list[str] = []
    for block in paper.blocks:
        if isinstance(block, Heading):
            path = [*path[: block.level - 1], block.text]
        for quotation, lead, note in _quoted_in(block):
            found.append(Cited(len(found) + 1, quotation, " › ".join(path), lead, note))
    return tuple(found)


def sources_of(paper: Paper) -> tuple[Quotation, ...]:
    """One quotation of every cited document, in order of the first citation."""
    first: dict[str, Quotation] = {}
    for cited in cited_in(paper):
        first.setdefault(cited.quotation.document_id, cited.quotation)
    return tuple(first.values())


def _quoted_in(block: Block) -> Iterator[tuple[Quotation, str, str]]:
    if isinstance(block, Quoted):
        yield block.quotation, block.lead, block.note
    elif isinstance(block, Grid):
        for row in block.rows:
            name = next((cell for cell in row if isinstance(cell, str) and cell), "")
            for column, cell in zip(block.header, row, strict=True):
                if not isinstance(cell, str):
                    lead = "，".join(filter(None, (name, column)))
                    yield from ((quotation, lead, "") for quotation in cell)
