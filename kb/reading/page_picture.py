"""The picture of a page of a file, to be shown beside its text."""

from __future__ import annotations

import io

from PIL import Image

from kb.errors import UnreadableError
from kb.reading.pdf_file import opened_pdf, page_image
from kb.reading.picture import frame, opened_picture

MAX_WIDTH = 4_000


def page_picture(content: bytes, suffix: str, page: int, width_px: int = 1000) -> bytes:
    """A PNG of the 1-based ``page`` of a PDF or a picture file, ``width_px`` wide.

    ``suffix``: of the file, with dot. Raises ``UnreadableError`` where the file is damaged
    or locked, or has no such page.
    """
    width = max(1, min(width_px, MAX_WIDTH))
    if suffix.lower() == ".pdf":
        image = _pdf_page(content, page, width)
    else:
        image = _picture_page(content, page, width)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def _pdf_page(content: bytes, page: int, width: int) -> Image.Image:
    with opened_pdf(content) as document:
        _check_page(page, len(document))
        return page_image(document, page - 1, width)


def _picture_page(content: bytes, page: int, width: int) -> Image.Image:
    with opened_picture(content) as picture:
        _check_page(page, getattr(picture, "n_frames", 1))
        image = frame(picture, page)
    height = max(1, min(4 * width, round(image.height * width / image.width)))
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _check_page(page: int, count: int) -> None:
    if not 1 <= page <= count:
        raise UnreadableError(f"文件没有第 {page} 页，它共有 {count} 页。")
