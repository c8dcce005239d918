"""The three rankings that are compared, each from the app's own search."""

from __future__ import annotations

from collections.abc import Callable

from kb.search.candidates import Candidates
from kb.search.fusion import order

LEGS = ("lexical", "dense", "hybrid")


def best_rows(found: Candidates, leg: str) -> list[int]:
    """Passage rows, best first: of one leg what it offered, of ``hybrid`` all candidates."""
    if leg == "hybrid":
        return [int(row) for row in found.rows[order(found.scores, found.rows)]]
    ranks = found.ranks[LEGS.index(leg)]
    return sorted(ranks, key=ranks.__getitem__)


def first_of_each(rows: list[int], name_of: Callable[[int], str]) -> list[str]:
    """The names of the rows, each only where it comes first: a document scored by its best
    passage."""
    return list(dict.fromkeys(name_of(row) for row in rows))
