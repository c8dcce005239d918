"""What is read out of presentations."""

import io
import zipfile

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from kb.errors import UnreadableError
from kb.reading.slides import read_slides
from kb.types import RawText

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)


def marked(raw: RawText, kind: str) -> list[tuple[str, int | None]]:
    return [(raw.text[m.start : m.end], m.level) for m in raw.marks if m.kind == kind]


def saved(show) -> bytes:
    into = io.BytesIO()
    show.save(into)
    return into.getvalue()


def box(slide, text, left, top):
    shape = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(3), Inches(0.5))
    shape.text_frame.text = text
    return shape


def rewritten(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(into, "w") as target:
        for entry in source.infolist():
            part = source.read(entry)
            target.writestr(
                entry.filename, part.replace(old, new) if entry.filename == name else part
            )
    return into.getvalue()


def test_slides_are_pages_with_title_boxes_in_reading_order_and_notes_last() -> None:
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.shapes.title.text = "甲县做法\v之一"
    box(slide, "右下", 5, 4)
    box(slide, "左下", 1, 4.1)
    box(slide, "中间第一段\n中间第二段", 1, 3)
    slide.notes_slide.notes_text_frame.text = "讲稿：先说数据"
    box(show.slides.add_slide(show.slide_layouts[6]), "第二张", 1, 1)
    show.core_properties.title = "甲县经验"
    raw = read_slides(saved(show))
    assert raw.text == (
        "甲县做法 之一\n中间第一段\n中间第二段\n左下\n右下\n讲稿：先说数据\n第二张\n"
    )
    assert marked(raw, "heading") == [("甲县做法 之一", 1)]
    assert [(m.level, raw.text[m.start : m.end]) for m in raw.marks if m.kind == "page"] == [
        (1, raw.text[: raw.text.index("第二张")]),
        (2, "第二张\n"),
    ]
    assert (raw.format, raw.pages, raw.declared_title) == ("slides", 2, "甲县经验")
    assert raw.unread == ()


def test_shapes_of_a_group_stand_where_the_group_puts_them() -> None:
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[6])
    box(slide, "三", 1, 5)
    group = slide.shapes.add_group_shape()
    inner = group.shapes.add_textbox(Inches(1), Inches(1), Inches(3), Inches(1))
    inner.text_frame.text = "四"
    group.top = Inches(6)
    box(slide, "二", 1, 2)
    assert read_slides(saved(show)).text == "二\n三\n四\n"


def test_tables_and_charts_are_tables_and_pictures_are_counted() -> None:
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[6])
    table = slide.shapes.add_table(2, 2, Inches(1), Inches(1), Inches(4), Inches(1)).table
    for i, text in enumerate(("指标", "数值", "道路\n硬化", "3公里")):
        table.cell(i // 2, i % 2).text = text
    chart = CategoryChartData()
    chart.categories = ["2020年", "2021年"]
    chart.add_series("收入", (1.5, 3.0))
    chart.add_series("支出", (1, None))
    slide.shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(4), Inches(4), Inches(3), chart
    )
    slide.shapes.add_picture(io.BytesIO(PNG), Inches(6), Inches(1))
    raw = read_slides(saved(show))
    assert marked(raw, "table") == [
        ("指标\t数值\n道路 硬化\t3公里", 1),
        ("\t收入\t支出\n2020年\t1.5\t1\n2021年\t3", 1),
    ]
    assert raw.unread == ("有 1 张嵌入的图片没有读。",)


def test_a_footer_and_a_slide_number_are_furniture() -> None:
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[6])
    box(slide, "正文", 1, 1)
    footer = next(p for p in show.slide_layouts[6].placeholders if "Footer" in p.name)
    slide.shapes._spTree.append(footer._element)
    slide.shapes[-1].text_frame.text = "甲县农业农村局"
    raw = read_slides(saved(show))
    assert raw.text == "正文\n甲县农业农村局\n"
    assert marked(raw, "furniture") == [("甲县农业农村局", None)]


def test_text_that_stands_in_two_versions_is_read_once() -> None:
    show = Presentation()
    box(show.slides.add_slide(show.slide_layouts[6]), "甲", 1, 1)
    content = saved(show)
    mc = b"http://schemas.openxmlformats.org/markup-compatibility/2006"
    content = rewritten(
        content,
        "ppt/slides/slide1.xml",
        b"<p:sp>",
        b'<mc:AlternateContent xmlns:mc="' + mc + b'"><mc:Choice Requires="a14"><p:sp>',
    )
    content = rewritten(
        content, "ppt/slides/slide1.xml", b"</p:sp>",
        b"</p:sp></mc:Choice><mc:Fallback><p:sp><p:txBody><a:p><a:r><a:t>x</a:t></a:r></a:p>"
        b"</p:txBody></p:sp></mc:Fallback></mc:AlternateContent>",
    )  # fmt: skip
    assert read_slides(content).text == "甲\n"


def diagram(slide, texts):
    """Add a SmartArt drawing as PowerPoint writes it, its data in a part of its own."""
    from pptx.opc.package import Part
    from pptx.opc.packuri import PackURI
    from pptx.oxml import parse_xml

    dgm = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
    a = "http://schemas.openxmlformats.org/drawingml/2006/main"
    points = "".join(
        f'<d:pt modelId="{i}"><d:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></d:t></d:pt>'
        for i, text in enumerate(texts)
    )
    data = (
        f'<d:dataModel xmlns:d="{dgm}" xmlns:a="{a}"><d:ptLst>{points}'
        '<d:pt modelId="9" type="pres"><d:t><a:p><a:r><a:t>样式</a:t></a:r></a:p></d:t></d:pt>'
        "</d:ptLst></d:dataModel>"
    )
    part = Part(
        PackURI("/ppt/diagrams/data1.xml"),
        "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml",
        slide.part.package, data.encode(),
    )  # fmt: skip
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rel = slide.part.relate_to(part, f"{office}/diagramData")
    p = "http://schemas.openxmlformats.org/presentationml/2006/main"
    slide.shapes._spTree.append(
        parse_xml(
            f'<p:graphicFrame xmlns:p="{p}" xmlns:a="{a}" xmlns:r="{office}">'
            '<p:nvGraphicFramePr><p:cNvPr id="77" name="d"/><p:cNvGraphicFramePr/><p:nvPr/>'
            '</p:nvGraphicFramePr><p:xfrm><a:off x="0" y="0"/><a:ext cx="9" cy="9"/></p:xfrm>'
            f'<a:graphic><a:graphicData uri="{dgm}"><d:relIds xmlns:d="{dgm}" r:dm="{rel}"/>'
            "</a:graphicData></a:graphic></p:graphicFrame>"
        )
    )


def test_the_boxes_of_smartart_are_lines() -> None:
    show = Presentation()
    diagram(show.slides.add_slide(show.slide_layouts[6]), ("强村公司", "共富工坊"))
    raw = read_slides(saved(show))
    assert raw.text == "强村公司\n共富工坊\n"
    assert raw.unread == ()


# Damaged and hostile


def one_slide() -> bytes:
    show = Presentation()
    box(show.slides.add_slide(show.slide_layouts[6]), "甲县" * 50, 1, 1)
    return saved(show)


def refused(content: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        read_slides(content)
    return str(caught.value)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_a_presentation_cut_off_is_damaged(share: float) -> None:
    content = one_slide()
    assert refused(content[: int(len(content) * share)]).startswith("演示文稿不完整或已损坏")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("ppt/slides/slide1.xml", b"<p:cSld>", b"<p:cSld"),
        ("ppt/presentation.xml", b"sldIdLst", b"sldIdLsx"),
        ("[Content_Types].xml", b"presentationml.presentation.main", b"other"),
        ("ppt/_rels/presentation.xml.rels", b"slides/slide1.xml", b"slides/none.xml"),
        ("_rels/.rels", b"ppt/presentation.xml", b"../../../etc/passwd"),
    ],
)
def test_parts_that_do_not_fit_end_in_a_sentence_or_an_empty_text(name, old, new) -> None:
    try:
        assert read_slides(rewritten(one_slide(), name, old, new)).text == ""
    except UnreadableError as error:
        assert str(error).startswith("演示文稿不完整或已损坏")


def test_a_bomb_and_a_password_are_refused() -> None:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ppt/presentation.xml", b" " * (300 * 1024 * 1024))
    assert "大得不正常" in refused(into.getvalue())
    locked = bytearray(one_slide())
    at = locked.index(b"PK\x01\x02")
    locked[at + 8] |= 1
    assert "密码" in refused(bytes(locked))


def test_entities_are_not_expanded() -> None:
    content = rewritten(
        one_slide(), "ppt/slides/slide1.xml", b"<p:sld ",
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname"><!ENTITY b "bbbb">]><p:sld ',
    )  # fmt: skip
    content = rewritten(content, "ppt/slides/slide1.xml", "甲县".encode(), b"&b;&a;")
    assert "bbbb" not in read_slides(content).text
