"""The very files documents were read from, be they inside archives, and pictures of pages."""

from __future__ import annotations

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
_WIDTH = 1400
_GONE = "原始文件已不在文库文件夹里，或已经改动。"


def in_container(document: Document, folder: Path) -> bool:
    """Whether the file is a member of an archive or an attachment of a mail."""
    return located(folder, _record(document)).inside is not None


def file_bytes(document: Document, folder: Path) -> bytes | None:
    """The file a document was read from, if it is still the very one; none from a container."""
    root = folder.resolve()
    path = (root / document.path).resolve()
    try:
        content = path.read_bytes() if path.is_relative_to(root) else None
        same = content is not None and sha256_of(path) == document.sha256
    except (OSError, ValueError):
        return None
    return content if same else None


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
