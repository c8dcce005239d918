"""Passages that say the same in several documents, folded into one.

Only what a reader would take for the same: nearly all words in common and every number the
same, so that two places with one wording and other figures stay two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from kb.script import fold
from kb.types import Hit

_SHINGLE = 4
_ALIKE = 0.8
_SHORT = 40
"""Below so many letters a passage is folded only with its equal: two headings of the same
kind are not the same."""
_DROPPED = re.compile(r"[\W_]+")
_NUMBERS = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Wording:
    """What a text says, for comparison. ``bare``: its letters and digits, folded."""

    bare: str
    numbers: tuple[str, ...]

    @property
    def shingles(self) -> frozenset[str]:
        """Every stretch of a few letters."""
        return _shingles(self.bare)


@dataclass(slots=True)
class Folder:
    """Takes hits one by one, the best first. ``leads``: those that say something new;
    ``same``: passage row of a lead → the hits of other documents that say the same."""

    leads: list[Hit] = field(default_factory=list)
    same: dict[int, list[Hit]] = field(default_factory=dict)
    _wordings: list[Wording] = field(default_factory=list)

    def take(self, hit: Hit) -> None:
        """Keep ``hit`` as a lead, or with the lead that says the same."""
        wording = wording_of(hit.text)
        for lead, known in zip(self.leads, self._wordings, strict=True):
            if same(wording, known):
                others = self.same.setdefault(lead.row, [])
                told = {lead.passage.document_id, *(h.passage.document_id for h in others)}
                if hit.passage.document_id not in told:
                    others.append(hit)
                return
        self.leads.append(hit)
        self._wordings.append(wording)


@lru_cache(maxsize=4096)
def wording_of(text: str) -> Wording:
    """What ``text`` says."""
    folded = fold(text)
    return Wording(_DROPPED.sub("", folded), tuple(_NUMBERS.findall(folded)))


# Few passages come this far: most differ in a number. Much larger than their text.
@lru_cache(maxsize=512)
def _shingles(bare: str) -> frozenset[str]:
    count = max(1, len(bare) - _SHINGLE + 1)
    return frozenset(bare[at : at + _SHINGLE] for at in range(count))


def same(one: Wording, other: Wording) -> bool:
    """Whether two texts say the same."""
    if one.bare == other.bare:
        return True
    if min(len(one.bare), len(other.bare)) < _SHORT or one.numbers != other.numbers:
        return False
    shared = len(one.shingles & other.shingles)
    return shared >= _ALIKE * len(one.shingles | other.shingles)


def folded(hits: Iterable[Hit], k: int) -> Folder:
    """``hits`` folded, as far as ``k`` leads need them."""
    folder = Folder()
    for hit in hits:
        folder.take(hit)
        if len(folder.leads) == k:
            break
    return folder
