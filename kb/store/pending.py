"""What a build that is under way has made, kept so that an interrupted one resumes.

Vectors: one folder per encoder, one file per batch; a half-written file is never seen, as
it is renamed into place. Entries: one SQLite file per recipe.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from kb.store.entries import Entry, entry_json, entry_of

KEY_BYTES = 16
Vectors = NDArray[np.float32]


def vector_key(text: str) -> bytes:
    """The key of an indexed text: equal texts have equal vectors under one encoder."""
    return hashlib.blake2b(text.encode("utf-8"), digest_size=KEY_BYTES).digest()


class PendingVectors:
    """Batches of (key, vector) on disk, for one encoder."""

    def __init__(self, index: Path, fingerprint: str) -> None:
        name = hashlib.sha256(fingerprint.encode()).hexdigest()[:16]
        self._folder = index / "pending" / name

    def load(self) -> dict[bytes, Vectors]:
        """Everything kept so far; a damaged batch is left out."""
        kept: dict[bytes, Vectors] = {}
        for path in sorted(self._folder.glob("*.npz")):
            try:
                with np.load(path, allow_pickle=False) as batch:
                    keys, vectors = batch["keys"], batch["vectors"]
            except (OSError, ValueError, KeyError, EOFError, BadZipFile):
                continue
            kept.update((key.tobytes(), vector) for key, vector in zip(keys, vectors, strict=True))
        return kept

    def keep(self, keys: list[bytes], vectors: Vectors) -> None:
        """Write one batch. Raises ``OSError`` on a full disk."""
        self._folder.mkdir(parents=True, exist_ok=True)
        number = len(list(self._folder.glob("*.npz")))
        beside = self._folder / f"{number:06d}.new"
        with beside.open("wb") as stream:
            np.savez(stream, keys=pack_keys(keys), vectors=vectors)
        beside.replace(self._folder / f"{number:06d}.npz")


class PendingEntries:
    """Entries on disk, for one recipe."""

    def __init__(self, index: Path, recipe: dict[str, str]) -> None:
        name = hashlib.sha256(json.dumps(recipe, sort_keys=True).encode()).hexdigest()[:16]
        self._file = index / "pending" / f"{name}.sqlite"

    def load(self) -> dict[tuple[str, str, str], Entry]:
        """(path, id, sha256) → entry, of all kept so far; a damaged one is left out."""
        if not self._file.is_file():
            return {}
        kept: dict[tuple[str, str, str], Entry] = {}
        try:
            with closing(sqlite3.connect(self._file)) as connection:
                for (body,) in connection.execute("SELECT body FROM entries"):
                    entry = entry_of(body)
                    document = entry.document
                    kept[document.path, document.id, document.sha256] = entry
        except (sqlite3.Error, ValueError):
            # What was read before the damage stands; the rest is read again.
            return kept
        return kept

    def keep(self, entry: Entry) -> None:
        """Write one entry. A disk that is full costs the resumption, not the build."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with closing(sqlite3.connect(self._file, isolation_level=None)) as connection:
                # Losing the last entries to a power cut costs reading them again.
                connection.execute("PRAGMA synchronous = OFF")
                connection.execute("CREATE TABLE IF NOT EXISTS entries (body TEXT)")
                connection.execute("INSERT INTO entries VALUES (?)", (entry_json(entry).decode(),))
        except sqlite3.Error:
            return


def clear_pending(index: Path) -> None:
    """Forget everything, of other encoders and recipes too: a build has been published."""
    shutil.rmtree(index / "pending", ignore_errors=True)


def pack_keys(keys: list[bytes]) -> NDArray[np.uint8]:
    """Keys as a (n, KEY_BYTES) array."""
    return np.frombuffer(b"".join(keys), np.uint8).reshape(-1, KEY_BYTES)
