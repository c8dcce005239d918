"""The app in a process of its own on a free port, and the browser of this machine."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from kb.settings import ROOT

_START_S = 180
_END_S = 20


@contextmanager
def running() -> Iterator[tuple[str, psutil.Process]]:
    """The app with the settings of the environment: its address and its process, ended
    afterwards. What it has to say goes to stderr. Raises ``TimeoutError``."""
    port = _free_port()
    command = (
        *(sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")),
        *("--server.port", str(port), "--server.headless", "true"),
    )
    process = subprocess.Popen(command, cwd=ROOT, stdout=sys.stderr)
    try:
        address = f"http://localhost:{port}"
        _await_health(address)
        yield address, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(_END_S)


def browser_program() -> str:
    """The path of a Chromium. Raises ``FileNotFoundError`` where there is none."""
    names = (os.environ.get("KB_BROWSER"), "chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, (shutil.which(name) for name in names if name)), None)
    if found is None:
        raise FileNotFoundError("no Chromium found; name it by KB_BROWSER")
    return found


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _await_health(address: str) -> None:
    limit = time.monotonic() + _START_S
    while time.monotonic() < limit:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise TimeoutError(f"the app at {address} did not start")
