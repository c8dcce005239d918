"""The real app in Chromium, on a small library about invented places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.embedding.model import is_prepared
from kb.settings import load_settings
from tests.browser_app import NARROW, WIDE, Visit, choose, running_app
from tests.web_library import HOSTILE_LINE, HOSTILE_TITLE, LONG_LINE, make_library

pytestmark = pytest.mark.browser
FIRST_START_MS = 300_000


@dataclass(frozen=True)
class App:
    """The running app. ``documents``: its documents folder."""

    address: str
    documents: Path


@pytest.fixture(scope="module")
def app(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app on a small library that it has to index itself at its first start."""
    folder = tmp_path_factory.mktemp("乡鉴 测试")
    documents = make_library(folder / "文库")
    environment = {
        "KB_DOCUMENTS": str(documents),
        "KB_INDEX": str(folder / "index"),
        "KB_MODELS": str(folder / "models"),
        "KB_MODEL": "none",
    }
    with running_app(environment, folder / "app.log") as address:
        yield App(address, documents)


@pytest.fixture(scope="module")
def served(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app on the documents of the checkout, with the real model."""
    settings = load_settings()
    if settings.model is not None or not is_prepared(settings.models):
        pytest.skip("语义模型还没有准备好；先运行 python -m kb prepare。")
    folder = tmp_path_factory.mktemp("documents")
    environment = {"KB_INDEX": str(folder / "index"), "KB_MODELS": str(settings.models)}
    with running_app(environment, folder / "app.log") as address:
        yield address


@pytest.fixture
def visit(browser: Browser, app: App) -> Iterator[Visit]:
    """A wide window."""
    made = Visit(browser, app.address, WIDE)
    yield made
    made.close()


def parameters(page: Page) -> dict[str, list[str]]:
    """What the address bar says."""
    return parse_qs(urlsplit(page.url).query)


def test_a_first_start_indexes_with_progress_and_then_searches(visit: Visit) -> None:
    page = visit.open("/")
    expect(page.get_by_text("从 4 份文件")).to_be_visible()
    expect(page.get_by_placeholder("输入词语或问题")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "zh-CN"


def test_a_search_leads_by_card_to_the_marked_place_in_the_original(visit: Visit) -> None:
    page = visit.open("/")
    box = page.get_by_placeholder("输入词语或问题")
    box.fill("强村公司")
    box.press("Enter")
    card = page.locator(".kb-card").first
    expect(card).to_contain_text("强村公司")
    quotation = card.locator("blockquote").text_content()
    assert parameters(page)["q"] == ["强村公司"]
    first_hit = page.locator(".kb-hit").first
    assert card.bounding_box()["y"] < first_hit.bounding_box()["y"]  # type: ignore[index]
    expect(first_hit.locator("mark").first).to_have_text("强村公司")
    first_hit.get_by_text("为什么是这一条").click()
    expect(first_hit.get_by_text("关键词检索排第 1")).to_be_visible()
    page.get_by_text("看原文出处").first.click()
    expect(page.locator("#here")).to_be_visible()
    marked = "".join(page.locator("mark.kb-here").all_text_contents())
    assert marked == (quotation or "").replace("\n", "")
    page.wait_for_function(
        "() => { const r = document.getElementById('here').getBoundingClientRect();"
        " return r.top >= 0 && r.bottom <= window.innerHeight }"
    )
    original = page.url
    page.get_by_role("link", name="检索", exact=True).click()
    expect(page.locator(".kb-card").first).to_be_visible()
    assert parameters(page)["q"] == ["强村公司"]
    page.go_back()
    expect(page.locator("#here")).to_be_visible()
    assert page.url == original
    page.go_back()
    expect(page.locator(".kb-card").first).to_be_visible()
    assert parameters(page)["q"] == ["强村公司"]


def test_a_place_far_down_is_scrolled_to_by_its_link_alone(visit: Visit) -> None:
    page = visit.open(f"/?q={quote('高山蔬菜基地')}")
    hit = page.locator(".kb-hit", has_text=LONG_LINE)
    expect(hit).to_have_count(1)
    # The innermost box that holds both: every box around it holds the other hits' links too.
    links = page.get_by_text("在原文中查看")
    box = page.locator('[data-testid="stLayoutWrapper"]', has=hit).filter(has=links).last
    box.get_by_text("在原文中查看").click()
    expect(page.locator("#here")).to_be_visible()
    visit.settle()
    # What is a practice or a figure within it is marked by an element of its own.
    assert LONG_LINE in "".join(page.locator("mark.kb-here").all_text_contents())
    again = Visit(page.context.browser, visit.address, NARROW)  # type: ignore[arg-type]
    fresh = again.open(page.url.removeprefix(visit.address))
    expect(fresh.locator("#here")).to_be_in_viewport()
    again.close()


def test_the_outline_leads_to_its_section_and_keeps_the_link(visit: Visit) -> None:
    page = visit.open(f"/?q={quote('强村公司')}")
    page.get_by_text("在原文中查看").first.click()
    expect(page.locator("#here")).to_be_visible()
    before = parameters(page)
    page.locator(".kb-outline a", has_text="三、保障措施").click()
    heading = page.locator("p.kb-h", has_text="三、保障措施")
    expect(heading).to_be_in_viewport()
    assert parameters(page) == before


def test_filters_show_counts_and_the_address_restores_all_of_a_search(
    visit: Visit, browser: Browser
) -> None:
    page = visit.open(f"/?q={quote('垃圾分类')}")
    choose(page, "文种", "通知（1）")
    expect(page.get_by_text("清除筛选")).to_be_visible()
    visit.settle()
    choose(page, "年份从", "2021（1）")
    visit.settle()
    choose(page, "显示段落", "20 条")
    page.wait_for_url("**k=20**")
    wanted = {"q": ["垃圾分类"], "kind": ["通知"], "since": ["2021"], "k": ["20"]}
    assert parameters(page) == wanted
    other = Visit(browser, visit.address, WIDE)
    fresh = other.open(page.url.removeprefix(visit.address))
    expect(fresh.get_by_placeholder("输入词语或问题")).to_have_value("垃圾分类")
    expect(fresh.get_by_role("button", name="移除 通知（1）")).to_be_visible()
    for label, value in (("年份从", "2021（1）"), ("显示段落", "20 条")):
        expect(fresh.get_by_role("combobox", name=label)).to_have_value(value)
    expect(fresh.locator(".kb-hit").first).to_contain_text("乙县")
    fresh.get_by_text("清除筛选").click()
    fresh.wait_for_function("() => !location.search.includes('kind')")
    assert parameters(fresh) == {"q": ["垃圾分类"], "k": ["20"]}
    other.close()


def test_the_library_has_nothing_and_says_what_to_try(visit: Visit) -> None:
    page = visit.open(f"/?q={quote('量子计算机')}")
    expect(page.get_by_role("heading", name="库内未见")).to_be_visible()
    expect(page.get_by_text("换一个更常用的说法")).to_be_visible()
    expect(page.locator(".kb-hit")).to_have_count(0)


def test_source_markup_is_shown_word_for_word_and_runs_nothing(visit: Visit) -> None:
    page = visit.open(f"/?q={quote('河道守护员')}")
    hit = page.locator(".kb-hit").first
    expect(hit.locator("h3")).to_have_text(HOSTILE_TITLE)
    assert HOSTILE_LINE in (hit.locator(".kb-text").text_content() or "")
    page.get_by_text("在原文中查看").first.click()
    expect(page.locator(".kb-article")).to_contain_text(HOSTILE_LINE)
    visit.open("/library")
    row = page.locator(".kb-doc", has_text="河长制")
    row.locator("summary").click()
    expect(row.get_by_text("<script>window.hacked=1</script>")).to_be_visible()
    assert page.evaluate("window.hacked") is None
    assert page.locator("img[src='x'], .kb-hit script, .kb-article style").count() == 0


def test_a_file_is_added_found_downloaded_and_deleted(visit: Visit, app: App) -> None:
    page = visit.open("/library")
    content = "戊县夜校实施办法\n\n一、戊县乡村夜校每周三开课,由返乡青年授课。\n".encode()
    sent = {"name": "夜校.txt", "mimeType": "text/plain", "buffer": content}
    page.locator('input[type="file"]').set_input_files(sent)  # type: ignore[arg-type]
    page.get_by_text("夜校.txt").wait_for()
    page.get_by_role("button", name="加入文库").click()
    expect(page.get_by_text("新增 1，更新 0，删除 0")).to_be_visible()
    expect(page.get_by_text("已收入")).to_be_visible()
    assert (app.documents / "added" / "夜校.txt").read_bytes() == content
    visit.open(f"/?q={quote('乡村夜校')}")
    expect(page.locator(".kb-hit").first).to_contain_text("戊县夜校实施办法")
    page.get_by_text("在原文中查看").first.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载原始文件").click()
    assert download.value.suggested_filename == "夜校.txt"
    assert download.value.path().read_bytes() == content
    gone = page.url.removeprefix(visit.address)
    visit.open("/library")
    choose(page, "删除", "夜校.txt")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="确定删除").click()
    expect(page.get_by_text("新增 0，更新 0，删除 1")).to_be_visible()
    assert not (app.documents / "added" / "夜校.txt").exists()
    visit.open(f"/?q={quote('乡村夜校')}")
    expect(page.get_by_text("戊县夜校实施办法")).to_have_count(0)
    visit.open(gone)
    expect(page.get_by_text("它可能已被删除")).to_be_visible()


def test_every_page_fits_a_narrow_window(browser: Browser, app: App) -> None:
    visit = Visit(browser, app.address, NARROW)
    for path in ("/", f"/?q={quote('强村公司')}", "/library", "/original", "/report"):
        page = visit.open(path)
        expect(page.get_by_text("文库", exact=True).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    visit.open(f"/?q={quote('强村公司')}")
    expect(page.get_by_text("年份从")).not_to_be_in_viewport()
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(page.get_by_text("年份从")).to_be_in_viewport()
    visit.close()


def test_no_request_leaves_the_machine(visit: Visit) -> None:
    for path in ("/", f"/?q={quote('强村公司')}", "/library", "/report"):
        visit.open(path)
    visit.open(f"/?q={quote('强村公司')}").get_by_text("在原文中查看").first.click()
    expect(visit.page.locator("#here")).to_be_visible()
    hosts = {
        urlsplit(url).hostname
        for url in visit.asked
        if urlsplit(url).scheme not in ("data", "blob")
    }
    assert hosts == {"localhost"}


@pytest.mark.model
def test_the_documents_of_a_checkout_are_indexed_and_answer_by_meaning(
    browser: Browser, served: str
) -> None:
    visit = Visit(browser, served, WIDE)
    page = visit.page
    page.goto(f"{served}/?q={quote('强村公司')}")
    card = page.locator(".kb-card").first
    expect(card).to_be_visible(timeout=FIRST_START_MS)
    expect(card.locator("h3")).to_contain_text("强村公司")
    expect(card.locator(".kb-digest").first).to_have_text("整理稿")
    why = page.locator(".kb-why").first
    why.locator("summary").click()
    expect(why).to_contain_text("语义检索排第")
    visit.settle()
    page.get_by_role("combobox", name="省（区、市）").click()
    option = page.get_by_role("option", name="浙江省（")
    count = int((option.text_content() or "").removeprefix("浙江省（").removesuffix("）"))
    option.click()
    page.wait_for_url("**province=**")
    visit.settle()
    places = page.locator(".kb-hit .kb-meta").all_text_contents()
    assert places and all(place.startswith("浙江省") for place in places)
    visit.open(f"/library?find={quote('浙江省')}")
    expect(page.locator(".kb-doc")).to_have_count(count)
    visit.close()


@pytest.mark.model
def test_an_english_question_finds_chinese_passages(browser: Browser, served: str) -> None:
    visit = Visit(browser, served, WIDE)
    visit.page.goto(f"{served}/?q={quote('elderly care in villages')}")
    first = visit.page.locator(".kb-hit .kb-text")
    expect(first.first).to_be_visible(timeout=FIRST_START_MS)
    assert any("养老" in text for text in first.all_text_contents())
    visit.close()
