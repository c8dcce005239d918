"""Small JSON files that several processes read and change: whole or not at all.

Changes are made one at a time, by a lock beside the file; what is read is kept in memory
until the file is another one.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from kb.errors import StorageError

Table = dict[str, Any]
_WAIT_S = 10.0
_TRIES = 20
_seen: dict[Path, tuple[tuple[int, int, int], Table]] = {}
_guard = threading.Lock()


def read(path: Path) -> Table:
    """The table in ``path``, ``{}`` where there is none; not to be changed by the caller.

    Raises ``StorageError`` where the file cannot be read or is no table.
    """
    try:
        stamp = _stamp(path)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise _unreadable(path, error) from error
    with _guard:
        known = _seen.get(path)
    if known and known[0] == stamp:
        return known[1]
    table = _loaded(path)
    with _guard:
        _seen[path] = (stamp, table)
    return table


def change(path: Path, how: Callable[[Table], None]) -> None:
    """Let ``how`` change a copy of the table and put that in its place.

    What ``how`` raises leaves the file as it was. Raises ``StorageError``.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(path.with_suffix(".lock"), timeout=_WAIT_S, mode=0o600):
            table = _loaded(path) if path.exists() else {}
            how(table)
            _swap(path, table)
    except Timeout as error:
        raise StorageError(f"{path.name} 正被别的程序占用。请稍后再试。") from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StorageError(
            f"不能写入 {path.name}（{reason}）。请检查磁盘空间和文件夹权限。"
        ) from error


def _stamp(path: Path) -> tuple[int, int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_size, status.st_ino


def _loaded(path: Path) -> Table:
    try:
        table = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _unreadable(path, error) from error
    if not isinstance(table, dict):
        raise _unreadable(path, None)
    return table


def _unreadable(path: Path, error: Exception | None) -> StorageError:
    reason = getattr(error, "strerror", None) or "内容不对"
    return StorageError(f"{path.name} 读不出来（{reason}）。请从备份恢复，或请管理员检查。")


def _swap(path: Path, table: Table) -> None:
    beside = path.with_suffix(".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(table, stream, ensure_ascii=False, indent=1, sort_keys=True)
        stream.flush()
        os.fsync(stream.fileno())
    for _ in range(_TRIES):
        # Windows does not replace a file while somebody reads it.
        with suppress(PermissionError):
            beside.replace(path)
            return
        time.sleep(0.05)
    beside.replace(path)
