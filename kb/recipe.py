"""What must be equal for two indexes to be interchangeable."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from kb.ingest import MAX_CHARS
from kb.words import TOKENIZER_VERSION

_HERE = Path(__file__).parent
_SHAPES_DOCUMENTS = (
    "reading", "lexicon", "cleaning.py", "noise.py", "script.py", "metadata.py", "regions.py",
    "outline.py", "numbering.py", "passages.py", "practices.py", "words.py", "ingest.py",
)  # fmt: skip


@cache
def recipe() -> dict[str, str]:
    """Versions and settings that shape an index, by name, for its manifest.

    ``program`` is a hash over the sources and data files that decide how a document is
    read, cut and tokenised: a change there can't be forgotten.
    """
    return {
        "tokenizer": TOKENIZER_VERSION,
        "max_chars": str(MAX_CHARS),
        "program": _sources_hash(),
    }


def _sources_hash() -> str:
    digest = hashlib.sha256()
    for path in sorted(_sources()):
        digest.update(path.relative_to(_HERE).as_posix().encode())
        # A checkout on Windows may have other line ends; they change nothing.
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]


def _sources() -> list[Path]:
    found: list[Path] = []
    for name in _SHAPES_DOCUMENTS:
        place = _HERE / name
        found += [p for p in place.rglob("*") if p.is_file()] if place.is_dir() else [place]
    return [p for p in found if p.is_file() and "__pycache__" not in p.parts]
