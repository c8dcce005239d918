"""The practices of all entries of a build, and the entries with their mentions assigned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kb.practices.gathering import gather, metadata_of
from kb.store.dense import Vectors
from kb.store.entries import Entry
from kb.types import Mention, Practice

Mentions = Mapping[int, tuple[Mention, ...]]


def told_practices(
    entries: Sequence[Entry], vectors: Vectors | None
) -> tuple[list[Entry], tuple[Practice, ...]]:
    """``entries`` with the practice of every mention, and the practices, most told first.

    ``vectors``: (n, d) of all passages of ``entries`` in order, ``None`` without a model.
    """
    mentions = [m for entry in entries for found in entry.mentions.values() for m in found]
    gathered = gather(mentions, metadata_of(entry.document for entry in entries))
    assigned = [
        replace(entry, mentions=with_practices(entry.mentions, gathered.of)) for entry in entries
    ]
    return assigned, gathered.practices


def with_practices(mentions: Mentions, of: Mapping[Mention, str]) -> Mentions:
    """``mentions`` with the practice that ``of`` says of each, none where it says nothing."""
    return {
        number: tuple(replace(mention, practice=of.get(mention, "")) for mention in found)
        for number, found in mentions.items()
    }
