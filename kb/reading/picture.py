"""Pictures of pages."""

from __future__ import annotations

from kb.errors import UnreadableError
from kb.types import RawText


def read_picture(content: bytes) -> RawText:
    """Pictures of pages. Raises ``UnreadableError``."""
    raise UnreadableError("这种格式还没有接上。")
