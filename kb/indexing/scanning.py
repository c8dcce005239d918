"""Which files of a folder have to be read: by size and times first, then by content."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.errors import InputError
from kb.indexing.ingest import document_id, sha256_of
from kb.reading import supported
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
        raise InputError(f"找不到文件夹“{folder.name}”。请检查 --documents 给出的路径。")
    files: list[FoundFile] = []
    failures: list[tuple[Failure, Stamp]] = []
    copies: Counter[str] = Counter()
    for path, file in sorted(_walk(folder)):
        try:
            stamp = stamp_of(file)
            if not supported(file):
                suffix = file.suffix.lower() or "无扩展名"
                failures.append((Failure(path, f"暂不支持这种格式({suffix}),没有收入。"), stamp))
                continue
            digest = _digest(file, stamp, known.get(path))
        except OSError as error:
            reason = f"打不开文件({error.strerror or error})。请检查文件是否存在、是否有读取权限。"
            failures.append((Failure(path, reason), Stamp(0, 0, 0)))
            continue
        copies[digest] += 1
        files.append(FoundFile(path, file, stamp, digest, document_id(digest, copies[digest])))
    return Scan(tuple(files), tuple(failures))


def stamp_of(file: Path) -> Stamp:
    """Size and times of a file. Raises ``OSError``."""
    status = file.stat()
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _digest(file: Path, stamp: Stamp, card: Card | None) -> str:
    if card is not None and card.stamp == stamp:
        return card.sha256
    return sha256_of(file)


def _walk(folder: Path) -> Iterable[tuple[str, Path]]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if _is_wanted(name)]
        for name in filter(_is_wanted, names):
            file = Path(parent, name)
            yield file.relative_to(folder).as_posix(), file


def _is_wanted(name: str) -> bool:
    return not name.startswith(_HIDDEN) and name.lower() not in _IGNORED
