"""How much one person may keep, and words as they are kept."""

from __future__ import annotations

import re

from kb.errors import InputError

MAX_BASKETS = 200
MAX_ITEMS = 1000
MAX_NAME = 60
MAX_NOTE = 2000
MAX_WORDS = 20_000
"""Characters of one quotation."""
MAX_HISTORY = 200
MAX_SAVED = 200
MAX_ADDRESS = 4000
MAX_LABEL = 400
MAX_OPINIONS = 20_000
KEPT_DAYS = 30
"""How long what was deleted can be brought back."""
# Characters that turn the line or that nobody sees; joiners (200c, 200d) stay.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)


def line(text: str, most: int) -> str:
    """``text`` as one line of at most ``most`` characters, for names and labels."""
    return " ".join(_clean(text).split())[:most].rstrip()


def name(text: str) -> str:
    """A name for a basket or a search. Raises ``InputError`` where nothing is left of it."""
    kept = line(text, MAX_NAME)
    if not kept:
        raise InputError("名称是空的。请写一个名称。")
    return kept


def note(text: str) -> str:
    """A note with its line ends. Raises ``InputError`` where it is too long."""
    kept = _clean(text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(kept) > MAX_NOTE:
        raise InputError(f"备注有 {len(kept)} 字，最多 {MAX_NOTE} 字，没有保存。请缩短后再试。")
    return kept


def _clean(text: str) -> str:
    # A lone surrogate is no text and cannot be written.
    return _UNSEEN.sub("", text.encode("utf-8", "replace").decode("utf-8"))
