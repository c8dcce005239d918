"""What must be equal for two indexes to be interchangeable."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from kb.indexing.ingest import MAX_CHARS
from kb.words import TOKENIZER_VERSION

_HERE = Path(__file__).parent.parent
# What is not listed shapes documents: a module forgotten here costs a rebuild, one
# forgotten in a list of those that do would leave a stale index served.
_ASIDE = {
    "web", "cli", "comparing", "search", "embedding", "accounts", "casepacks", "citing", "drafts",
    "exporting", "userdata", "__main__.py", "doctor.py", "errors.py", "jsonview.py",
    "jsonview_comparing.py", "jsonview_practices.py", "settings.py", "workspace.py",
    "lexicon/drafts.toml", "lexicon/case_basis.toml", "lexicon/case_questions.toml",
    "lexicon/synonyms.tsv", "lexicon/everyday.tsv", "lexicon/glossary.tsv",
}  # fmt: skip
_KINDS = {".py", ".txt", ".tsv", ".toml"}


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
    return [
        path
        for path in _HERE.rglob("*")
        if path.suffix in _KINDS and _ASIDE.isdisjoint(_names(path.relative_to(_HERE)))
    ]


def _names(inside: Path) -> tuple[str, str]:
    """The room of a source and the source itself."""
    return inside.parts[0], inside.as_posix()
