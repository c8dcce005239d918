"""Make the pictures of the README from the running app: ``python -m scripts.screenshots``.

Starts the app on the library that the settings name, opens each page in Chromium and writes
``docs/pictures/NAME.png``. Needs Playwright and a Chromium, which ``KB_BROWSER`` may name.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from playwright.sync_api import Browser, sync_playwright

from eval.running import browser_program, running
from kb.settings import ROOT

WIDE = (1280, 800)
NARROW = (390, 760)
_LONGEST_MS = 300_000
_SCROLL_MS = 600
_FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run")
_SUBJECT, _QUESTION = "强村公司", "垃圾分类怎么做"
# The first sentence is as a document of the checkout has it, the second is altered.
_DRAFT = "2023年丽水市强村公司的利润合计比上年增长25.2%。到2023年建成“共富工坊”873个。"
_DRAWN = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  const idle = app?.dataset.testScriptState === 'notRunning' && document.querySelector('h1')
    && !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]')
    && !document.querySelector('[role="progressbar"]');
  if (!idle) { window.kbIdle = undefined; return false; }
  window.kbIdle ??= performance.now();
  return performance.now() - window.kbIdle > 800;
}"""


@dataclass(frozen=True, slots=True)
class Picture:
    """``path``: of the page; ``size``: of the window, pixels; ``typed``: what is put into its
    text area; ``click``: the words of the first link, or with ``typed`` the button, to follow before
    the picture is taken; ``until``: what then has to be there; ``scroll``: pixels to go down."""

    name: str
    path: str
    size: tuple[int, int] = WIDE
    dark: bool = False
    click: str | None = None
    until: str | None = None
    typed: str | None = None
    scroll: int = 0


PICTURES = (
    Picture("search", f"/?q={quote(_SUBJECT)}"),
    Picture("original", f"/?q={quote(_SUBJECT)}", click="在原文中查看", until="#here"),
    Picture("practice", f"/practice?name={quote(_SUBJECT)}"),
    Picture("compare", f"/compare?name={quote(_SUBJECT)}"),
    Picture("catalogue", "/catalogue"),
    Picture("overview", "/overview"),
    Picture(
        "check", "/check", click="核对", until=".st-key-kb-draft-side", typed=_DRAFT, scroll=520
    ),
    Picture("casepack", f"/casepack?q={quote(_QUESTION)}"),
    Picture("dark", f"/?q={quote(_SUBJECT)}", dark=True),
    Picture("phone", f"/?q={quote(_SUBJECT)}", NARROW),
)


def main() -> int:
    """Take every picture, or those that are named."""
    options = _parser().parse_args()
    wanted = [p for p in PICTURES if not options.names or p.name in options.names]
    options.out.mkdir(parents=True, exist_ok=True)
    with running() as (address, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_program(), args=list(_FLAGS))
        for picture in wanted:
            _take(browser, address, picture, options.out / f"{picture.name}.png")
            print(options.out / f"{picture.name}.png")
        browser.close()
    return 0


def _take(browser: Browser, address: str, picture: Picture, to: Path) -> None:
    width, height = picture.size
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if picture.dark else "light",
    )
    page.set_default_timeout(_LONGEST_MS)
    page.goto(address + picture.path)
    page.wait_for_function(_DRAWN)
    if picture.typed:
        page.locator("textarea").fill(picture.typed)
    if picture.click:
        role: Literal["button", "link"] = "button" if picture.typed else "link"
        page.get_by_role(role, name=picture.click, exact=True).first.click()
    if picture.until:
        page.wait_for_selector(picture.until)
        page.wait_for_function(_DRAWN)
    if picture.scroll:
        page.mouse.move(width / 2, height / 2)
        page.mouse.wheel(0, picture.scroll)
        page.wait_for_timeout(_SCROLL_MS)
    page.screenshot(path=to)
    page.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.screenshots", description=__doc__)
    parser.add_argument("names", nargs="*", help="of pictures; all where none is given")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "pictures")
    return parser


if __name__ == "__main__":
    sys.exit(main())
