"""What is inside a container, containers inside it included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from kb.errors import UnreadableError
from kb.reading.containers import Container, Member, container_of

MAX_DEPTH = 3
"""Containers within containers that are opened; the outermost counts."""


def container_for(name: str) -> Container | None:
    """The container format a file of this name may be."""
    return container_of(PurePosixPath(name).suffix.lower())


def walk(container: Container, content: bytes, depth: int = 1) -> Iterator[Member]:
    """Every file inside, one at a time, named by its whole path in there.

    A container inside is replaced by its members; one that is a document comes first.
    Raises ``UnreadableError`` where the outermost is damaged or refused.
    """
    for member in container.members(content):
        inner = container_for(member.name)
        if inner is None or member.content is None:
            yield member
            continue
        if inner.is_document:
            yield member
        elif depth >= MAX_DEPTH:
            told = f"压缩包套了 {MAX_DEPTH} 层以上，里面的没有打开。请先解压，再添加里面的文件。"
            yield replace(member, content=None, reason=told)
        if depth < MAX_DEPTH:
            yield from _below(member, inner, member.content, depth)


def _below(member: Member, inner: Container, content: bytes, depth: int) -> Iterator[Member]:
    try:
        for below in walk(inner, content, depth + 1):
            yield replace(below, name=f"{member.name}/{below.name}")
    except UnreadableError as error:
        yield Member(member.name, None, str(error))
