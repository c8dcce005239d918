"""What a query's words are called in documents: synonyms, official words, Chinese for English.

Three data files in ``kb/lexicon``: ``synonyms.tsv`` (groups of equals), ``everyday.tsv``
(an everyday word, then the official ones) and ``glossary.tsv`` (English, then Chinese). The
last two lead one way: a document's official words are not made everyday ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from kb.script import fold
from kb.words import cutter, read_lexicon, stopwords

_LONGEST = 8
"""Tokens an entry of the data files may span."""
_LATIN = re.compile(r"[a-z]")
_PLURALS = (("ies", "y"), ("es", ""), ("s", ""))


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing a query is about: its word or words as asked, folded, and what documents
    may call it instead."""

    word: str
    others: tuple[str, ...] = ()


def subjects(bare: str) -> tuple[Subject, ...]:
    """The subjects of a folded query without places and years, in order, each once."""
    found: dict[str, Subject] = {}
    for subject in _walk(cutter().cut(bare)):
        found.setdefault(subject.word, subject)
    longer = [subject for subject in found.values() if len(subject.word) > 1]
    return tuple(longer or found.values())


def listed() -> tuple[str, ...]:
    """Every word of the data files, folded."""
    return tuple(dict.fromkeys((*_table(), *(o for others in _table().values() for o in others))))


def _walk(words: Sequence[str]) -> Iterator[Subject]:
    """The longest entries of the data files, from the left, and the words between them but
    for question words; an entry may hold one (谁管)."""
    at = 0
    while at < len(words):
        length, others = _longest(words, at)
        word = "".join(words[at : at + length])
        at += length
        if _names_something(word) and (others or word not in stopwords()):
            yield Subject(word, others)


def _longest(words: Sequence[str], at: int) -> tuple[int, tuple[str, ...]]:
    for length in range(min(_LONGEST, len(words) - at), 0, -1):
        others = _others("".join(words[at : at + length]))
        if others:
            return length, others
    return 1, ()


def _others(word: str) -> tuple[str, ...]:
    table = _table()
    if word in table or not _LATIN.search(word):
        return table.get(word, ())
    for ending, singular in _PLURALS:
        stem = word.removesuffix(ending) + singular
        if word.endswith(ending) and stem in table:
            return table[stem]
    return ()


def _names_something(word: str) -> bool:
    """Not white space, a mark, a number or a single letter."""
    return any(c.isalpha() for c in word) and (len(word) > 1 or word >= "\u3400")


@cache
def _table() -> dict[str, tuple[str, ...]]:
    table: dict[str, dict[str, None]] = {}
    for row in _rows("synonyms.tsv"):
        for word in row:
            table.setdefault(word, {}).update(dict.fromkeys(row))
    for name in ("everyday.tsv", "glossary.tsv"):
        for word, *others in _rows(name):
            table.setdefault(word, {}).update(dict.fromkeys(others))
    return {word: tuple(w for w in others if w != word) for word, others in table.items()}


def _rows(name: str) -> Iterator[list[str]]:
    for line in read_lexicon(name):
        row = [fold(cell.strip()) for cell in line.split("\t") if cell.strip()]
        if len(row) > 1:
            yield row
