"""A line of a page, whether it comes from a text layer or from a picture."""

from __future__ import annotations

from dataclasses import dataclass

_FIRST_FULL_WIDTH = "\u2e80"


@dataclass(frozen=True, slots=True)
class PageLine:
    """One line of a page and its box, y counted from below, in points or pixels.

    ``em``: the width of a full-width character. ``confidence``: of a line read from a
    picture, 0 to 1; ``None`` for one of a text layer. ``row``: cells parted by tabs, a row
    of a table; ``table``: which table of the page.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    em: float
    confidence: float | None = None
    furniture: bool = False
    table: int | None = None

    @property
    def middle(self) -> float:
        """Half-way between bottom and top."""
        return (self.bottom + self.top) / 2


def em_of(text: str, width: float) -> float:
    """The width of a full-width character in ``text``, set ``width`` wide."""
    return width / max(1.0, sum(1.0 if char > _FIRST_FULL_WIDTH else 0.5 for char in text))
