"""A basket as a paper."""

from __future__ import annotations

from kb.types.papers import Paper, Quoted
from kb.userdata.shapes import Basket


def paper_of(basket: Basket) -> Paper:
    """The quotations in the user's order, each with the user's note."""
    blocks = tuple(Quoted(item.quotation, note=item.note) for item in basket.items)
    return Paper(basket.card.name, blocks, contents=False)
