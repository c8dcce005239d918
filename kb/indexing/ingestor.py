"""Who reads the files of a build: this process, or workers of their own (``kb.isolation``)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from kb.errors import UnreadableError
from kb.indexing.ingest import ingest
from kb.indexing.unpacking import Contents, contents, unpack
from kb.reading import read
from kb.store.entries import Entry, Stamp

OnPage = Callable[[int, int], None]
"""Called with the pages done and their number while a file that takes long is read."""


class Ingestor(Protocol):
    """Safe between threads. ``workers``: how many files are read at a time at most."""

    workers: int

    def contents(self, file: Path) -> Contents:
        """See ``unpacking.contents``. Raises ``UnreadableError``."""

    def unpack(self, file: Path, target: Path) -> dict[str, str]:
        """See ``unpacking.unpack``. Raises ``UnreadableError``."""

    def ingest(
        self,
        file: Path,
        path: str,
        sha256: str,
        document_id: str,
        stamp: Stamp,
        on_page: OnPage | None = None,
    ) -> Entry:
        """See ``ingest.ingest``. Raises ``UnreadableError``."""

    def raw_text(self, file: Path) -> str:
        """What the reader gives for ``file``. Raises ``UnreadableError``."""

    def rest(self) -> None:
        """Give back the memory that reading takes; the next file costs a start again."""


class LocalIngestor:
    """Reads in this process, one file at a time: for tests and for files that are trusted."""

    workers = 1

    def contents(self, file: Path) -> Contents:
        return contents(file)

    def unpack(self, file: Path, target: Path) -> dict[str, str]:
        return unpack(file, target)

    def ingest(
        self,
        file: Path,
        path: str,
        sha256: str,
        document_id: str,
        stamp: Stamp,
        on_page: OnPage | None = None,
    ) -> Entry:
        try:
            return ingest(file, path, sha256, document_id, stamp)
        except UnreadableError:
            raise
        except Exception as error:
            # A fault of this program over one file must not cost the user all others.
            raise UnreadableError(fault(error)) from error

    def raw_text(self, file: Path) -> str:
        return read(file).text

    def rest(self) -> None:
        return


def fault(error: Exception) -> str:
    """What the user is told of a fault of this program over one file."""
    return f"处理这个文件时程序出错（{type(error).__name__}），没有收入。请另存一份再试。"
