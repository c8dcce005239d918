"""Who did what when: JSON lines in ``log/actions.jsonl``, older ones beside it.

A line is JSON, so that no name of a file or of a person can make up a line of its own.
"""

from __future__ import annotations

import csv
import io
import json
import os
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from kb.errors import StorageError

FOLDER, FILE = "log", "actions.jsonl"
MAX_BYTES = 2 << 20
"""Bytes of one file; three older ones are kept."""
KEPT = 3
_MAX_TEXT = 500
_writing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Entry:
    """``who``: the person's id, or 命令行; ``name``: as shown. ``what``: the action, in
    Chinese. ``about``: what it was done to. ``at``: ISO 8601 in UTC."""

    at: str
    who: str
    name: str
    what: str
    about: str


def entry(who: str, name: str | None, what: str, about: str = "") -> Entry:
    """An entry of this moment."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return Entry(at, who[:_MAX_TEXT], (name or "")[:_MAX_TEXT], what, about[:_MAX_TEXT])


def write(folder: Path, made: Entry) -> None:
    """Add a line. Raises ``StorageError``."""
    path = folder / FOLDER / FILE
    line = json.dumps(asdict(made), ensure_ascii=False).encode("utf-8", "replace") + b"\n"
    try:
        with _writing:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _rotate(path, len(line))
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
            descriptor = os.open(path, flags, 0o600)
            try:
                # One write: lines of two processes do not mix.
                os.write(descriptor, line)
            finally:
                os.close(descriptor)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StorageError(f"操作记录写不进去（{reason}）。请检查磁盘空间和文件夹权限。") from error


def read(folder: Path, limit: int | None = None) -> tuple[Entry, ...]:
    """The entries, the latest first; lines that are none are left out."""
    found: list[Entry] = []
    for path in _files(folder / FOLDER / FILE):
        try:
            lines = path.read_text("utf-8", errors="replace").split("\n")
        except OSError:
            continue
        found += filter(None, map(_parsed, reversed(lines)))
        if limit is not None and len(found) >= limit:
            return tuple(found[:limit])
    return tuple(found)


def as_csv(entries: Iterable[Entry]) -> str:
    """A table for Excel. What a cell begins with cannot make it a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(("时间（UTC）", "编号", "姓名", "操作", "对象"))
    for one in entries:
        writer.writerow(map(_cell, (one.at, one.who, one.name, one.what, one.about)))
    return "\ufeff" + stream.getvalue()


def _cell(text: str) -> str:
    flat = " ".join(text.split())
    return f"'{flat}" if flat.startswith(("=", "+", "-", "@")) else flat


def _rotate(path: Path, more: int) -> None:
    if not path.exists() or path.stat().st_size + more <= MAX_BYTES:
        return
    for number in range(KEPT - 1, 0, -1):
        older = path.with_suffix(f".{number}.jsonl")
        if older.exists():
            older.replace(path.with_suffix(f".{number + 1}.jsonl"))
    path.replace(path.with_suffix(".1.jsonl"))


def _files(path: Path) -> list[Path]:
    numbered = (path.with_suffix(f".{number}.jsonl") for number in range(1, KEPT + 1))
    return [one for one in (path, *numbered) if one.exists()]


def _parsed(line: str) -> Entry | None:
    try:
        row = json.loads(line)
        return Entry(*(str(row[key]) for key in ("at", "who", "name", "what", "about")))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
