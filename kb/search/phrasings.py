"""Which words the answer to a question is likely to have, told by questions like it.

``kb/lexicon/phrasings.tsv`` has questions as people ask them, each with a sentence as official
papers would put its matter. What the sentences of the nearest questions have in common is
looked for beside the query's own words: a relevance model (Lavrenko & Croft, SIGIR 2001) from
a collection made for it (Diaz & Metzler, "Improving the estimation of relevance models using
large external corpora", SIGIR 2006), whose neighbours the encoder finds. A query that is
near none of them is left as it is. The sentences are never shown.

The vectors of the questions lie beside this module, made by ``python -m eval.phrasings
--write``; they hold for the default model with its query adapter only.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.embedding.model import FOLDER
from kb.embedding.query_adapter import SHA256 as ADAPTER
from kb.errors import ModelError
from kb.script import fold, has_han
from kb.search.structured import marks_of
from kb.words import cutter, read_lexicon, stopwords

FILE = Path(__file__).with_name("phrasings.safetensors")
_LIST = "phrasings.tsv"
_NEIGHBOURS = 5
_SHARPNESS = 0.03
"""By which difference in likeness a neighbour counts e times less."""
_UNLIKE, _ALIKE = 0.4, 0.6
"""Likeness of the nearest question up to which it tells nothing, and from which on all."""
_NAME, _QUESTION = 4, 8
"""Chinese characters up to which a query only names a thing, whose neighbours share a word of
it rather than its matter, and from which on it is wholly a question."""
_COMMON = 0.03
"""Share of the answers from which on a word is of the style, not of the matter."""

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Expected:
    """``weights``: token → how much it is expected. ``trust``: how far that is to be believed,
    0 to 1."""

    weights: Mapping[str, float]
    trust: float


class Phrasings:
    """Questions by what is peculiar to each, and the sentences that answer them."""

    def __init__(self, vectors: Vectors, answers: tuple[str, ...]) -> None:
        """``vectors``: (n, d), of the questions. ``answers``: n."""
        self._mean = vectors.mean(axis=0)
        self._peculiar = _unit(vectors - self._mean)
        self._answers = answers
        self._telling = _telling(answers)

    def expected(self, query: Vectors, text: str) -> Expected | None:
        """What the answer to a query is likely to have, ``None`` where nothing like it is
        known. ``query``: (d,), its vector. ``text``: itself, in Chinese."""
        asking = (sum(map(has_han, text)) - _NAME) / (_QUESTION - _NAME)
        if asking <= 0:
            return None
        likeness = self._peculiar @ _unit(query - self._mean)
        nearest = np.argsort(-likeness, kind="stable")[:_NEIGHBOURS]
        best = float(likeness[nearest[0]])
        if best <= _UNLIKE:
            return None
        shares = np.exp((likeness[nearest] - best) / _SHARPNESS)
        weights: dict[str, float] = {}
        for row, share in zip(nearest, shares / shares.sum(), strict=True):
            for token in self._tokens(self._answers[row]):
                weights[token] = weights.get(token, 0.0) + float(share)
        alike = min(1.0, (best - _UNLIKE) / (_ALIKE - _UNLIKE))
        return Expected(weights, alike * min(1.0, asking))

    def _tokens(self, answer: str) -> list[str]:
        return [mark for word in _words(answer) if word in self._telling for mark in marks_of(word)]


def phrasings(fingerprint: str) -> Phrasings | None:
    """The phrasings for the encoder with this ``fingerprint``, ``None`` for another than the
    default model. Raises ``ModelError`` if the file is not there or not whole."""
    return _read() if fingerprint == FOLDER else None


def questions_and_answers() -> list[tuple[str, str]]:
    """The lines of the list: a question, and how official papers put its matter."""
    lines = (line.partition("\t") for line in read_lexicon(_LIST))
    return [(question, answer) for question, _, answer in lines]


def packed(vectors: Vectors) -> bytes:
    """The ``vectors`` (n, d) of the questions of the list as the bytes of the file."""
    from safetensors.numpy import save

    scales = np.abs(vectors).max(axis=1, keepdims=True) / 127
    made_of = np.frombuffer(_made_of(), np.uint8)
    small = np.rint(vectors / scales).astype(np.int8)
    return save({"vectors": small, "scales": scales.astype(np.float32), "made_of": made_of})


def unpacked(content: bytes) -> Vectors:
    """The vectors (n, d) in the ``content`` of the file. Raises ``KeyError``, ``ValueError`` or
    ``SafetensorError`` where it is damaged."""
    from safetensors.numpy import load

    tensors = load(content)
    return np.asarray(tensors["vectors"].astype(np.float32) * tensors["scales"], np.float32)


@cache
def _read() -> Phrasings:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        content = FILE.read_bytes()
        vectors = unpacked(content)
        fits = load(content)["made_of"].tobytes() == _made_of()
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise ModelError("程序文件不完整（问法文件无法读取）。请重新安装本程序。") from error
    if not fits:
        raise ModelError("程序文件不完整（问法文件与词表或模型不符）。请重新安装本程序。")
    return Phrasings(vectors, tuple(answer for _, answer in questions_and_answers()))


def _made_of() -> bytes:
    """A digest of everything that the vectors depend on."""
    questions = "\n".join(question for question, _ in questions_and_answers())
    return hashlib.sha256(f"{FOLDER}\n{ADAPTER}\n{questions}".encode()).digest()


def _unit(vectors: Vectors) -> Vectors:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-9), np.float32)


def _telling(answers: Sequence[str]) -> frozenset[str]:
    """The words of the answers but for those of the official style."""
    counts = Counter(word for answer in answers for word in _words(answer))
    most = max(1.0, _COMMON * len(answers))
    return frozenset(word for word, count in counts.items() if count <= most)


def _words(answer: str) -> list[str]:
    """Each once, in an order that does not change."""
    words = {word for word in cutter().cut(fold(answer)) if len(word) > 1}
    return sorted(words - stopwords())
