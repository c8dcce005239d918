"""Reads the files of a build, several at a time; what is read is kept for an interrupted one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from kb.errors import UnreadableError
from kb.indexing.ingestor import Ingestor
from kb.indexing.recipe import recipe
from kb.indexing.scanning import FoundFile
from kb.indexing.unpacked import Unpacked
from kb.indexing.vectors import Progress
from kb.store.entries import Entry, Stamp
from kb.store.pending import PendingEntries
from kb.types import Failure

_STAGE = "读取文件"


@dataclass(slots=True)
class ReadFiles:
    """``entries``: by path. ``failures``: what could not be read, and why."""

    entries: dict[str, Entry] = field(default_factory=dict)
    failures: list[tuple[Failure, Stamp]] = field(default_factory=list)


def read_files(
    files: Sequence[FoundFile], index: Path | None, ingestor: Ingestor, tell: Progress
) -> ReadFiles:
    """Read ``files``. ``index``: where entries are kept as they come, so that a build that
    is interrupted does not read them again; ``None`` keeps nothing."""
    found = ReadFiles()
    pending = PendingEntries(index, recipe()) if index else None
    left = list(_restored(files, pending, found) if pending else files)
    done = len(files) - len(left)
    if files:
        tell(_STAGE, done, len(files))
    with Unpacked(left, ingestor) as unpacked:
        for file, outcome in _outcomes(left, unpacked, ingestor, tell):
            if isinstance(outcome, Entry):
                found.entries[file.path] = outcome
                if pending:
                    pending.keep(outcome)
            else:
                found.failures.append((Failure(file.path, outcome), file.stamp))
            done += 1
            tell(_STAGE, done, len(files))
    return found


def _restored(
    files: Sequence[FoundFile], pending: PendingEntries, found: ReadFiles
) -> Iterator[FoundFile]:
    """Put what an interrupted build has read into ``found``; yield the other files."""
    kept = pending.load()
    for file in files:
        entry = kept.get((file.path, file.id, file.sha256))
        if entry is None:
            yield file
        else:
            found.entries[file.path] = replace(entry, stamp=file.stamp)


def _outcomes(
    files: Sequence[FoundFile], unpacked: Unpacked, ingestor: Ingestor, tell: Progress
) -> Iterator[tuple[FoundFile, Entry | str]]:
    """Each file with its entry or, where it cannot be read, the reason."""
    work = partial(_outcome, unpacked=unpacked, ingestor=ingestor, tell=tell)
    if ingestor.workers == 1:
        yield from ((file, work(file)) for file in files)
        return
    pool = ThreadPoolExecutor(ingestor.workers, thread_name_prefix="read")
    try:
        jobs = {pool.submit(work, file): file for file in files}
        for job in as_completed(jobs):
            yield jobs[job], job.result()
    finally:
        # Not waited for: after an interruption, whoever owns the readers ends them.
        pool.shutdown(wait=False, cancel_futures=True)


def _outcome(
    file: FoundFile, unpacked: Unpacked, ingestor: Ingestor, tell: Progress
) -> Entry | str:
    def on_page(done: int, total: int) -> None:
        tell(f"识别图片页：{Path(file.path).name}", done, total)

    try:
        source = unpacked.file_of(file)
        return ingestor.ingest(source, file.path, file.sha256, file.id, file.stamp, on_page)
    except UnreadableError as error:
        return str(error)
    except OSError as error:
        reason = error.strerror or "读取出错"
        return f"打不开文件（{reason}）。请检查它是否存在、是否有读取权限。"
    finally:
        unpacked.done(file)
