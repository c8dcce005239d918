"""The practices of a version as rows of its library, without their mentions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from pydantic import TypeAdapter

from kb.practices.gathering import card
from kb.practices.mentions import key_of
from kb.script import to_simplified
from kb.types import Mention, Practice, PracticeCard, Related

PRACTICES_SCHEMA = """
CREATE TABLE practices (number INTEGER PRIMARY KEY, id TEXT UNIQUE, card TEXT, related TEXT);
CREATE TABLE practice_names (key TEXT, number INTEGER);
CREATE INDEX practices_by_name ON practice_names (key);
"""
_CARDS = TypeAdapter(tuple[PracticeCard, ...])
_CARD = TypeAdapter(PracticeCard)
_RELATED = TypeAdapter(tuple[Related, ...])


def write_practices(connection: sqlite3.Connection, practices: Iterable[Practice]) -> None:
    """Write ``practices``, in the given order. A name leads to what is called so, not to what
    only has it as another name."""
    practices = tuple(practices)
    called = {name_key(practice.name) for practice in practices}
    for number, practice in enumerate(practices):
        body = _CARD.dump_json(card(practice)).decode()
        related = _RELATED.dump_json(practice.related).decode()
        connection.execute(
            "INSERT INTO practices VALUES (?, ?, ?, ?)", (number, practice.id, body, related)
        )
        own = name_key(practice.name)
        keys = dict.fromkeys(k for k in _keys(practice) if k == own or k not in called)
        keys.pop("", None)
        connection.executemany(
            "INSERT INTO practice_names VALUES (?, ?)", [(key, number) for key in keys]
        )


def name_key(name: str) -> str:
    """What a name is looked up by: script, width, case, quotes and 的 do not count."""
    return key_of(to_simplified(name))


def cards_of(bodies: Sequence[str]) -> tuple[PracticeCard, ...]:
    """The cards in the given column values."""
    return _CARDS.validate_json(f"[{','.join(bodies)}]")


def practice_of(found: PracticeCard, mentions: Sequence[Mention], related: str) -> Practice:
    """A whole practice from its parts; ``mentions``: the most telling first."""
    return Practice(
        id=found.id,
        name=found.name,
        named=True,
        depth=found.depth,
        regions=found.regions,
        mentions=tuple(mentions),
        aliases=found.aliases,
        years=found.years,
        themes=found.themes,
        topics=found.topics,
        programme=found.programme,
        related=_RELATED.validate_json(related),
    )


def _keys(practice: Practice) -> Iterable[str]:
    yield from map(name_key, (practice.name, *practice.aliases))
    yield from (mention.key for mention in practice.mentions)
