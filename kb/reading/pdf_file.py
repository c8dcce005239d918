"""PDF files opened, their pages drawn, and what else lies in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from kb.errors import UnreadableError

_LONGEST_SIDE = 8_000
_DAMAGED = "PDF 文件不完整或已损坏，打不开。请重新下载或另存一份。"


@contextmanager
def opened_pdf(content: bytes) -> Iterator[pdfium.PdfDocument]:
    """The PDF in ``content``. Raises ``UnreadableError`` where it is damaged or locked, also
    for what the library cannot do inside the ``with`` block."""
    document = _opened(content)
    try:
        yield document
    except pdfium.PdfiumError as error:
        raise UnreadableError("PDF 文件不完整或已损坏，有的页打不开。请重新下载。") from error
    finally:
        document.close()


def _opened(content: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if (
            pdfium_c.FPDF_GetLastError() == pdfium_c.FPDF_ERR_PASSWORD
            or "password" in str(error).lower()
        ):
            raise UnreadableError(
                "文件设有打开密码，无法读取。请打开后取消密码，另存一份再添加。"
            ) from error
        raise UnreadableError(_DAMAGED) from error


def page_image(
    document: pdfium.PdfDocument,
    index: int,
    *,
    width: int | None = None,
    long_side: int | None = None,
) -> Image.Image:
    """The 0-based page as a picture ``width`` pixels wide, or ``long_side`` at its longer
    side. Raises ``PdfiumError`` where the page is damaged."""
    page = document[index]
    try:
        across, up = page.get_size()
        longer = max(across, up, 1.0)
        scale = (long_side or _LONGEST_SIDE) / longer
        if width is not None:
            scale = min(width / max(across, 1.0), _LONGEST_SIDE / longer)
        bitmap = page.render(scale=scale, may_draw_forms=False)
        image: Image.Image = bitmap.to_pil().convert("RGB")
        bitmap.close()
        return image
    finally:
        page.close()


def declared_title(document: pdfium.PdfDocument) -> str | None:
    """The title the file itself carries."""
    try:
        return (document.get_metadata_value("Title") or "").strip() or None
    except UnicodeDecodeError:
        # Writers put a title in the encoding of their machine; the text is sound.
        return None
