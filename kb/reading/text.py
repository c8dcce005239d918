"""Plain text files, in whatever encoding."""

from __future__ import annotations

from kb.reading.encodings import decode
from kb.reading.lines import unify_line_ends
from kb.types import RawText


def read_text(content: bytes) -> RawText:
    """Read plain text. Raises ``UnreadableError`` where the bytes are no text."""
    text, encoding = decode(content)
    return RawText(unify_line_ends(text), "text", encoding=encoding)
