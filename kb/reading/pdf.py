"""PDF files: the text layer where it is sound, else the picture of the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pypdfium2 as pdfium
from PIL import Image

from kb.errors import UnreadableError
from kb.reading.desk import desk
from kb.reading.encodings import legible_share
from kb.reading.limits import check_characters, check_pages
from kb.reading.ocr import page_lines, recognise_once
from kb.reading.page_lines import PageLine
from kb.reading.paragraphs import written
from kb.reading.pdf_file import (
    beside_the_pages,
    declared_title,
    opened_pdf,
    page_image,
    page_with_forms,
    picture_shares,
)
from kb.reading.pdf_lines import pieces, text_glyphs
from kb.reading.pdf_rulings import rulings
from kb.reading.pdf_tables import grids, with_tables
from kb.reading.reading_order import in_order
from kb.types import RawText

MAX_SCANNED_PAGES = 300
# Measured: 0.97 and more on sound PDFs, 0.87 and more on 226 text files, 0.52 on a broken one.
_LEGIBLE = 0.65
# Fonts are shared by pages: where one is garbled, a page of digits and Latin letters may
# pass for sound. 0.87 and 0.69 were measured on such pages.
_LEGIBLE_BESIDE_GARBLED = 0.9
_JUDGED = 60
"""Characters a page must have to be judged by itself."""
_FAINT = 8
_SCAN_SHARE = 0.5
_SCAN_CHARACTERS = 60
"""A page that a picture covers and fewer characters stand on, as a stamp, is a scan."""
_LARGE_PICTURE = 0.15
_SIGN_OF_LIFE = 10
_LEADERS = re.compile(r"[.…·\s]{3,}")


@dataclass(slots=True)
class _Pages:
    """What was read of each page: its lines, and the 0-based numbers of the pages that are
    covered by a picture, that hold a large one, that could not be read, that show nothing
    legible, and that were too many to be recognised."""

    lines: list[list[PageLine]] = field(default_factory=list)
    covered: list[int] = field(default_factory=list)
    pictured: list[int] = field(default_factory=list)
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
        unread = (*_unread(pages), *beside_the_pages(document))
    if len(set(pages.damaged)) == len(pages.lines):
        raise UnreadableError("PDF 文件不完整或已损坏，没有一页打得开。请重新下载或另存一份。")
    if not any(pages.lines):
        raise UnreadableError(
            "这份 PDF 没有文字层，各页的图像里也没有认出文字。"
            "请确认它不是空白；若字迹模糊，请重新扫描。"
        )
    raw = written(pages.lines, "pdf", title)
    return replace(raw, pages=len(pages.lines), unread=unread)


def _layers(document: pdfium.PdfDocument) -> _Pages:
    """The text layers, a page that fails for itself set aside."""
    pages = _Pages()
    characters = 0
    total = len(document)
    for index in range(total):
        try:
            lines, shares = _layer(document, index)
        except pdfium.PdfiumError:
            lines, shares = [], []
            pages.damaged.append(index)
        pages.lines.append(lines)
        characters += sum(len(line.text) for line in lines)
        check_characters(characters)
        if max(shares, default=0.0) > _SCAN_SHARE:
            pages.covered.append(index)
        elif max(shares, default=0.0) > _LARGE_PICTURE:
            pages.pictured.append(index)
        if index % _SIGN_OF_LIFE == _SIGN_OF_LIFE - 1:
            desk().page_done(index + 1, total)
    return pages


def _layer(document: pdfium.PdfDocument, index: int) -> tuple[list[PageLine], list[float]]:
    """The lines of a page in reading order, and what share of it its pictures cover."""
    page = page_with_forms(document, index)
    try:
        glyphs = text_glyphs(page)
        tables = grids(rulings(page)) if glyphs else []
        walls = [wall for table in tables for wall in table.walls()]
        lines = in_order(with_tables(pieces(glyphs, walls), tables))
        return lines, picture_shares(page)
    finally:
        page.close()


def _without_layer(pages: _Pages) -> list[int]:
    """The pages whose text layer is missing, next to nothing, or no language."""
    texts = ["".join(line.text for line in lines) for lines in pages.lines]
    broken = _is_garbled("".join(texts))
    least = _LEGIBLE_BESIDE_GARBLED if broken or any(map(_is_garbled, texts)) else _LEGIBLE
    wanted = []
    for index, text in enumerate(texts):
        stamped = index in pages.covered and len(text) < _SCAN_CHARACTERS
        sound = text and not stamped and not broken and not _is_garbled(text, least)
        if not sound and index not in pages.damaged:
            wanted.append(index)
    return wanted


def _is_garbled(text: str, least: float = _LEGIBLE) -> bool:
    text = _LEADERS.sub("", text)
    return len(text) >= _JUDGED and legible_share(text) < least


def _recognise(document: pdfium.PdfDocument, pages: _Pages, wanted: Sequence[int]) -> None:
    """Replace the lines of the ``wanted`` pages by those read off their pictures."""
    within = wanted[:MAX_SCANNED_PAGES]
    for done, index in enumerate(within, 1):
        try:
            image = page_image(document, index)
        except pdfium.PdfiumError:
            pages.damaged.append(index)
            continue
        # A blank page has nothing to tell.
        if not _is_blank(image):
            _take(pages, index, _read_off(image, index))
        desk().page_done(done, len(within))
    pages.beyond = list(wanted[MAX_SCANNED_PAGES:])
    for index in pages.beyond:
        pages.lines[index] = []


def _read_off(image: Image.Image, index: int) -> list[PageLine]:
    return in_order(page_lines(recognise_once(image, index + 1), image.height))


def _take(pages: _Pages, index: int, read: list[PageLine]) -> None:
    """Keep what was read off a page, unless its layer says more and is legible."""
    layer = "".join(line.text for line in pages.lines[index])
    if not read:
        pages.wordless.append(index)
    garbled = legible_share(layer) < _LEGIBLE_BESIDE_GARBLED
    if garbled or sum(len(line.text) for line in read) >= len(layer):
        pages.lines[index] = read


def _is_blank(image: Image.Image) -> bool:
    darkest, lightest = image.convert("L").getextrema()
    return float(lightest) - float(darkest) < _FAINT  # type: ignore[arg-type]


def _unread(pages: _Pages) -> tuple[str, ...]:
    told = (
        (pages.damaged, "已损坏，没有读"),
        (pages.beyond, f"是扫描页，超过了每个文件识别 {MAX_SCANNED_PAGES} 页的上限，没有读"),
        (pages.wordless, "是图像，没有认出文字"),
        (pages.pictured, "有大幅图片，图中若有文字没有读"),
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
