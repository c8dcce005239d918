"""Switching a part of the product off for a measurement, and on again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from kb import script, words
from kb.search import alternatives, candidates

_CACHES = (
    (script, "_simplified_character"),
    (script, "_only_traditional"),
    (words, "cutter"),
    (words, "stopwords"),
    (words, "_domain_words"),
    (alternatives, "_table"),
    (alternatives, "_equals"),
    (alternatives, "_english"),
    (alternatives, "_sayings"),
    (alternatives, "_vague"),
    (candidates, "marks_of"),
)
"""What remembers what it worked out, by module and name."""


@dataclass(frozen=True, slots=True)
class Change:
    """``owner.name`` is ``value`` for as long as a variant is measured."""

    owner: Any
    name: str
    value: Any


@contextmanager
def changed(changes: Sequence[Change]) -> Iterator[None]:
    """Make the changes, forget what was remembered, and undo both at the end. Raises
    ``AttributeError`` where a part is no longer there to be changed."""
    before = [(change, getattr(change.owner, change.name)) for change in changes]
    try:
        for change in changes:
            setattr(change.owner, change.name, change.value)
        _forget()
        yield
    finally:
        for change, value in reversed(before):
            setattr(change.owner, change.name, value)
        _forget()


def without_files(*names: str) -> tuple[Change, ...]:
    """The data files of ``kb/lexicon`` as if they were empty."""
    read = words.read_lexicon

    def reading(name: str) -> list[str]:
        return [] if name in names else read(name)

    return (
        Change(words, "read_lexicon", reading),
        Change(alternatives, "read_lexicon", reading),
    )


def _forget() -> None:
    for owner, name in _CACHES:
        remembered = getattr(owner, name)
        if hasattr(remembered, "cache_clear"):
            remembered.cache_clear()
