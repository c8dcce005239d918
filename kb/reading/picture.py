"""Pictures of pages, one page a frame."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from PIL import Image, ImageOps

from kb.errors import UnreadableError
from kb.reading.desk import desk
from kb.reading.ocr import page_lines, recognise_once
from kb.reading.page_lines import PageLine
from kb.reading.paragraphs import written
from kb.reading.reading_order import in_order
from kb.types import RawText

MAX_PICTURE_PIXELS = 100_000_000
"""Of one frame, as it says itself before it is unpacked: A3 at 600 dots an inch has 70 million."""
MAX_FRAMES = 300
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF", "MPO")


def read_picture(content: bytes) -> RawText:
    """Read the text off the picture of a page, or of several in one file.

    Raises ``UnreadableError`` where it is damaged, too large, or shows no text.
    """
    with opened_picture(content) as picture:
        total: int = getattr(picture, "n_frames", 1)
        done = min(total, MAX_FRAMES)
        pages, unread = [], []
        for number in range(1, done + 1):
            try:
                pages.append(_frame_lines(picture, number))
            except UnreadableError as error:
                if total == 1:
                    raise
                pages.append([])
                unread.append(f"第 {number} 页没有读：{error}")
            desk().page_done(number, done)
    if not any(pages):
        raise UnreadableError(
            "图片里没有认出文字。请确认它是文件的扫描页或照片；若字太小或模糊，请重新扫描（300 dpi）。"
        )
    if total > done:
        unread.append(f"图片有 {total} 页，只读了前 {done} 页。请拆分成几个文件。")
    return replace(written(pages, "picture"), pages=total, unread=tuple(unread))


def _frame_lines(picture: Image.Image, number: int) -> list[PageLine]:
    image = frame(picture, number)
    return in_order(page_lines(recognise_once(image, number), image.height))


@contextmanager
def opened_picture(content: bytes) -> Iterator[Image.Image]:
    """The picture in ``content``, not yet unpacked. Raises ``UnreadableError``."""
    with _told():
        picture = Image.open(io.BytesIO(content), formats=_FORMATS)
    with picture:
        yield picture


def frame(picture: Image.Image, number: int) -> Image.Image:
    """The 1-based frame ``number``, in colour, turned as its camera says, on white where it
    is transparent. Raises ``UnreadableError`` where it is damaged or too large."""
    with _told():
        picture.seek(number - 1)
        _check_pixels(picture)
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        if upright.has_transparency_data:
            layer = upright.convert("RGBA")
            white = Image.new("RGBA", layer.size, "white")
            return Image.alpha_composite(white, layer).convert("RGB")
        return upright.convert("RGB")


def _check_pixels(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > MAX_PICTURE_PIXELS:
        raise UnreadableError(
            f"图片有 {width}×{height} 个像素，超过了 {MAX_PICTURE_PIXELS} 个的上限。请缩小后再添加。"
        )


@contextmanager
def _told() -> Iterator[None]:
    """What Pillow raises on damaged and hostile pictures, as ``UnreadableError``."""
    try:
        with warnings.catch_warnings():
            # Pillow warns of odd tags and of sizes that are checked here.
            warnings.simplefilter("ignore")
            yield
    except Image.DecompressionBombError as error:
        raise UnreadableError(
            "图片的像素多得不正常，为安全起见没有打开。请缩小后再添加。"
        ) from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError) as error:
        raise UnreadableError("图片不完整或已损坏，打不开。请重新扫描或另存一份。") from error
    except (MemoryError, OverflowError) as error:
        raise UnreadableError("图片太大，内存不够，没有打开。请缩小后再添加。") from error
