"""PDF files opened, their pages drawn, and what else lies in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from kb.errors import UnreadableError

_READING_SCALE = 150 / 72
"""Pixels a point: 110, 135, 150 and 200 dots an inch gave the same characters."""
_LONGEST_SIDE = 16_000
_MOST_PIXELS = 20_000_000
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


def page_image(document: pdfium.PdfDocument, index: int, width: int | None = None) -> Image.Image:
    """The 0-based page as a picture, ``width`` pixels wide, or large enough to be read off
    it. Raises ``PdfiumError`` where the page is damaged."""
    page = document[index]
    try:
        across, up = (max(side, 1.0) for side in page.get_size())
        scale = _READING_SCALE if width is None else width / across
        scale = min(scale, _LONGEST_SIDE / max(across, up), (_MOST_PIXELS / across / up) ** 0.5)
        bitmap = page.render(scale=scale)
        image: Image.Image = bitmap.to_pil().convert("RGB")
        bitmap.close()
        return image
    finally:
        page.close()


def page_with_forms(document: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
    """The 0-based page, what is filled into its form and written on it as notes made part
    of its text. No script in the file runs. Raises ``PdfiumError``."""
    page = document[index]
    if pdfium_c.FPDFPage_GetAnnotCount(page) > 0:
        flattened = pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_NORMALDISPLAY)
        if flattened == pdfium_c.FLATTEN_SUCCESS:
            page.close()
            page = document[index]
    return page


def picture_shares(page: pdfium.PdfPage) -> list[float]:
    """The share of the page that each of its pictures covers."""
    width, height = page.get_size()
    area = max(1.0, width * height)
    shares = []
    for picture in page.get_objects([pdfium_c.FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = picture.get_bounds()
        shares.append((right - left) * (top - bottom) / area)
    return shares


def beside_the_pages(document: pdfium.PdfDocument) -> tuple[str, ...]:
    """What the file holds that is on no page, a sentence each for the user."""
    told = []
    attachments = document.count_attachments()
    if attachments:
        told.append(f"PDF 里附带的 {attachments} 个文件没有读。请在阅读软件中另存出来再添加。")
    if document.get_formtype() in (pdfium_c.FORMTYPE_XFA_FULL, pdfium_c.FORMTYPE_XFA_FOREGROUND):
        told.append("PDF 里的动态表单（XFA）没有读。请用填写它的软件另存为普通 PDF 再添加。")
    return tuple(told)


def declared_title(document: pdfium.PdfDocument) -> str | None:
    """The title the file itself carries."""
    try:
        return (document.get_metadata_value("Title") or "").strip() or None
    except UnicodeDecodeError:
        # Writers put a title in the encoding of their machine; the text is sound.
        return None
