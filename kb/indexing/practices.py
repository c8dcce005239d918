"""The practices of all entries of a build, and the entries with their mentions assigned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from kb.practices.gathering import Revise, Spot, gather, spot
from kb.store.dense import Vectors
from kb.store.entries import Entry
from kb.types import Mention, Practice

Mentions = Mapping[int, tuple[Mention, ...]]


def told_practices(
    entries: Sequence[Entry], vectors: Vectors | None, revise: Revise | None = None
) -> tuple[list[Entry], tuple[Practice, ...]]:
    """``entries`` with the practice of every mention, and the practices, most told first.

    ``vectors``: (n, d) of all passages of ``entries`` in order, ``None`` without a model.
    ``revise``: what users said of the practices found.
    """
    documents = {entry.document.id: entry.document for entry in entries}
    lengths = [len(entry.passages) for entry in entries]
    rows = np.repeat(np.arange(len(entries), dtype=np.int32), lengths)
    gathered = gather(_with_rows(entries), documents, rows, vectors, revise)
    assigned = [
        replace(entry, mentions=with_practices(entry.mentions, gathered.of)) for entry in entries
    ]
    return assigned, gathered.practices


def with_practices(mentions: Mentions, of: Mapping[Spot, str]) -> Mentions:
    """``mentions`` with the practice that ``of`` says of each, none where it says nothing."""
    return {
        number: tuple(
            replace(mention, practice=of.get(spot(mention), "")) if mention.named else mention
            for mention in found
        )
        for number, found in mentions.items()
    }


def _with_rows(entries: Sequence[Entry]) -> list[tuple[int, Mention]]:
    """Every mention with the row of its passage, in library order."""
    found: list[tuple[int, Mention]] = []
    first = 0
    for entry in entries:
        for number, mentions in sorted(entry.mentions.items()):
            found += [(first + number, mention) for mention in mentions]
        first += len(entry.passages)
    return found
