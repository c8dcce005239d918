"""Report, corrections, page pictures and archives in Chromium, on the real app."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser_app import NARROW, WIDE, Visit, choose, running_app
from tests.test_reading_ocr import LINES, drawn, needs_font, packed
from tests.web_library import make_library

pytestmark = pytest.mark.browser
HOSTILE_NAME = "**粗** $x$ :red[甲] <img src=x onerror=window.hacked=1>\u202e.txt"
GAPS = "己县试点\n\n一、夜校\n己县夜校投入资金亿元，占%，由乡镇牵头。\n"


@dataclass(frozen=True)
class App:
    """The running app. ``documents``: its documents folder."""

    address: str
    documents: Path


@pytest.fixture(scope="module")
def app(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app on a small library with a hostile name and gaps in it."""
    folder = tmp_path_factory.mktemp("收录 测试")
    documents = make_library(folder / "文库")
    (documents / HOSTILE_NAME).write_text(GAPS, encoding="utf-8")
    environment = {
        "KB_DOCUMENTS": str(documents),
        "KB_INDEX": str(folder / "index"),
        "KB_MODELS": str(folder / "models"),
        "KB_MODEL": "none",
    }
    with running_app(environment, folder / "app.log") as address:
        visit = Visit(browser, address, WIDE)
        visit.page.goto(address)
        expect(visit.page.get_by_placeholder("输入词语或问题")).to_be_visible()
        visit.close()
        yield App(address, documents)


@pytest.fixture
def visit(browser: Browser, app: App) -> Iterator[Visit]:
    """A wide window."""
    made = Visit(browser, app.address, WIDE)
    yield made
    made.close()


def rebuild(visit: Visit) -> None:
    """Have the app take over what changed in the documents folder."""
    page = visit.open("/library")
    page.get_by_role("button", name="更新索引").click()
    expect(page.get_by_text("建库完成")).to_be_visible()
    visit.settle()


def open_document(visit: Visit, words: str) -> Page:
    """Go to the one document that the list finds by ``words``."""
    page = visit.open(f"/library?find={words}")
    row = page.locator(".kb-doc")
    expect(row).to_have_count(1)
    row.locator("summary").click()
    row.get_by_role("link", name="打开原文").click()
    expect(page.locator(".kb-article")).to_be_visible()
    visit.settle()
    return page


def test_the_report_is_filtered_opened_and_saved(visit: Visit) -> None:
    page = visit.open("/report")
    rows = page.locator(".kb-rep")
    expect(rows).to_have_count(6)
    expect(rows.first).to_contain_text("空文件.txt")
    expect(rows.first).to_contain_text("文件是空的（0 字节）")
    page.get_by_role("radio", name="有存疑 1").or_(
        page.get_by_role("button", name="有存疑 1")
    ).click()
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("**粗** $x$ :red[甲] <img src=x onerror=window.hacked=1>")
    rows.first.locator("summary").press("Enter")
    expect(rows.first.get_by_text("数字缺失 2 处")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载 CSV").click()
    assert download.value.suggested_filename == "收录情况.csv"
    content = download.value.path().read_text(encoding="utf-8-sig")
    table = list(csv.reader(io.StringIO(content)))
    assert len(table) == 7 and {row[1] for row in table[1:]} == {"收入", "未收入"}
    rows.first.get_by_role("link", name="己县试点").click()
    expect(page.locator('[data-flag="数字缺失"]')).to_have_count(2)
    assert page.evaluate("window.hacked") is None


def test_a_trial_reading_shows_what_a_build_would_do(visit: Visit, app: App) -> None:
    (app.documents / "新来的.txt").write_text("庚县试点方案\n\n试点一年。", encoding="utf-8")
    page = visit.open("/report")
    page.get_by_role("button", name="试读（不写索引）").click()
    expect(page.locator(".kb-rep", has_text="新来的.txt")).to_be_visible()
    page.get_by_role("radio", name="上次建库").or_(
        page.get_by_role("button", name="上次建库")
    ).click()
    expect(page.locator(".kb-rep", has_text="新来的.txt")).to_have_count(0)
    (app.documents / "新来的.txt").unlink()


def test_a_correction_survives_a_rebuild(visit: Visit, app: App) -> None:
    page = open_document(visit, "甲县")
    address = page.url.removeprefix(visit.address)
    choose(page, "要更正的项目", "发文机关", within="确认或更正识别结果")
    expect(page.get_by_text("现在：没有识别出")).to_be_visible()
    visit.settle()
    field = page.get_by_label("改为")
    expect(field).to_have_count(1)
    field.fill("甲县农业农村局")
    page.get_by_role("button", name="保存更正").click()
    expect(page.get_by_text("现在：甲县农业农村局（已确认）")).to_be_visible()
    plan = app.documents / "甲县方案.md"
    plan.rename(app.documents / "改名.md")
    rebuild(visit)
    page = visit.open(address)
    page.get_by_text("文件信息与依据").click()
    row = page.locator(".kb-values tr", has_text="发文机关")
    expect(row).to_contain_text("甲县农业农村局")
    expect(row).to_contain_text("已确认")
    expect(row).to_contain_text("程序没有识别出")
    assert "甲县农业农村局" in (app.documents / "更正.csv").read_text(encoding="utf-8-sig")


def test_a_doubt_leads_to_its_place(visit: Visit) -> None:
    page = open_document(visit, "己县")
    page.get_by_text("存疑：数字缺失 2 处").click()
    page.locator(".kb-flags a").first.click()
    expect(page.locator("mark.kb-here")).to_have_text("亿元")
    expect(page.locator("#here")).to_be_in_viewport()


def test_an_archive_is_added_and_told_file_by_file(visit: Visit) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("材料/夜校.txt", "戊县夜校实施办法\n\n一、戊县乡村夜校每周三开课。\n")
        archive.writestr("../../爬.txt", "爬出去")
    page = visit.open("/library")
    sent = {"name": "包.zip", "mimeType": "application/zip", "buffer": stream.getvalue()}
    page.locator('input[type="file"]').set_input_files(sent)  # type: ignore[arg-type]
    page.get_by_text("包.zip").wait_for()
    page.get_by_role("button", name="加入文库").click()
    expect(page.get_by_text("里面的文件：收入 1 份，未收入 1 份")).to_be_visible()
    page = visit.open("/report?report-find=包.zip")
    expect(page.locator(".kb-rep")).to_have_count(2)
    expect(page.locator(".kb-rep").first).to_contain_text("指向压缩包之外")
    page = open_document(visit, "戊县")
    page.get_by_role("button", name="从压缩包或邮件里取出原始文件").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载原始文件").click()
    assert download.value.suggested_filename == "夜校.txt"
    assert "乡村夜校" in download.value.path().read_text(encoding="utf-8")


def test_an_address_inside_the_network_is_told_and_not_asked(visit: Visit) -> None:
    page = visit.open("/library")
    page.get_by_text("按网址添加").click()
    page.get_by_label("网址", exact=True).fill("http://127.0.0.1:9/x\nftp://a.example/")
    page.get_by_role("button", name="取网页").click()
    expect(page.get_by_text("没有取到：")).to_have_count(2)


@needs_font
def test_the_picture_of_a_scanned_page_stands_beside_its_text(visit: Visit, app: App) -> None:
    pytest.importorskip("rapidocr")
    (app.documents / "扫描件.png").write_bytes(packed(drawn(*LINES)))
    rebuild(visit)
    page = open_document(visit, "扫描件.png")
    expect(page.locator(".kb-page")).to_contain_text("第 1 页（文字由图片识别）")
    page.get_by_role("link", name="看页面图片").click()
    picture = page.get_by_alt_text("第 1 页的图片")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") == 1400
    article = page.locator(".kb-article")
    expect(article).to_contain_text(LINES[2])
    right = picture.bounding_box()["x"]  # type: ignore[index]
    assert right > article.bounding_box()["x"] + article.bounding_box()["width"]  # type: ignore[index]
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    expect(picture).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    page.get_by_role("link", name="回到全文").click()
    expect(page.get_by_role("link", name="看页面图片")).to_be_visible()
