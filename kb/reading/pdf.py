"""PDF files: the text layer where it is sound, else the picture of the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from kb.errors import UnreadableError
from kb.reading.desk import desk
from kb.reading.encodings import legible_share
from kb.reading.limits import check_pages
from kb.reading.ocr import LONG_SIDE, page_lines, recognise_once
from kb.reading.page_lines import PageLine
from kb.reading.paragraphs import written
from kb.reading.pdf_file import declared_title, opened_pdf, page_image
from kb.reading.pdf_lines import pieces, text_glyphs
from kb.reading.pdf_rulings import rulings
from kb.reading.pdf_tables import grids, with_tables
from kb.reading.reading_order import in_order
from kb.types import RawText

MAX_SCANNED_PAGES = 300
# Measured: 0.97 and more on sound PDFs, 0.87 and more on 226 text files, 0.52 on a broken one.
_LEGIBLE = 0.65
_JUDGED = 60
"""Characters a page must have to be judged by itself."""
_FAINT = 8
_LEADERS = re.compile(r"[.…·\s]{3,}")


@dataclass(slots=True)
class _Pages:
    """What was read of each page: its lines, and the 0-based numbers of the pages that
    could not be read, that show nothing, and that were too many to be recognised."""

    lines: list[list[PageLine]]
    damaged: list[int] = field(default_factory=list)
    wordless: list[int] = field(default_factory=list)
    beyond: list[int] = field(default_factory=list)


def read_pdf(content: bytes) -> RawText:
    """Read a PDF, its pages without a sound text layer by recognising their pictures.

    Raises ``UnreadableError`` where it is damaged, locked by a password, too long, or
    shows no text at all.
    """
    with opened_pdf(content) as document:
        check_pages(len(document))
        pages = _layers(document)
        _recognise(document, pages, _without_layer(pages))
        title = declared_title(document)
    if not any(pages.lines):
        raise UnreadableError(
            "这份 PDF 没有文字层，各页的图像里也没有认出文字。请确认它不是空白；若字迹模糊，请重新扫描。"
        )
    return replace(
        written(pages.lines, "pdf", title), pages=len(pages.lines), unread=_unread(pages)
    )


def _layers(document: pdfium.PdfDocument) -> _Pages:
    pages = _Pages([])
    for index in range(len(document)):
        try:
            page = document[index]
            pages.lines.append(_page_lines(page))
            page.close()
        except pdfium.PdfiumError:
            pages.lines.append([])
            pages.damaged.append(index)
    return pages


def _page_lines(page: pdfium.PdfPage) -> list[PageLine]:
    glyphs = text_glyphs(page)
    if not glyphs:
        return []
    tables = grids(rulings(page))
    walls = [wall for table in tables for wall in table.walls()]
    return in_order(with_tables(pieces(glyphs, walls), tables))


def _without_layer(pages: _Pages) -> list[int]:
    """The pages whose text layer is missing or no language."""
    whole = "".join(line.text for page in pages.lines for line in page)
    broken = _is_garbled(whole)
    wanted = []
    for index, lines in enumerate(pages.lines):
        text = "".join(line.text for line in lines)
        if index not in pages.damaged and (not text or broken or _is_garbled(text)):
            wanted.append(index)
    return wanted


def _is_garbled(text: str) -> bool:
    text = _LEADERS.sub("", text)
    return len(text) >= _JUDGED and legible_share(text) < _LEGIBLE


def _recognise(document: pdfium.PdfDocument, pages: _Pages, wanted: Sequence[int]) -> None:
    """Replace the lines of the ``wanted`` pages by those read off their pictures."""
    pages.beyond = list(wanted[MAX_SCANNED_PAGES:])
    for index in pages.beyond:
        pages.lines[index] = []
    within = wanted[:MAX_SCANNED_PAGES]
    for done, index in enumerate(within, 1):
        try:
            image = page_image(document, index, long_side=LONG_SIDE)
        except pdfium.PdfiumError:
            pages.lines[index] = []
            pages.damaged.append(index)
            continue
        lines = [] if _is_blank(image) else recognise_once(image, index + 1)
        pages.lines[index] = in_order(page_lines(lines, image.height))
        if not lines:
            pages.wordless.append(index)
        desk().page_done(done, len(within))


def _is_blank(image: Image.Image) -> bool:
    darkest, lightest = np.asarray(image.convert("L")).min(), np.asarray(image.convert("L")).max()
    return int(lightest) - int(darkest) < _FAINT


def _unread(pages: _Pages) -> tuple[str, ...]:
    told = (
        (pages.damaged, "已损坏，没有读"),
        (pages.beyond, f"是扫描页，超过了每个文件 {MAX_SCANNED_PAGES} 页的上限，没有识别"),
        (pages.wordless, "没有认出文字"),
    )
    return tuple(f"第 {_numbers(indices)} 页{what}。" for indices, what in told if indices)


def _numbers(indices: Sequence[int]) -> str:
    """1-based page numbers, neighbours drawn together: ``1、3–5``."""
    ranges: list[list[int]] = []
    for number in sorted(index + 1 for index in indices):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return "、".join(str(a) if a == b else f"{a}–{b}" for a, b in ranges)
