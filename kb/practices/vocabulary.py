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
_Node = dict[str, "_Node"]
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
    """Pattern of any of some literal words, the longest that fits first.

    Words with one beginning share it, which makes long lists several times faster.
    """
    root: _Node = {}
    for word in listed:
        node = root
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    return _rendered(root)


def _rendered(node: _Node) -> str:
    branches = [re.escape(char) + _rendered(node[char]) for char in sorted(node) if char]
    if not branches:
        return ""
    joined = "|".join(branches)
    if "" in node:
        return f"(?:{joined})?"
    return joined if len(branches) == 1 else f"(?:{joined})"


def any_of(*names: str) -> str:
    """Alternation of the words of lists; a list whose name ends in ``_patterns`` holds
    patterns."""
    parts = ["|".join(words(n)) if n.endswith("_patterns") else either(words(n)) for n in names]
    return "|".join(parts)


def begins(*names: str) -> str:
    """Look-ahead for the first characters of the words of lists: what makes a long
    alternation fast where it fits rarely. Digits are among them."""
    return "(?=[" + "".join(sorted({re.escape(w[0]) for n in names for w in words(n)})) + r"\d])"
