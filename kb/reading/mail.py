"""Mails."""

from __future__ import annotations

from kb.errors import UnreadableError
from kb.types import RawText


def read_mail(content: bytes) -> RawText:
    """Mails. Raises ``UnreadableError``."""
    raise UnreadableError("这种格式还没有接上。")
