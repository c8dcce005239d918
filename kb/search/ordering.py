"""Hits in another order than that of relevance."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kb.store.entries import Card
from kb.types import Hit, Metadata

CardOf = Callable[[int], Card]
"""The row of a passage → the card of its document."""


def by_date(hits: Sequence[Hit], card_of: CardOf) -> tuple[Hit, ...]:
    """The latest first, those of one date by rank, those without any last."""
    ordered = sorted(hits, key=lambda hit: hit.rank)
    return tuple(sorted(ordered, key=lambda hit: date_key(card_of(hit.row).metadata), reverse=True))


def by_place(hits: Sequence[Hit], card_of: CardOf) -> tuple[Hit, ...]:
    """Province by province, city by city, county by county, by the sound of their names;
    within a place by rank. Those of no place last."""
    return tuple(sorted(hits, key=lambda hit: (_place_key(card_of(hit.row).metadata), hit.rank)))


def date_key(metadata: Metadata) -> str:
    """What sorts a document by time: its date, else the last year it covers, else ``""``."""
    found = metadata.written or metadata.issued or metadata.published
    if found:
        return found.value
    return str(max(metadata.years)) if metadata.years else ""


def _place_key(metadata: Metadata) -> tuple[bool, tuple[bytes, ...]]:
    region = next(iter(metadata.regions), None)
    if region is None:
        return True, ()
    parts = (region.province, region.city, region.county)
    return False, tuple(by_sound(part or "") for part in parts)


def by_sound(text: str) -> bytes:
    """Sorts words by their sound: GB 18030 has the common characters in the order of their
    Pinyin."""
    return text.encode("gb18030", "replace")
