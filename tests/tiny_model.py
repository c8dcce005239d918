"""A model of the packed format small enough to make in a test: one layer, twelve pieces."""

from __future__ import annotations

import struct

import numpy as np

HIDDEN, LAYERS, HEADS, FEED, POSITIONS, TYPES = 32, 1, 2, 64, 16, 2
PIECES = [
    ("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -3.0), ("强", -4.0),
    ("村", -4.0), ("强村", -5.0), ("～", -6.0), ("30", -6.0), ("▁query", -6.0), (":", -6.0),
]  # fmt: skip
MATRICES = {
    "q.w": HIDDEN * HIDDEN, "k.w": HIDDEN * HIDDEN, "v.w": HIDDEN * HIDDEN,
    "ao.w": HIDDEN * HIDDEN, "fi.w": FEED * HIDDEN, "fo.w": HIDDEN * FEED,
}  # fmt: skip
ROWS = {
    "q.b": HIDDEN, "k.b": HIDDEN, "v.b": HIDDEN, "ao.b": HIDDEN, "fi.b": FEED, "fo.b": HIDDEN,
    "aln.w": HIDDEN, "aln.b": HIDDEN, "oln.w": HIDDEN, "oln.b": HIDDEN,
}  # fmt: skip


def packed_file() -> bytes:
    """A model of the packed format small enough to write out: one layer, twelve pieces."""
    rng = np.random.default_rng(7)
    sizes = struct.pack(
        "<4sI7ifi",
        b"E5S1",
        1,
        HIDDEN,
        LAYERS,
        HEADS,
        FEED,
        len(PIECES),
        POSITIONS,
        TYPES,
        1e-12,
        32,
    )
    texts = [piece.encode() for piece, _ in PIECES]
    offsets = np.cumsum([0, *map(len, texts)]).astype("<u4").tobytes()
    scores = np.array([score for _, score in PIECES], "<f4").tobytes()
    vocabulary = struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, sum(map(len, texts)))
    head = sizes + vocabulary + offsets + scores + b"".join(texts) + struct.pack("<iI", 0, 0)
    tensors: list[tuple[str, int, int, bytes]] = [
        ("emb.word", 1, len(PIECES) * HIDDEN, _blocks(rng, len(PIECES) * HIDDEN)),
        ("emb.pos", 0, POSITIONS * HIDDEN, _floats(rng, POSITIONS * HIDDEN)),
        ("emb.type", 0, TYPES * HIDDEN, _floats(rng, TYPES * HIDDEN)),
        ("emb.ln.w", 0, HIDDEN, _floats(rng, HIDDEN)),
        ("emb.ln.b", 0, HIDDEN, _floats(rng, HIDDEN)),
        *((f"l0.{name}", 1, length, _blocks(rng, length)) for name, length in MATRICES.items()),
        *((f"l0.{name}", 0, length, _floats(rng, length)) for name, length in ROWS.items()),
    ]
    directory_bytes = 4 + sum(2 + len(name) + 21 for name, *_ in tensors)
    at = len(head) + directory_bytes
    directory = struct.pack("<i", len(tensors))
    for name, quantised, length, content in tensors:
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", quantised, length, at, len(content))
        at += len(content)
    return head + directory + b"".join(content for *_, content in tensors)


def _floats(rng: np.random.Generator, length: int) -> bytes:
    return rng.normal(size=length).astype("<f4").tobytes()


def _blocks(rng: np.random.Generator, length: int) -> bytes:
    return b"".join(
        np.float16(0.5).tobytes() + rng.integers(0, 256, 16, np.uint8).tobytes()
        for _ in range(length // 32)
    )
