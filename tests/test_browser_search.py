"""Suggestions while typing, in Chromium: by keyboard, and never instead of what is typed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from kb.indexing import build
from tests.browser_app import WIDE, Visit, running_app
from tests.web_library import make_library

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app on the small library."""
    folder = tmp_path_factory.mktemp("search")
    documents = make_library(folder / "documents")
    build(documents, folder / "index", None)
    environment = {
        "KB_DOCUMENTS": str(documents),
        "KB_INDEX": str(folder / "index"),
        "KB_MODEL": "none",
    }
    with running_app(environment, folder / "app.log") as address:
        yield address


def test_a_suggestion_is_chosen_by_keyboard_and_asked(browser: Browser, app: str) -> None:
    visit = Visit(browser, app, WIDE)
    page = visit.open("/")
    box = page.get_by_role("combobox", name="检索词")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("三账", delay=30)
    option = page.get_by_role("option", name="三账一单")
    expect(option).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    active = box.get_attribute("aria-activedescendant")
    assert active == option.get_attribute("id")
    box.press("Enter")
    expect(page.locator(".kb-hit").first).to_contain_text("三账一单")
    visit.settle()
    expect(page.get_by_role("listbox", name="检索建议")).to_be_hidden()
    assert "三账一单" in box.input_value()
    visit.close()


def test_enter_asks_what_is_typed_and_escape_closes_the_list(browser: Browser, app: str) -> None:
    visit = Visit(browser, app, WIDE)
    page = visit.open("/")
    box = page.get_by_role("combobox", name="检索词")
    box.press_sequentially("强村", delay=30)
    offered = page.get_by_role("listbox", name="检索建议")
    expect(offered).to_be_visible()
    box.press("Escape")
    expect(offered).to_be_hidden()
    assert box.input_value() == "强村"
    box.press_sequentially("公")
    expect(offered).to_be_visible()
    box.press("Enter")
    expect(page.locator(".kb-hit").first).to_be_visible()
    visit.settle()
    assert box.input_value() == "强村公"
    visit.close()
