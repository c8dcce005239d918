"""A line of a page, whether it comes from a text layer or from a picture."""

from __future__ import annotations

from dataclasses import dataclass

_FIRST_FULL_WIDTH = "\u2e80"


@dataclass(frozen=True, slots=True)
class PageLine:
    """One line of a page and its box, y counted from below, in points or pixels.

    ``em``: the width of a full-width character. ``confidence``: of a line read from a
    picture, 0 to 1; ``None`` for one of a text layer. ``table``: the line is a row of that
    table of the page, counted from 0, its cells parted by tabs. ``column``: left and right
    edge of the column the line stands in, where the page has several.
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
    column: tuple[float, float] | None = None

    @property
    def height(self) -> float:
        """From bottom to top."""
        return self.top - self.bottom


def is_full_width(char: str) -> bool:
    """Whether a character takes a whole em, as Chinese ones do."""
    return char >= _FIRST_FULL_WIDTH


def em_of(text: str, width: float) -> float:
    """The width of a full-width character in ``text``, set ``width`` wide."""
    return width / max(1.0, sum(1.0 if is_full_width(char) else 0.5 for char in text))
