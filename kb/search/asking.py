"""The marks of a query: ``-词`` leaves a word out, ``OR`` (also ｜ and 或者) joins ways of asking.

A query without marks is one way of asking, its text unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

_MINUS = "-－−"
_QUOTES = '“[^”]*”|「[^」]*」|『[^』]*』|"[^"]*"|＂[^＂]*＂'
_TOKEN = re.compile(rf"[{_MINUS}]?(?:{_QUOTES})|[|｜]|(?:(?!{_QUOTES})[^\s|｜])+")
_JOINS = frozenset(("OR", "ＯＲ", "|", "｜", "或", "或者"))
# 增速 -5%: a fall, not a word to leave out; a year is a word.
_NUMBER = re.compile(r"[\d.]+\D?")
_YEAR = re.compile(r"(?:19|20)\d\d年?")
_EDGES = '“”「」『』"＂'
_MOST_WAYS = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """A query by its marks. ``ways``: the queries it stands for, one where nothing is
    joined, none where it only leaves out. ``excluded``: the words left out, as typed and
    without their quotation marks."""

    ways: tuple[str, ...]
    excluded: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All that is asked for, without marks."""
        words = dict.fromkeys(word for way in self.ways for word in way.split())
        return self.ways[0] if len(self.ways) == 1 else " ".join(words)


def parse(query: str) -> Asked:
    """Read the marks of a query of one line."""
    tokens = _TOKEN.findall(query)
    if not any(t in _JOINS or _left_out(t) for t in tokens):
        return Asked((query,))
    excluded = tuple(dict.fromkeys(filter(None, map(_left_out, tokens))))
    groups = list(_groups([t for t in tokens if not _left_out(t)]))
    ways = [" ".join(way) for way in product(*groups)] if groups else []
    return Asked(tuple(dict.fromkeys(ways))[:_MOST_WAYS], excluded)


def including(query: str, word: str) -> str:
    """The query without its mark that leaves ``word`` out."""
    return " ".join(t for t in _TOKEN.findall(query) if _left_out(t) != word)


def unjoined(query: str) -> str:
    """The query with its words asked for together rather than one or another."""
    return " ".join(t for t in _TOKEN.findall(query) if t not in _JOINS)


def _left_out(token: str) -> str:
    """The word that a token leaves out, ``""`` where it does not."""
    if token[0] not in _MINUS:
        return ""
    word = token[1:].strip(_EDGES).strip()
    number = _NUMBER.fullmatch(word) and not _YEAR.fullmatch(word)
    return "" if number or not any(c.isalnum() for c in word) else word


def _groups(tokens: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Each word with those that are joined to it."""
    group: list[str] = []
    joining = False
    for token in tokens:
        if token in _JOINS:
            joining = bool(group)
        elif joining or not group:
            group.append(token)
            joining = False
        else:
            yield tuple(group)
            group = [token]
    if group:
        yield tuple(group)
