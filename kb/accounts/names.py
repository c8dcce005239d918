"""What people without an account want to be called; it proves nothing."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from kb.accounts import files

FILE = "names.json"
MOST = 20
"""Characters of a name."""


def shown_name(folder: Path, person_id: str) -> str | None:
    """The name of a person, where one was entered."""
    name = files.read(folder / FILE).get(person_id)
    return str(name) if name else None


def set_name(folder: Path, person_id: str, name: str) -> None:
    """Keep a name; an empty one is forgotten."""
    kept = "".join(c for c in unicodedata.normalize("NFC", name) if c.isprintable())
    kept = " ".join(kept.split())[:MOST]

    def how(table: files.Table) -> None:
        if kept:
            table[person_id] = kept
        else:
            table.pop(person_id, None)

    files.change(folder / FILE, how)
