"""Text read off pictures: lines, pages, the way up, and what cannot be read."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from kb.errors import UnreadableError
from kb.reading.desk import Desk, laid
from kb.reading.ocr import recognise
from kb.reading.picture import read_picture

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


def test_picture_without_text_is_refused() -> None:
    with pytest.raises(UnreadableError, match="没有认出文字"):
        read_picture(packed(Image.new("RGB", (300, 200), "white")))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "已损坏"),
        (packed(Image.effect_noise((300, 300), 90))[:20_000], "已损坏"),
        (b"", "已损坏"),
    ],
)
def test_picture_that_cannot_be_read(content: bytes, said: str) -> None:
    with pytest.raises(UnreadableError, match=said):
        read_picture(content)
