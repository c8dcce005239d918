"""Brings a backup back. Nothing is touched before all of it has been checked, and what was
there before is kept as a backup of its own."""

from __future__ import annotations

import filecmp
import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kb.errors import StorageError
from kb.userdata import archive, database
from kb.userdata.packing import BACKUPS, TEMPORARY, pack


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did. ``files``: how many it brought back; ``before``: the backup of what
    was there, ``None`` where there was nothing; ``replaced``: pairs of a table beside the
    documents and the name under which the old one is kept beside it."""

    files: int
    before: Path | None
    replaced: tuple[tuple[str, str], ...]


def restore(path: Path, places: archive.Places) -> Restored:
    """Bring the backup at ``path`` back.

    Files of users' data that the backup does not have stay. Raises ``InputError`` where it is
    no backup of ours, is damaged, or was made by a newer program, ``StorageError`` where
    something cannot be written.
    """
    try:
        places.userdata.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(suffix=TEMPORARY, dir=places.userdata) as passing:
            unpacked = Path(passing)
            with archive.opened(path) as (opened, manifest):
                archive.unpack(opened, manifest, unpacked, places.tables)
            stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
            before = _keep_before(places, stamp)
            _put_userdata(unpacked / archive.USERDATA, places.userdata)
            replaced = _put_tables(unpacked / archive.DOCUMENTS, places.documents, stamp)
    except OSError as error:
        raise StorageError(
            f"恢复没有做完（{error.strerror or '读写出错'}）。请检查磁盘空间和文件夹权限后再试。"
        ) from error
    return Restored(len(manifest.files), before, replaced)


def _keep_before(places: archive.Places, stamp: str) -> Path | None:
    """Back up what is there now. A damaged file is set aside by the check and goes with it."""
    if (places.userdata / database.FILE).exists():
        with suppress(StorageError):
            database.check(places.userdata)
    folder = places.userdata / BACKUPS
    folder.mkdir(exist_ok=True)
    kept = _free(folder / f"before-restore-{stamp}.zip")
    made = pack(places, kept)
    if not made.files:
        kept.unlink()
        return None
    return kept


def _put_userdata(unpacked: Path, folder: Path) -> None:
    for source in sorted(unpacked.rglob("*")):
        within = source.relative_to(unpacked)
        if source.is_dir():
            continue
        if within.as_posix() == database.FILE:
            database.copy_in(source, folder)
        else:
            _put(source, folder / within)


def _put_tables(unpacked: Path, documents: Path, stamp: str) -> tuple[tuple[str, str], ...]:
    """Bring the tables back; one that is there and says otherwise is kept under another name,
    which begins with a point so that a build passes it over."""
    replaced = []
    for source in sorted(unpacked.rglob("*")):
        if source.is_dir():
            continue
        within = source.relative_to(unpacked)
        target = documents / within
        if target.exists() and not filecmp.cmp(source, target, shallow=False):
            kept = _free(target.with_name(f".{target.name}.{stamp}"))
            shutil.copy2(target, kept)
            replaced.append((within.as_posix(), kept.name))
        _put(source, target)
    return tuple(replaced)


def _free(path: Path) -> Path:
    """``path``, with a number behind its stem where two restores fall into one second."""
    numbered = (path.with_stem(f"{path.stem}-{n}") for n in range(2, 1000))
    return path if not path.exists() else next(one for one in numbered if not one.exists())


def _put(source: Path, target: Path) -> None:
    """Copy a file to its place, whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.getpid()}{TEMPORARY}")
    try:
        shutil.copyfile(source, beside)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
