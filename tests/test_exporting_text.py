"""Markdown, CSV and Excel, read again."""

import csv
import html
import io
import re
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from markdown_it import MarkdownIt
from python_calamine import CalamineWorkbook

from kb.exporting import markdown, prove, quotations_csv, workbook
from kb.exporting.rows import COLUMNS
from kb.types import Grid, Heading, Items, Paper, Prose, Quoted
from tests.papers import COMPANY, DIGEST, DOUBTED, INCOME, SORTING, paper_of, snapshot_of, taken

HOSTILE = (
    "=cmd|'/c calc'!A1", "+1", "-2+3", "@SUM(A1)", "<script>alert(1)</script>", "&amp;]]>",
    "| 甲 | 乙 |", "*甲* _乙_ `丙` ~~丁~~", "# 甲", "- 甲", "1. 甲", "1) 甲", "> 甲", "===", "---",
    "[甲](https://example.org)", "[^1]: 甲", "![甲](a.png)", "https://example.org", "a@example.org",
    "_x0041_", "C:\\甲\\乙", "&#10;", "a<br>b", "$甲$", "^甲^", "```", "    甲", "{{甲}}",
)  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return snapshot_of(tmp_path_factory.mktemp("库")).library


def sheets(made):
    book = CalamineWorkbook.from_filelike(io.BytesIO(made))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def rendered(text):
    """Markdown as HTML, without the footnotes, which the base of the language does not have."""
    plain = re.sub(r"(?m)\[\^\d+\](: .*)?", "", text)
    return MarkdownIt("commonmark", {"html": True}).enable("table").render(plain)


def test_markdown_of_every_block(library):
    assert markdown(paper_of(library)).split("\n\n") == [
        "# 强村公司怎么办",
        "## 一、背景",
        "以下均为原文。",
        f"> **做法：** {COMPANY}[^1]",
        "### （一）成效",
        f"> {INCOME}[^2]",
        "备注：拿去与乙县比较",
        "> 一、基本情况\n>\n> 全县建成村级幸福院86个,为高龄老人提供午餐。[^3]",
        "## 二、各地",
        f"> {DOUBTED}**【原文数字缺失】**[^4]",
        f"> {DIGEST}[^5]",
        "**各地对比**",
        "| 地区 | 做法 | 指标数据 |\n| --- | --- | --- |\n"
        f"| 甲县 | {COMPANY}[^6] | {INCOME}[^7] |\n"
        f"| 乙县 | {SORTING}[^8] | 库内未见 |\n"
        f"| 丁县 | {DIGEST}[^9]<br>{DOUBTED}**【原文数字缺失】**[^10] | 库内未见 |",
        "## 三、讨论",
        "1. 为什么能成？\n2. 条件是什么？",
        "- 其一\n- 其二",
        "## 来源",
        "1. 佚名. 甲县发展强村公司的做法\\[Z\\]. \\[出版地不详\\]: \\[出版者不详\\], \\[出版年不详\\].\n"
        "2. 佚名. 丙县农村养老服务工作情况汇报\\[R\\]. \\[出版地不详\\]: \\[出版者不详\\], \\[出版年不详\\].\n"
        "3. 佚名. 丁县特色产业发展情况汇报\\[R\\]. \\[出版地不详\\]: \\[出版者不详\\], \\[出版年不详\\].\n"
        "4. 佚名. 丁县盘活闲置农房做法整理: 整理稿\\[Z\\]. \\[出版地不详\\]: \\[出版者不详\\], \\[出版年不详\\].\n"
        "5. 佚名. 乙县农村垃圾分类实施方案\\[Z\\]. \\[出版地不详\\]: \\[出版者不详\\], \\[出版年不详\\].",
        "[^1]: 《甲县发展强村公司的做法》，二、主要做法 › (一)组建强村公司。",
        "[^2]: 《甲县发展强村公司的做法》，二、主要做法 › (一)组建强村公司。",
        "[^3]: 《丙县农村养老服务工作情况汇报》，一、基本情况。",
        "[^4]: 《丁县特色产业发展情况汇报》，一、基本情况。原文数字缺失。",
        "[^5]: 《丁县盘活闲置农房做法整理》（整理稿），一、做法。",
        "[^6]: 《甲县发展强村公司的做法》，二、主要做法 › (一)组建强村公司。",
        "[^7]: 《甲县发展强村公司的做法》，二、主要做法 › (一)组建强村公司。",
        "[^8]: 《乙县农村垃圾分类实施方案》，二、工作措施 › 1.建立“户分类、村收集、镇转运”机制。",
        "[^9]: 《丁县盘活闲置农房做法整理》（整理稿），一、做法。",
        "[^10]: 《丁县特色产业发展情况汇报》，一、基本情况。原文数字缺失。\n",
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_shows_source_text_as_it_is(library, text):
    quotation = replace(taken(library, COMPANY), text=text, title=text, headings=(text,))
    blocks = (Heading(text), Prose(text), Quoted(quotation, note=text), Items((text,)))
    table = Grid((text, "乙"), ((text, (quotation,)),), text)
    made = rendered(markdown(Paper(text, (*blocks, table))))
    for tag in ("<script", "<a ", "<img", "<code", "<em", "<hr", "<pre", "<br"):
        assert tag not in made
    words = html.unescape(re.sub(r"<[^>]+>", "\n", made))
    # Title, heading, prose, quotation, note, item, caption, head, two cells, source.
    assert words.count(" ".join(text.split())) == 11


def test_markdown_names_what_does_not_stand(library):
    forged = replace(taken(library, INCOME), text=INCOME.replace("3500", "3600"))
    paper = Paper("核对", (Quoted(forged),))
    parts = markdown(paper, prove(paper, library)).split("\n\n")
    assert parts[1] == "**核对提示：有 1 处引文与库内文字不一致，已在引文的脚注中注明。**"
    assert parts[-1].strip().endswith("核对：库内同一文件的文字已有改动，请对照现在的文字。")


def test_csv_has_every_field_of_every_citation(library):
    made = quotations_csv(paper_of(library))
    assert made.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(made.removeprefix("\ufeff"))))
    assert len(rows) == 10 and tuple(rows[0]) == COLUMNS
    company, doubted, digest = rows[0], rows[3], rows[8]
    kept = taken(library, COMPANY)
    assert (company["引文"], company["项目"], company["所在标题"]) == (COMPANY, "做法", "一、背景")
    assert (company["文件编号"], company["文件校验值（SHA-256）"]) == (
        kept.document_id,
        kept.sha256,
    )
    assert (int(company["起（字）"]), int(company["止（字）"])) == (kept.start, kept.end)
    assert (doubted["存疑"], doubted["整理稿"]) == ("原文数字缺失", "否")
    assert (digest["整理稿"], digest["项目"]) == ("是", "丁县，做法")
    assert rows[1]["备注"] == "拿去与乙县比较" and rows[1]["所在标题"] == "一、背景 › （一）成效"


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_a_formula_or_a_link(library, text):
    quotation = replace(taken(library, COMPANY), text=text, title=text)
    paper = Paper(text, (Quoted(quotation), Grid((text, "乙"), ((text, (quotation,)),), text)))
    made = workbook(paper)
    quoted, grid = list(sheets(made).values())[:2]
    assert dict(zip(quoted[0], quoted[1], strict=True))["引文"] == text
    assert grid[0] == [text, "乙"] and grid[1][0] == text
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        parts = [archive.read(n) for n in archive.namelist() if n.startswith("xl/worksheets/")]
    assert len(parts) == 2 and not [p for p in parts if b"<f>" in p or b"yperlink" in p]
    cells = list(csv.reader(io.StringIO(quotations_csv(paper).removeprefix("\ufeff"))))[1]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_excel_has_the_quotations_and_each_table(library):
    found = sheets(workbook(paper_of(library)))
    assert list(found) == ["引文", "各地对比"]
    assert tuple(found["引文"][0]) == COLUMNS and len(found["引文"]) == 11
    title = "《丁县盘活闲置农房做法整理》（整理稿）"
    assert found["各地对比"] == [
        ["地区", "做法", "指标数据"],
        ["甲县", f"{COMPANY}〔《甲县发展强村公司的做法》〕", f"{INCOME}〔《甲县发展强村公司的做法》〕"],
        ["乙县", f"{SORTING}〔《乙县农村垃圾分类实施方案》〕", "库内未见"],
        ["丁县", f"{DIGEST}〔{title}〕\n{DOUBTED}【原文数字缺失】〔《丁县特色产业发展情况汇报》〕",
         "库内未见"],
    ]  # fmt: skip


def test_excel_says_where_a_cell_was_cut(library):
    quotation = replace(taken(library, COMPANY), text="长" * 40_000)
    cell = sheets(workbook(Paper("长", (Quoted(quotation),))))["引文"][1][3]
    assert len(cell) == 32_767 and cell.endswith("（单元格装不下，全文见 Word 或 Markdown 文件）")


def test_sheets_of_one_name_and_of_names_excel_refuses(library):
    grids = [
        Grid(("甲",), (), name) for name in ("表[1]", "表:1:", "表:1:", "HISTORY", "长" * 50, "")
    ]
    assert list(sheets(workbook(Paper("表", tuple(grids))))) == [
        "引文", "表_1_", "表_1__2", "表_1__3", "HISTORY_2", "长" * 31, "表6",
    ]  # fmt: skip


def test_excel_names_what_does_not_stand(library):
    forged = replace(taken(library, INCOME), text=INCOME.replace("3500", "3600"))
    paper = Paper("核对", (Quoted(forged),))
    found = sheets(workbook(paper, prove(paper, library)))
    row = dict(zip(*found["引文"], strict=True))
    assert row["核对"] == "库内同一文件的文字已有改动，请对照现在的文字。"
    assert found["核对提示"] == [["核对提示：有 1 处引文与库内文字不一致，已在引文的脚注中注明。"]]


def test_the_workbook_bears_no_date_of_today(library):
    with zipfile.ZipFile(io.BytesIO(workbook(paper_of(library)))) as archive:
        told = archive.read("docProps/core.xml").decode()
    assert "2000-01-01T00:00:00Z" in told and date.today().isoformat() not in told
