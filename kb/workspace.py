"""What the command line and the pages share: settings in, an opened index out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kb.doctor import Findings, examine
from kb.embedding.encoder import Encoder, OnBatch, Vectors, encoder_fingerprint, load_encoder
from kb.embedding.model import is_prepared, prepare
from kb.errors import ModelError, StaleIndexError
from kb.fetching import fetch, save
from kb.indexing import BuildReport, Progress, build, dry_run
from kb.indexing.recipe import recipe
from kb.isolation.pool import WorkerPool
from kb.search import Searcher
from kb.settings import ADDED, Settings
from kb.store.entries import FileReport
from kb.store.snapshot import Snapshot, open_snapshot
from kb.store.versions import storage_errors

NO_MODEL = "none"
"""As ``KB_MODEL``: work without an embedding model."""


class DeferredEncoder:
    """An encoder that is loaded when it first has to encode; its fingerprint is known
    before, so that an unchanged build never loads a model."""

    def __init__(self, settings: Settings) -> None:
        """Raises ``ModelError`` if the model is not on this machine."""
        self._settings = settings
        self.fingerprint = encoder_fingerprint(settings.model, settings.models)

    @cached_property
    def loaded(self) -> Encoder:
        """The encoder itself. Raises ``ModelError``."""
        return load_encoder(
            self._settings.model, self._settings.models, threads=self._settings.threads
        )

    @property
    def name(self) -> str:
        return self.loaded.name

    @property
    def dimension(self) -> int:
        return self.loaded.dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.loaded.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str], on_batch: OnBatch | None = None) -> Vectors:
        return self.loaded.encode_passages(texts, on_batch)


@dataclass(frozen=True, slots=True)
class Built:
    """A build's report, and why there is no dense leg, where there is none."""

    report: BuildReport
    model_problem: str | None = None


def build_index(settings: Settings, *, rebuild: bool, progress: Progress) -> Built:
    """Prepare the model if need be and build. Without a model the index has the lexical
    leg alone, and the result says why."""
    encoder, problem = None, None
    try:
        encoder = encoder_for(settings, progress)
    except ModelError as error:
        problem = str(error)
    with readers(settings) as pool:
        report = build(
            settings.documents,
            settings.index,
            encoder,
            rebuild=rebuild,
            progress=progress,
            ingestor=pool,
        )
    return Built(report, problem)


def readers(settings: Settings) -> WorkerPool:
    """Worker processes that read files; what they recognise in pictures is kept beside the
    index, so that no page is recognised twice."""
    return WorkerPool(settings.index / "recognised")


def try_reading(settings: Settings, progress: Progress) -> list[FileReport]:
    """What a build would make of every file; nothing is written."""
    with readers(settings) as pool:
        return dry_run(settings.documents, pool, progress)


def prove(settings: Settings, documents: Path | None, progress: Progress) -> Findings:
    """The proof of ``kb.doctor`` over the whole index."""
    with readers(settings) as pool:
        return examine(settings, documents, progress, pool)


def fetch_into(settings: Settings, address: str) -> str:
    """Fetch one address into the folder of added files; its path below the documents folder.

    Raises ``InputError`` where it cannot be had, ``StorageError``.
    """
    folder = settings.documents / ADDED
    with storage_errors():
        folder.mkdir(parents=True, exist_ok=True)
        return save(fetch(address), folder).relative_to(settings.documents).as_posix()


def open_index(settings: Settings) -> Snapshot:
    """The served version. Raises the errors of ``open_snapshot``."""
    return open_snapshot(settings.index, recipe())


def open_searcher(settings: Settings) -> Searcher:
    """A searcher over the served version; without the model it searches by BM25.

    Raises the errors of ``open_snapshot``, and ``StaleIndexError`` where the vectors are
    another model's.
    """
    snapshot = open_index(settings)
    if settings.model == NO_MODEL or snapshot.dense is None:
        return Searcher(snapshot, None)
    if settings.model is None and not is_prepared(settings.models):
        return Searcher(snapshot, None)
    encoder = DeferredEncoder(settings)
    if encoder.fingerprint != snapshot.manifest.encoder:
        raise StaleIndexError(
            f"索引的向量由模型 {snapshot.manifest.encoder} 生成，现在的模型是 "
            f"{encoder.fingerprint}。请重新建库：python -m kb build"
        )
    return Searcher(snapshot, lambda: encoder)


def prepare_model(settings: Settings, progress: Progress) -> Path | None:
    """Make sure the default model is there; ``None`` where another one is set."""
    if settings.model is not None:
        return None
    return prepare(
        settings.models, lambda what, share: progress(f"准备模型：{what}", int(share * 100), 100)
    )


def encoder_for(settings: Settings, progress: Progress) -> Encoder | None:
    """The encoder the settings name, the model prepared if need be; ``None`` for none.

    Raises ``ModelError`` where it cannot be had.
    """
    if settings.model == NO_MODEL:
        return None
    if settings.model is None and not is_prepared(settings.models):
        prepare_model(settings, progress)
    return DeferredEncoder(settings)
