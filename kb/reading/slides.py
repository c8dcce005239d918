"""Presentations."""

from __future__ import annotations

from kb.errors import UnreadableError
from kb.types import RawText


def read_slides(content: bytes) -> RawText:
    """Presentations. Raises ``UnreadableError``."""
    raise UnreadableError("这种格式还没有接上。")
