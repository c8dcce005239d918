"""Word documents: what counts as their text, what is told when a part is lost."""

from __future__ import annotations

import io
import random
import zipfile

import pytest

from kb.cleaning import clean
from kb.errors import UnreadableError
from kb.reading.docx import read_docx
from kb.reading.sniffing import sniff
from kb.types import RawText

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
DELETED = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def p(text: str = "", before: str = "", after: str = "") -> str:
    return f"<w:p>{before}{run(text) if text else ''}{after}</w:p>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def packed(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def document(body: str) -> str:
    return f"<w:document {SPACES}><w:body>{body}</w:body></w:document>"


def relations(**targets: str) -> str:
    """``kind=target``; the id of a relation is its kind."""
    inner = "".join(
        f'<Relationship Id="{kind}" Type="{R}/{kind}" Target="{target}"/>'
        for kind, target in targets.items()
    )
    return f'<Relationships xmlns="{RELATIONS}">{inner}</Relationships>'


def read(body: str, **parts: str | bytes) -> RawText:
    """``parts``: further parts of ``word/``, each related by its name."""
    names = {kind: f"{kind}.xml" for kind in parts}
    return read_docx(
        packed(
            {
                "word/document.xml": document(body),
                "word/_rels/document.xml.rels": relations(**names),
                **{f"word/{kind}.xml": content for kind, content in parts.items()},
            }
        )
    )


def marked(raw: RawText, kind: str) -> list[tuple[str, int | None]]:
    return [(raw.text[m.start : m.end], m.level) for m in raw.marks if m.kind == kind]


# Changes, boxes, notes


def test_changes_are_accepted_down_to_paragraph_marks_and_rows() -> None:
    raw = read(
        p("甲县", DELETED, f"<w:del>{run('删')}</w:del>")
        + p("乙乡", "", f"<w:moveFrom>{run('移走')}</w:moveFrom><w:moveTo>{run('移来')}</w:moveTo>")
        + table(
            row(cell("任务"), cell("年份")),
            row(cell("删去"), cell("2020"), properties="<w:del/>"),
            row(cell("道路"), cell("2021"), cell("删去", "<w:cellDel/>")),
        )
        + p("末段", DELETED)
    )
    assert raw.text == "甲县乙乡移来\n任务\t年份\n道路\t2021\n末段\n"


def test_a_joined_paragraph_has_the_properties_of_the_last() -> None:
    heading = '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>'
    raw = read(p("一、总体", DELETED) + p("要求", heading))
    assert marked(raw, "heading") == [("一、总体要求", 1)]


def test_a_text_box_is_read_once_whichever_alternative_holds_it() -> None:
    def choice(first: str, second: str) -> str:
        return (
            f"<w:r><mc:AlternateContent><mc:Choice>{first}</mc:Choice>"
            f"<mc:Fallback>{second}</mc:Fallback></mc:AlternateContent></w:r>"
        )

    box = "<w:txbxContent>" + p("框内") + "</w:txbxContent>"
    old = f"<w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict>"
    raw = read(
        p("一", "", choice(f"<w:drawing>{box}</w:drawing>", old))
        + p("二", "", choice("<w:drawing/>", old))
        + p("三", "", '<w:r><w:pict><v:textpath string="甲县人民政府文件"/></w:pict></w:r>')
    )
    assert raw.text == "一\n框内\n二\n框内\n三\n甲县人民政府文件\n"


def test_a_text_box_in_a_cell_is_part_of_its_row() -> None:
    boxed = (
        f"<w:tc><w:p>{run('甲')}<w:r><w:txbxContent>{p('框')}</w:txbxContent></w:r></w:p></w:tc>"
    )
    assert read(table(row(boxed, cell("乙")))).text == "甲 框\t乙\n"


def test_notes_follow_in_the_order_of_their_references() -> None:
    def notes(kind: str) -> str:
        inner = "".join(f'<w:{kind} w:id="{i}">{p(f"{kind}{i}")}</w:{kind}>' for i in (1, 2, 3))
        line = f'<w:{kind} w:id="0" w:type="separator">{p("线")}</w:{kind}>'
        return f"<w:{kind}s {SPACES}>{line}{inner}</w:{kind}s>"

    def reference(kind: str, i: int) -> str:
        return f'<w:r><w:{kind}Reference w:id="{i}"/></w:r>'

    raw = read(
        p("正文", "", reference("footnote", 2) + reference("footnote", 1))
        + p("尾", "", f"<w:del>{reference('footnote', 3)}</w:del>" + reference("endnote", 1)),
        footnotes=notes("footnote"),
        endnotes=notes("endnote"),
    )
    assert raw.text == "正文\n尾\nfootnote2\nfootnote1\nendnote1\n"


def test_headers_and_footers_are_furniture_and_taken_out_on_record() -> None:
    section = (
        '<w:sectPr><w:headerReference r:id="header"/><w:footerReference r:id="footer"/></w:sectPr>'
    )
    prose = "甲县健全工作机制,压实各级责任,推动乡村产业提质增效。" * 3
    raw = read(
        p(prose) + section,
        header=f"<w:hdr {SPACES}>{p('甲县文件')}</w:hdr>",
        footer=f"<w:ftr {SPACES}>{p('内部资料')}</w:ftr>",
    )
    assert marked(raw, "furniture") == [("甲县文件", None), ("内部资料", None)]
    cleaned = clean(raw)
    assert cleaned.text.strip() == prose
    assert [removal.reason for removal in cleaned.removals] == ["page_header", "page_header"]


def test_runs_of_every_kind() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>"
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>显</w:t></w:r>'
    raw = read(
        p(
            "甲", "", hidden + shown
            + f"<w:sdt><w:sdtPr/><w:sdtContent>{run('控件')}</w:sdtContent></w:sdt>"
            + '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
            + "<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"
            + f"<w:r><w:ruby><w:rt>{run('jia')}</w:rt><w:rubyBase>{run('佳')}</w:rubyBase></w:ruby>"
            + "</w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
            + f"<w:fldSimple>{run('3')}</w:fldSimple>",
        )
    )  # fmt: skip
    assert raw.text == "甲显控件☑x=1佳3\n"
    assert raw.unread == ("有 1 处隐藏的文字没有读。",)


# Tables


def test_merged_cells_are_said_again_and_header_rows_counted() -> None:
    raw = read(
        table(
            row(
                cell("序号", '<w:vMerge w:val="restart"/>'), cell("人口", '<w:gridSpan w:val="2"/>')
            ),
            row(cell("", "<w:vMerge/>"), cell("男"), cell("女")),
            row(cell("乙乡", '<w:vMerge w:val="restart"/>'), cell("1"), cell("2")),
            row(cell("", "<w:vMerge/>"), cell("3"), cell("4")),
            row(cell("5"), cell("6"), properties='<w:gridBefore w:val="1"/>'),
        )
    )
    rows = "序号\t人口\n序号\t男\t女\n乙乡\t1\t2\n乙乡\t3\t4\n\t5\t6"
    assert marked(raw, "table") == [(rows, 2)]


def test_rows_said_to_repeat_are_the_header() -> None:
    header = "<w:tblHeader/>"
    rows = [
        row(cell("表1"), cell("任务"), properties=header),
        row(cell("单位"), cell("年份"), properties=header),
        row(cell("乙乡"), cell("2021")),
    ]
    assert marked(read(table(*rows)), "table") == [("表1\t任务\n单位\t年份\n乙乡\t2021", 2)]
    assert [level for _, level in marked(read(table(*rows[1:])), "table")] == [1]


def test_a_title_row_belongs_to_the_header() -> None:
    raw = read(
        table(
            row(cell("任务分工", '<w:gridSpan w:val="2"/>')),
            row(cell("任务"), cell("单位")),
            row(cell("道路"), cell("乙乡")),
        )
    )
    assert marked(raw, "table") == [("任务分工\n任务\t单位\n道路\t乙乡", 2)]


def test_a_long_merged_text_is_said_once() -> None:
    long = "坚持因地制宜" * 8
    raw = read(
        table(
            row(cell("任务"), cell("年份")),
            row(cell(long, '<w:vMerge w:val="restart"/>'), cell("2021")),
            row(cell("", "<w:vMerge/>"), cell("2022")),
        )
    )
    assert raw.text == f"任务\t年份\n{long}\t2021\n\t2022\n"


def test_tables_that_only_frame_are_no_tables() -> None:
    inner = table(row(cell("任务"), cell("年份")), row(cell("道路"), cell("2021")))
    frame = table(row(cell("题目")), row(f"<w:tc>{p('说明')}{inner}{p()}</w:tc>"))
    raw = read(frame)
    assert raw.text == "题目\n说明\n任务\t年份\n道路\t2021\n\n"
    assert marked(raw, "table") == [("任务\t年份\n道路\t2021", None)]


def test_a_small_table_in_one_cell_is_told_in_its_row() -> None:
    inner = table(row(cell("甲"), cell("乙")))
    nested = f"<w:tc>{inner}{p()}</w:tc>"
    raw = read(
        table(row(cell("一"), cell("二")), row(cell("三"), nested), row(cell("四"), cell("五")))
    )
    assert marked(raw, "table") == [("一\t二\n三\t甲 乙\n四\t五", None)]


# Packages


def test_the_document_is_found_by_its_relation_in_the_strict_form_too() -> None:
    strict = document(p("甲县", '<w:pPr><w:pStyle w:val="a"/></w:pPr>')).replace(W, STRICT)
    styles = (
        f'<w:styles xmlns:w="{STRICT}"><w:style w:styleId="a"><w:name w:val="heading 2"/>'
        "</w:style></w:styles>"
    )
    content = packed(
        {
            "[Content_Types].xml": '<Types><Override PartName="/doc/main.xml" ContentType="'
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
            '"/></Types>',
            "_rels/.rels": relations(officeDocument="/doc/main.xml"),
            "doc/main.xml": strict,
            "doc/_rels/main.xml.rels": relations(styles="looks.xml"),
            "doc/looks.xml": styles,
        }
    )
    assert sniff(content) == "docx"
    assert marked(read_docx(content), "heading") == [("甲县", 2)]


def test_damaged_parts_are_told_and_the_rest_is_read() -> None:
    content = packed(
        {
            "word/document.xml": document(p("甲县")),
            "word/styles.xml": "<w:styles",
            "word/numbering.xml": b"\0",
            "word/footnotes.xml": "",
            "docProps/core.xml": "<dc:title>甲</dc:title>",
        }
    )
    raw = read_docx(content)
    assert raw.text == "甲县\n"
    assert [said[:2] for said in raw.unread] == ["样式", "自动", "脚注", "文件"]
    assert raw.declared_title is None


@pytest.mark.parametrize("page", [b"", b"<html></html>", b"<!-- -->"])
def test_an_empty_imported_chunk_is_told(page: bytes) -> None:
    raw = read(p("甲县") + '<w:altChunk r:id="chunk"/><w:altChunk r:id="none"/>', chunk=page)
    assert raw.text == "甲县\n"
    assert raw.unread == (
        "有一段嵌入的内容是空的或已损坏，没有读。请用 Word 打开后另存一份再添加。",
    )


def test_an_imported_page_keeps_its_headings_and_tables() -> None:
    page = (
        "<html><meta charset='utf-8'><body><h2>一、任务</h2><table><tr><td>甲</td><td>乙</td></tr>"
        "<tr><td>1</td><td>2</td></tr></table></body></html>"
    )
    raw = read(p("前") + '<w:altChunk r:id="chunk"/>' + p("后"), chunk=page)
    assert raw.text.split() == ["前", "一、任务", "甲", "乙", "1", "2", "后"]
    assert marked(raw, "heading") == [("一、任务", 2)]
    assert marked(raw, "table") == [("甲\t乙\n1\t2", None)]


def test_pictures_objects_and_charts_are_counted() -> None:
    picture = "<w:r><w:drawing><a:blip/></w:drawing></w:r>"
    raw = read(
        p("甲", "", picture + "<w:r><w:pict><v:imagedata/></w:pict></w:r>")
        + p("", "", "<w:r><w:object><v:imagedata/></w:object></w:r>")
        + p("", "", f"<w:del>{picture}</w:del>")
    )
    assert raw.unread == (
        "有 2 张嵌入的图片没有读，图里的文字查不到。",
        "有 1 个嵌入的对象（如表格、演示文稿）没有读，请另存后单独添加。",
    )


# Damaged and hostile


@pytest.mark.parametrize(
    "body",
    ["<w:p>", "<w:sdt>" * 300 + "</w:sdt>" * 300, "\x01"],
    ids=["cut off", "too deep", "no XML"],
)
def test_a_damaged_document_is_refused(body: str) -> None:
    with pytest.raises(UnreadableError, match="不完整或已损坏"):
        read(body)


def test_a_bomb_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", document(p("甲")))
        archive.writestr("word/media.bin", bytes(100_000_000))
    with pytest.raises(UnreadableError, match="大得不正常"):
        read_docx(buffer.getvalue())


def test_entities_are_neither_expanded_nor_fetched() -> None:
    swelling = "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    head = (
        f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{swelling}<!ENTITY z SYSTEM "file:///etc/hosts">]>'
    )
    content = packed({"word/document.xml": head + document(p("甲") + p("&z;") + p("乙"))})
    assert read_docx(content).text == "甲\n\n乙\n"
    with pytest.raises(UnreadableError):
        read_docx(packed({"word/document.xml": head + document(p("&j;"))}))


def test_tables_nested_without_end_are_read() -> None:
    nested = "<w:tbl><w:tr><w:tc/><w:tc>" * 80 + p("甲") + "</w:tc></w:tr></w:tbl>" * 80
    assert read(nested).text.strip() == "甲"


def test_random_damage_is_read_or_refused_and_nothing_else() -> None:
    rng = random.Random(3)
    sound = document(p("甲县") + table(row(cell("甲"), cell("乙")), row(cell("1"), cell("2"))))
    outcomes = set()
    for _ in range(200):
        damaged = bytearray(sound.encode())
        for _ in range(rng.randint(1, 3)):
            at = rng.randrange(len(damaged))
            damaged[at : at + rng.randint(0, 20)] = b"w:x"[: rng.randint(0, 3)]
        try:
            outcomes.add(type(read_docx(packed({"word/document.xml": bytes(damaged)}))))
        except UnreadableError:
            outcomes.add(UnreadableError)
    assert outcomes == {RawText, UnreadableError}
