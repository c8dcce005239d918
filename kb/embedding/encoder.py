"""The embedding model behind one face: texts in, unit vectors out.

The encoder is passed in wherever vectors are needed, so that tests run on
``HashEncoder``. Importing this module costs nothing: torch, sentence-transformers and
OpenVINO are imported when a model is loaded.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from kb.embedding.model import FOLDER, model_folder, verify
from kb.embedding.query_adapter import Changes, read_changes
from kb.errors import ModelError

Vectors = NDArray[np.float32]
OnBatch = Callable[[int], None]
"""Called after each batch with the number of texts encoded so far."""

Precision = Literal["auto", "float32"]

_SAMPLE_BYTES = 1 << 20
_GRAM_LENGTHS = (1, 2, 3)


class Encoder(Protocol):
    """Turns texts into vectors.

    ``name``: for people. ``fingerprint``: stands in the index's manifest; encoders
    whose vectors may be compared with each other share it. ``dimension``: of a vector.
    """

    @property
    def name(self) -> str: ...

    @property
    def fingerprint(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """(n, dimension) float32, rows of unit length, in the order of ``texts``."""
        ...

    def encode_passages(self, texts: Sequence[str], on_batch: OnBatch | None = None) -> Vectors:
        """(n, dimension) float32, rows of unit length, in the order of ``texts``."""
        ...


def load_encoder(
    model: str | None,
    models_dir: Path,
    *,
    precision: Precision = "auto",
    threads: int = 0,
    adapted: bool = True,
) -> Encoder:
    """Load the default model (``model`` is ``None``), or any sentence-transformers one.

    ``precision="auto"`` takes the fastest form of the default model that was prepared;
    other models run as they are. ``threads``: 0 leaves the choice to the library.
    ``adapted``: the default model reads queries with the query adapter.
    Nothing is fetched. Raises ``ModelError`` if the model is not on this machine.
    """
    work_offline()
    if model is not None:
        path = str(local_folder(model))
        return _plain(model, path, encoder_fingerprint(model, models_dir), threads)
    from kb.embedding.accelerate import best_form, fast_folder
    from kb.embedding.openvino_encoder import GRAPH, Graph, OpenVinoEncoder

    verify(models_dir)
    folder = model_folder(models_dir)
    form = best_form(folder) if precision == "auto" and adapted else None
    if form is None:
        changes = read_changes() if adapted else {}
        return _plain(FOLDER, str(folder), FOLDER, threads, changes)
    graph = Graph(folder, fast_folder(folder, form) / GRAPH, threads)
    return OpenVinoEncoder(FOLDER, FOLDER, graph)


def _plain(
    name: str, path: str, fingerprint: str, threads: int, changes: Changes | None = None
) -> Encoder:
    from kb.embedding.transformer import SentenceEncoder

    return SentenceEncoder.load(name, path, fingerprint, threads, changes)


def encoder_fingerprint(model: str | None, models_dir: Path) -> str:
    """The fingerprint ``load_encoder`` would give, without loading the model.

    Raises ``ModelError`` if a named model is not on this machine.
    """
    if model is None:
        return FOLDER
    folder = local_folder(model)
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not _is_hidden(file.relative_to(folder)):
            digest.update(f"{file.relative_to(folder).as_posix()}:{file.stat().st_size}\n".encode())
            digest.update(_sample(file))
    return f"{Path(model).name}-{digest.hexdigest()[:12]}"


def local_folder(model: str) -> Path:
    """Where a model given by path or by its hub name lies on this machine.

    Raises ``ModelError`` if it is not there.
    """
    if Path(model).is_dir():
        return Path(model)
    work_offline()
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(model, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError, OSError) as error:
        raise ModelError(
            f"本机没有模型 {model}。请把 KB_MODEL 设为一个 sentence-transformers 模型文件夹的路径，"
            "或取消该设置以使用自带的模型。"
        ) from error


def work_offline() -> None:
    """Keep the model libraries off the network; call before they are imported."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TRANSFORMERS_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _sample(file: Path) -> bytes:
    """Both ends of a file: whole for small ones, enough to tell weights apart."""
    with file.open("rb") as stream:
        head = stream.read(_SAMPLE_BYTES)
        stream.seek(max(len(head), file.stat().st_size - _SAMPLE_BYTES))
        return head + stream.read()


class HashEncoder:
    """A deterministic stand-in for tests: counts of hashed character n-grams.

    Texts that share characters, pairs and triples of them are near each other. Knows
    nothing of meaning.
    """

    name = "hash"

    def __init__(self, dimension: int = 256) -> None:
        self.dimension = dimension
        self.fingerprint = f"hash-{dimension}-1"

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """(n, dimension) float32, rows of unit length."""
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str], on_batch: OnBatch | None = None) -> Vectors:
        """(n, dimension) float32, rows of unit length."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            self._count(text, vectors[row])
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        if on_batch is not None and len(texts):
            on_batch(len(texts))
        return vectors

    def _count(self, text: str, vector: Vectors) -> None:
        characters = "".join(text.split()).casefold()
        vector[0] = 0.1  # an empty text needs a direction, too
        for length in _GRAM_LENGTHS:
            for start in range(len(characters) - length + 1):
                gram = characters[start : start + length]
                vector[zlib.crc32(gram.encode("utf-8")) % self.dimension] += length
