"""Building the index of a folder: what is new is read and encoded, the rest is carried over."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from kb.embedding.encoder import Encoder
from kb.errors import InputError, KbError, UnreadableError
from kb.indexing.ingest import index_texts, ingest
from kb.indexing.recipe import recipe
from kb.indexing.scanning import FoundFile, Scan, scan
from kb.indexing.vectors import Progress, vectors_of, write_vectors
from kb.store.lexical import build_lexical, save_lexical
from kb.store.library import Card, Entry, Stamp, write_library
from kb.store.pending import PendingVectors
from kb.store.snapshot import Snapshot, open_snapshot
from kb.store.versions import (
    Manifest,
    build_lock,
    discard,
    new_version,
    publish,
    storage_errors,
)
from kb.types import Failure


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. Lists hold paths. ``dense``: whether there are vectors."""

    documents: int
    passages: int
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    failures: tuple[Failure, ...] = ()
    encoded: int = 0
    dense: bool = False
    version: str = ""
    seconds: float = 0.0


@dataclass(slots=True)
class _Plan:
    """``kept``: path → card of what is carried over from the served version."""

    kept: dict[str, Card] = field(default_factory=dict)
    to_read: list[FoundFile] = field(default_factory=list)


def build(
    documents: Path,
    index: Path,
    encoder: Encoder | None,
    *,
    rebuild: bool = False,
    progress: Progress | None = None,
) -> BuildReport:
    """Make ``index`` mirror the folder ``documents`` and serve it.

    ``encoder``: ``None`` builds the lexical leg alone. ``rebuild``: carry nothing over.
    The served version stays until the new one is whole. Raises ``InputError`` where the
    folder is missing or holds nothing readable, ``BusyIndexError``, ``StorageError``.
    """
    began = time.monotonic()
    tell = progress or _silent
    with build_lock(index):
        served = None if rebuild else _served(index)
        cards = {card.path: card for card in served.library.cards} if served else {}
        found = scan(documents, cards)
        plan = _plan(found, served)
        if served and _is_same(found, plan, served, encoder):
            return _unchanged(served, began)
        fresh, unreadable = _read(plan.to_read, tell)
        carried = {path: served.library.entry(card) for path, card in plan.kept.items() if served}
        entries = [e for _, e in sorted((carried | fresh).items())]
        failures = sorted((*found.failures, *unreadable), key=lambda f: f[0].path)
        _refuse_empty(entries, documents, [f for f, _ in failures])
        report = write_index(
            index, entries, encoder, failures, str(documents), tell, carry=not rebuild
        )
    return _told(report, plan, fresh, cards.keys(), began)


def _served(index: Path) -> Snapshot | None:
    """The served version if it can be carried over from; a broken or old one cannot."""
    try:
        return open_snapshot(index, recipe())
    except KbError:
        return None


def _plan(found: Scan, served: Snapshot | None) -> _Plan:
    plan = _Plan()
    cards = {card.path: card for card in served.library.cards} if served else {}
    for file in found.files:
        card = cards.get(file.path)
        if served and card and (card.sha256, card.id) == (file.sha256, file.id):
            plan.kept[file.path] = card
        else:
            plan.to_read.append(file)
    return plan


def _is_same(found: Scan, plan: _Plan, served: Snapshot, encoder: Encoder | None) -> bool:
    """Whether a new build would only write again what is served."""
    known = {failure.path: stamp for failure, stamp in served.library.failures()}
    new = [file for file in plan.to_read if known.get(file.path) != file.stamp]
    unsupported = {failure.path for failure, _ in found.failures}
    gone = known.keys() - unsupported - {file.path for file in plan.to_read}
    fingerprint = encoder.fingerprint if encoder else served.manifest.encoder
    return (
        not new
        and not gone
        and unsupported <= known.keys()
        and len(plan.kept) == len(served.library.cards)
        and fingerprint == served.manifest.encoder
    )


def _read(
    files: Sequence[FoundFile], tell: Progress
) -> tuple[dict[str, Entry], list[tuple[Failure, Stamp]]]:
    entries: dict[str, Entry] = {}
    failures: list[tuple[Failure, Stamp]] = []
    for number, file in enumerate(files):
        tell("读取文件", number, len(files))
        try:
            entries[file.path] = ingest(file.file, file.path, file.sha256, file.id, file.stamp)
        except UnreadableError as error:
            failures.append((Failure(file.path, str(error)), file.stamp))
        except Exception as error:
            # A fault of this program over one file must not cost the user all others.
            told = f"处理这个文件时程序出错（{type(error).__name__}），没有收入。请另存一份再试。"
            failures.append((Failure(file.path, told), file.stamp))
    if files:
        tell("读取文件", len(files), len(files))
    return entries, failures


def write_index(
    index: Path,
    entries: Sequence[Entry],
    encoder: Encoder | None,
    failures: Sequence[tuple[Failure, Stamp]] = (),
    documents_folder: str = "",
    tell: Progress | None = None,
    *,
    carry: bool = True,
) -> BuildReport:
    """Write and serve a version of ``entries``, in their order, the lock being held.

    ``carry``: take vectors from the served version where the indexed text is the same.
    Raises ``StorageError``.
    """
    tell = tell or _silent
    texts = [text for entry in entries for text in index_texts(entry.document, entry.passages)]
    vectors, encoded = vectors_of(index, texts, encoder, tell, carry)
    tell("写入索引", 0, 1)
    manifest = _manifest(documents_folder, entries, len(texts), encoder)
    lexical = build_lexical([text.tokens for text in texts])
    with storage_errors():
        folder = new_version(index)
        try:
            write_library(folder, entries, failures)
            save_lexical(lexical, folder)
            write_vectors(folder, vectors, texts)
            published = publish(index, folder, manifest)
        except BaseException:
            discard(folder)
            raise
    if encoder:
        PendingVectors(index, encoder.fingerprint).clear()
    tell("写入索引", 1, 1)
    return BuildReport(
        documents=len(entries),
        passages=len(texts),
        failures=tuple(failure for failure, _ in failures),
        encoded=encoded,
        dense=vectors is not None,
        version=published.name,
    )


def _manifest(
    documents_folder: str, entries: Sequence[Entry], passages: int, encoder: Encoder | None
) -> Manifest:
    digest = hashlib.sha256("\n".join(
        f"{e.document.path}\t{e.document.sha256}" for e in entries
    ).encode())  # fmt: skip
    return Manifest(
        recipe=recipe(),
        encoder=encoder.fingerprint if encoder else None,
        model=encoder.name if encoder else None,
        dimension=encoder.dimension if encoder else None,
        documents=len(entries),
        passages=passages,
        documents_hash=digest.hexdigest(),
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        documents_folder=documents_folder,
    )


def _refuse_empty(entries: Sequence[Entry], documents: Path, failures: Sequence[Failure]) -> None:
    if entries:
        return
    told = "".join(f"\n  {failure.path}:{failure.reason}" for failure in failures[:10])
    raise InputError(
        f"文件夹“{documents.name}”里没有可以收入的文件；原有的索引没有改动。"
        f"支持 .txt、.md、.html、.docx 和带文字层的 .pdf。{told}"
    )


def _unchanged(served: Snapshot, began: float) -> BuildReport:
    return BuildReport(
        documents=len(served.library.cards),
        passages=served.library.rows,
        unchanged=len(served.library.cards),
        failures=tuple(failure for failure, _ in served.library.failures()),
        dense=served.dense is not None,
        version=served.version,
        seconds=time.monotonic() - began,
    )


def _told(
    report: BuildReport, plan: _Plan, fresh: dict[str, Entry], before: Iterable[str], began: float
) -> BuildReport:
    old = set(before)
    return BuildReport(
        documents=report.documents,
        passages=report.passages,
        added=tuple(sorted(fresh.keys() - old)),
        changed=tuple(sorted(fresh.keys() & old)),
        removed=tuple(sorted(old - fresh.keys() - plan.kept.keys())),
        unchanged=len(plan.kept),
        failures=report.failures,
        encoded=report.encoded,
        dense=report.dense,
        version=report.version,
        seconds=time.monotonic() - began,
    )


def _silent(_stage: str, _done: int, _total: int) -> None:
    pass
