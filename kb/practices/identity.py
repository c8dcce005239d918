"""Which mentions of a library are one practice. Pure: names and places in, groups out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.types import Mention

ID_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Group:
    """The mentions of one practice, in library order. ``key``: what its id is made of."""

    key: str
    mentions: tuple[Mention, ...]
    place: str | None = None

    @property
    def id(self) -> str:
        """Twelve hex digits, the same for the same key on any machine."""
        return hashlib.sha256(self.key.encode()).hexdigest()[:ID_LENGTH]


def groups(mentions: Iterable[Mention]) -> tuple[Group, ...]:
    """The practices that the named ones among ``mentions`` make up, sorted by key."""
    by_key: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.named:
            by_key.setdefault(mention.key, []).append(mention)
    return tuple(Group(key, tuple(found)) for key, found in sorted(by_key.items()))


def canonical(names: Sequence[str]) -> str:
    """The name shown for names as printed, one an occurrence."""
    return min(set(names), key=lambda name: (-names.count(name), len(name), name))
