"""Vectors of a build that is under way, kept so that an interrupted one resumes.

One folder per encoder, one file per batch; a half-written file is never seen, as it is
renamed into place.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

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

    def clear(self) -> None:
        """Forget everything, of other encoders too: a build has been published."""
        shutil.rmtree(self._folder.parent, ignore_errors=True)


def pack_keys(keys: list[bytes]) -> NDArray[np.uint8]:
    """Keys as a (n, KEY_BYTES) array."""
    return np.frombuffer(b"".join(keys), np.uint8).reshape(-1, KEY_BYTES)
