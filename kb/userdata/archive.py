"""A backup: a ZIP file with a manifest, checked whole before anything of it is used."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pydantic import BaseModel, ConfigDict, ValidationError

from kb.errors import InputError
from kb.userdata import schema
from kb.userdata.database import FILE

FORMAT = "xiangjian-backup"
VERSION = 1
MANIFEST = "manifest.json"
USERDATA, DOCUMENTS = "userdata", "documents"
"""The two folders of a backup: users' data, and the tables beside the documents."""
DATABASE = f"{USERDATA}/{FILE}"
MAX_FILES = 20_000
MAX_BYTES = 2 * 1024**3
"""Of all files together, unpacked."""
_MAX_MANIFEST = 8 * 1024**2
_CHUNK = 1024**2
_MAX_DEPTH, _MAX_PATH = 12, 400
_UNFIT = re.compile(r'[\x00-\x1f<>:"|?*\\]')
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError)
_FOREIGN = "这不是乡鉴的备份文件，没有恢复，现有的数据没有改动。"
_BAD = "备份文件已损坏或被改动过（{}），没有恢复，现有的数据没有改动。"


class Packed(BaseModel):
    """One file of a backup. ``path``: in the ZIP file; ``bytes``: its size unpacked."""

    model_config = ConfigDict(frozen=True)

    path: str
    sha256: str
    bytes: int


class Manifest(BaseModel):
    """What a backup holds. ``made``: UTC. ``schema_version``: of the database's tables."""

    model_config = ConfigDict(frozen=True)

    format: str
    version: int
    made: str
    schema_version: int
    files: tuple[Packed, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """What is backed up: the folder of users' data, and below the folder of documents the
    files of these ``tables`` (names)."""

    userdata: Path
    documents: Path
    tables: tuple[str, ...]


@contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """A backup with its manifest, names and sizes checked. Raises ``InputError`` where it is
    none, or was made by a newer program."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive, _manifest(archive)
    except FileNotFoundError as error:
        raise InputError(f"没有找到备份文件 {path.name}。") from error
    except zipfile.BadZipFile as error:
        raise InputError(_FOREIGN) from error


def unpack(
    archive: zipfile.ZipFile, manifest: Manifest, folder: Path, tables: tuple[str, ...]
) -> None:
    """Write every file of a backup below ``folder``, which is empty. Raises ``InputError``
    where one is not what the manifest says, or is none that a backup holds."""
    for packed in manifest.files:
        if not _belongs(packed.path, tables):
            raise InputError(_BAD.format("含有不属于备份的文件"))
        target = folder.joinpath(*PurePosixPath(packed.path).parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(archive, packed, target)
    database = folder.joinpath(*PurePosixPath(DATABASE).parts)
    if database.exists():
        _check_database(database)


def is_fit(path: str) -> bool:
    """Whether a path of a backup can be written on every system, and only where it belongs."""
    parts = path.split("/")
    return len(path) <= _MAX_PATH and len(parts) <= _MAX_DEPTH and all(map(_is_name, parts))


def _is_name(part: str) -> bool:
    return (
        part.strip(". ") != ""
        and not part.endswith((".", " "))
        and not _UNFIT.search(part)
        and not _DEVICES.fullmatch(part)
    )


def _belongs(path: str, tables: tuple[str, ...]) -> bool:
    first, _, rest = path.partition("/")
    return (first == USERDATA and rest != "") or (
        first == DOCUMENTS and rest.rsplit("/", 1)[-1] in tables
    )


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    try:
        entry = archive.getinfo(MANIFEST)
    except KeyError as error:
        raise InputError(_FOREIGN) from error
    if entry.file_size > _MAX_MANIFEST:
        raise InputError(_FOREIGN)
    try:
        with archive.open(entry) as stream:
            told = json.loads(stream.read(_MAX_MANIFEST + 1))
        if not isinstance(told, dict) or told.get("format") != FORMAT:
            raise InputError(_FOREIGN)
        if not isinstance(told.get("version"), int) or told["version"] > VERSION:
            raise InputError("备份文件由更新版本的乡鉴制作，这个版本不能恢复。请先更新程序。")
        manifest = Manifest.model_validate(told)
    except (ValidationError, *_UNREADABLE) as error:
        raise InputError(_BAD.format("清单读不出")) from error
    if manifest.schema_version > len(schema.STEPS):
        raise InputError("备份文件由更新版本的乡鉴制作，这个版本不能恢复。请先更新程序。")
    _check_entries(archive, manifest)
    return manifest


def _check_entries(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Names, number and sizes before a byte is unpacked."""
    listed = {packed.path: packed.bytes for packed in manifest.files}
    entries = [entry for entry in archive.infolist() if entry.filename != MANIFEST]
    if len(entries) > MAX_FILES or sum(listed.values()) > MAX_BYTES:
        raise InputError(f"备份文件太大（{len(entries)} 个文件），没有恢复，现有的数据没有改动。")
    if len(listed) != len(manifest.files) or len({name.lower() for name in listed}) != len(listed):
        raise InputError(_BAD.format("清单里有重名的文件"))
    if {entry.filename: entry.file_size for entry in entries} != listed or len(entries) != len(
        listed
    ):
        raise InputError(_BAD.format("文件与清单不符"))
    if any(entry.compress_type not in _METHODS for entry in archive.infolist()):
        raise InputError(_BAD.format("压缩方式不对"))
    if not all(map(is_fit, listed)):
        raise InputError(_BAD.format("文件名越出备份的范围"))


def _write(archive: zipfile.ZipFile, packed: Packed, target: Path) -> None:
    digest, size = hashlib.sha256(), 0
    try:
        with archive.open(packed.path) as stream, target.open("wb") as written:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > packed.bytes:
                    break
                digest.update(chunk)
                written.write(chunk)
    except _UNREADABLE as error:
        raise InputError(_BAD.format(f"{packed.path} 读不出")) from error
    if size != packed.bytes or digest.hexdigest() != packed.sha256:
        raise InputError(_BAD.format(f"{packed.path} 与清单不符"))


def _check_database(path: Path) -> None:
    """Raises ``InputError`` where the file is none of ours, or brings code of its own."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            sound = connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
            ours = connection.execute("PRAGMA application_id").fetchone()[0] == schema.APPLICATION
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            made = connection.execute("SELECT type, name FROM sqlite_master").fetchall()
            known = 0 < version <= len(schema.STEPS)
            whole = known and _columns(connection) >= _columns_of(version)
    except sqlite3.DatabaseError as error:
        raise InputError(_BAD.format("用户数据读不出")) from error
    tables = {name for kind, name in made if kind == "table"}
    code = any(kind in ("trigger", "view") for kind, _ in made)
    if not (sound and ours and whole and tables >= schema.TABLES) or code:
        raise InputError(_BAD.format("用户数据不完整"))


def _columns(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Pairs of table and column."""
    found = connection.execute(
        "SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c"
        " WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'"
    )
    return set(found.fetchall())


def _columns_of(version: int) -> set[tuple[str, str]]:
    """Those that a file of ``version`` has."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for step in schema.STEPS[:version]:
            for statement in step:
                connection.execute(statement)
        return _columns(connection)
