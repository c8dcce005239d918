"""Building the index of a folder: what is new is read and encoded, the rest is carried over."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from kb.corrections import FILE_NAME as CORRECTIONS_FILE
from kb.corrections import (
    PRACTICES_FILE,
    Corrections,
    PracticeCorrections,
    read_corrections,
    read_practice_corrections,
)
from kb.embedding.encoder import Encoder
from kb.errors import InputError, KbError
from kb.fetching import Origin, addresses
from kb.indexing.assembling import Assembled, assemble
from kb.indexing.ingest import index_texts
from kb.indexing.ingestor import Ingestor, LocalIngestor
from kb.indexing.practices import told_practices
from kb.indexing.reading import read_files
from kb.indexing.recipe import recipe
from kb.indexing.revising import revision
from kb.indexing.scanning import FoundFile, Scan, Served, scan
from kb.indexing.usual_query import usual_query
from kb.indexing.vectors import Progress, vectors_of, write_vectors
from kb.reading import SUFFIXES
from kb.reading.programs import available
from kb.report import failed_report, read_report
from kb.store.entries import Entry, FileRecord, FileReport, Stamp
from kb.store.lexical import build_lexical, save_lexical
from kb.store.library_writing import write_library
from kb.store.pending import clear_pending
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
    """What a build did. Lists hold paths. ``copies``: files whose document another file
    leads. ``dense``: whether there are vectors."""

    documents: int
    passages: int
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    failures: tuple[Failure, ...] = ()
    copies: int = 0
    encoded: int = 0
    dense: bool = False
    version: str = ""
    seconds: float = 0.0


@dataclass(slots=True)
class _Plan:
    """``kept``: paths of files that are carried over from the served version."""

    kept: list[str] = field(default_factory=list)
    to_read: list[FoundFile] = field(default_factory=list)


def build(
    documents: Path,
    index: Path,
    encoder: Encoder | None,
    *,
    rebuild: bool = False,
    progress: Progress | None = None,
    ingestor: Ingestor | None = None,
) -> BuildReport:
    """Make ``index`` mirror the folder ``documents`` and serve it.

    ``encoder``: ``None`` builds the lexical leg alone. ``rebuild``: carry nothing over.
    ``ingestor``: who reads the files; ``None`` reads them in this process. The served
    version stays until the new one is whole. Raises ``InputError`` where the folder is
    missing or holds nothing readable, ``BusyIndexError``, ``StorageError``.
    """
    began = time.monotonic()
    tell = progress or _silent
    readers = ingestor or LocalIngestor()
    with build_lock(index):
        served = None if rebuild else _served(index)
        before = served.library.files() if served else []
        found = scan(documents, _known(served), readers)
        plan = _plan(found, before)
        inputs = build_inputs(documents)
        if served and _is_same(found, plan, served, encoder, inputs):
            return _unchanged(served, began)
        read = read_files(plan.to_read, index, readers, tell)
        readers.rest()
        carried = {path: served.library.entry(path) for path in plan.kept if served}
        failures = sorted((*found.failures, *read.failures), key=lambda f: f[0].path)
        entries = list((carried | read.entries).values())
        _refuse_empty(entries, documents, [f for f, _ in failures])
        report = write_index(
            index, entries, encoder, failures, str(documents), tell,
            corrections=read_corrections(documents), practices=read_practice_corrections(documents),
            origins=addresses(documents), inputs=inputs, carry=not rebuild,
        )  # fmt: skip
    return _told(report, plan, read.entries, [record.path for record in before], began)


def dry_run(
    documents: Path, ingestor: Ingestor | None = None, progress: Progress | None = None
) -> list[FileReport]:
    """Read every file of ``documents`` and say what a build would make of it; nothing is
    written. Raises ``InputError`` where the folder is missing."""
    readers = ingestor or LocalIngestor()
    found = scan(documents, Served(), readers)
    read = read_files(found.files, None, readers, progress or _silent)
    made = assemble(read.entries.values(), read_corrections(documents), addresses(documents))
    return _reports(made, [f for f, _ in (*found.failures, *read.failures)])


def _served(index: Path) -> Snapshot | None:
    """The served version if it can be carried over from; a broken or old one cannot."""
    try:
        return open_snapshot(index, recipe())
    except KbError:
        return None


def _known(served: Snapshot | None) -> Served:
    return Served(served.library.files(), served.library.failures()) if served else Served()


def _plan(found: Scan, before: Sequence[FileRecord]) -> _Plan:
    plan = _Plan()
    known = {record.path: (record.sha256, record.id) for record in before}
    for file in found.files:
        if known.get(file.path) == (file.sha256, file.id):
            plan.kept.append(file.path)
        else:
            plan.to_read.append(file)
    return plan


def build_inputs(documents: Path) -> str:
    """What besides the files decides what a build makes of them: the users' corrections,
    where files were fetched from, and the programs that some formats need."""
    tables = (documents / CORRECTIONS_FILE, documents / PRACTICES_FILE)
    contents = [table.read_bytes() if table.is_file() else b"" for table in tables]
    origins = repr(sorted(addresses(documents).items()))
    known = b"\0".join((*contents, origins.encode(), available().encode()))
    return hashlib.sha256(known).hexdigest()[:12]


def _is_same(
    found: Scan, plan: _Plan, served: Snapshot, encoder: Encoder | None, inputs: str
) -> bool:
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
        and len(plan.kept) == len(served.library.files())
        and fingerprint == served.manifest.encoder
        and inputs == served.manifest.inputs
    )


def write_index(
    index: Path,
    entries: Sequence[Entry],
    encoder: Encoder | None,
    failures: Sequence[tuple[Failure, Stamp]] = (),
    documents_folder: str = "",
    tell: Progress | None = None,
    *,
    corrections: Corrections | None = None,
    practices: PracticeCorrections | None = None,
    origins: Mapping[str, Origin] | None = None,
    inputs: str = "",
    carry: bool = True,
) -> BuildReport:
    """Write and serve a version of ``entries``, the lock being held.

    ``carry``: take vectors from the served version where the indexed text is the same.
    Raises ``StorageError``.
    """
    tell = tell or _silent
    said = practices or PracticeCorrections()
    made = assemble(entries, corrections or Corrections(), origins, said)
    texts = [text for entry in made.leading for text in index_texts(entry.document, entry.passages)]
    vectors, encoded = vectors_of(index, texts, encoder, tell, carry)
    usual = usual_query([text.text for text in texts], encoder) if encoder else None
    leading, gathered = told_practices(
        made.leading, vectors, revision(said, (entry.document for entry in made.leading))
    )
    tell("写入索引", 0, 1)
    manifest = _manifest(documents_folder, made.leading, len(texts), encoder, inputs)
    lexical = build_lexical([text.tokens for text in texts])
    reports = _reports(made, [failure for failure, _ in failures])
    with storage_errors():
        folder = new_version(index)
        try:
            copies = [(entry, leader) for entry, leader, _ in made.copies]
            write_library(folder, leading, failures, copies, reports, gathered)
            save_lexical(lexical, folder)
            write_vectors(folder, vectors, texts, usual)
            published = publish(index, folder, manifest)
        except BaseException:
            discard(folder)
            raise
    clear_pending(index)
    tell("写入索引", 1, 1)
    return BuildReport(
        documents=len(made.leading),
        passages=len(texts),
        copies=len(made.copies),
        failures=tuple(failure for failure, _ in failures),
        encoded=encoded,
        dense=vectors is not None,
        version=published.name,
    )


def _reports(made: Assembled, failures: Sequence[Failure]) -> list[FileReport]:
    """What became of every file, sorted by path."""
    paths = {entry.document.id: entry.document.path for entry in made.leading}
    folded = [
        replace(read_report(entry), outcome="并入", leader=paths[leader], how=how)
        for entry, leader, how in made.copies
    ]
    read = [read_report(entry) for entry in made.leading]
    return sorted((*read, *folded, *map(failed_report, failures)), key=lambda r: r.path)


def _manifest(
    documents_folder: str,
    entries: Sequence[Entry],
    passages: int,
    encoder: Encoder | None,
    inputs: str,
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
        inputs=inputs,
    )


def _refuse_empty(entries: Sequence[Entry], documents: Path, failures: Sequence[Failure]) -> None:
    if entries:
        return
    told = "".join(f"\n  {failure.path}:{failure.reason}" for failure in failures[:10])
    raise InputError(
        f"文件夹“{documents.name}”里没有可以收入的文件；原有的索引没有改动。"
        f"支持的格式：{' '.join(SUFFIXES)}。{told}"
    )


def _unchanged(served: Snapshot, began: float) -> BuildReport:
    files = served.library.files()
    return BuildReport(
        documents=len(served.library.cards),
        passages=served.library.rows,
        unchanged=len(files),
        copies=len(files) - len(served.library.cards),
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
        removed=tuple(sorted(old - fresh.keys() - set(plan.kept))),
        unchanged=len(plan.kept),
        failures=report.failures,
        copies=report.copies,
        encoded=report.encoded,
        dense=report.dense,
        version=report.version,
        seconds=time.monotonic() - began,
    )


def _silent(_stage: str, _done: int, _total: int) -> None:
    pass
