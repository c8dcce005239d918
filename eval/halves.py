"""Half of every set is for tuning, half is looked at only for reports."""

from __future__ import annotations

import hashlib
from typing import Literal

Half = Literal["all", "even", "odd"]


def in_half(query_id: str, half: Half) -> bool:
    """Whether a query is in the half: ``even`` md5 of its id for tuning, ``odd`` for reports."""
    if half == "all":
        return True
    is_even = int(hashlib.md5(query_id.encode(), usedforsecurity=False).hexdigest(), 16) % 2 == 0
    return is_even == (half == "even")
