"""Three users walk a question to its end, in Chromium, on the documents of the checkout."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.settings import load_settings
from kb.workspace import open_index
from tests.browser_app import NARROW, WIDE, Visit, choose, running_app

pytestmark = pytest.mark.browser
BUILD_MS = 240_000


@dataclass(frozen=True)
class App:
    """The running app, and the folder of its index."""

    address: str
    index: Path


@pytest.fixture(scope="module")
def app(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app on the documents of the checkout, searched by words alone."""
    folder = tmp_path_factory.mktemp("journeys")
    index = folder / "index"
    # A copy: what is corrected in the tests is written beside the documents.
    documents = folder / "documents"
    documents.mkdir()
    for file in load_settings().documents.glob("*.md"):
        (documents / file.name).write_bytes(file.read_bytes())
    environment = {
        "KB_DOCUMENTS": str(documents),
        "KB_INDEX": str(index),
        "KB_MODEL": "none",
    }
    with running_app(environment, folder / "app.log") as address:
        visit = Visit(browser, address, WIDE)
        visit.page.goto(address)
        expect(visit.page.get_by_placeholder("输入词语或问题")).to_be_visible(timeout=BUILD_MS)
        visit.close()
        yield App(address, index)


@pytest.fixture
def visit(browser: Browser, app: App) -> Iterator[Visit]:
    """A wide window."""
    made = Visit(browser, app.address, WIDE)
    yield made
    made.close()


def texts(app: App) -> list[str]:
    """The texts of all documents of the served index, without white space."""
    library = open_index(load_settings(index=app.index)).library
    documents = (library.document(card.id) for card in library.cards)
    return [bare(document.text) for document in documents if document]


def bare(text: str) -> str:
    """A text without white space, which a page may show otherwise."""
    return re.sub(r"\s+", "", text)


def marked(page: Page) -> str:
    """What is marked in the original."""
    expect(page.locator("#here")).to_be_visible()
    return bare("".join(page.locator("mark.kb-here").all_text_contents()))


def test_an_official_comes_from_a_question_to_the_place_in_the_original(visit: Visit) -> None:
    page = visit.open("/")
    page.get_by_placeholder("输入词语或问题").fill("集体经济薄弱村怎么摘帽")
    page.get_by_role("button", name="检索").click()
    expect(page.locator(".kb-card").first).to_be_visible()
    # The first card with a page of its own: which practice that is may change with the rules.
    card = page.locator(".kb-card", has=page.get_by_role("link", name="做法详情").or_(
        page.locator("h3 a")
    )).first  # fmt: skip
    expect(card).to_contain_text(re.compile("省 .+市"))
    expect(card.locator(".kb-figure").first).to_contain_text(re.compile("目标|已完成|未判定"))
    expect(card).to_contain_text("整理稿")
    name = card.locator("h3 a").text_content() or ""
    card.locator("h3 a").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    for part in ("这是什么", "各地怎么做", "指标数据", "时间线", "相关做法", "全部出处"):
        expect(page.get_by_role("heading", name=part).first).to_be_visible()
    number = page.locator(".kb-figtable b a.kb-said").first
    printed = bare(number.text_content() or "")
    number.click()
    assert marked(page) == printed


def test_a_writer_finds_figures_with_their_status_and_their_words(visit: Visit, app: App) -> None:
    page = visit.open(f"/practice?name={quote('强村公司')}")
    rows = page.locator(".kb-figtable tbody tr")
    expect(rows.first).to_be_visible()
    everything = rows.count()
    choose(page, "状态", "已完成")
    expect(rows).not_to_have_count(everything)
    visit.settle()
    known = texts(app)
    for row in rows.all():
        expect(row).to_contain_text("已完成")
        for words in row.locator(".kb-said").all_text_contents():
            assert any(bare(words) in text for text in known), words
    expect(rows.filter(has_text="25.2%")).to_have_count(1)


def test_the_address_of_a_practice_holds_for_every_way_it_is_written(visit: Visit) -> None:
    page = visit.open(f"/practice?name={quote('“強村公司”')}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("强村公司")
    page = visit.open(f"/practice?name={quote('没有这一项的做法')}")
    expect(page.get_by_text("库内未见")).to_be_visible()


def test_a_trainer_lays_places_side_by_side_and_takes_them_away(visit: Visit, app: App) -> None:
    page = visit.open("/catalogue")
    expect(page.locator(".kb-prow").first).to_be_visible()
    box = page.get_by_placeholder("输入名称或地名，边输入边查找")
    for name in ("强村公司", "共富工坊"):
        box.fill("")
        # Typed, and not entered: the list follows the keys.
        box.press_sequentially(name, delay=30)
        visit.settle()
        tick = page.get_by_role("checkbox", name=f"对比 {name}", exact=True)
        expect(tick).to_be_visible()
        tick.locator("xpath=ancestor::label").click()
        visit.settle()
        expect(tick).to_be_checked()
    page.get_by_role("link", name="对比所选").click()
    expect(page.get_by_role("heading", name="对比", exact=True)).to_be_visible()
    table = page.locator(".kb-matrix")
    expect(table).to_contain_text("丽水市")
    expect(table).to_contain_text("库内未见")
    with page.expect_download() as download:
        page.get_by_role("button", name="下载对比表（CSV）").click()
    content = download.value.path().read_text(encoding="utf-8-sig")
    lines = list(csv.reader(io.StringIO(content)))
    assert {"做法", "指标数据", "责任单位", "成效", "来源"} <= set(lines[0])
    at = lines[0].index("成效")
    known = texts(app)
    told = [line[at] for line in lines[1:] if line[at] not in ("", "库内未见")]
    assert told
    for cell in told:
        for line in cell.split("\n"):
            words = bare(re.split("[\u3010\u3014]", line)[0])
            assert any(words in text for text in known), words


def test_a_practice_is_renamed_and_the_name_taken_back(visit: Visit) -> None:
    page = visit.open(f"/practice?name={quote('村超')}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("村超")
    page.get_by_text("合并、拆分、改名、隐藏，或更正指标").click()
    page.get_by_role("textbox", name="新名称").fill("乡村足球超级联赛")
    page.get_by_role("button", name="保存更正").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("乡村足球超级联赛")
    visit.settle()
    page = visit.open(f"/practice?name={quote('村超')}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("乡村足球超级联赛")
    page.get_by_text("合并、拆分、改名、隐藏，或更正指标").click()
    page.get_by_role("button", name="撤销").first.click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("联赛")


@pytest.mark.parametrize("path", ["/catalogue", "/compare?by=按问题对比&q=垃圾分类怎么做"])
def test_pages_fit_a_narrow_window(browser: Browser, app: App, path: str) -> None:
    narrow = Visit(browser, app.address, NARROW)
    page = narrow.open(path)
    expect(page.locator(".kb-prow, .kb-matrix").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    narrow.close()
