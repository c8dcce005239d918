"""有用 and 没用: what a user thinks of a hit."""

from __future__ import annotations

from kb.types import Hit


def opinion(hit: Hit, query: str, key: str) -> None:
    """Draw the two buttons for one hit. ``key``: unique on the page."""
