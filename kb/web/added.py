"""Files added through the app: kept in one folder below the documents, by safe names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kb.errors import InputError, StorageError
from kb.fetching import SOURCES_NAME
from kb.reading import SUFFIXES, supported
from kb.reading.limits import MAX_FILE_BYTES, check_size
from kb.settings import ADDED, Settings
from kb.web import person

MAX_FILES = 100
"""Files taken in one go."""
MAX_BYTES = MAX_FILE_BYTES
"""Bytes of one file."""
_MAX_NAME_BYTES = 200  # file systems stop at 255; a number and a suffix may follow
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AddedFile:
    """A file that was added. ``path``: relative to the documents folder."""

    name: str
    path: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of one upload. ``outcome``: 新增, 替换, 改名 or 相同."""

    name: str
    outcome: str


def folder_of(settings: Settings) -> Path:
    """Where added files lie."""
    return settings.documents / ADDED


def safe_name(name: str) -> str:
    """A file name without path, control or forbidden characters, from what a browser sent.

    Raises ``InputError`` where nothing is left or the format is not supported.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = _FORBIDDEN.sub("_", last).strip(" .~$")
    stem, suffix = Path(plain).stem.strip(" ."), Path(plain).suffix.lower()
    if not stem or not supported(Path("x" + suffix)):
        kinds = "、".join(SUFFIXES)
        raise InputError(f"“{last[:80]}”不是可以收入的文件。支持的格式：{kinds}。")
    if _RESERVED.fullmatch(stem):
        stem = f"_{stem}"
    return _cut(stem) + suffix


def save(settings: Settings, name: str, content: bytes, *, replace: bool) -> Saved:
    """Keep one upload. A name that is taken is replaced, or else gets a number; the same
    content under the same name is left alone.

    Raises ``InputError`` for a name or size that cannot be, or where the person may not add,
    ``StorageError``.
    """
    person.must_edit()
    check_size(len(content), MAX_BYTES)
    wanted = safe_name(name)
    folder = folder_of(settings)
    with _told():
        folder.mkdir(parents=True, exist_ok=True)
        taken = {path.name.casefold(): path for path in folder.iterdir()}
        there = taken.get(wanted.casefold())
        if there is None:
            _write(folder / wanted, content)
            return Saved(wanted, "新增")
        if there.is_file() and there.read_bytes() == content:
            return Saved(there.name, "相同")
        if replace:
            _write(there, content)
            return Saved(there.name, "替换")
        other = _free(wanted, set(taken))
        _write(folder / other, content)
        return Saved(other, "改名")


def added_files(settings: Settings) -> tuple[AddedFile, ...]:
    """What has been added, by name."""
    folder = folder_of(settings)
    if not folder.is_dir():
        return ()
    files = (path for path in folder.iterdir() if path.is_file() and _is_added(path.name))
    return tuple(
        AddedFile(path.name, f"{ADDED}/{path.name}", path.stat().st_size) for path in sorted(files)
    )


def delete(settings: Settings, names: list[str]) -> tuple[str, ...]:
    """Delete added files and return the names of those that were there; only files of
    that one folder can be named. Raises ``StorageError``, ``InputError`` where the person may
    not delete."""
    person.must_edit()
    there = {file.name for file in added_files(settings)}
    gone = tuple(name for name in names if name in there)
    with _told():
        for name in gone:
            (folder_of(settings) / name).unlink(missing_ok=True)
    return gone


def _is_added(name: str) -> bool:
    """Whether a file is one of the user's: not a half-written one, nor the list of where
    fetched files come from."""
    return not name.startswith(".") and name != SOURCES_NAME


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StorageError(
            f"文库文件夹不能写入（{reason}）。请检查磁盘空间和文件夹权限后再试。"
        ) from error


def _write(target: Path, content: bytes) -> None:
    """Beside first, so that a crash never leaves half a file under the real name; a name
    with a dot is not indexed."""
    beside = target.with_name(f".{target.name}.new")
    beside.write_bytes(content)
    beside.replace(target)


def _free(name: str, taken: set[str]) -> str:
    stem, suffix = Path(name).stem, Path(name).suffix
    number = 2
    while f"{stem}({number}){suffix}".casefold() in taken:
        number += 1
    return f"{stem}({number}){suffix}"


def _cut(stem: str) -> str:
    return stem.encode()[:_MAX_NAME_BYTES].decode(errors="ignore")
