"""Which files of a folder have to be read: by size and times first, then by content."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kb.corrections import FILE_NAME as CORRECTIONS_FILE
from kb.corrections import PRACTICES_FILE
from kb.errors import InputError, UnreadableError
from kb.fetching import SOURCES_NAME
from kb.indexing.ingest import document_id, sha256_of
from kb.indexing.ingestor import Ingestor
from kb.indexing.unpacking import Inner
from kb.reading import is_container, supported
from kb.reading.limits import check_size
from kb.store.entries import FileRecord, Stamp
from kb.types import Failure

_HIDDEN = (".", "~$")
_IGNORED = {"thumbs.db", "desktop.ini", "__macosx", CORRECTIONS_FILE, PRACTICES_FILE, SOURCES_NAME}


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file of the documents folder. ``path``: relative, with ``/``. ``inside``: its path
    within ``file`` where that is an archive or a mail and this one of its members; the
    stamp is of ``file`` then."""

    path: str
    file: Path
    stamp: Stamp
    sha256: str
    id: str
    inside: str | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """What a folder holds: ``files`` that can be read, sorted by path, and what cannot."""

    files: tuple[FoundFile, ...]
    failures: tuple[tuple[Failure, Stamp], ...]


@dataclass(frozen=True, slots=True)
class Served:
    """What the served index knows of the folder: the files it read, and those it could
    not."""

    files: Sequence[FileRecord] = ()
    failures: Sequence[tuple[Failure, Stamp]] = ()


class _Walk:
    """What has been found so far, and what was known before: ``known`` by path, ``inside``
    by the path of the container."""

    def __init__(self, served: Served, ingestor: Ingestor) -> None:
        self.ingestor = ingestor
        self.files: list[FoundFile] = []
        self.failures: list[tuple[Failure, Stamp]] = []
        self.known = {record.path: record for record in served.files}
        self.inside: dict[str, list[FileRecord]] = defaultdict(list)
        self.failed_inside: dict[str, list[tuple[Failure, Stamp]]] = defaultdict(list)
        for record in served.files:
            self.inside[_outermost(record.path)].append(record)
        for failed in served.failures:
            self.failed_inside[_outermost(failed[0].path)].append(failed)


def scan(folder: Path, served: Served, ingestor: Ingestor) -> Scan:
    """Walk ``folder``. A file whose size and times are those the served index knows is not
    opened.

    Raises ``InputError`` where the folder is missing or is no folder.
    """
    if not folder.is_dir():
        raise InputError(f"找不到文件夹“{folder.name}”。请检查给出的或设置中的文件夹路径。")
    walk = _Walk(served, ingestor)
    closed: list[OSError] = []
    for path, file in sorted(_walk(folder, closed.append)):
        _look(walk, path, file)
    walk.failures += [(_closed(folder, error), Stamp(0, 0, 0)) for error in closed]
    return Scan(tuple(_told_apart(walk.files)), tuple(walk.failures))


def located(folder: Path, record: FileRecord) -> FoundFile:
    """A file the index knows, where it should lie below ``folder``."""
    outer = _outermost(record.path)
    inside = record.path.removeprefix(f"{outer}/") if record.path != outer else None
    return FoundFile(record.path, folder / outer, record.stamp, record.sha256, record.id, inside)


def _look(walk: _Walk, path: str, file: Path) -> None:
    """Add one file, and what is inside it, to the walk."""
    stamp = Stamp(0, 0, 0)
    try:
        stamp = stamp_of(file)
        _refuse(path, file, stamp)
        if not is_container(file):
            _add(walk, path, file, stamp)
        elif not _add_known(walk, path, file, stamp):
            _open(walk, path, file, stamp)
    except UnreadableError as error:
        walk.failures.append((Failure(_shown(path), str(error)), stamp))
    except OSError as error:
        reason = f"打不开文件（{error.strerror or '读取出错'}）。请检查它是否存在、是否有读取权限。"
        walk.failures.append((Failure(_shown(path), reason), Stamp(0, 0, 0)))


def _add(walk: _Walk, path: str, file: Path, stamp: Stamp) -> None:
    known = walk.known.get(path)
    digest = known.sha256 if known and known.stamp == stamp else sha256_of(file)
    walk.files.append(FoundFile(path, file, stamp, digest, document_id(digest)))


def _add_known(walk: _Walk, path: str, file: Path, stamp: Stamp) -> bool:
    """Add what the served index knows of a container that has not changed; false where it
    knows nothing of it."""
    records = [record for record in walk.inside[path] if record.stamp == stamp]
    failures = [failed for failed in walk.failed_inside[path] if failed[1] == stamp]
    for known in records:
        inside = known.path.removeprefix(f"{path}/") if known.path != path else None
        identity = document_id(known.sha256)
        walk.files.append(FoundFile(known.path, file, stamp, known.sha256, identity, inside))
    walk.failures += failures
    return bool(records or failures)


def _outermost(path: str) -> str:
    """The container a path leads into, or the path itself."""
    parts = path.split("/")
    at = next((i for i, part in enumerate(parts) if is_container(Path(part))), len(parts))
    return "/".join(parts[: at + 1])


def _open(walk: _Walk, path: str, file: Path, stamp: Stamp) -> None:
    found = walk.ingestor.contents(file)
    if found.is_document:
        _add(walk, path, file, stamp)
    elif not found.inner:
        raise UnreadableError("压缩包是空的，里面没有文件。")
    for inner in found.inner:
        _add_inner(walk, path, file, stamp, inner)


def _add_inner(walk: _Walk, path: str, file: Path, stamp: Stamp, inner: Inner) -> None:
    below = f"{path}/{inner.name}"
    name = Path(inner.name)
    if not all(map(_is_wanted, name.parts)):
        return
    reason = inner.reason
    if reason is None and not supported(name):
        reason = _unsupported(name)
    if reason is None and inner.size_bytes == 0:
        reason = "文件是空的（0 字节）。"
    if reason is not None or inner.sha256 is None:
        walk.failures.append((Failure(below, reason or "没有读出来。"), stamp))
        return
    identity = document_id(inner.sha256)
    walk.files.append(FoundFile(below, file, stamp, inner.sha256, identity, inner.name))


def _told_apart(files: Iterable[FoundFile]) -> Iterator[FoundFile]:
    """The files sorted by path, exact copies with ids of their own."""
    copies: Counter[str] = Counter()
    for file in sorted(files, key=lambda f: f.path):
        copies[file.sha256] += 1
        yield replace(file, id=document_id(file.sha256, copies[file.sha256]))


def _refuse(path: str, file: Path, stamp: Stamp) -> None:
    """Raise ``UnreadableError`` for what is known to be of no use before it is opened."""
    if _shown(path) != path:
        raise UnreadableError("文件名或文件夹名不是 UTF-8 编码，无法记录。请改名后再添加。")
    # To open a pipe or a device may take for ever.
    if not file.is_file():
        raise UnreadableError("这不是普通文件，没有收入。")
    if not supported(file):
        raise UnreadableError(_unsupported(file))
    check_size(stamp.size)


def _unsupported(file: Path) -> str:
    return f"暂不支持这种格式（{file.suffix.lower() or '无扩展名'}），没有收入。"


def _shown(path: str) -> str:
    """``path`` with what no text can hold replaced: bytes of a name that are not UTF-8."""
    return path.encode("utf-8", "replace").decode("utf-8")


def _closed(folder: Path, error: OSError) -> Failure:
    path = Path(error.filename).relative_to(folder).as_posix()
    told = f"打不开文件夹（{error.strerror or '读取出错'}），里面的文件没有收入。请检查读取权限。"
    return Failure(_shown(path), told)


def stamp_of(file: Path) -> Stamp:
    """Size and times of a file. Raises ``OSError``."""
    status = file.stat()
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _walk(folder: Path, closed: Callable[[OSError], None]) -> Iterable[tuple[str, Path]]:
    for parent, folders, names in os.walk(folder, onerror=closed):
        folders[:] = [name for name in folders if _is_wanted(name)]
        for name in filter(_is_wanted, names):
            file = Path(parent, name)
            yield file.relative_to(folder).as_posix(), file


def _is_wanted(name: str) -> bool:
    return not name.startswith(_HIDDEN) and name.lower() not in _IGNORED
