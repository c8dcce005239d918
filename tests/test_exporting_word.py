"""The Word file, opened again: headings, footnotes, tables, contents, fonts."""

import io
import shutil
import subprocess
import time
import zipfile
from dataclasses import replace

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from lxml import etree

from kb.exporting import prove, word
from kb.types import Grid, Heading, Paper, Quoted
from tests.papers import COMPANY, DIGEST, DOUBTED, INCOME, SORTING, paper_of, snapshot_of, taken

CONVERT_S = 180


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return snapshot_of(tmp_path_factory.mktemp("库")).library


@pytest.fixture(scope="module")
def made(library):
    return word(paper_of(library))


@pytest.fixture(scope="module")
def opened(made):
    return docx.Document(io.BytesIO(made))


def part(made, name):
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return etree.fromstring(archive.read(name))


def footnotes(made):
    """Footnote id → text."""
    return {
        int(note.get(qn("w:id"))): "".join(note.itertext(qn("w:t"))).strip()
        for note in part(made, "word/footnotes.xml")
        if note.get(qn("w:type")) is None
    }


def styled(document, name):
    return [p.text for p in document.paragraphs if p.style.name == name]


def test_title_headings_and_sources(opened):
    assert styled(opened, "Title") == ["强村公司怎么办"]
    assert styled(opened, "Heading 1") == ["一、背景", "二、各地", "三、讨论", "来源"]
    assert styled(opened, "Heading 2") == ["（一）成效"]
    assert styled(opened, "来源条目") == [
        "佚名. 甲县发展强村公司的做法[Z]. [出版地不详]: [出版者不详], [出版年不详].",
        "佚名. 丙县农村养老服务工作情况汇报[R]. [出版地不详]: [出版者不详], [出版年不详].",
        "佚名. 丁县特色产业发展情况汇报[R]. [出版地不详]: [出版者不详], [出版年不详].",
        "佚名. 丁县盘活闲置农房做法整理: 整理稿[Z]. [出版地不详]: [出版者不详], [出版年不详].",
        "佚名. 乙县农村垃圾分类实施方案[Z]. [出版地不详]: [出版者不详], [出版年不详].",
    ]


def test_quotations_word_for_word_a_paragraph_a_line(opened):
    assert styled(opened, "引文") == [
        f"做法：{COMPANY}",
        INCOME,
        "一、基本情况",
        "全县建成村级幸福院86个,为高龄老人提供午餐。",
        f"{DOUBTED}【原文数字缺失】",
        DIGEST,
    ]
    assert styled(opened, "备注") == ["备注：拿去与乙县比较"]


def test_every_quotation_has_a_real_footnote(made, opened):
    notes = footnotes(made)
    assert list(notes) == list(range(1, 11))
    assert notes[1] == "《甲县发展强村公司的做法》，二、主要做法 › (一)组建强村公司。"
    assert notes[4] == "《丁县特色产业发展情况汇报》，一、基本情况。原文数字缺失。"
    assert notes[5] == "《丁县盘活闲置农房做法整理》（整理稿），一、做法。"
    marks = opened.element.body.iter(qn("w:footnoteReference"))
    assert [int(mark.get(qn("w:id"))) for mark in marks] == list(notes)
    listed = part(made, "word/settings.xml").find(qn("w:footnotePr"))
    assert [note.get(qn("w:id")) for note in listed] == ["-1", "0"]


def test_the_table_repeats_its_header_and_says_what_is_not_seen(opened):
    (table,) = opened.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["地区", "做法", "指标数据"],
        ["甲县", COMPANY, INCOME],
        ["乙县", SORTING, "库内未见"],
        ["丁县", f"{DIGEST}\n{DOUBTED}【原文数字缺失】", "库内未见"],
    ]
    repeated = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None
                for row in table.rows]  # fmt: skip
    assert repeated == [True, False, False, False]
    assert styled(opened, "Caption") == ["各地对比"]


def test_the_contents_are_filled_in_and_lead_to_the_headings(made, opened):
    box = opened.element.body.find(qn("w:sdt"))
    instructions = [i.text.strip() for i in box.iter(qn("w:instrText"))]
    assert instructions == ['TOC \\o "1-3" \\h \\z \\u']
    links = list(box.iter(qn("w:hyperlink")))
    assert ["".join(link.itertext(qn("w:t"))) for link in links] == [
        "一、背景", "（一）成效", "二、各地", "三、讨论", "来源",
    ]  # fmt: skip
    marks = {mark.get(qn("w:name")) for mark in opened.element.body.iter(qn("w:bookmarkStart"))}
    assert {link.get(qn("w:anchor")) for link in links} == marks
    kinds = [f.get(qn("w:fldCharType")) for f in box.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]
    assert part(made, "word/settings.xml").find(qn("w:updateFields")) is not None


def test_a_paper_may_do_without_contents(library):
    document = docx.Document(io.BytesIO(word(replace(paper_of(library), contents=False))))
    assert document.element.body.find(qn("w:sdt")) is None


def test_fonts_language_page_and_numbers(made, opened):
    def font(style):
        return opened.styles[style].element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")

    for style, name in {
        "Normal": "仿宋",
        "引文": "仿宋",
        "Title": "黑体",
        "Heading 1": "黑体",
    }.items():
        assert font(style).get(qn("w:eastAsia")) == name
        assert font(style).get(qn("w:eastAsiaTheme")) is None
    fallbacks = {
        f.get(qn("w:name")): f.find(qn("w:altName")).get(qn("w:val")).split(",")
        for f in part(made, "word/fontTable.xml")
        if f.find(qn("w:altName")) is not None
    }
    assert fallbacks["仿宋"][:2] == ["FangSong", "仿宋_GB2312"]
    assert fallbacks["黑体"][0] == "SimHei"
    language = opened.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    assert language.get(qn("w:val")) == language.get(qn("w:eastAsia")) == "zh-CN"
    section = opened.sections[0]
    assert [round(x.mm) for x in (section.page_width, section.page_height)] == [210, 297]
    footer = section.footer._element
    assert [i.text.strip() for i in footer.iter(qn("w:instrText"))] == ["PAGE"]


def test_lists_count_from_one_each(library, made):
    numbered = part(made, "word/document.xml")
    lists = [n.get(qn("w:val")) for n in numbered.iter(qn("w:numId"))]
    assert lists[0] == lists[1] != lists[2] == lists[3] != lists[4]
    starts = {
        num.get(qn("w:numId")): num.find(f".//{qn('w:startOverride')}")
        for num in part(made, "word/numbering.xml").findall(qn("w:num"))
    }
    assert all(starts[number].get(qn("w:val")) == "1" for number in lists)


def test_wide_tables_stand_on_pages_turned_sideways(library):
    company = taken(library, COMPANY)
    grid = Grid(tuple("甲乙丙丁戊己"), (("子", (company,), (), (), (), "丑"),))
    document = docx.Document(io.BytesIO(word(Paper("宽表", (Heading("一"), grid, Heading("二"))))))
    turned = [section.page_width > section.page_height for section in document.sections]
    assert turned == [False, True, False]


def test_what_does_not_stand_is_named_at_the_head_and_in_its_footnote(library):
    income = taken(library, INCOME)
    forged = replace(income, text=income.text.replace("3500", "3600"))
    paper = Paper("核对", (Quoted(taken(library, COMPANY)), Quoted(forged)))
    made = word(paper, prove(paper, library))
    assert styled(docx.Document(io.BytesIO(made)), "核对提示") == [
        "核对提示：有 1 处引文与库内文字不一致，已在引文的脚注中注明。"
    ]
    notes = footnotes(made)
    assert "核对：" not in notes[1]
    assert notes[2].endswith("核对：库内同一文件的文字已有改动，请对照现在的文字。")


def test_the_file_names_no_clock_and_no_template(made, opened):
    properties = opened.core_properties
    assert (properties.title, properties.author) == ("强村公司怎么办", "乡鉴")
    assert (properties.created, properties.modified, properties.comments) == (None, None, "")
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in archive.namelist() if "thumbnail" in name]


def test_every_style_and_part_that_is_used_is_there(made):
    styles = {s.get(qn("w:styleId")) for s in part(made, "word/styles.xml").iter(qn("w:style"))}
    for name in ("word/document.xml", "word/footnotes.xml", "word/footer1.xml"):
        tree = part(made, name)
        tags = (qn("w:pStyle"), qn("w:rStyle"), qn("w:tblStyle"))
        assert {used.get(qn("w:val")) for used in tree.iter(*tags)} <= styles


def test_three_hundred_quotations_take_less_than_three_seconds(library):
    paper = Paper("长", tuple(Quoted(taken(library, COMPANY)) for _ in range(300)))
    started = time.perf_counter()
    made = word(paper)
    assert time.perf_counter() - started < 3
    assert len(footnotes(made)) == 300


def test_an_office_program_reads_it(made, tmp_path):
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("没有 LibreOffice")
    (tmp_path / "件.docx").write_bytes(made)
    subprocess.run(
        [program, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
         "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "件.docx"],
        check=True, capture_output=True, timeout=CONVERT_S,
    )  # fmt: skip
    pdf = pypdfium2.PdfDocument(tmp_path / "件.pdf")
    text = "".join("".join(page.get_textpage().get_text_range().split()) for page in pdf)
    pdf.close()
    assert "2022年全县强村公司实现营业收入3500万元" in text
    assert "《甲县发展强村公司的做法》，二、主要做法" in text
    assert "—1—" in text
