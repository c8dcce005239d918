"""Saved web pages in one file."""

from __future__ import annotations

from kb.errors import UnreadableError
from kb.types import RawText


def read_mht(content: bytes) -> RawText:
    """Saved web pages in one file. Raises ``UnreadableError``."""
    raise UnreadableError("这种格式还没有接上。")
