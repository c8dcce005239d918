"""Versions of the index on disk: build beside, check, flush, swap one pointer.

index/CURRENT            the name of the version that is served
index/versions/0007/     one version: manifest.json and the files it lists
index/versions/0008.new/ a version being built, or what a crash left of one
index/pending/           vectors of an interrupted build, for the next one
index/build.lock         held while a build runs
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import UnionType

from filelock import FileLock, Timeout

from kb.errors import BusyIndexError, DamagedIndexError, MissingIndexError, StorageError

FORMAT = 3
_POINTER = "CURRENT"
_MANIFEST = "manifest.json"
_LONGEST_NAME = 12
_KEPT = 2  # the served version and the one before it, which a reader may still hold


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index is made of. ``recipe``: whatever must be equal for two indexes to be
    interchangeable (tokenizer, folding, chunking, …). ``encoder``: fingerprint of the
    model's vectors, ``None`` where the index has no dense leg. ``inputs``: hash of what
    else decides a build (corrections, programs). ``files``: name → (bytes, sha256)."""

    recipe: dict[str, str]
    encoder: str | None
    model: str | None
    dimension: int | None
    documents: int
    passages: int
    documents_hash: str
    built_at: str
    documents_folder: str
    inputs: str = ""
    format: int = FORMAT
    files: dict[str, tuple[int, str]] = field(default_factory=dict)


_KINDS: dict[str, type | UnionType] = {
    "recipe": dict, "encoder": str | None, "model": str | None, "dimension": int | None,
    "documents": int, "passages": int, "documents_hash": str, "built_at": str,
    "documents_folder": str, "inputs": str, "format": int,
}  # fmt: skip


@contextmanager
def build_lock(index: Path) -> Iterator[None]:
    """Hold the index for one build. Raises ``BusyIndexError`` at once if it is held."""
    with storage_errors():
        index.mkdir(parents=True, exist_ok=True)
    lock = FileLock(index / "build.lock")
    try:
        with storage_errors():
            lock.acquire(timeout=0)
    except Timeout as error:
        raise BusyIndexError(
            "另一个建库过程正在进行，请等它结束后再试；原有的索引照常可用。"
        ) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turn a full or unwritable disk into a ``StorageError`` that says what to do."""
    try:
        yield
    except Timeout:
        raise
    except (OSError, sqlite3.OperationalError) as error:
        # numpy tells how many bytes were left over, which helps nobody.
        reason = getattr(error, "strerror", None) or "没有写完"
        raise StorageError(
            f"写入索引失败（{reason}）。请检查磁盘空间和文件夹权限后重新建库；原有的索引没有改动。"
        ) from error


def new_version(index: Path) -> Path:
    """An empty folder for the next version. Removes what crashed builds left."""
    versions = index / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    for left in versions.glob("*.new"):
        shutil.rmtree(left, ignore_errors=True)
    numbers = [int(p.name) for p in versions.iterdir() if p.name.isdigit()]
    folder = versions / f"{max(numbers, default=0) + 1:04d}.new"
    folder.mkdir()
    return folder


def discard(folder: Path) -> None:
    """Remove a version that was not finished, so that a full disk has its room back."""
    shutil.rmtree(folder, ignore_errors=True)


def publish(index: Path, folder: Path, manifest: Manifest) -> Path:
    """Seal ``folder`` with its manifest, flush everything and serve it from now on."""
    files = {p.name: (p.stat().st_size, file_hash(p)) for p in sorted(folder.iterdir())}
    body = asdict(manifest) | {"files": files}
    (folder / _MANIFEST).write_text(
        json.dumps(body, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    for path in folder.iterdir():
        _flush(path)
    final = folder.with_suffix("")
    folder.replace(final)
    _point(index, final.name)
    _drop_old(index, final.name)
    return final


def current_version(index: Path) -> Path:
    """The folder of the served version. Raises ``MissingIndexError`` where there is none."""
    try:
        name = (index / _POINTER).read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        raise MissingIndexError("还没有建立索引。请先建库：python -m kb build") from error
    except (OSError, UnicodeDecodeError) as error:
        raise damaged("索引指针文件读不出来") from error
    folder = index / "versions" / name
    if not (name.isdecimal() and len(name) <= _LONGEST_NAME and folder.is_dir()):
        raise damaged("索引指针所指的版本不存在")
    return folder


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a version. Raises ``DamagedIndexError``."""
    try:
        body = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        files = {name: (int(size), str(digest)) for name, (size, digest) in body["files"].items()}
        manifest = Manifest(**{**body, "files": files})
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise damaged("索引清单缺失或读不出来") from error
    wrong = [name for name, kind in _KINDS.items() if not isinstance(getattr(manifest, name), kind)]
    if wrong or not files:
        raise damaged(f"索引清单里的 {'、'.join(wrong or ['files'])} 不对")
    return manifest


def check_files(folder: Path, manifest: Manifest) -> None:
    """Compare every file with the manifest, by size and hash. Raises ``DamagedIndexError``."""
    for name, (size, digest) in manifest.files.items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != size:
            raise damaged(f"索引文件 {name} 缺失或大小不对")
        if file_hash(path) != digest:
            raise damaged(f"索引文件 {name} 的内容与清单不符")


def damaged(what: str) -> DamagedIndexError:
    """The error for a broken index, with the way out."""
    return DamagedIndexError(f"索引已损坏：{what}。请重新建库：python -m kb build")


def file_hash(path: Path) -> str:
    """SHA-256 of a file, hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _point(index: Path, name: str) -> None:
    beside = index / f"{_POINTER}.new"
    beside.write_text(name + "\n", encoding="utf-8")
    _flush(beside)
    beside.replace(index / _POINTER)


def _drop_old(index: Path, served: str) -> None:
    versions = sorted(p for p in (index / "versions").iterdir() if p.name.isdigit())
    for path in versions[:-_KEPT]:
        if path.name != served:
            shutil.rmtree(path, ignore_errors=True)


def _flush(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())
