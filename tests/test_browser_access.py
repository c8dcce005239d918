"""Every page for those who use a screen reader, a keyboard, a dark screen or a telephone.

axe runs on every page with all of its rules. What is serious or critical and not ours stands
in ``STREAMLITS``, one by one, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.browser_app import NARROW, WIDE, Visit, running_app
from tests.web_library import NOTICE, PLAN

pytestmark = pytest.mark.browser

PAGES = {
    "检索": "/",
    "检索结果": f"/?q={quote('强村公司')}",
    "检索没有结果": f"/?q={quote('量子计算机')}",
    "原文": f"/original?q={quote('强村公司')}",
    "原文未选": "/original",
    "原文不在": "/original?id=0000",
    "做法": f"/practice?name={quote('强村公司')}",
    "做法未选": "/practice",
    "做法不存在": f"/practice?name={quote('没有的做法')}",
    "做法库": "/catalogue",
    "对比": f"/compare?name={quote('强村公司')}",
    "对比未选": "/compare",
    "概览": "/overview",
    "素材夹": "/basket",
    "核对": "/check",
    "案例包": "/casepack",
    "账户": "/account",
    "文库": "/library",
    "收录情况": "/report",
}
LOOKS: Mapping[str, tuple[str, dict[str, int]]] = {
    "浅色": ("light", WIDE),
    "深色": ("dark", WIDE),
    "窄屏": ("light", NARROW),
}


@dataclass(frozen=True)
class NotOurs:
    """A violation in Streamlit's own markup. ``rule``: of axe; ``target``: a regular
    expression on the selector of the element."""

    rule: str
    target: str
    why: str


STREAMLITS: tuple[NotOurs, ...] = ()

WORDS_ALLOWED = {
    *("Word", "Excel", "Markdown", "ZIP", "CSV", "PDF", "WPS", "OFD", "JSON", "TXT"),
    *(
        "kb",
        "toml",
        "sign",
        "in",
        "local",
    ),  # the file of settings and one of them, told to administrators
    *("MB", "KB", "GB", "OR", "Ctrl", "Esc", "Enter", "md", "txt", "https"),
}
"""Names of formats, keys and operators, and the ends of the files' names."""

_SETTLED_MS = 400
_TEXTS = """() => {
  const told = [];
  const seen = element => element.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement;
    if (parent.closest('script, style, noscript') || !seen(parent)) continue;
    if (parent.closest('[data-testid="stIconMaterial"]')) continue;  // the name of a drawn sign
    told.push(walk.currentNode.data);
  }
  for (const element of document.body.querySelectorAll('*'))
    for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description'])
      if (element.hasAttribute(name)) told.push(element.getAttribute(name));
  return told.filter(text => /[A-Za-z]/.test(text));
}"""
_HEADINGS = """() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
  .filter(h => h.checkVisibility({visibilityProperty: true}))
  .map(h => [h.tagName, h.textContent.trim()])"""
_IN_SCHEME = "scheme => getComputedStyle(document.querySelector('.stApp')).colorScheme === scheme"
_WIDTH = "document.documentElement.scrollWidth"


@dataclass(frozen=True)
class Seen:
    """What one page showed. ``violations``: look → rule, impact, selector and markup of each
    element that axe found."""

    name: str
    title: str
    language: str
    texts: tuple[str, ...]
    headings: tuple[tuple[str, str], ...]
    width: int
    navigation: tuple[str | None, ...]
    violations: Mapping[str, tuple[tuple[str, str, str, str], ...]]


@pytest.fixture(scope="module")
def address(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on two documents, indexed."""
    folder = tmp_path_factory.mktemp("access")
    documents = folder / "文库"
    documents.mkdir()
    (documents / "甲县方案.md").write_text(PLAN, encoding="utf-8")
    (documents / "乙县通知.txt").write_text(NOTICE, encoding="utf-8")
    environment = {
        "KB_DOCUMENTS": str(documents),
        "KB_INDEX": str(folder / "index"),
        "KB_MODELS": str(folder / "models"),
        "KB_MODEL": "none",
    }
    with running_app(environment, folder / "app.log") as started:
        first = Visit(browser, started, WIDE)
        first.open("/").get_by_placeholder("输入词语或问题").wait_for()
        first.close()
        yield started


@pytest.fixture(scope="module", params=PAGES)
def seen(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Seen]:
    """One page in every look."""
    visit = Visit(browser, address, WIDE)
    page = opened(visit, request.param)
    yield Seen(
        request.param,
        page.title(),
        page.evaluate("document.documentElement.lang"),
        tuple(page.evaluate(_TEXTS)),
        tuple((tag, text) for tag, text in page.evaluate(_HEADINGS)),
        *_in_every_look(page),
    )
    visit.close()


def opened(visit: Visit, name: str) -> Page:
    """The page of that name; 原文 by the way from a hit, as its address is not known."""
    page = visit.open(PAGES["检索结果" if name == "原文" else name])
    if name == "原文":
        page.get_by_text("在原文中查看").first.click()
        page.locator("#here").wait_for()
    page.wait_for_function(
        "() => window.kbPage && !('kbLoading' in document.documentElement.dataset)"
    )
    visit.settle()
    return page


def _in_every_look(page: Page) -> tuple[int, tuple[str | None, ...], dict[str, Any]]:
    """The width that a narrow window needs, the links of the navigation that are marked as
    the current page, and what axe finds in each look."""
    page.evaluate(AXE_SCRIPT)
    found = {}
    for look, (scheme, size) in LOOKS.items():
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.wait_for_function(_IN_SCHEME, arg=scheme)
        page.wait_for_timeout(_SETTLED_MS)
        found[look] = _violations(page)
    here = page.locator('[role="navigation"] [aria-current="page"]').all_text_contents()
    return page.evaluate(_WIDTH), tuple(here), found


def _violations(page: Page) -> tuple[tuple[str, str, str, str], ...]:
    result = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return tuple(
        (rule["id"], str(rule["impact"]), " ".join(map(str, node["target"])), node["html"][:200])
        for rule in result["violations"]
        for node in rule["nodes"]
    )


def is_ours(rule: str, target: str) -> bool:
    """Whether a violation is not one of those named as Streamlit's own."""
    return not any(rule == one.rule and re.search(one.target, target) for one in STREAMLITS)


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_serious(seen: Seen, look: str) -> None:
    grave = [v for v in seen.violations[look] if v[1] in ("serious", "critical")]
    assert [v for v in grave if is_ours(v[0], v[2])] == []


def test_what_is_streamlits_own_is_named_once_and_with_its_reason() -> None:
    named = [(one.rule, one.target) for one in STREAMLITS]
    assert len(set(named)) == len(named)
    assert all(one.why and one.target for one in STREAMLITS)


def test_a_page_speaks_chinese(seen: Seen) -> None:
    assert seen.language == "zh-CN"
    words = {word for text in seen.texts for word in re.findall(r"[A-Za-z]{2,}", text)}
    assert sorted(words - WORDS_ALLOWED) == []


def test_a_page_has_one_title_and_headings_in_order(seen: Seen) -> None:
    assert [text for tag, text in seen.headings if tag == "H1"][1:] == []
    assert "H1" in [tag for tag, _ in seen.headings]
    levels = [int(tag[1]) for tag, _ in seen.headings]
    first = levels.index(1)
    steps = zip(levels[first:], levels[first + 1 :], strict=False)
    assert all(below <= above + 1 for above, below in steps)


def test_the_tab_tells_page_and_subject(seen: Seen) -> None:
    assert seen.title.endswith(" · 乡鉴")
    if "q=" in PAGES[seen.name] and seen.name != "原文":
        assert seen.title.startswith(("强村公司 · ", "量子计算机 · "))


def test_the_navigation_marks_the_page(seen: Seen) -> None:
    own = {
        "检索结果": "检索",
        "检索没有结果": "检索",
        "原文未选": "原文",
        "原文不在": "原文",
        "对比未选": "对比",
    }
    here = own.get(seen.name, seen.name)
    outside = here.startswith("做法") and here != "做法库"
    assert seen.navigation == (() if outside else (here,))


def test_a_page_fits_a_telephone(seen: Seen) -> None:
    assert seen.width <= NARROW["width"]


_STATES = """() => {
  const style = element => {
    const told = [];
    for (let at = element, up = 0; at && up < 5; at = at.parentElement, up++) {
      const s = getComputedStyle(at), after = getComputedStyle(at, '::after');
      told.push(s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor,
        s.backgroundColor, after.outlineStyle, after.borderColor);
    }
    return told.join('|');
  };
  const all = [...document.querySelectorAll(
    'a[href], button, input, textarea, summary, select, [tabindex="0"]')]
    .filter(e => e.checkVisibility({visibilityProperty: true, opacityProperty: true})
      && !e.disabled && e.tabIndex >= 0 && e.id !== 'stMain');
  window.kbStates = new Map(all.map(e => [e, style(e)]));
  window.kbStyle = style;
  window.kbName = e => (e.getAttribute('aria-label') || e.textContent || e.placeholder || e.tagName)
    .trim().slice(0, 40);
  return all.map(window.kbName);
}"""
_FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const before = window.kbStates.get(e);
  return {name: window.kbName(e), known: before !== undefined,
    shown: before === undefined || before !== window.kbStyle(e), text: e.textContent.trim()};
}"""
_MOST_STOPS = 150


def stops(page: Page) -> tuple[list[str], list[dict[str, Any]]]:
    """What can be operated, and what the Tab key stops at until it leaves the page."""
    offered = page.evaluate(_STATES)
    found = []
    for _ in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        at = page.evaluate(_FOCUSED)
        if at is None:
            break
        found.append(at)
    return offered, found


def tab_to(page: Page, text: str) -> None:
    """Press Tab until what says ``text`` has the focus."""
    for _ in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        name = page.evaluate(
            "() => { const e = document.activeElement;"
            " return e.getAttribute('aria-label') || e.textContent.trim() }"
        )
        if name == text:
            return
    raise AssertionError(f"Tab does not reach {text}")


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """A wide window."""
    made = Visit(browser, address, WIDE)
    yield made
    made.close()


@pytest.mark.parametrize("name", ["检索结果", "做法"])
def test_tab_reaches_everything_and_shows_where_it_is(visit: Visit, name: str) -> None:
    page = opened(visit, name)
    offered, found = stops(page)
    assert found[0]["name"] == "跳到正文"
    reached = {stop["name"] for stop in found}
    assert [one for one in offered if one not in reached] == []
    assert [stop["name"] for stop in found if not stop["shown"]] == []


def test_a_question_is_asked_and_its_source_opened_by_keyboard_alone(visit: Visit) -> None:
    page = opened(visit, "检索")
    tab_to(page, "检索词")
    page.keyboard.type("强村公司")
    page.keyboard.press("Enter")
    page.locator(".kb-card").first.wait_for()
    visit.settle()
    tab_to(page, "在原文中查看")
    page.keyboard.press("Enter")
    page.locator("#here").wait_for()


def test_a_practice_is_read_and_compared_by_keyboard_alone(visit: Visit) -> None:
    page = opened(visit, "做法库")
    tab_to(page, "强村公司")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1).get_by_text("强村公司").wait_for()
    visit.settle()
    tab_to(page, "对比各地")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="对比", exact=True).wait_for()


def test_the_first_tab_leads_past_the_navigation(visit: Visit) -> None:
    page = opened(visit, "检索结果")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "MAIN"


@pytest.mark.parametrize("name", ["检索结果", "做法", "文库"])
def test_a_printed_page_tells_its_subject_and_has_nothing_to_press(visit: Visit, name: str) -> None:
    page = opened(visit, name)
    page.emulate_media(media="print", color_scheme="dark")
    head = page.get_by_test_id("stMainBlockContainer").get_attribute("data-kb-print") or ""
    assert re.fullmatch(r"(强村公司 · )?\w* ?·? ?乡鉴　打印于 \d{4}年\d{1,2}月\d{1,2}日", head)
    for pressed in ("button", "input", "[role=navigation]", "[data-testid=stSidebar]"):
        assert page.locator(pressed).filter(visible=True).count() == 0
    heading = page.locator("h1, h2.kb-part").filter(visible=True).first
    assert heading.evaluate("e => getComputedStyle(e).color") == "rgb(31, 42, 38)"
