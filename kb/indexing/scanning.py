"""Which files of a folder have to be read: by size and times first, then by content."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.errors import InputError, UnreadableError
from kb.indexing.ingest import document_id, sha256_of
from kb.reading import supported
from kb.reading.limits import check_size
from kb.store.library import Card, Stamp
from kb.types import Failure

_HIDDEN = (".", "~$")
_IGNORED = {"thumbs.db", "desktop.ini", "__macosx"}


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file of the documents folder. ``path``: relative, with ``/``."""

    path: str
    file: Path
    stamp: Stamp
    sha256: str
    id: str


@dataclass(frozen=True, slots=True)
class Scan:
    """What a folder holds: ``files`` that can be read, sorted by path, and what cannot."""

    files: tuple[FoundFile, ...]
    failures: tuple[tuple[Failure, Stamp], ...]


def scan(folder: Path, known: Mapping[str, Card]) -> Scan:
    """Walk ``folder``. ``known``: path → card of the served index; a file whose size and
    times are those of its card is not opened.

    Raises ``InputError`` where the folder is missing or is no folder.
    """
    if not folder.is_dir():
        raise InputError(f"找不到文件夹“{folder.name}”。请检查给出的或设置中的文件夹路径。")
    files: list[FoundFile] = []
    failures: list[tuple[Failure, Stamp]] = []
    copies: Counter[str] = Counter()
    closed: list[OSError] = []
    for path, file in sorted(_walk(folder, closed.append)):
        stamp = Stamp(0, 0, 0)
        try:
            stamp = stamp_of(file)
            _refuse(path, file, stamp)
            digest = _digest(file, stamp, known.get(path))
        except UnreadableError as error:
            failures.append((Failure(_shown(path), str(error)), stamp))
            continue
        except OSError as error:
            reason = (
                f"打不开文件（{error.strerror or '读取出错'}）。请检查它是否存在、是否有读取权限。"
            )
            failures.append((Failure(_shown(path), reason), Stamp(0, 0, 0)))
            continue
        copies[digest] += 1
        files.append(FoundFile(path, file, stamp, digest, document_id(digest, copies[digest])))
    failures += [(_closed(folder, error), Stamp(0, 0, 0)) for error in closed]
    return Scan(tuple(files), tuple(failures))


def _refuse(path: str, file: Path, stamp: Stamp) -> None:
    """Raise ``UnreadableError`` for what is known to be of no use before it is opened."""
    if _shown(path) != path:
        raise UnreadableError("文件名或文件夹名不是 UTF-8 编码，无法记录。请改名后再添加。")
    # To open a pipe or a device may take for ever.
    if not file.is_file():
        raise UnreadableError("这不是普通文件，没有收入。")
    if not supported(file):
        suffix = file.suffix.lower() or "无扩展名"
        raise UnreadableError(f"暂不支持这种格式（{suffix}），没有收入。")
    check_size(stamp.size)


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


def _digest(file: Path, stamp: Stamp, card: Card | None) -> str:
    if card is not None and card.stamp == stamp:
        return card.sha256
    return sha256_of(file)


def _walk(folder: Path, closed: Callable[[OSError], None]) -> Iterable[tuple[str, Path]]:
    for parent, folders, names in os.walk(folder, onerror=closed):
        folders[:] = [name for name in folders if _is_wanted(name)]
        for name in filter(_is_wanted, names):
            file = Path(parent, name)
            yield file.relative_to(folder).as_posix(), file


def _is_wanted(name: str) -> bool:
    return not name.startswith(_HIDDEN) and name.lower() not in _IGNORED
