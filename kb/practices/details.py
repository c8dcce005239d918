"""The word lists of ``lexicon/practice_details.toml``, and patterns common to all details."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

LEXICON = Path(__file__).parent.parent / "lexicon"
HAN = "\u4e00-\u9fff"
CLAUSE = re.compile(r"[^。！？!?；;，,\uff1a:\n\t]+")
"""A clause, marks at its end left out; its text may begin or end with white space."""


@cache
def words() -> dict[str, tuple[str, ...]]:
    """The lists, read once."""
    loaded: dict[str, list[str]] = tomllib.loads(
        (LEXICON / "practice_details.toml").read_text(encoding="utf-8")
    )
    return {key: tuple(values) for key, values in loaded.items()}


def either(listed: Iterable[str]) -> str:
    """Alternation of literal words, longest first."""
    return "|".join(re.escape(w) for w in sorted(set(listed), key=lambda w: (-len(w), w)))


@cache
def pattern(*lists: str) -> re.Pattern[str]:
    """Any word of the named lists."""
    return re.compile(either(word for name in lists for word in words()[name]))


def stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """``start``/``end`` without white space and quotation marks left alone at the ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
