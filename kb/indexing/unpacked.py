"""Members of containers on disk while they are read: one container at a time is unpacked."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kb.errors import UnreadableError
from kb.indexing.ingestor import Ingestor
from kb.indexing.scanning import FoundFile


@dataclass(slots=True)
class _Opened:
    """One container's members: path in it → file. ``wanted``: how many are still to come."""

    folder: Path
    wanted: int
    guard: threading.Lock = field(default_factory=threading.Lock)
    members: dict[str, str] | None = None


class Unpacked:
    """Hands out files to read; what it unpacked is deleted once the last member of its
    container is done, or when it is closed. Safe between threads."""

    def __init__(self, files: Iterable[FoundFile], ingestor: Ingestor) -> None:
        """``files``: all that will be asked for, each once."""
        self._ingestor = ingestor
        self._folder = Path(tempfile.mkdtemp(prefix="xiangjian-"))
        counts = Counter(file.file for file in files if file.inside is not None)
        self._opened = {
            outer: _Opened(self._folder / str(number), count)
            for number, (outer, count) in enumerate(counts.items())
        }

    def __enter__(self) -> Unpacked:
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def file_of(self, found: FoundFile) -> Path:
        """Where the bytes of ``found`` lie. Raises ``UnreadableError`` where its container
        has changed since it was scanned or cannot be unpacked."""
        if found.inside is None:
            return found.file
        opened = self._opened[found.file]
        with opened.guard:
            if opened.members is None:
                opened.folder.mkdir()
                opened.members = {}
                opened.members = self._ingestor.unpack(found.file, opened.folder)
        if found.inside not in opened.members:
            raise UnreadableError("压缩包里没有找到这个文件，它可能刚刚改动过。请重新建库。")
        return opened.folder / opened.members[found.inside]

    def done(self, found: FoundFile) -> None:
        """Say that ``found`` has been read, or could not be."""
        if found.inside is None:
            return
        opened = self._opened[found.file]
        with opened.guard:
            opened.wanted -= 1
            if opened.wanted == 0:
                shutil.rmtree(opened.folder, ignore_errors=True)
