"""What is kept of a document to find its copies among others without their texts."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kb.copies.plain import plain
from kb.types import Document

# 32 bands of 3: two texts that share half of their shingles meet in a band with 98.6 %,
# two that share 60 % with 99.9 %, two that share 10 % with 3 %.
BANDS, ROWS = 32, 3
_SHINGLE = 5
_SCANNED_SHARE = 0.3
_PAIRS_AT_ONCE = 100_000
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A document for comparison with others, and what decides which of them leads.

    ``exact``: hash of its letters and digits, folded, so that script, white space and
    punctuation make no difference. ``signature``: MinHash of its shingles of 5 characters,
    96 numbers of 8 hex digits (Broder 1997). ``length``: letters and digits. ``digits``:
    hash of its digits in order. ``scanned``: a good part was read from pictures.
    ``flags``, ``removals``: how many; ``truncated``: it is flagged so.
    """

    exact: str
    signature: str
    length: int
    digits: str
    scanned: bool
    traditional: bool
    flags: int
    removals: int
    truncated: bool


def fingerprint(document: Document) -> Fingerprint:
    """The fingerprint of a document that has been read and cleaned."""
    text = plain(document.text)
    scanned = sum(page.end - page.start for page in document.pages if page.scanned)
    return Fingerprint(
        exact=_hash(text.chars),
        signature=_signature(text.chars),
        length=len(text.chars),
        digits=_hash("".join(re.findall(r"\d", text.chars))),
        scanned=scanned > _SCANNED_SHARE * max(len(document.text), 1),
        traditional=text.traditional,
        flags=len(document.flags),
        removals=len(document.removals),
        truncated=any(flag.kind == "truncated" for flag in document.flags),
    )


def numbers(signature: str) -> NDArray[np.uint32]:
    """A signature as (96,) uint32."""
    return np.frombuffer(bytes.fromhex(signature), dtype=">u4").astype(np.uint32)


def _signature(chars: str) -> str:
    shingles = _shingles(chars)
    multipliers = _sequence(1, BANDS * ROWS) | np.uint64(1)
    offsets = _sequence(2, BANDS * ROWS)
    smallest = np.empty(BANDS * ROWS, dtype=">u4")
    for at, (multiplier, offset) in enumerate(zip(multipliers, offsets, strict=True)):
        smallest[at] = ((shingles * multiplier + offset) >> np.uint64(32)).min()
    return smallest.tobytes().hex()


def _shingles(chars: str) -> NDArray[np.uint64]:
    """The different shingles of a text as mixed 64-bit numbers; at least one."""
    codes = np.array([*map(ord, chars.ljust(_SHINGLE))], dtype=np.uint64)
    count = len(codes) - _SHINGLE + 1
    rolled = np.zeros(count, dtype=np.uint64)
    for at in range(_SHINGLE):
        rolled = rolled * np.uint64(0x100000001B3) + codes[at : at + count]
    return np.unique(_mixed(rolled))


def _sequence(seed: int, count: int) -> NDArray[np.uint64]:
    """``count`` fixed numbers that look random (SplitMix64, Steele 2014)."""
    return _mixed(np.arange(1, count + 1, dtype=np.uint64) * _MIX + np.uint64(seed << 40))


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def near_pairs(signatures: NDArray[np.uint32], least: float) -> list[tuple[int, int, int]]:
    """The pairs of rows (i < j) that share at least ``least`` of their numbers, each with how
    many, found by banding: rows that agree in no band are not compared. ``signatures``: (n, 96).
    """
    count = len(signatures)
    met: list[NDArray[np.int64]] = []
    for band in range(BANDS):
        met.extend(_met_in(signatures[:, band * ROWS : (band + 1) * ROWS], count))
    keys = np.unique(np.concatenate(met)) if met else np.empty(0, np.int64)
    near: list[tuple[int, int, int]] = []
    for start in range(0, len(keys), _PAIRS_AT_ONCE):
        left, right = np.divmod(keys[start : start + _PAIRS_AT_ONCE], count)
        shared = np.count_nonzero(signatures[left] == signatures[right], axis=1)
        kept = shared >= least * BANDS * ROWS
        near.extend(
            zip(left[kept].tolist(), right[kept].tolist(), shared[kept].tolist(), strict=True)
        )
    return near


def _met_in(band: NDArray[np.uint32], count: int) -> list[NDArray[np.int64]]:
    """Every pair of rows that agree in all of ``band``, as i * count + j."""
    order = np.lexsort(band.T)
    ordered = band[order]
    new = np.any(ordered[1:] != ordered[:-1], axis=1)
    edges = [0, *(np.flatnonzero(new) + 1).tolist(), len(order)]
    found = []
    for start, end in pairwise(edges):
        if end - start > 1:
            rows = np.sort(order[start:end]).astype(np.int64)
            first, second = np.triu_indices(len(rows), 1)
            found.append(rows[first] * count + rows[second])
    return found
