"""The file of users' data: opened for one job and closed after it.

An open file is never kept between jobs, so that ``restore`` can work while pages are served
and a process that is killed holds nothing. Writers wait for each other; readers never wait.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from kb.errors import InputError, StorageError
from kb.userdata import schema

FILE = "userdata.sqlite"
DAMAGED = f"{FILE}.damaged-"
"""How the names of files begin that were set aside."""
_SIDES = ("-wal", "-shm")
_WAIT_S = 20.0
_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


@contextmanager
def reading(folder: Path) -> Iterator[sqlite3.Connection]:
    """The file for reading, made where there is none. Raises ``StorageError`` where it
    cannot be opened or is damaged, ``InputError`` where a newer program wrote it."""
    with _errors(folder), closing(_opened(folder)) as connection:
        yield connection


@contextmanager
def writing(folder: Path) -> Iterator[sqlite3.Connection]:
    """The file in one transaction: all of it is kept, or nothing where an error leaves the
    block. Raises as ``reading`` does."""
    with _errors(folder), closing(_opened(folder)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            _undo(connection)
            raise
        connection.execute("COMMIT")


def connected(path: Path) -> sqlite3.Connection:
    """A connection as every job uses it; the file is made where there is none."""
    connection = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)
    # What is committed outlasts a loss of power; a file from elsewhere runs no code of its own.
    for pragma in ("foreign_keys = ON", "synchronous = FULL", "trusted_schema = OFF"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def now() -> str:
    """The time as it is kept."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def stamp(folder: Path) -> tuple[int, ...]:
    """Differs after every change, by whichever process; cheaper than to open the file."""
    told: list[int] = []
    for name in (FILE, FILE + _SIDES[0]):
        try:
            found = (folder / name).stat()
        except OSError:
            continue
        # A reader leaves an empty log behind for a moment, which is no change.
        if found.st_size:
            told += (found.st_ino, found.st_size, found.st_mtime_ns)
    return tuple(told)


def damaged(folder: Path) -> tuple[str, ...]:
    """Names of the files that were set aside and are still there, the newest first."""
    found = (path.name for path in folder.glob(f"{DAMAGED}*"))
    return tuple(sorted((name for name in found if not name.endswith(_SIDES)), reverse=True))


def copy_out(folder: Path, target: Path) -> None:
    """Write the file as it is at one moment into ``target``, whoever writes meanwhile."""
    with reading(folder) as connection, closing(sqlite3.connect(target)) as copy:
        connection.backup(copy)


def copy_in(source: Path, folder: Path) -> None:
    """Put the content of ``source``, known to be sound, for what the file holds, in one
    transaction: pages that are served meanwhile see the one or the other."""
    with (
        _errors(folder),
        closing(sqlite3.connect(source)) as copy,
        closing(_opened(folder)) as connection,
    ):
        copy.backup(connection)


def check(folder: Path) -> None:
    """Read the whole file; one that is damaged is set aside. Raises ``StorageError`` then."""
    with reading(folder) as connection:
        if connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok":
            return
    raise StorageError(_set_aside(folder))


def _opened(folder: Path) -> sqlite3.Connection:
    folder.mkdir(parents=True, exist_ok=True)
    connection = connected(folder / FILE)
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > len(schema.STEPS):
            raise InputError(
                "用户数据是由更新版本的乡鉴写的，这个版本不能打开。请更新程序；数据没有改动。"
            )
        if version < len(schema.STEPS):
            _set_up(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _set_up(connection: sqlite3.Connection) -> None:
    """Bring the tables up to date. Several processes may come to this at once: the change of the
    journal does not wait for the others by itself."""
    limit = time.monotonic() + _WAIT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            break
        except sqlite3.OperationalError:
            if time.monotonic() > limit:
                raise
            time.sleep(0.02)
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        for step in schema.STEPS[version:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION}")
        connection.execute(f"PRAGMA user_version = {len(schema.STEPS)}")
    except BaseException:
        _undo(connection)
        raise
    connection.execute("COMMIT")


def _undo(connection: sqlite3.Connection) -> None:
    # A full disk has made SQLite undo it already; to undo nothing is an error that would hide that.
    if connection.in_transaction:
        connection.execute("ROLLBACK")


@contextmanager
def _errors(folder: Path) -> Iterator[None]:
    """What SQLite and the disk say, in the user's words."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _BROKEN:
            raise StorageError(_set_aside(folder)) from error
        raise StorageError(
            f"用户数据读写失败（{error}）。请检查磁盘空间和文件夹权限后再试。"
        ) from error
    except OSError as error:
        raise StorageError(
            f"用户数据文件夹打不开（{error.strerror}）。请检查磁盘空间和文件夹权限。"
        ) from error


def _set_aside(folder: Path) -> str:
    """Give the damaged file another name, so that a new one can be begun; what happened, in
    words."""
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    name = f"{DAMAGED}{stamp}-{os.getpid()}"
    try:
        (folder / FILE).rename(folder / name)
        for side in _SIDES:
            if (folder / (FILE + side)).exists():
                (folder / (FILE + side)).rename(folder / (name + side))
    except FileNotFoundError:
        return "用户数据文件已损坏，已另存。请刷新页面；有备份时用 python -m kb restore 恢复。"
    except OSError:
        return "用户数据文件已损坏，又不能改名另存。请关闭其他乡鉴窗口后再试。"
    return (
        f"用户数据文件已损坏，已原样另存为 {name}（在用户数据文件夹内），现在从空白开始。"
        "有备份时用 python -m kb restore 恢复。"
    )
