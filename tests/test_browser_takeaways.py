"""Three users finish their work in Chromium and leave with a file, which is opened again."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, Page, expect

from kb.settings import load_settings
from kb.workspace import open_index
from tests.browser_app import WIDE, Visit, choose, running_app

pytestmark = pytest.mark.browser
BUILD_MS = 240_000
QUOTED, HEADING = "引文", re.compile("Heading")
TRUE = "2023年丽水市强村公司的利润合计比上年增长25.2%。"
WRONG = "2023年丽水市强村公司的利润合计比上年增长52.2%。"


@dataclass(frozen=True)
class App:
    """The running app, and the folder of its index."""

    address: str
    index: Path


@pytest.fixture(scope="module")
def app(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app on the documents of the checkout, searched by words alone."""
    folder = tmp_path_factory.mktemp("takeaways")
    environment = {"KB_INDEX": str(folder / "index"), "KB_MODEL": "none"}
    with running_app(environment, folder / "app.log") as address:
        visit = Visit(browser, address, WIDE)
        visit.page.goto(address)
        expect(visit.page.get_by_placeholder("输入词语或问题")).to_be_visible(timeout=BUILD_MS)
        visit.close()
        yield App(address, folder / "index")


@pytest.fixture
def visit(browser: Browser, app: App) -> Iterator[Visit]:
    """A wide window."""
    made = Visit(browser, app.address, WIDE)
    yield made
    made.close()


@pytest.fixture(scope="module")
def sources(app: App) -> list[str]:
    """The texts of all documents of the served index, without white space."""
    library = open_index(load_settings(index=str(app.index))).library
    documents = (library.document(card.id) for card in library.cards)
    return [bare(document.text) for document in documents if document]


def bare(text: str) -> str:
    """A text without white space."""
    return re.sub(r"\s+", "", text)


def taken(page: Page, label: str) -> bytes:
    """The file behind a button."""
    with page.expect_download() as download:
        page.get_by_role("button", name=label, exact=True).click()
    return download.value.path().read_bytes()


def quotations(content: bytes) -> list[str]:
    """Every quotation of a Word file, line by line; what leads it stands in bold."""
    paragraphs = docx.Document(io.BytesIO(content)).paragraphs
    found = (
        bare("".join(run.text for run in p.runs if not run.bold))
        for p in paragraphs
        if p.style is not None and p.style.name == QUOTED
    )
    return [words for words in found if words]


def headings(content: bytes) -> list[str]:
    """The headings of a Word file."""
    paragraphs = docx.Document(io.BytesIO(content)).paragraphs
    return [p.text for p in paragraphs if p.style and HEADING.match(p.style.name or "")]


def assert_verbatim(found: list[str], sources: list[str]) -> None:
    """Every quotation is of a source."""
    assert found
    for words in found:
        assert any(words in text for text in sources), words


def test_an_official_narrows_reads_three_compares_and_leaves_with_word(
    visit: Visit, sources: list[str]
) -> None:
    page = visit.open("/")
    page.get_by_placeholder("输入词语或问题").fill("垃圾分类怎么做")
    page.get_by_role("button", name="检索", exact=True).click()
    visit.settle()
    for province in ("浙江省", "四川省", "广西壮族自治区"):
        choose(page, "省（区、市）", re.compile(province))
        page.keyboard.press("Tab")
        visit.settle()
    choose(page, "年份从", re.compile("2022"))
    visit.settle()
    choose(page, "不看本地", re.compile("^浙江省 杭州市（"), typed="杭州")
    page.keyboard.press("Tab")
    visit.settle()
    expect(page).to_have_url(re.compile("province=.*since=2022.*without="))
    cards = page.locator(".kb-card")
    expect(cards.first).to_contain_text(re.compile("浙江省|四川省|广西"))
    for words in cards.all_text_contents():
        assert "杭州市" not in words
    asked = page.url
    for number in range(3):
        page.goto(asked)
        visit.settle()
        # A practice without a name of its own is read in its document.
        named = cards.nth(number).locator("h3 a")
        sources_of = page.get_by_role("link", name="看原文出处", exact=True)
        way = named if named.count() else sources_of.nth(number)
        way.click()
        visit.settle()
        expect(page.get_by_role("heading", level=1)).not_to_have_text("检索")
    page.goto(asked)
    visit.settle()
    page.get_by_role("link", name="在原文中查看").first.click()
    expect(page.locator("#here")).to_be_visible()
    visit.settle()
    marked = bare("".join(page.locator("mark.kb-here").all_text_contents()))
    assert marked and any(marked in text for text in sources)
    page.goto(asked)
    visit.settle()
    page.get_by_role("link", name="把各地怎么做排在一起对比").click()
    visit.settle()
    expect(page.locator(".kb-matrix")).to_be_visible()
    assert "杭州市" not in (page.locator(".kb-matrix").text_content() or "")
    content = taken(page, "Word 文档")
    assert_verbatim(quotations(content), sources)
    assert docx.Document(io.BytesIO(content)).tables
    assert any("来源" in heading for heading in headings(content))


def test_a_writer_collects_checks_a_draft_and_leaves_with_word(
    visit: Visit, sources: list[str]
) -> None:
    page = visit.open("/?q=强村公司")
    for number in range(2):
        button = page.get_by_role("button", name="收入素材夹", exact=True).nth(number)
        button.click()
        visit.settle()
    expect(page.get_by_role("button", name="已在素材夹，取出", exact=True).first).to_be_visible()
    page.get_by_role("link", name="素材夹", exact=True).first.click()
    visit.settle()
    note = page.get_by_role("textbox", name=re.compile("备注")).first
    note.fill("用在第二部分")
    note.press("Control+Enter")
    visit.settle()
    page.reload()
    visit.settle()
    expect(page.get_by_role("textbox", name=re.compile("备注")).first).to_have_value("用在第二部分")
    content = taken(page, "Word 文档")
    assert_verbatim(quotations(content), sources)
    said = "\n".join(p.text for p in docx.Document(io.BytesIO(content)).paragraphs)
    assert "用在第二部分" in said and "整理稿" in said + str(zipped(content, "word/footnotes.xml"))
    page = visit.open("/check")
    page.get_by_role("textbox", name=re.compile("文稿")).fill(TRUE + WRONG)
    page.get_by_role("button", name="核对", exact=True).click()
    visit.settle()
    draft = page.locator("#kb-draft-side, .st-key-kb-draft-side")
    expect(draft).to_contain_text("同段有据")
    expect(draft).to_contain_text("不符")
    content = taken(page, "Word 文档")
    table = docx.Document(io.BytesIO(content)).tables[0]
    at = [cell.text for cell in table.rows[0].cells].index("来源原文")
    assert_verbatim([bare(row.cells[at].text) for row in table.rows[1:]], sources)


def zipped(content: bytes, name: str) -> str:
    """One file of a ZIP file, as text."""
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode("utf-8")


def test_a_trainer_builds_a_case_pack_and_leaves_with_the_evidence(
    visit: Visit, sources: list[str]
) -> None:
    page = visit.open("/casepack?q=垃圾分类怎么做")
    expect(page.get_by_role("heading", name=re.compile("^地方"))).to_be_visible()
    page.get_by_role("textbox", name="标题").fill("垃圾分类教学案例")
    page.get_by_role("textbox", name="标题").press("Enter")
    visit.settle()
    page.get_by_role("radio", name="预览和导出").click()
    visit.settle()
    content = taken(page, "Word 文档")
    assert_verbatim(quotations(content), sources)
    document = docx.Document(io.BytesIO(content))
    assert document.paragraphs[0].text == "垃圾分类教学案例"
    assert any("讨论" in heading for heading in headings(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "库内未见" in cells
    pack = zipfile.ZipFile(io.BytesIO(taken(page, "素材包（ZIP）")))
    manifest = json.loads(pack.read(next(n for n in pack.namelist() if "manifest" in n)))
    told = {entry["path"]: entry["sha256"] for entry in manifest["files"]}
    assert {name.rsplit(".", 1)[-1] for name in told} >= {"docx", "md", "csv", "txt"}
    for name, digest in told.items():
        assert hashlib.sha256(pack.read(name)).hexdigest() == digest
