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

MAX_UNPACKED_BYTES = 200_000_000
"""Of one frame as Pillow holds it, 4 bytes a pixel in colour: A3 at 600 dots an inch has 70
million pixels, of which photographs are unpacked at half or a quarter of their size."""
_NARROW_SIDE = 1754
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
    is transparent; a very fine one at a whole fraction of its size. Raises
    ``UnreadableError`` where it is damaged or too large."""
    with _told():
        picture.seek(number - 1)
        surplus = max(1, min(picture.size) // _NARROW_SIDE)
        # Only JPEG can be unpacked smaller than it is; it may choose to stay larger.
        picture.draft(None, (picture.width // surplus, picture.height // surplus))
        _check_unpacked(picture)
        picture.load()
        surplus = max(1, min(picture.size) // _NARROW_SIDE)
        small = picture if surplus == 1 else _reduced(picture, surplus)
        upright = ImageOps.exif_transpose(small)
        if upright.has_transparency_data:
            layer = upright.convert("RGBA")
            white = Image.new("RGBA", layer.size, "white")
            return Image.alpha_composite(white, layer).convert("RGB")
        return upright.convert("RGB")


def _reduced(picture: Image.Image, surplus: int) -> Image.Image:
    """Averages pixels; where they are of a palette or a bit each, in colour or grey."""
    if picture.mode == "P":
        return picture.convert("RGBA").reduce(surplus)
    if picture.mode == "1":
        return picture.convert("L").reduce(surplus)
    return picture.reduce(surplus)


def _check_unpacked(picture: Image.Image) -> None:
    width, height = picture.size
    grey = picture.mode in ("1", "L", "P")
    limit = MAX_UNPACKED_BYTES // (1 if grey else 4)
    if width * height > limit:
        raise UnreadableError(
            f"图片有 {width}×{height} 个像素，超过了 {limit // 10_000} 万个的上限。请缩小后再添加。"
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
