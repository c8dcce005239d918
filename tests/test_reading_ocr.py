"""Text read off pictures: lines, pages, the way up, and what cannot be read."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont, ImageOps

from kb.errors import UnreadableError
from kb.reading.desk import Desk, laid
from kb.reading.ocr import OcrLine, page_lines, recognise
from kb.reading.ocr_lines import from_json, to_json
from kb.reading.page_picture import page_picture
from kb.reading.picture import read_picture
from kb.reading.red_ink import has_red, lines_under_red, without_red

FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
needs_font = pytest.mark.skipif(not FONT.exists(), reason="no Chinese font")

LINES = ("甲县推进乡村振兴工作方案", "健全机制压实责任推动产业提质", "投入资金3600万元")


def drawn(*lines: str, size: tuple[int, int] = (700, 500), fill: str = "black") -> Image.Image:
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(FONT), 32)
    for number, line in enumerate(lines):
        pen.text((60, 60 + 56 * number), line, fill, font)
    return image


def packed(*frames: Image.Image, kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    more = {"save_all": True, "append_images": frames[1:]} if len(frames) > 1 else {}
    frames[0].save(buffer, kind, **more)
    return buffer.getvalue()


class Shelf(Desk):
    """A desk that remembers what was laid on it."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.told: list[tuple[int, int]] = []

    def page_done(self, done: int, total: int) -> None:
        self.told.append((done, total))

    def recall(self, key: str) -> str | None:
        return self.kept.get(key)

    def keep(self, key: str, value: str) -> None:
        self.kept[key] = value


@needs_font
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_lines_whichever_way_up_the_page_lies(turn: int) -> None:
    lines = recognise(drawn(*LINES).rotate(turn, expand=True))
    assert tuple(line.text for line in lines) == LINES
    assert all(line.confidence > 0.9 for line in lines)
    left, top, right, bottom = lines[0].box
    assert abs(left - 60) < 12 and abs(right - 444) < 12
    assert 50 < top < 80 < bottom < 120


@needs_font
def test_frames_are_pages_and_what_was_read_is_kept() -> None:
    first, second = f"{LINES[0]}。", LINES[2]
    content = packed(drawn(first), drawn(second), kind="TIFF")
    shelf = Shelf()
    with laid(shelf):
        raw = read_picture(content)
    assert raw.text == f"{first}\n{second}\n"
    assert [(m.kind, m.level) for m in raw.marks if m.kind == "page"] == [("page", 1), ("page", 2)]
    scanned = [m for m in raw.marks if m.kind == "scan"]
    assert [raw.text[m.start : m.end] for m in scanned] == [first, second]
    assert all(90 < (m.level or 0) <= 100 for m in scanned)
    assert (raw.pages, raw.unread, shelf.told) == (2, (), [(1, 2), (2, 2)])
    shelf.kept = dict.fromkeys(shelf.kept, '[["旧文。", [0, 0, 64, 32], 0.5]]')
    with laid(shelf):
        assert read_picture(content).text == "旧文。\n旧文。\n"


def sealed(image: Image.Image) -> Image.Image:
    """The picture with a red seal over its middle."""
    ink = Image.new("RGBA", image.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(ink)
    pen.ellipse((180, 60, 420, 300), outline=(220, 0, 0, 230), width=8)
    pen.text((210, 120), "专用章", (220, 0, 0, 230), ImageFont.truetype(str(FONT), 60))
    return Image.alpha_composite(image.convert("RGBA"), ink).convert("RGB")


@needs_font
def test_line_under_a_red_seal_is_not_lost() -> None:
    lines = ("甲县人民政府办公室", "健全机制压实责任推动产业提质增效", "投入资金3600万元")
    read = [line.text for line in recognise(sealed(drawn(*lines)))]
    assert set(lines) <= set(read)


@needs_font
def test_white_print_on_colour_and_red_print() -> None:
    light = drawn(*LINES, fill="red")
    assert tuple(line.text for line in recognise(light)) == LINES
    dark = ImageOps.invert(drawn(*LINES))
    assert tuple(line.text for line in recognise(dark)) == LINES


@needs_font
def test_long_picture_is_read_in_parts_cut_between_lines() -> None:
    lines = tuple(f"第{number}条甲县推进乡村振兴" for number in range(1, 31))
    read = recognise(drawn(*lines, size=(500, 1800)))
    assert tuple(line.text for line in read) == lines
    tops = [line.box[1] for line in read]
    assert tops == sorted(tops)
    assert all(abs(top - 60 - 56 * number) < 20 for number, top in enumerate(tops))


def test_columns_of_a_picture_are_lines_of_a_page() -> None:
    lines = page_lines([OcrLine("甲县", (10.0, 20.0, 74.0, 50.0), 0.75)], 400)
    assert [(p.left, p.bottom, p.right, p.top, p.em, p.confidence) for p in lines] == [
        (10.0, 350.0, 74.0, 380.0, 32.0, 0.75)
    ]


def test_red_ink_gives_way_to_the_print_beneath_it() -> None:
    pixels = np.full((100, 300, 3), 255, np.uint8)
    pixels[10:20, 50:100] = (0, 0, 220)
    pixels[12:18, 120:140] = 0
    head = OcrLine("红头", (10.0, 60.0, 90.0, 90.0), 0.9)
    wrong, right = (OcrLine(text, (40.0, 5.0, 200.0, 30.0), 0.8) for text in ("即发", "印发"))
    hidden = OcrLine("全文", (210.0, 60.0, 290.0, 90.0), 0.8)
    assert has_red(pixels)
    assert not has_red(without_red(pixels))
    found = lines_under_red(pixels, [head, wrong], [right, hidden])
    assert [line.text for line in found] == ["红头", "印发", "全文"]


def test_kept_lines_of_another_shape_are_read_anew() -> None:
    line = OcrLine("甲县", (1.0, 2.0, 3.0, 4.0), 0.5)
    assert from_json(to_json([line])) == (line,)
    for damaged in ("", "[", "[[1]]", '{"a": 1}', "3", '[["甲", [1, 2, 3], 0.5]]'):
        assert from_json(damaged) is None


def test_picture_without_text_is_refused() -> None:
    with pytest.raises(UnreadableError, match="没有认出文字"):
        read_picture(packed(Image.new("RGB", (300, 200), "white")))


def png(width: int, height: int, pixels: bytes = b"") -> bytes:
    """A PNG that says it is so large, whatever it holds."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "已损坏"),
        (packed(Image.effect_noise((300, 300), 90))[:20_000], "已损坏"),
        (b"", "已损坏"),
        (png(0, 0), "已损坏"),
        (png(500, 500, zlib.compress(bytes(900))), "已损坏"),
        (png(100_000, 100_000), "多得不正常"),
        (png(12_000, 8_000), "超过了 5000 万个的上限"),
        (png(3, 3000, zlib.compress(bytes(10 * 3000))), "没有认出文字"),
        (png(20, 9000, zlib.compress(bytes(61 * 9000))), "太长"),
    ],
)
def test_picture_that_cannot_be_read(content: bytes, said: str) -> None:
    with pytest.raises(UnreadableError, match=said):
        read_picture(content)


def test_picture_of_a_frame() -> None:
    with pytest.raises(UnreadableError, match="没有第 2 页"):
        page_picture(packed(Image.new("RGB", (40, 60))), ".png", 2)
    picture = page_picture(packed(Image.new("RGB", (40, 60))), ".png", 1, 20)
    assert struct.unpack(">II", picture[16:24]) == (20, 30)
