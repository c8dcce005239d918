"""PDF files: lines, pages, and everything that cannot be read."""

import io

import pypdfium2
import pytest

from kb.cleaning import clean
from kb.errors import UnreadableError
from kb.reading.pdf import read_pdf
from kb.types import RawText


def marked(raw: RawText, kind: str) -> list[tuple[str, int | None]]:
    return [(raw.text[m.start : m.end], m.level) for m in raw.marks if m.kind == kind]


def pdf(*pages: list[tuple[float, float, str]], password: bool = False) -> bytes:
    """Write a PDF of lines ``(x, y, text)`` in 12 point type, with a Chinese font by name."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", ""]
    objects.append(
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
        "/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo"
        "<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000>>]>>"
    )
    kids = []
    for lines in pages:
        stream = "".join(
            f"BT /F 12 Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"
            for x, y, text in lines
        )
        objects.append(f"<</Length {len(stream)}>>stream\n{stream}endstream")
        objects.append(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 500]"
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
