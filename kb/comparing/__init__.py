"""Comparing (对比): what places do about one thing, side by side, every cell quoted; who
leads it; and the provinces on a schematic map."""

from kb.comparing.comparing import compare
from kb.comparing.leaders import Leader, leaders, leaders_of
from kb.comparing.matrix import COLUMNS, Column, Matrix, Quotation, Row, Source
from kb.comparing.tiles import Tile, provinces

__all__ = [
    "COLUMNS",
    "Column",
    "Leader",
    "Matrix",
    "Quotation",
    "Row",
    "Source",
    "Tile",
    "compare",
    "leaders",
    "leaders_of",
    "provinces",
]
