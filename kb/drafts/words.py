"""The words and measures of the check, read once from ``lexicon``."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_TABLES = Path(__file__).parent.parent / "lexicon" / "drafts.toml"


@cache
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_TABLES.read_text(encoding="utf-8"))


@cache
def measures() -> dict[str, tuple[str, float]]:
    """Base unit → the unit it is compared in, how many of it one is."""
    return {base: (unit, float(n)) for base, (unit, n) in _tables()["measures"].items()}


@cache
def counters() -> dict[str, str]:
    """Counter → the first of those that say the same."""
    return {word: group[0] for group in _tables()["counters"]["groups"] for word in group}


@cache
def about(key: str) -> re.Pattern[str]:
    """A pattern of the table of approximate numbers."""
    return re.compile(_tables()["about"][key])


@cache
def relative_years() -> dict[str, int]:
    """去年 → -1."""
    return {word: int(n) for word, n in _tables()["relative_years"].items()}
