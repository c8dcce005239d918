"""OFD."""

from __future__ import annotations

from kb.errors import UnreadableError
from kb.types import RawText


def read_ofd(content: bytes) -> RawText:
    """OFD. Raises ``UnreadableError``."""
    raise UnreadableError("这种格式还没有接上。")
