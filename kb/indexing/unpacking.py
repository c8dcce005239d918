"""Files inside archives and mails: listed by hash first, unpacked when they are read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kb.errors import UnreadableError
from kb.reading import SUFFIXES
from kb.reading.containers import Member
from kb.reading.inside import container_for, walk
from kb.reading.sniffing import sniff


@dataclass(frozen=True, slots=True)
class Inner:
    """One file inside another. ``name``: its path in there. ``size_bytes`` and ``sha256``
    are ``None`` where it is refused, for ``reason``."""

    name: str
    size_bytes: int | None
    sha256: str | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """``is_document``: the file itself is read as a document (too)."""

    is_document: bool
    inner: tuple[Inner, ...]


def contents(file: Path) -> Contents:
    """What is inside ``file``, a container by its name. Raises ``UnreadableError``, ``OSError``.

    A file that is something else by its content is a document and holds nothing.
    """
    container = container_for(file.name)
    content = file.read_bytes()
    if container is None or not _is_container(content):
        return Contents(True, ())
    return Contents(container.is_document, tuple(map(_inner, walk(container, content))))


def unpack(file: Path, target: Path) -> dict[str, str]:
    """Write every file inside ``file`` into the folder ``target`` and return path in there →
    name in ``target``; the names there are numbers, whatever the archive says.

    Raises ``UnreadableError``, ``OSError``.
    """
    container = container_for(file.name)
    written: dict[str, str] = {}
    for member in walk(container, file.read_bytes()) if container else ():
        if member.content is not None:
            suffix = PurePosixPath(member.name).suffix.lower()
            name = f"{len(written):05d}{suffix if suffix in SUFFIXES else ''}"
            (target / name).write_bytes(member.content)
            written[member.name] = name
    return written


def _inner(member: Member) -> Inner:
    if member.content is None:
        return Inner(member.name, None, None, member.reason)
    return Inner(member.name, len(member.content), hashlib.sha256(member.content).hexdigest())


def _is_container(content: bytes) -> bool:
    """Whether the content does not show another format, e.g. a .docx named .zip."""
    try:
        return sniff(content) in (None, "mail")
    except UnreadableError:
        return True
