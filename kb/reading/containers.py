"""Files that hold other files: what is inside them, under names that cannot climb out.

``CONTAINERS`` is the registry. A container's members are read as files of their own; a
mail is also a document itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kb.reading.archives import zip_members
from kb.reading.mail import attachments
from kb.reading.member import Member


@dataclass(frozen=True, slots=True)
class Container:
    """A format whose files hold others. ``members``: its members in order, one at a time;
    raises ``UnreadableError`` where the whole is damaged or refused. ``is_document``:
    the file itself is read as a document too."""

    name: str
    suffixes: tuple[str, ...]
    members: Callable[[bytes], Iterator[Member]]
    is_document: bool = False


__all__ = ["CONTAINERS", "Container", "Member", "container_of"]

CONTAINERS: dict[str, Container] = {
    container.name: container
    for container in (
        Container("zip", (".zip",), zip_members),
        Container("mail", (".eml",), attachments, is_document=True),
    )
}
_BY_SUFFIX = {suffix: held for held in CONTAINERS.values() for suffix in held.suffixes}


def container_of(suffix: str) -> Container | None:
    """The container format a file of this suffix (lower case, with dot) may be."""
    return _BY_SUFFIX.get(suffix)
