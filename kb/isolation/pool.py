"""Several worker processes that read the files of a build."""

from __future__ import annotations

import base64
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kb.indexing.ingestor import OnPage
from kb.indexing.unpacking import Contents, Inner
from kb.isolation.process import Limits, WorkerProcess
from kb.reading import may_be_pictured
from kb.store.entries import Entry, Stamp, entry_of

MAX_WORKERS = 2
"""Each holds the word lists and, where it has met a scan, the recognition models: memory,
not the processor, is what an office computer lacks."""


class WorkerPool:
    """An ``Ingestor`` whose readers can be ended. Close it, or use it in a ``with`` block."""

    def __init__(
        self, kept: Path | None = None, workers: int | None = None, limits: Limits | None = None
    ) -> None:
        """``kept``: folder for slow results (recognised pages) that survive a build."""
        self.workers = workers or max(1, min(MAX_WORKERS, os.cpu_count() or 1))
        self._all = [WorkerProcess(limits or Limits(), kept) for _ in range(self.workers)]
        self._idle = list(self._all)
        self._freed = threading.Condition()

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all workers."""
        for worker in self._all:
            worker.close()

    def rest(self) -> None:
        self.close()

    def contents(self, file: Path) -> Contents:
        found = self._ask({"task": "contents", "file": str(file)})
        return Contents(found["is_document"], tuple(Inner(*inner) for inner in found["inner"]))

    def unpack(self, file: Path, target: Path) -> dict[str, str]:
        return dict(self._ask({"task": "unpack", "file": str(file), "target": str(target)}))

    def ingest(
        self,
        file: Path,
        path: str,
        sha256: str,
        document_id: str,
        stamp: Stamp,
        on_page: OnPage | None = None,
    ) -> Entry:
        request: dict[str, object] = {
            "task": "ingest",
            "file": str(file),
            "path": path,
            "sha256": sha256,
            "id": document_id,
            "stamp": [stamp.size, stamp.mtime_ns, stamp.ctime_ns],
        }
        return entry_of(self._ask(request, on_page))

    def raw_text(self, file: Path) -> str:
        return str(self._ask({"task": "raw_text", "file": str(file)}))

    def picture(self, file: Path, page: int, width_px: int) -> bytes:
        """PNG of a page (1-based) of a PDF or a picture. Raises ``UnreadableError``."""
        request: dict[str, object] = {"task": "picture", "file": str(file)}
        return base64.b64decode(self._ask({**request, "page": page, "width_px": width_px}))

    def _ask(self, request: dict[str, object], on_page: OnPage | None = None) -> Any:
        pictured = may_be_pictured(Path(str(request["file"])))
        with self._worker(pictured) as worker:
            return worker.ask(request, on_page)

    @contextmanager
    def _worker(self, pictured: bool) -> Iterator[WorkerProcess]:
        """An idle worker. What may be pictures always goes to the same one, so that the
        recognition models, several hundred megabytes, are loaded once."""
        allowed = self._all[:1] if pictured else self._all
        with self._freed:
            self._freed.wait_for(lambda: any(worker in self._idle for worker in allowed))
            worker = next(w for w in reversed(self._all) if w in self._idle and w in allowed)
            self._idle.remove(worker)
        try:
            yield worker
        finally:
            with self._freed:
                self._idle.append(worker)
                self._freed.notify_all()
