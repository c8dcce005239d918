"""The vectors of a build: carried over where a text was encoded before, else encoded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from kb.embedding.encoder import Encoder
from kb.errors import KbError
from kb.indexing.ingest import IndexText
from kb.store.dense import DenseIndex, Vectors
from kb.store.pending import PendingVectors, vector_key
from kb.store.versions import check_files, current_version, read_manifest, storage_errors

BATCH = 512
"""Passages encoded between two saves: what an interruption costs at most."""

Progress = Callable[[str, int, int], None]
"""Called with the stage in the user's words, how much is done and how much there is."""

_KEYS = "vector_keys.npy"


def vectors_of(
    index: Path,
    texts: Sequence[IndexText],
    encoder: Encoder | None,
    tell: Progress,
    carry: bool,
) -> tuple[Vectors | None, int]:
    """(n, d) float32 vectors of all texts, and how many had to be encoded.

    ``carry``: take those of the served version where the text is the same. What is encoded
    is kept batch by batch, so that an interrupted build resumes. Raises ``StorageError``.
    """
    if encoder is None:
        return None, 0
    pending = PendingVectors(index, encoder.fingerprint)
    keys = [vector_key(text.text) for text in texts]
    known = (_served_vectors(index, encoder) if carry else {}) | pending.load()
    missing = {key: text.text for key, text in zip(keys, texts, strict=True) if key not in known}
    for batch in _batches(list(missing), BATCH):
        done = sum(key in known for key in missing)

        def count(n: int, base: int = done) -> None:
            tell("编码段落", min(base + n, len(missing)), len(missing))

        count(0)
        made = encoder.encode_passages([missing[key] for key in batch], count)
        with storage_errors():
            pending.keep(batch, made)
        known.update(zip(batch, made, strict=True))
    if missing:
        tell("编码段落", len(missing), len(missing))
    stacked = np.array([known[key] for key in keys], np.float32).reshape(len(keys), -1)
    return stacked, len(missing)


def write_vectors(
    folder: Path,
    vectors: Vectors | None,
    texts: Sequence[IndexText],
    usual: Vectors | None,
) -> None:
    """Write the vectors of a version, its mean query ``usual`` (d,) and the keys of the texts;
    nothing without vectors."""
    if vectors is None:
        return
    DenseIndex(vectors, usual).save(folder)
    keys = np.frombuffer(b"".join(vector_key(t.text) for t in texts), np.uint8)
    np.save(folder / _KEYS, keys.reshape(len(texts), -1), allow_pickle=False)


def _served_vectors(index: Path, encoder: Encoder) -> dict[bytes, Vectors]:
    """Key → vector of the served version. It may have been built by an older program: the
    key is the text that was encoded, so its vector holds as long as the encoder does."""
    try:
        folder = current_version(index)
        manifest = read_manifest(folder)
        if manifest.encoder != encoder.fingerprint:
            return {}
        check_files(folder, manifest)
        keys = np.load(folder / _KEYS, allow_pickle=False)
        dense = DenseIndex.load(folder)
        # Copied while ``dense`` lives: its rows are views of memory that goes with it.
        return {k.tobytes(): row.copy() for k, row in zip(keys, dense.vectors(), strict=True)}
    except (KbError, OSError, ValueError, RuntimeError):
        return {}


def _batches(keys: list[bytes], size: int) -> Iterable[list[bytes]]:
    return (keys[i : i + size] for i in range(0, len(keys), size))
