"""The worker process: one request a line on standard input, one or more replies a line.

The first line out is ``{"ready": true}``. A reply is ``{"page": [done, total]}`` (a sign of
life), or the last one of its request: ``{"done": …}`` or ``{"unreadable": sentence}``.
Started by ``kb.isolation.process``, never by hand.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import BinaryIO

import psutil

from kb.errors import UnreadableError
from kb.indexing.ingestor import fault
from kb.isolation.tasks import perform
from kb.reading.desk import Desk, laid

_PARENT_POLL_S = 2.0


class _WorkerDesk(Desk):
    """Tells the parent; keeps results in a folder, one file a key."""

    def __init__(self, out: BinaryIO, kept: Path | None) -> None:
        self._out = out
        self._kept = kept

    def page_done(self, done: int, total: int) -> None:
        _reply(self._out, json.dumps({"page": [done, total]}).encode())

    def recall(self, key: str) -> str | None:
        if self._kept is None:
            return None
        try:
            return (self._kept / key).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def keep(self, key: str, value: str) -> None:
        if self._kept is None:
            return
        self._kept.mkdir(parents=True, exist_ok=True)
        beside = self._kept / f".{key}.{os.getpid()}"
        beside.write_text(value, encoding="utf-8")
        beside.replace(self._kept / key)


def main() -> None:
    """Serve until standard input ends."""
    # What a library prints must not mix with the replies.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    threading.Thread(target=_end_with_parent, args=(int(sys.argv[1]),), daemon=True).start()
    _reply(out, b'{"ready":true}')
    for line in sys.stdin.buffer:
        request = json.loads(line)
        kept = Path(request["kept"]) if request.get("kept") else None
        with laid(_WorkerDesk(out, kept)):
            _reply(out, _answer(request))


def _answer(request: dict[str, object]) -> bytes:
    try:
        return b'{"done":' + perform(request) + b"}"
    except UnreadableError as error:
        return json.dumps({"unreadable": str(error)}).encode()
    except Exception as error:
        # The rim of this process: whatever a file does to it is told, and the next one read.
        return json.dumps({"unreadable": fault(error)}).encode()


def _reply(out: BinaryIO, line: bytes) -> None:
    out.write(line + b"\n")
    out.flush()


def _end_with_parent(parent: int) -> None:
    """A parent that was killed can end nobody; a file that hangs would run on for ever.
    ``parent``: as it says itself, as it may be gone before this process has started."""
    while psutil.pid_exists(parent) and os.getppid() == parent:
        time.sleep(_PARENT_POLL_S)
    os._exit(1)


if __name__ == "__main__":
    main()
