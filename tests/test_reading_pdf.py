"""PDF files: lines, pages, and everything that cannot be read."""

import io
import time

import pypdfium2
import pytest

from kb.cleaning import clean
from kb.errors import UnreadableError
from kb.reading import pdf as pdf_module
from kb.reading.ocr import OcrLine
from kb.reading.page_lines import PageLine
from kb.reading.page_picture import page_picture
from kb.reading.pdf import _Pages, _without_layer, read_pdf
from kb.reading.pdf_rulings import Ruling
from kb.reading.pdf_tables import grids
from kb.types import RawText
from tests.test_reading_ocr import drawn as picture_of
from tests.test_reading_ocr import needs_font, packed


def marked(raw: RawText, kind: str) -> list[tuple[str, int | None]]:
    return [(raw.text[m.start : m.end], m.level) for m in raw.marks if m.kind == kind]


def pdf(
    *pages: list[tuple[float, float, str]],
    password: bool = False,
    drawn: str = "",
    page: str = "",
    catalog: str = "",
    more: tuple[str, ...] = (),
) -> bytes:
    """Write a PDF of lines ``(x, y, text)`` in 12 point type, with a Chinese font by name.

    ``drawn``: operators at the head of every page. ``page``, ``catalog``: further entries
    of every page and of the root. ``more``: further objects, from number 4 on.
    """
    objects = [f"<</Type/Catalog/Pages 2 0 R{catalog}>>", ""]
    objects.append(
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
        "/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo"
        "<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000>>]>>"
    )
    objects.extend(more)
    kids = []
    for lines in pages:
        stream = drawn + "".join(
            f"BT /F 12 Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"
            for x, y, text in lines
        )
        objects.append(f"<</Length {len(stream)}>>stream\n{stream}endstream")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 500]{page}"
            f"/Resources<</Font<</F 3 0 R>>>>/Contents {len(objects)} 0 R>>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>"
    out, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj{content}endobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    locked = (
        f"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{'ab' * 32}>/U<{'cd' * 32}>>>"
        f"/ID[<{'00' * 16}><{'00' * 16}>]"
    )
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    out += f"trailer<</Size {len(objects) + 1}/Root 1 0 R{locked if password else ''}>>\n"
    return (out + f"startxref\n{out.index('xref')}\n%%EOF").encode("latin-1")


FULL = "某县健全工作机制压实各级责任推动乡村产业提质增效"  # 24 characters, 288 points


def test_pdf_lines_become_paragraphs() -> None:
    lines = [
        (120.0, 450.0, "甲县工作方案"),
        (74.0, 400.0, FULL[2:]),
        (50.0, 380.0, FULL),
        (50.0, 360.0, "取得成效。"),
        (74.0, 340.0, FULL[2:]),
        (50.0, 320.0, "稳步推进。"),
        (74.0, 300.0, "一、总体要求"),
    ]
    raw = read_pdf(pdf(lines))
    assert raw.text.split("\n") == [
        "甲县工作方案",
        f"{FULL[2:]}{FULL}取得成效。",
        f"{FULL[2:]}稳步推进。",
        "一、总体要求",
        "",
    ]
    assert marked(raw, "page") == [(raw.text, 1)]


def test_pdf_pages_and_what_repeats_on_them() -> None:
    pages = [
        [
            (50.0, 480.0, "甲县文件汇编"),
            (74.0, 440.0, name + FULL[3:]),
            (50.0, 420.0, FULL),
            (50.0, 400.0, FULL),
            (74.0, 380.0, FULL[2:]),
            (50.0, 360.0, FULL[1:] + name),
            (190.0, 20.0, f"- {number} -"),
        ]
        for number, name in enumerate("甲乙丙", 1)
    ]
    raw = read_pdf(pdf(*pages))
    assert [text for text, _ in marked(raw, "furniture")] == [
        "甲县文件汇编", "- 1 -", "甲县文件汇编", "- 2 -", "甲县文件汇编", "- 3 -",
    ]  # fmt: skip
    assert [level for _, level in marked(raw, "page")] == [1, 2, 3]
    result = clean(raw)
    assert [removal.reason for removal in result.removals] == ["page_header", "page_number"] * 3
    assert [mark.level for mark in result.marks if mark.kind == "page"] == [1, 2, 3]


def test_pdf_sentence_over_a_page_break_becomes_whole() -> None:
    first = [
        (74.0, 440.0, FULL[2:]),
        (50.0, 420.0, FULL[:20] + ",各级责任"),
        (190.0, 20.0, "- 1 -"),
    ]
    second = [(50.0, 440.0, "取得了成效。"), (190.0, 20.0, "- 2 -")]
    result = clean(read_pdf(pdf(first, second)))
    assert result.text == f"{FULL[2:]}{FULL[:20]},各级责任取得了成效。\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (pdf([]), "没有文字层"),
        (pdf([(50.0, 400.0, "甲县")], password=True), "密码"),
        (pdf([(50.0, 400.0, "甲县")])[:60], "不完整"),
    ],
)
def test_pdf_that_cannot_be_read(content: bytes, said: str) -> None:
    with pytest.raises(UnreadableError, match=said):
        read_pdf(content)


def test_pdf_title_in_no_encoding_is_no_title() -> None:
    sound = pdf([(50.0, 450.0 - 20 * i, "甲县工作方案甲县工作方案") for i in range(3)])
    update = b"\n9 0 obj<</Title<FEFFD8004E00>>>endobj\n"
    table = b"xref\n9 1\n%010d 00000 n \ntrailer" % (len(sound) + 1)
    table += b"<</Size 10/Root 1 0 R/Info 9 0 R/Prev %d>>\n" % sound.index(b"xref")
    raw = read_pdf(sound + update + table + b"startxref\n%d\n%%%%EOF" % len(sound + update))
    assert raw.declared_title is None
    assert raw.text.startswith("甲县工作方案甲县工作方案")


def test_pdf_that_the_library_wrote() -> None:
    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 200)
    buffer = io.BytesIO()
    document.save(buffer)
    document.close()
    with pytest.raises(UnreadableError, match="没有文字层"):
        read_pdf(buffer.getvalue())


LEFT = (
    "健全工作机制压实各级责任推动",
    "产业提质增效完善基础设施改善",
    "人居环境培育新型经营主体壮大",
)
RIGHT = (
    "村级集体经济拓宽增收渠道加强",
    "人才引进培养选派驻村工作队员",
    "落实帮扶措施巩固脱贫攻坚成果",
)


def test_pdf_columns_are_read_one_by_one_under_a_heading_over_both() -> None:
    lines = [(110.0, 460.0, "甲县推进乡村振兴工作简报")]
    for number, (left, right) in enumerate(zip(LEFT * 2, RIGHT * 2, strict=True)):
        y = 420.0 - 20 * number
        lines += [(24.0, y, left), (206.0, y, right)]
    raw = read_pdf(pdf(lines))
    assert raw.text == "甲县推进乡村振兴工作简报\n" + "".join(LEFT * 2 + RIGHT * 2) + "\n"


def test_pdf_pieces_of_one_row_are_one_line() -> None:
    raw = read_pdf(pdf([(50.0, 400.0, "张某"), (150.0, 400.0, "李某"), (50.0, 300.0, "2021年")]))
    assert raw.text == "张某 李某\n2021年\n"


def ruled(xs: tuple[int, ...], ys: tuple[int, ...]) -> str:
    """Operators that draw a grid."""
    across = "".join(f"{xs[0]} {y} m {xs[-1]} {y} l S " for y in ys)
    return across + "".join(f"{x} {ys[0]} m {x} {ys[-1]} l S " for x in xs)


def test_pdf_table_is_rows_of_cells() -> None:
    cells = [
        (50.0, 470.0, "表1 完成情况"),
        (55.0, 425.0, "乡镇"), (155.0, 425.0, "投入(万元)"),
        (55.0, 385.0, "甲乡"), (155.0, 385.0, "120.5"), (255.0, 395.0, "已经"), (255.0, 380.0, "验收"),
        (55.0, 345.0, "乙乡"), (255.0, 345.0, "未完成"),
    ]  # fmt: skip
    raw = read_pdf(pdf(cells, drawn=ruled((50, 150, 250, 350), (440, 410, 370, 330))))
    table = "乡镇\t投入(万元)\n甲乡\t120.5\t已经验收\n乙乡\t\t未完成"
    assert raw.text == f"表1 完成情况\n{table}\n"
    assert marked(raw, "table") == [(table, None)]


def test_pdf_cells_that_touch_are_parted_by_the_ruling() -> None:
    cells = [(50.0, 425.0, "乡镇甲乡"), (50.0, 385.0, "投入九千")]
    raw = read_pdf(pdf(cells, drawn=ruled((48, 74, 110), (440, 410, 370))))
    assert marked(raw, "table") == [("乡镇\t甲乡\n投入\t九千", None)]


def test_pdf_table_over_two_pages_is_one_and_its_second_header_furniture() -> None:
    pages = [
        [
            (55.0, 425.0, "乡镇"), (155.0, 425.0, "投入"),
            (55.0, 385.0, f"{name}乡"), (155.0, 385.0, "120"), (190.0, 20.0, f"- {number} -"),
        ]
        for number, name in enumerate("甲乙", 1)
    ]  # fmt: skip
    raw = read_pdf(pdf(*pages, drawn=ruled((50, 150, 250), (440, 410, 370))))
    whole = "乡镇\t投入\n甲乡\t120\n- 1 -\n乡镇\t投入\n乙乡\t120"
    assert marked(raw, "table") == [(whole, None)]
    assert marked(raw, "furniture") == [("- 1 -", None), ("乡镇\t投入", None), ("- 2 -", None)]


def test_boxes_joined_by_lines_are_no_table() -> None:
    tree = [Ruling(True, 100, 0, 300), *(Ruling(False, y, 100, 140) for y in range(0, 301, 60))]
    assert grids(tree) == []
    frame = [Ruling(True, x, 0, 300) for x in (0, 200)] + [
        Ruling(False, y, 0, 200) for y in (0, 300)
    ]
    assert grids(frame) == []


def test_merged_cells_are_one() -> None:
    grid = [Ruling(True, x, 0, 60) for x in (0, 200)] + [
        Ruling(False, y, 0, 200) for y in (0, 30, 60)
    ]
    grid += [Ruling(True, 100, 0, 60), Ruling(True, 150, 0, 30)]
    (table,) = grids(grid)
    assert table.homes == {(0, 0): (0, 0), (0, 1): (0, 1), (0, 2): (0, 1),
                           (1, 0): (1, 0), (1, 1): (1, 1), (1, 2): (1, 2)}  # fmt: skip


def test_storm_of_rulings_takes_no_time() -> None:
    storm = [Ruling(up, 5.0 * i, 0, 3000) for i in range(500) for up in (True, False)]
    start = time.monotonic()
    assert grids(storm) == []
    assert time.monotonic() - start < 2


def test_pdf_page_turned_when_shown_keeps_its_lines() -> None:
    lines = [(50.0, 400.0, "甲县文件"), (50.0, 300.0, "乙乡方案")]
    raw = read_pdf(pdf(lines, page="/Rotate 90"))
    assert sorted(raw.text.split()) == ["乙乡方案", "甲县文件"]


def test_pdf_without_scripts_run_and_with_what_is_filled_in_read() -> None:
    field = (
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(3600)/Rect[50 300 200 320]/F 4/AP<</N 5 0 R>>>>",
        "<</Type/XObject/Subtype/Form/BBox[0 0 150 20]/Resources<</Font<</H<</Type/Font"
        "/Subtype/Type1/BaseFont/Helvetica>>>>>>/Length 37>>stream\n"
        "BT /H 12 Tf 2 5 Td (3600 wan) Tj ET  \nendstream",
    )
    script = "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>/AcroForm<</Fields[4 0 R]>>"
    content = pdf([(50.0, 400.0, "投入资金")], page="/Annots[4 0 R]", catalog=script, more=field)
    assert read_pdf(content).text == "投入资金\n3600 wan\n"


def test_pdf_attachments_are_told() -> None:
    document = pypdfium2.PdfDocument(pdf([(50.0, 400.0, "甲县工作方案")]))
    document.new_attachment("附表.xlsx").set_data(b"abc")
    buffer = io.BytesIO()
    document.save(buffer)
    document.close()
    (told,) = read_pdf(buffer.getvalue()).unread
    assert told.startswith("PDF 里附带的 1 个文件没有读。")


def joined(*parts: bytes) -> bytes:
    whole = pypdfium2.PdfDocument.new()
    for part in parts:
        source = pypdfium2.PdfDocument(part)
        whole.import_pages(source)
        source.close()
    buffer = io.BytesIO()
    whole.save(buffer)
    whole.close()
    return buffer.getvalue()


@needs_font
def test_pdf_only_the_scanned_page_is_recognised() -> None:
    scan = packed(picture_of("投入资金3600万元。", size=(500, 700)), kind="PDF")
    raw = read_pdf(joined(pdf([(50.0, 400.0, "甲县工作方案")]), scan))
    assert raw.text == "甲县工作方案\n投入资金3600万元。\n"
    assert [text for text, _ in marked(raw, "scan")] == ["投入资金3600万元。"]
    assert [text for text, _ in marked(raw, "page")] == ["甲县工作方案\n", "投入资金3600万元。\n"]
    assert (raw.pages, raw.unread) == (2, ())


GARBLED = [(50.0, 480.0 - 20 * i, '!"#$犐犆犛犔%&*+甲县') for i in range(20)]


def reads(monkeypatch: pytest.MonkeyPatch, text: str) -> list[int]:
    """Let recognition read ``text`` on every page; the pages it is asked for."""
    asked: list[int] = []

    def stub(image: object, page: int) -> tuple[OcrLine, ...]:
        asked.append(page)
        return (OcrLine(text, (10.0, 10.0, 110.0, 30.0), 0.5),) if text else ()

    monkeypatch.setattr(pdf_module, "recognise_once", stub)
    return asked


def test_pdf_garbled_layer_gives_way_to_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = reads(monkeypatch, "甲县规划。")
    prose = [(50.0, 480.0 - 20 * i, FULL) for i in range(20)]
    raw = read_pdf(pdf(prose, GARBLED, prose, prose))
    assert asked == [2]
    assert marked(raw, "scan") == [("甲县规划。", 50)]
    assert "犐" not in raw.text


def test_pdf_scans_beyond_the_limit_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = reads(monkeypatch, "甲县规划。")
    monkeypatch.setattr(pdf_module, "MAX_SCANNED_PAGES", 2)
    raw = read_pdf(pdf(GARBLED, GARBLED, GARBLED, GARBLED, GARBLED))
    assert asked == [1, 2]
    assert raw.unread == ("第 3–5 页是扫描页，超过了每个文件识别 2 页的上限，没有读。",)


def test_pdf_pages_without_words_are_told_and_damaged_ones_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reads(monkeypatch, "")
    content = pdf([(50.0, 400.0, "甲县工作方案")], [])
    drawn = pdf([], drawn="0 0 200 200 re f ")
    assert read_pdf(joined(content, drawn)).unread == ("第 3 页是图像，没有认出文字。",)
    assert read_pdf(content.replace(b"/Count 2", b"/Count 3")).unread == (
        "第 3 页已损坏，没有读。",
    )


@pytest.mark.parametrize("count", ["1000000", "99999999999999"])
def test_pdf_that_claims_a_million_pages(count: str) -> None:
    content = pdf([(50.0, 400.0, "甲县")]).replace(b"/Count 1", f"/Count {count}".encode())
    with pytest.raises(UnreadableError):
        read_pdf(content)


@pytest.mark.parametrize(
    "pages",
    [
        "<</Type/Pages/Count 2/Kids[2 0 R 2 0 R]/Parent 2 0 R>>",
        "[" * 100_000,
        "<</Type/Pages/Count -5/Kids[]>>",
    ],
)
def test_pdf_with_a_broken_page_tree(pages: str) -> None:
    content = f"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj{pages}endobj\n"
    content += "trailer<</Root 1 0 R>>"
    with pytest.raises(UnreadableError):
        read_pdf(content.encode())


def test_picture_of_a_page() -> None:
    content = pdf([(50.0, 400.0, "甲县")], [])
    picture = page_picture(content, ".PDF", 1, 300)
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20], "big") == 300
    for page in (0, 3):
        with pytest.raises(UnreadableError, match="共有 2 页"):
            page_picture(content, ".pdf", page)
    with pytest.raises(UnreadableError, match="已损坏"):
        page_picture(b"%PDF-1.7", ".pdf", 1)


def test_beside_a_garbled_page_one_of_latin_and_digits_is_not_trusted():
    def pages(*texts):
        lines = [[PageLine(text, 0, 0, 100, 10, 10)] for text in texts]
        return _Pages(lines=lines)

    garbled, mixed = "犇犕犆犌" * 30, "45BA犇cd12犆犌4犎" * 10
    sound = "甲县推行垃圾分类积分制，村民参加评比。" * 20
    assert _without_layer(pages(sound, mixed)) == []
    assert _without_layer(pages(sound, mixed, garbled)) == [1, 2]
