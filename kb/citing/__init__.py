"""Quotations with their citations, and whether they still stand in the library."""

from kb.citing.quoting import quote
from kb.citing.standing import Standing, State, stand
from kb.citing.styles import (
    behind,
    bracketed,
    chinese_date,
    cited,
    doubts,
    gbt7714,
    official,
    place,
    spoken,
)

__all__ = [
    "Standing",
    "State",
    "behind",
    "bracketed",
    "chinese_date",
    "cited",
    "doubts",
    "gbt7714",
    "official",
    "place",
    "quote",
    "spoken",
    "stand",
]
