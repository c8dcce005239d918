"""Legacy word processor files."""

from __future__ import annotations

from kb.errors import UnreadableError
from kb.types import RawText


def read_doc(content: bytes) -> RawText:
    """Legacy word processor files. Raises ``UnreadableError``."""
    raise UnreadableError("这种格式还没有接上。")
