"""Folders that are written once, whole, with a manifest of what they hold.

A sealed folder appears under its name only when it is complete: it is filled under a
temporary name beside it and renamed. Two processes that make the same one at the same
time do the work twice and keep the first result.
"""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kb.errors import StorageError

MANIFEST = "manifest.json"
_TEMPORARY = ".unfinished-"
_ABANDONED_AFTER_S = 6 * 3600


def sha256_of(path: Path) -> str:
    """Hex sha256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def damage(folder: Path, *, hashes: bool = False) -> str | None:
    """What is wrong with a sealed folder, as a clause for the user, or ``None``.

    Sizes are always compared; ``hashes`` reads every byte as well.
    """
    try:
        entries = json.loads((folder / MANIFEST).read_text("utf-8"))["files"]
        for name, entry in entries.items():
            file = folder / name
            if not file.is_file():
                return f"缺少文件 {name}"
            if file.stat().st_size != entry["bytes"]:
                return f"文件 {name} 的大小不对"
            if hashes and sha256_of(file) != entry["sha256"]:
                return f"文件 {name} 的内容被改动"
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return f"清单 {MANIFEST} 缺失或无法读取"
    return None


@contextmanager
def sealing(target: Path, note: str) -> Iterator[Path]:
    """Give an empty folder to fill; on leaving it is sealed and renamed to ``target``.

    ``note`` says in the manifest what the folder is. A damaged ``target`` is replaced,
    a sound one kept. Raises ``StorageError`` if the disk is full or not writable.
    """
    temporary: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(target.parent)
        temporary = Path(tempfile.mkdtemp(prefix=_TEMPORARY, dir=target.parent))
        yield temporary
        _write_manifest(temporary, note)
        _publish(temporary, target)
    except OSError as error:
        raise _storage_error(target.parent, error) from error
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)


def _write_manifest(folder: Path, note: str) -> None:
    files = {
        file.relative_to(folder).as_posix(): {
            "bytes": file.stat().st_size,
            "sha256": sha256_of(file),
        }
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
    manifest = json.dumps({"note": note, "files": files}, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(manifest + "\n", "utf-8")


def _publish(temporary: Path, target: Path) -> None:
    # mkdtemp makes folders for one user only; a model may be shared on one machine.
    temporary.chmod(0o755)
    if target.exists() and damage(target, hashes=True) is not None:
        shutil.rmtree(target)
    try:
        temporary.rename(target)
    except OSError:
        # Another process published first: its folder has the same content.
        if damage(target) is not None:
            raise


def _sweep(parent: Path) -> None:
    """Remove what killed processes left behind."""
    for folder in parent.glob(f"{_TEMPORARY}*"):
        if time.time() - folder.stat().st_mtime > _ABANDONED_AFTER_S:
            shutil.rmtree(folder, ignore_errors=True)


def _storage_error(folder: Path, error: OSError) -> StorageError:
    if error.errno == errno.ENOSPC:
        return StorageError(f"磁盘空间不足，无法写入 {folder}。请腾出约 2 GB 空间后重试。")
    return StorageError(
        f"无法写入 {folder}：{error.strerror or error}。请检查该文件夹的权限后重试。"
    )
