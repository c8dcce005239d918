"""The real app in a process of its own, and a browser to drive it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, Request, expect, sync_playwright
from playwright.sync_api import TimeoutError as TooLong

ROOT = Path(__file__).parent.parent
START_S = 120
WAIT_MS = 60_000
WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}
OPEN_MS = 5_000
_CALM = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  const idle = app && app.dataset.testScriptState === 'notRunning'
    && !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]')
    && !('kbLoading' in document.documentElement.dataset);
  if (!idle) { window.kbIdleSince = undefined; return false; }
  window.kbIdleSince ??= performance.now();
  return performance.now() - window.kbIdleSince > 400;
}"""
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def browser_path() -> str:
    """The browser on this machine. Skips the test where there is none; on CI it fails."""
    given = os.environ.get("KB_BROWSER")
    found = given or next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        told = "没有找到 Chromium，浏览器测试不能运行；可用环境变量 KB_BROWSER 指定它的位置。"
        if os.environ.get("CI"):
            pytest.fail(told, pytrace=False)
        pytest.skip(told)
    return found


def browser_flags() -> list[str]:
    """How the browser is started: no traffic of its own, and as root too."""
    return list(_FLAGS)


class Visit:
    """A page in a fresh browser profile, with everything it asked for."""

    def __init__(self, browser: Browser, address: str, size: dict[str, int]) -> None:
        self._context = browser.new_context(viewport=size, accept_downloads=True)  # type: ignore[arg-type]
        self.page: Page = self._context.new_page()
        self.page.set_default_timeout(WAIT_MS)
        self.address = address
        self.asked: list[str] = []
        self._context.on("request", self._note)

    def _note(self, request: Request) -> None:
        self.asked.append(request.url)

    def open(self, path: str) -> Page:
        """Go to a path of the app and wait until it has drawn the page."""
        self.page.goto(self.address + path)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until no script has run for a while: what a run replaces stands twice until
        it ends, and one run may call the next."""
        # What was idle before counts for nothing now; a page that is being left has gone.
        with suppress(Error):
            self.page.evaluate("window.kbIdleSince = undefined")
        self.page.wait_for_function(_CALM)

    def close(self) -> None:
        """Leave."""
        self._context.close()


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser, closed in the end."""
    path = browser_path()
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=browser_flags())
        yield started
        started.close()


@contextmanager
def running_app(environment: dict[str, str], log: Path) -> Iterator[str]:
    """Start the app on a free port and yield its address; ``log`` gets what it prints."""
    port = _free_port()
    command = [
        *(sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")),
        *("--server.port", str(port), "--server.headless", "true"),
    ]
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | {"KB_USERDATA": str(log.parent / "userdata")} | environment,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://localhost:{port}"
            _await_health(process, address, log)
            yield address
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _await_health(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    limit = time.monotonic() + START_S
    while time.monotonic() < limit:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"the app did not start:\n{log.read_text(errors='replace')[-2000:]}")


def choose(
    page: Page,
    box: str,
    option: str | re.Pattern[str],
    within: str | None = None,
    typed: str = "",
) -> None:
    """Pick ``option`` in the list of ``box``, in the part of the page that opens by a click
    on ``within``. ``typed``: what is typed to find it in a long list. A page that is drawn
    anew at that moment closes both, as it would under a user's hand, who opens them again."""
    found = page.get_by_role("combobox", name=box)
    for _ in range(WAIT_MS // OPEN_MS):
        try:
            if within and not found.is_visible():
                page.get_by_text(within).click(timeout=OPEN_MS)
            found.click(timeout=OPEN_MS)
            if typed:
                found.fill(typed, timeout=OPEN_MS)
            named = page.get_by_role("option", name=option, exact=isinstance(option, str))
            named.first.click(timeout=OPEN_MS)
        except TooLong:
            page.keyboard.press("Escape")
        else:
            return
    raise AssertionError(f"{option} could not be chosen in {box}")
