"""The company of words a name keeps: what tells whether two places mean the same by it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable

_HAN = re.compile(r"[\u4e00-\u9fff]+")


class Company:
    """Compares texts by the pairs of characters they share, the rare ones counting more."""

    def __init__(self, sample: Iterable[str]) -> None:
        """``sample``: sentences that tell how common a pair of characters is."""
        self._held: Counter[str] = Counter()
        self._count = 1
        for text in sample:
            self._held.update(pairs(text))
            self._count += 1

    def alike(self, one: frozenset[str], other: frozenset[str]) -> float:
        """How much of the poorer text stands in the other, 0 to 1. Takes ``pairs``."""
        weights = sorted((self._weight(one), self._weight(other)))
        return self._weight(one & other) / weights[0] if weights[0] else 0.0

    def _weight(self, found: frozenset[str]) -> float:
        return sum(math.log(1 + self._count / (1 + self._held[pair])) for pair in sorted(found))


def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring Chinese characters in ``text``."""
    return frozenset(run[i : i + 2] for run in _HAN.findall(text) for i in range(len(run) - 1))
