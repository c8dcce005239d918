"""One worker process and its limits: started when it is needed, ended when it overruns."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from kb.errors import UnreadableError
from kb.indexing.ingestor import OnPage

_ROOT = Path(__file__).resolve().parent.parent.parent
_POLL_S = 0.1
_START_S = 120.0
_QUIET = getattr(subprocess, "CREATE_NO_WINDOW", 0)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. ``silent_s``: without a sign of life (a page done).
    ``total_s``: in all. ``memory_bytes``: resident, of the worker and what it started.
    ``worn_bytes``: a worker that holds more after a file is replaced before the next, which
    must not pay for it."""

    silent_s: float = 60.0
    total_s: float = 3600.0
    memory_bytes: int = 1536 * 1024 * 1024
    worn_bytes: int = 900 * 1024 * 1024


class WorkerProcess:
    """A worker that answers one request at a time. Not safe between threads."""

    def __init__(self, limits: Limits, kept: Path | None) -> None:
        self._limits = limits
        self._kept = kept
        self._process: subprocess.Popen[bytes] | None = None
        self._replies: queue.Queue[bytes] = queue.Queue()

    def ask(self, request: dict[str, object], on_page: OnPage | None = None) -> Any:
        """The result of one request, as ``kb.isolation.tasks`` gives it.

        Raises ``UnreadableError``: with the worker's sentence, or where it went over a limit
        or went down; the next request starts a fresh worker then.
        """
        line = json.dumps({**request, "kept": str(self._kept) if self._kept else None})
        process = self._started()
        stdin = process.stdin
        if stdin is None:
            raise RuntimeError("the worker has no standard input")
        try:
            stdin.write(line.encode() + b"\n")
            stdin.flush()
        except OSError as error:
            raise self._died() from error
        result = self._result(process, on_page)
        if _resident(process.pid) > self._limits.worn_bytes:
            self.close()
        return result

    def close(self) -> None:
        """End the worker and everything it started."""
        process, self._process = self._process, None
        if process is None:
            return
        for one in _family(process.pid):
            try:
                one.kill()
            except psutil.Error:
                continue
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                try:
                    pipe.close()
                except OSError:
                    continue

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._replies = queue.Queue()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "kb.isolation.worker", str(os.getpid())],
                cwd=_ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=_QUIET,
            )
            args = (self._process, self._replies)
            threading.Thread(target=_listen, args=args, daemon=True).start()
            self._await_ready()
        return self._process

    def _await_ready(self) -> None:
        """To load the program is not the file's fault and does not count against it."""
        try:
            ready = self._replies.get(timeout=_START_S)
        except queue.Empty:
            ready = b""
        if not ready:
            self.close()
            raise UnreadableError("读取程序没有启动起来，没有收入。请关闭一些程序后重新建库。")

    def _result(self, process: subprocess.Popen[bytes], on_page: OnPage | None) -> Any:
        began = alive = time.monotonic()
        while True:
            try:
                line = self._replies.get(timeout=_POLL_S)
            except queue.Empty:
                self._check(process, began, alive)
                continue
            if not line:
                raise self._died()
            reply = json.loads(line)
            if "page" in reply:
                alive = time.monotonic()
                if on_page:
                    on_page(*reply["page"])
                continue
            return _settled(reply)

    def _check(self, process: subprocess.Popen[bytes], began: float, alive: float) -> None:
        limits, now = self._limits, time.monotonic()
        if now - alive > limits.silent_s or now - began > limits.total_s:
            self.close()
            seconds = limits.silent_s if now - alive > limits.silent_s else limits.total_s
            raise UnreadableError(
                f"读取这个文件超过 {seconds:.0f} 秒没有结果，已经中止。请拆分或另存一份再添加。"
            )
        if _resident(process.pid) > limits.memory_bytes:
            self.close()
            mebibytes = limits.memory_bytes // (1024 * 1024)
            raise UnreadableError(
                f"读取这个文件占用的内存超过 {mebibytes} MB，已经中止。请拆分或另存一份再添加。"
            )

    def _died(self) -> UnreadableError:
        self.close()
        return UnreadableError(
            "读取这个文件时读取程序意外退出，没有收入。文件可能已损坏，请另存一份再试。"
        )


def _settled(reply: dict[str, Any]) -> Any:
    if "unreadable" in reply:
        raise UnreadableError(reply["unreadable"])
    return reply["done"]


def _listen(process: subprocess.Popen[bytes], replies: queue.Queue[bytes]) -> None:
    """Move replies from the pipe to the queue; an empty one says that the worker is gone."""
    if process.stdout is not None:
        try:
            for line in process.stdout:
                replies.put(line)
        except (OSError, ValueError):
            pass
    replies.put(b"")


def _family(pid: int) -> list[psutil.Process]:
    try:
        found: list[psutil.Process] = psutil.Process(pid).children(recursive=True)
        return found
    except psutil.Error:
        return []


def _resident(pid: int) -> int:
    """Bytes of memory the process and what it started hold."""
    total = 0
    try:
        processes = [psutil.Process(pid), *_family(pid)]
    except psutil.Error:
        return 0
    for process in processes:
        try:
            total += process.memory_info().rss
        except psutil.Error:
            continue
    return total
