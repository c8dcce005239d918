"""The script of the pages: language, landmarks, Chinese for what Streamlit says in English."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


@cache
def built_in() -> tuple[tuple[str, str], ...]:
    """What Streamlit says and what the pages say instead; ``{}`` stands for any words."""
    rows = (_FOLDER / "built_in.tsv").read_text("utf-8").splitlines()
    return tuple((english, chinese) for english, chinese in map(_pair, rows[1:]))


@cache
def page_script() -> str:
    """The script, a constant of ours with nothing of a source."""
    words = json.dumps(built_in(), ensure_ascii=False)
    source = (_FOLDER / "page.js").read_text("utf-8")
    return f"const WORDS = {words};\n{source}"


def _pair(row: str) -> tuple[str, str]:
    english, chinese = row.split("\t")
    return english, chinese
