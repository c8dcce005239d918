"""Sessions of the running app in real browser windows of one Chromium."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, BrowserContext, Page, async_playwright
from playwright.async_api import Error as BrowserError

from eval.load_sessions import Turn

_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run")
_LONGEST_MS = 60_000
_BOX = 'input[aria-label="检索词"]'
_DRAWN = """q => {
  const app = document.querySelector('[data-testid="stApp"]');
  return app?.dataset.testScriptState === 'notRunning'
    && new URLSearchParams(location.search).get('q') === q
    && !document.querySelector('[data-stale="true"]')
    && document.querySelector('.kb-hit, .kb-nothing') !== null;
}"""


class Window:
    """One window with a profile of its own."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self._context = context
        self._page = page

    @classmethod
    async def opened(cls, browser: Browser, address: str) -> Window:
        """Open the app's first page."""
        context = await browser.new_context(viewport={"width": 1280, "height": 720})
        page = await context.new_page()
        page.set_default_timeout(_LONGEST_MS)
        await page.goto(address)
        await page.wait_for_selector(_BOX)
        return cls(context, page)

    async def search(self, query: str) -> Turn:
        """Type a query, press Enter and wait until its answer is drawn."""
        asked = " ".join(query.split())
        begun = time.perf_counter()
        problem = None
        try:
            await self._page.fill(_BOX, asked)
            await self._page.press(_BOX, "Enter")
            await self._page.wait_for_function(_DRAWN, arg=asked)
        except BrowserError as error:
            problem = str(error)[:200]
        return Turn(query, time.perf_counter() - begun, 0, problem)

    async def close(self) -> None:
        """Close the window."""
        await self._context.close()


@asynccontextmanager
async def chromium(path: str) -> AsyncIterator[Browser]:
    """A browser. ``path``: of its program."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        try:
            yield browser
        finally:
            await browser.close()
