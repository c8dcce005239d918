"""What each reader makes of its format: text, marks and titles."""

import io
import zipfile
from collections.abc import Callable
from email.mime.text import MIMEText

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from kb.cleaning import clean
from kb.errors import UnreadableError
from kb.reading.docx import read_docx
from kb.reading.docx_numbering import numeral
from kb.reading.html import read_html
from kb.reading.markdown import read_markdown
from kb.types import RawText


def marked(raw: RawText, kind: str) -> list[tuple[str, int | None]]:
    return [(raw.text[m.start : m.end], m.level) for m in raw.marks if m.kind == kind]


def html(body: str, head: str = "") -> RawText:
    return read_html(f"<html><head>{head}</head><body>{body}</body></html>".encode())


# Markdown


def test_markdown_loses_its_markup_and_keeps_the_numbering() -> None:
    source = (
        "---\ntitle: 甲县规划\ndate: 2021-03-04\n---\n# 甲县**规划** #\n\n一、总体要求\n===\n"
        "1. 做强`产业`。见[通知](http://a.cn/b_(c).html '题')![图](x.png)\n"
        "- *一是*扩面\n> 引用<br>文\n***\n<!-- 略 -->2\\*3,a_b_c\n"
        "| 项目 | 数 |\n|---|:-:|\n| 道路 | 3 |\n末段\n"
    )
    raw = read_markdown(source.encode())
    assert raw.text == (
        "title: 甲县规划\ndate: 2021-03-04\n甲县规划\n\n一、总体要求\n1. 做强产业。见通知\n"
        "一是扩面\n引用文\n\n2*3,a_b_c\n项目 | 数\n道路 | 3\n末段\n"
    )
    assert raw.declared_title == "甲县规划"
    assert marked(raw, "heading") == [("甲县规划", 1), ("一、总体要求", 1)]
    assert marked(raw, "table") == [("项目 | 数\n道路 | 3", None)]
    assert [removal.reason for removal in clean(raw).removals] == ["metadata", "metadata"]


# HTML


def test_markdown_comments_that_never_end_are_text() -> None:
    raw = read_markdown(("甲县<!-- 一\n二 -->文件\n" + "<!-- 三" * 100_000).encode())
    assert raw.text.startswith("甲县文件\n<!-- 三<!-- 三")
    assert raw.text.count("三") == 100_000


def test_html_blocks_spaces_and_headings() -> None:
    raw = html(
        "<h2>一、总体\n  要求</h2><p>　　发展<b>集体</b>经济,\n建成<span> 3 </span>个&nbsp;村。<br/>"
        "第二行</p><script>var a;</script><!-- 注 --><div>甲<div>乙</div>丙</div>"
    )
    assert raw.text == "一、总体要求\n发展集体经济, 建成 3 个 村。\n第二行\n甲\n乙\n丙\n"
    assert marked(raw, "heading") == [("一、总体要求", 2)]


def test_html_tables_are_a_row_a_line() -> None:
    raw = html(
        "<table><tr><th>项目</th><th><p>年份</p></th></tr>"
        "<tr><td>道路<br>硬化</td><td></td><td>3公里</td></tr></table><p>完</p>"
    )
    assert raw.text == "项目\t年份\n道路 硬化\t\t3公里\n完\n"
    assert marked(raw, "table") == [("项目\t年份\n道路 硬化\t\t3公里", None)]


def test_html_says_what_is_furniture_and_link() -> None:
    prose = "某县健全工作机制,压实各级责任,推动乡村产业提质增效。" * 3
    raw = html(
        f"<nav>导航</nav><div class='top-header'>页首</div><h1>标题</h1><p>{prose}"
        "<a href='b'>全文</a></p><p style='display:none'>藏</p><footer>页脚</footer>",
        "<title>甲 - 某网</title><meta name='ArticleTitle' content='标题'>"
        "<meta name='PubDate' content='2021-03-04 10:00'>",
    )
    assert raw.declared_title == "标题"
    furniture = [text for text, _ in marked(raw, "furniture")]
    assert furniture == ["发布时间:2021-03-04 10:00", "导航", "页首", "藏", "页脚"]
    assert marked(raw, "link") == [("全文", None)]


def test_html_with_deep_nesting_and_nothing_else() -> None:
    assert html("<div>" * 2000 + "甲县" + "</div>" * 2000).text.strip() == "甲县"
    with pytest.raises(UnreadableError, match="没有内容"):
        read_html(b"<!-- -->")


# Word


def saved(change: Callable[[docx.document.Document], None]) -> RawText:
    document = docx.Document()
    change(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return read_docx(buffer.getvalue())


def test_word_order_headings_tables_and_title() -> None:
    def change(document: docx.document.Document) -> None:
        document.core_properties.title = "甲县规划"
        document.add_heading("一、总体要求", 1)
        document.add_paragraph("第一段\t甲\n第二行")
        table = document.add_table(2, 2)
        for cell, text in zip(table._cells, ["项目", "年份", "道路", "2021"], strict=True):
            cell.text = text
        outlined = document.add_paragraph("二、任务")
        level = parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="1"/>')
        outlined._p.get_or_add_pPr().append(level)
        frame = document.add_table(1, 1)
        frame._cells[0].text = "框内文字"

    raw = saved(change)
    assert raw.text == (
        "一、总体要求\n第一段\t甲\n第二行\n项目\t年份\n道路\t2021\n二、任务\n框内文字\n"
    )
    assert marked(raw, "heading") == [("一、总体要求", 1), ("二、任务", 2)]
    assert marked(raw, "table") == [("项目\t年份\n道路\t2021", None)]
    assert raw.declared_title == "甲县规划"


def test_word_tracked_changes_are_accepted_and_boxes_read_once() -> None:
    def change(document: docx.document.Document) -> None:
        run = "<w:r><w:t>{}</w:t></w:r>"
        box = "<w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent>"
        mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
        paragraph = parse_xml(
            f'<w:p {nsdecls("w")} xmlns:mc="{mc}">'
            + run.format("甲")
            + '<w:del w:id="1"><w:r><w:delText>删</w:delText></w:r></w:del>'
            + f'<w:ins w:id="2">{run.format("增")}</w:ins>'
            + f"<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
            + f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        )
        document.element.body.insert(0, paragraph)

    assert saved(change).text == "甲增\n框\n"


def test_word_numbering_is_written_out() -> None:
    def level(at: int, form: str, text: str) -> str:
        return (
            f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
            f'<w:lvlText w:val="{text}"/></w:lvl>'
        )

    def change(document: docx.document.Document) -> None:
        numbering = document.part.numbering_part.element
        levels = level(0, "chineseCounting", "%1、") + level(1, "chineseCounting", "（%2）")
        levels += level(2, "decimal", "%3.") + level(3, "bullet", "•")
        numbering.insert(
            0,
            parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}'
                      "</w:abstractNum>"),
        )  # fmt: skip
        numbering.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="90"/></w:num>')
        )
        for at, text in [(0, "甲"), (1, "乙"), (2, "丙"), (2, "丁"), (1, "戊"), (2, "己"), (3, "庚"),
                         (0, "辛")]:  # fmt: skip
            properties = document.add_paragraph(text)._p.get_or_add_pPr()
            number = properties.get_or_add_numPr()
            number.get_or_add_ilvl().val = at
            number.get_or_add_numId().val = 91

    assert saved(change).text.split() == [
        "一、甲", "（一）乙", "1.丙", "2.丁", "（二）戊", "1.己", "庚", "二、辛",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "form", "written"),
    [
        (10, "chineseCounting", "十"),
        (12, "chineseCountingThousand", "十二"),
        (20, "japaneseCounting", "二十"),
        (105, "chineseCounting", "一百零五"),
        (110, "chineseCounting", "一百一十"),
        (3, "chineseLegalSimplified", "叁"),
        (2, "ideographTraditional", "乙"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (4, "upperRoman", "IV"),
        (2, "lowerLetter", "b"),
        (7, "decimalZero", "07"),
        (7, "decimal", "7"),
    ],
)
def test_numerals(value: int, form: str, written: str) -> None:
    assert numeral(value, form) == written


def test_word_file_that_only_imports_a_page() -> None:
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    r = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    page = MIMEText("<html><body><p>第一章</p><p>第一条</p></body></html>", "html", "utf-8")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{w}" xmlns:r="{r}"><w:body><w:altChunk r:id="a"/>'
            "</w:body></w:document>",
        )
        packed.writestr(
            "word/_rels/document.xml.rels",
            '<Relationships><Relationship Id="a" Target="/word/a.mht"/></Relationships>',
        )
        packed.writestr("word/a.mht", page.as_bytes())
    assert read_docx(buffer.getvalue()).text.split() == ["第一章", "第一条"]


def test_html_too_deep_to_be_read_whole_is_refused() -> None:
    with pytest.raises(UnreadableError, match="嵌套太深"):
        read_html(("<p>甲县文件。</p>" + "<div><b>" * 2000 + "<p>甲县推行垃圾分类。</p>").encode())


def test_word_text_after_a_comment_is_kept() -> None:
    body = "<w:p><w:r><w:t><!-- a -->甲县<?b c?>文件</w:t></w:r></w:p>"
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        document = f'<w:document xmlns:w="{name}"><w:body>{body}</w:body></w:document>'
        packed.writestr("word/document.xml", document)
    assert read_docx(buffer.getvalue()).text == "甲县文件\n"


def test_html_text_that_goes_on_in_a_second_block_is_no_furniture() -> None:
    prose = "某县健全工作机制,压实各级责任,推动乡村产业提质增效。"
    raw = html(
        f"<div><div>{prose * 20}</div><div>{prose * 2}</div>"
        "<div>附件下载</div><div><a href='b'>相关稿件</a></div></div>"
    )
    assert [text for text, _ in marked(raw, "furniture")] == ["相关稿件"]
