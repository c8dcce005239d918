"""One file inside another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """One file inside another. ``name``: its path in there, with ``/``, safe to show and to
    join to a path. ``content``: ``None`` where it is refused, and ``reason`` says why."""

    name: str
    content: bytes | None
    reason: str | None = None
