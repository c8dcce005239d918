"""The very files documents were read from, be they inside archives, and pictures of pages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from kb.errors import UnreadableError
from kb.indexing.ingest import sha256_of
from kb.indexing.scanning import located
from kb.indexing.unpacked import Unpacked
from kb.isolation.pool import WorkerPool
from kb.settings import Settings
from kb.store.entries import FileRecord, Stamp
from kb.types import Document
from kb.workspace import readers

PICTURED = ("pdf", "picture")
"""Formats whose pages can be seen."""
MAX_BYTES = 64 * 2**20
"""Size up to which an original is handed out."""
_OFFICE = "application/vnd.openxmlformats-officedocument"
_TYPES = {
    ".pdf": "application/pdf",
    ".docx": f"{_OFFICE}.wordprocessingml.document",
    ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    ".pptx": f"{_OFFICE}.presentationml.presentation",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".rtf": "application/rtf",
    ".ofd": "application/ofd",
    ".zip": "application/zip",
    ".eml": "message/rfc822",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".md": "text/markdown",
}
_WIDTH = 1400
_GONE = "原始文件已不在文库文件夹里，或已经改动。"


def in_container(document: Document, folder: Path) -> bool:
    """Whether the file is a member of an archive or an attachment of a mail."""
    return located(folder, _record(document)).inside is not None


def file_told(document: Document, folder: Path) -> str:
    """Why the file a document was read from, not in a container, cannot be downloaded; ``""``
    where it can: still the very one, within the folder, and not too large."""
    path = _path(document, folder)
    try:
        stat = path.stat() if path else None
    except (OSError, ValueError):
        return _GONE
    if path is None or stat is None or not path.is_file():
        return _GONE
    if stat.st_size > MAX_BYTES:
        return f"原始文件超过 {MAX_BYTES // 2**20} MB，请直接到文库文件夹里取。"
    return "" if _sha256(str(path), stat.st_size, stat.st_mtime_ns) == document.sha256 else _GONE


def file_bytes(document: Document, folder: Path) -> bytes:
    """The file a document was read from. Raises ``UnreadableError`` where it is no longer
    the very one."""
    path = _path(document, folder)
    try:
        # Read once: what was checked is what is handed out.
        content = path.read_bytes() if path and path.stat().st_size <= MAX_BYTES else b""
    except (OSError, ValueError) as error:
        raise UnreadableError(_GONE) from error
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise UnreadableError(_GONE)
    return content


def mime_of(name: str) -> str:
    """The type of a file by its name. What a browser would run in the name of this site, or
    does not know, is mere bytes."""
    return _TYPES.get(Path(name).suffix.lower(), "application/octet-stream")


def _path(document: Document, folder: Path) -> Path | None:
    """The file, if it lies within the folder when every link is followed."""
    root = folder.resolve()
    try:
        path = (root / document.path).resolve()
    except (OSError, ValueError):
        return None
    return path if path.is_relative_to(root) else None


@st.cache_data(max_entries=512, show_spinner=False)
def _sha256(path: str, size: int, mtime_ns: int) -> str:
    """Of a file as it is now: another size or time is another entry."""
    try:
        return sha256_of(Path(path))
    except OSError:
        return ""


def member_bytes(document: Document, folder: Path, settings: Settings) -> bytes:
    """A file out of its container. Raises ``UnreadableError`` where it is no longer there."""
    with readers(settings) as pool, _original(document, folder, pool) as path:
        return path.read_bytes()


def picture(document: Document, folder: Path, page: int, settings: Settings) -> bytes:
    """PNG of a page, from 1. Raises ``UnreadableError`` where there is none."""
    return _picture(document.sha256, page, document, folder, settings)


@st.cache_data(max_entries=40, show_spinner="正在取页面图片……")
def _picture(
    sha256: str, page: int, _document: Document, _folder: Path, _settings: Settings
) -> bytes:
    with readers(_settings) as pool, _original(_document, _folder, pool) as path:
        return pool.picture(path, page, _WIDTH)


@contextmanager
def _original(document: Document, folder: Path, pool: WorkerPool) -> Iterator[Path]:
    found = located(folder.resolve(), _record(document))
    if not found.file.resolve().is_relative_to(folder.resolve()):
        raise UnreadableError(_GONE)
    with Unpacked([found], pool) as unpacked:
        try:
            path = unpacked.file_of(found)
            if sha256_of(path) != document.sha256:
                raise UnreadableError(_GONE)
        except (OSError, ValueError) as error:
            raise UnreadableError(_GONE) from error
        yield path


def _record(document: Document) -> FileRecord:
    return FileRecord(document.path, document.sha256, document.id, Stamp(0, 0, 0))
