"""The word lists by which practices are told, and patterns made of them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_LEXICON = Path(__file__).parent.parent / "lexicon"
_FILES = ("practice.toml", "practice_names.toml", "practice_refused.toml")
HAN = "\u4e00-\u9fff"
QUOTED = r"[“「『‘\"]([^“”「」『』‘’\"\n。]{1,30})[”」』’\"]"
"""Something in quotation marks, its content as the one group."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The word lists of all files, by name."""

    words: dict[str, tuple[str, ...]]


@cache
def lexicon() -> Lexicon:
    """The lists, read once."""
    merged: dict[str, tuple[str, ...]] = {}
    for name in _FILES:
        loaded: dict[str, list[str]] = tomllib.loads((_LEXICON / name).read_text("utf-8"))
        merged |= {key: tuple(values) for key, values in loaded.items()}
    return Lexicon(merged)


def words(name: str) -> tuple[str, ...]:
    """One list."""
    return lexicon().words[name]


def either(listed: Iterable[str]) -> str:
    """Alternation of literal words, longest first."""
    return "|".join(re.escape(w) for w in sorted(set(listed), key=lambda w: (-len(w), w)))


def any_of(*names: str) -> str:
    """Alternation of the words of lists; a list whose name ends in ``_patterns`` holds
    patterns."""
    parts = ["|".join(words(n)) if n.endswith("_patterns") else either(words(n)) for n in names]
    return "|".join(parts)
