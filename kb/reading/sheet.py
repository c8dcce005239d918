"""Spreadsheets."""

from __future__ import annotations

from kb.errors import UnreadableError
from kb.types import RawText


def read_sheet(content: bytes) -> RawText:
    """Spreadsheets. Raises ``UnreadableError``."""
    raise UnreadableError("这种格式还没有接上。")


def read_csv(content: bytes) -> RawText:
    """Spreadsheets. Raises ``UnreadableError``."""
    raise UnreadableError("这种格式还没有接上。")
