"""What a query asks for and finds."""

from __future__ import annotations

from dataclasses import dataclass

from kb.types.documents import Passage, Region


@dataclass(frozen=True, slots=True)
class Filters:
    """Explicit conditions on documents: every one given must hold, and of several values of
    one any is enough; ``()`` and ``None`` are no condition.

    ``provinces``, ``cities``, ``counties``, ``issuers``: names, short forms too. ``since``,
    ``until``: the document covers a year between them, both included. ``kinds``: of
    ``KINDS``. ``grades``: of the source. ``without``: documents about nothing but these
    places and what lies in them are left out.
    """

    provinces: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    kinds: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    without: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class Why:
    """Why a hit is there: its 1-based rank in each leg (``None``: not found by it) and
    the query's terms that occur in it, as they stand there."""

    lexical_rank: int | None
    dense_rank: int | None
    lexical_score: float
    dense_score: float | None
    terms: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found: ``rank`` from 1, ``score`` higher is better, comparable only
    within one query. ``row``: the passage's row in the index."""

    rank: int
    score: float
    row: int
    passage: Passage
    text: str
    why: Why
