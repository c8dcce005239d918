"""Files that hold other files: what is inside them, under names that cannot climb out.

``CONTAINERS`` is the registry. A container's members are read as files of their own; a
mail is also a document itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """One file inside another. ``name``: its path in there, with ``/``, safe to show and to
    join to a path. ``content``: ``None`` where it is refused, and ``reason`` says why."""

    name: str
    content: bytes | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Container:
    """A format whose files hold others. ``members``: its members in order, one at a time;
    raises ``UnreadableError`` where the whole is damaged or refused. ``is_document``:
    the file itself is read as a document too."""

    name: str
    suffixes: tuple[str, ...]
    members: Callable[[bytes], Iterator[Member]]
    is_document: bool = False


CONTAINERS: dict[str, Container] = {}
_BY_SUFFIX = {suffix: c for c in CONTAINERS.values() for suffix in c.suffixes}


def container_of(suffix: str) -> Container | None:
    """The container format a file of this suffix (lower case, with dot) may be."""
    return _BY_SUFFIX.get(suffix)
