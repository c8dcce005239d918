"""Keeps what was fetched in the documents folder, with its address and its day.

A page becomes an ``.mht``, which carries both itself. Any other file keeps its format, and
a line of ``来源.csv`` beside it, which opens in Excel, says where it comes from.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from kb.errors import InputError, StorageError, UnreadableError
from kb.fetching.fetching import Fetched
from kb.reading.encodings import decode
from kb.reading.html import read_html, read_html_text
from kb.reading.html_origin import web_address
from kb.reading.mht import html_of, read_mht
from kb.reading.names import cut_name, safe_name
from kb.reading.sniffing import sniff

SOURCES_NAME = "来源.csv"
_COLUMNS = ("文件", "网址", "保存日期")
_SUFFIXES = {"pdf": ".pdf", "docx": ".docx", "doc": ".doc", "slides": ".pptx", "ofd": ".ofd"}
_PICTURES = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"II*\0": ".tif", b"MM\0*": ".tif"}
_SAVED_BY = "<Saved by Xiangjian>"
_MAX_NAME = 60
_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file comes from: its address on the web, and the day it was saved, ``YYYY-MM-DD``."""

    address: str
    captured: str | None


def save(fetched: Fetched, folder: Path) -> Path:
    """Write ``fetched`` into ``folder`` and return the file.

    What came from the same address before is replaced. Raises ``InputError`` where it is
    neither a page nor a document, ``StorageError`` where the folder cannot be written.
    """
    suffix = _suffix(fetched)
    content = _archived(fetched) if suffix == ".mht" else fetched.content
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = _free(folder, _stem(fetched, suffix), suffix, fetched.final_address)
        # The same page once more stays the same file, so that nothing is indexed anew.
        if not path.exists() or _body(path.read_bytes(), suffix) != fetched.content:
            _write(path, content)
        if suffix != ".mht":
            _note(folder, path.name, fetched)
    except OSError as error:
        raise StorageError("文件夹写不进去。请检查磁盘空间和文件夹的权限。") from error
    return path


def addresses(folder: Path) -> dict[str, Origin]:
    """Path of a file under ``folder``, with ``/`` → where it comes from, by every
    ``来源.csv`` in it. Lines that cannot be used are passed over."""
    found: dict[str, Origin] = {}
    for note in sorted(folder.rglob(SOURCES_NAME)):
        within = note.parent.relative_to(folder)
        for name, origin in _noted(note):
            found[(within / name).as_posix()] = origin
    return found


def _suffix(fetched: Fetched) -> str:
    """What the content is. Raises ``InputError`` where it is nothing that is read here."""
    content, stated = fetched.content, fetched.content_type.partition(";")[0].strip().lower()
    if content.startswith(b"PK") and stated in {"application/zip", "application/x-zip-compressed"}:
        return ".zip"
    try:
        shown = sniff(content)
    except UnreadableError as error:
        raise InputError(f"这个网址给出的文件不能用：{error}") from error
    if shown == "html" or (shown is None and stated in {"text/html", "application/xhtml+xml"}):
        return ".mht"
    if shown == "sheet":
        return ".xlsx" if content.startswith(b"PK") else ".xls"
    if shown == "picture":
        return next((s for magic, s in _PICTURES.items() if content.startswith(magic)), ".png")
    if shown in _SUFFIXES:
        return _SUFFIXES[shown]
    if stated == "text/plain":
        return ".txt"
    raise InputError(f"这个网址给出的不是网页或文件（类型：{stated or '未说明'}），没有保存。")


def _stem(fetched: Fetched, suffix: str) -> str:
    title = _title(fetched) if suffix == ".mht" else None
    path = unquote(urlsplit(fetched.final_address).path).rstrip("/").rpartition("/")[2]
    host = urlsplit(fetched.final_address).hostname or ""
    given = title or path.rpartition(".")[0] or path or host
    name = "".join(char if char.isprintable() and char not in "/\\" else " " for char in given)
    # A name that begins with one of these would be a formula in the list for Excel.
    name = safe_name(" ".join(name.split()).lstrip("=+-@~. ")) or "网页"
    return cut_name(name, _MAX_NAME).rstrip(". ")


def _title(fetched: Fetched) -> str | None:
    try:
        if charset := _charset(fetched):
            return read_html_text(decode(fetched.content, charset)[0]).declared_title
        return read_html(fetched.content).declared_title
    except UnreadableError:
        return None


def _charset(fetched: Fetched) -> str | None:
    found = re.search(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", fetched.content_type, re.I)
    return found[1] if found and found[1].isascii() else None


def _archived(fetched: Fetched) -> bytes:
    """The page as received, as the one part of a web archive that says where it is from."""
    page = EmailMessage()
    page.set_content(fetched.content, "text", "html", cte="base64")
    if charset := _charset(fetched):
        page.set_param("charset", charset)
    del page["MIME-Version"]
    page["Content-Location"] = fetched.final_address
    message = EmailMessage()
    message["From"] = _SAVED_BY
    message["Snapshot-Content-Location"] = fetched.final_address
    message["Date"] = format_datetime(fetched.fetched_at)
    message["MIME-Version"] = "1.0"
    message["Content-Type"] = 'multipart/related; type="text/html"'
    message.attach(page)
    # An address folded over two lines is none.
    return message.as_bytes(policy=message.policy.clone(max_line_length=None))


def _free(folder: Path, stem: str, suffix: str, address: str) -> Path:
    """The first name that is free, or taken by what came from the same address."""
    noted = dict(_noted(folder / SOURCES_NAME))
    number = 1
    while True:
        name = f"{stem}{suffix}" if number == 1 else f"{stem} ({number}){suffix}"
        path = folder / name
        if not path.exists() or _address_of(path, noted) == address:
            return path
        number += 1


def _address_of(path: Path, noted: dict[str, Origin]) -> str | None:
    if path.suffix != ".mht":
        return noted[path.name].address if path.name in noted else None
    try:
        content = path.read_bytes()
        # A page the user saved by a browser is never replaced.
        own = content.startswith(f"From: {_SAVED_BY}".encode())
        return read_mht(content).address if own else None
    except (UnreadableError, OSError):
        return None


def _body(kept: bytes, suffix: str) -> bytes:
    return html_of(kept) if suffix == ".mht" else kept


def _write(path: Path, content: bytes) -> None:
    # Beside first: a crash leaves no half of a file.
    beside = path.with_name(f".{path.name}.part")
    beside.write_bytes(content)
    beside.replace(path)


def _note(folder: Path, name: str, fetched: Fetched) -> None:
    note = folder / SOURCES_NAME
    rows = [(n, o.address, o.captured or "") for n, o in _noted(note) if n != name]
    rows.append((name, fetched.final_address, fetched.fetched_at.date().isoformat()))
    table = io.StringIO()
    csv.writer(table).writerows([_COLUMNS, *rows])
    # Excel takes a list without this mark for GBK.
    _write(note, table.getvalue().encode("utf-8-sig"))


def _noted(note: Path) -> Iterator[tuple[str, Origin]]:
    try:
        text, _ = decode(note.read_bytes())
        rows = list(csv.reader(io.StringIO(text)))
    except (OSError, UnreadableError, csv.Error):
        return
    for row in rows:
        name, address, captured = (*(cell.strip() for cell in row), "", "", "")[:3]
        beside = name not in {"", ".", ".."} and "/" not in name and "\\" not in name
        if beside and (kept := web_address(address)):
            yield name, Origin(kept, _date(captured))


def _date(value: str) -> str | None:
    """The date of a line, also as Excel rewrites it: 2021/3/9."""
    found = _DATE.fullmatch(value)
    return f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}" if found else None
