"""What can be done with a quotation on any page: collect it, copy it with its citation."""

from __future__ import annotations

from kb.types import Quotation


def actions(quotation: Quotation, key: str) -> None:
    """Draw the buttons 收入素材夹 and 复制引文 side by side, within the container the caller
    opened. ``key``: unique on the page."""
