"""Makes a backup of what users made, while pages are served."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from kb.errors import InputError, StorageError
from kb.userdata import archive, schema
from kb.userdata.database import FILE, copy_out, now

BACKUPS = "backups"
"""Folder of users' data that holds what was there before each restore."""
TEMPORARY = ".tmp"
"""How the names of files and folders end that are only there for a moment."""
_CHUNK = 1024**2
# Who was signed in where is of this machine and of the hour.
_PASSING = (TEMPORARY, ".lock", "sessions.json", f"{FILE}-wal", f"{FILE}-shm", f"{FILE}-journal")


def pack(places: archive.Places, target: Path) -> archive.Manifest:
    """Write a backup to ``target``, whole or not at all.

    Raises ``InputError`` where there is such a file already, or a name that cannot be backed
    up, ``StorageError`` where something cannot be read or written.
    """
    if target.exists():
        raise InputError(f"已有名为 {target.name} 的文件，没有覆盖它。请换一个文件名。")
    beside = target.with_name(f".{target.name}.{os.getpid()}{TEMPORARY}")
    try:
        with tempfile.TemporaryDirectory(prefix="kb-") as passing:
            copy = Path(passing) / FILE
            if (places.userdata / FILE).exists():
                copy_out(places.userdata, copy)
            manifest = _written(_found(places, copy), beside)
        beside.replace(target)
    except OSError as error:
        raise StorageError(
            f"备份没有做成（{error.strerror or '读写出错'}）。请检查磁盘空间和文件夹权限。"
        ) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    return manifest


def _found(places: archive.Places, copy: Path) -> Iterator[tuple[str, Path]]:
    """Path in the backup and file, of all that is backed up; ``copy``: of the database."""
    if copy.exists():
        yield archive.DATABASE, copy
    for path in _files(places.userdata):
        within = path.relative_to(places.userdata)
        passing = any(part.endswith(_PASSING) for part in within.parts)
        if not passing and within.parts[0] != BACKUPS and within.as_posix() != FILE:
            yield f"{archive.USERDATA}/{within.as_posix()}", path
    for path in _files(places.documents):
        if path.name in places.tables:
            yield f"{archive.DOCUMENTS}/{path.relative_to(places.documents).as_posix()}", path


def _files(folder: Path) -> list[Path]:
    """Files below a folder in a fixed order; no link is followed."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _written(found: Iterator[tuple[str, Path]], target: Path) -> archive.Manifest:
    files = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, path in found:
            if not archive.is_fit(name):
                raise InputError(f"文件名 {path.name} 不能备份。请改名或移走后再试。")
            files.append(_packed(made, name, path))
        manifest = archive.Manifest(
            format=archive.FORMAT, version=archive.VERSION, made=now(),
            schema_version=len(schema.STEPS), files=tuple(files),
        )  # fmt: skip
        made.writestr(archive.MANIFEST, manifest.model_dump_json(indent=1))
    return manifest


def _packed(made: zipfile.ZipFile, name: str, path: Path) -> archive.Packed:
    """Copy one file in; its size and hash are of the bytes that were copied, as a log may
    grow meanwhile."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as stream, made.open(name, "w", force_zip64=True) as written:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            written.write(chunk)
    return archive.Packed(path=name, sha256=digest.hexdigest(), bytes=size)
