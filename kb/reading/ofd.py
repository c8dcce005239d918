"""OFD, the national format for electronic official documents (GB/T 33190).

A page says of every run of characters where it stands and nothing of paragraphs, so the
lines are put together by their place, as in a PDF.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from dataclasses import replace
from itertools import pairwise

from lxml import etree

from kb.errors import UnreadableError
from kb.reading.desk import desk
from kb.reading.encodings import legible_share
from kb.reading.limits import MAX_PDF_PAGES, check_characters, check_unpacked
from kb.reading.lines import LineCollector
from kb.reading.ofd_lines import Line, column_of, continues, glued, lines_of, mark_furniture
from kb.reading.ofd_objects import Found, Gatherer, Piece
from kb.reading.ofd_package import Package, PagePart
from kb.types import RawText

_DAMAGED = "OFD 文件不完整或已损坏，打不开。请重新下载，或用 OFD 阅读器打开后另存一份。"
_SCANNED = "这份 OFD 没有文字，是扫描件或图片。请先做文字识别（OCR）再添加。"
_GARBLED = "这份 OFD 的文字是乱码（字体没有给出编码），无法检索。请先做文字识别（OCR）再添加。"
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f\xa4\ufffd\ue000-\uf8ff]")
_LEGIBLE = 0.65


def read_ofd(content: bytes) -> RawText:
    """Read the text of an OFD file.

    Raises ``UnreadableError`` where it is damaged, encrypted, too long, or holds pictures only.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_unpacked(len(content), sum(entry.file_size for entry in archive.infolist()))
            return _Document(Package(archive)).read()
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, EOFError, OSError) as error:
        raise UnreadableError(_DAMAGED) from error
    except (zlib.error, NotImplementedError, ValueError) as error:
        raise UnreadableError(_DAMAGED) from error


class _Document:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._gatherer = Gatherer()
        self._templates: dict[str, Found] = {}
        self._pictures = 0
        self._missing = 0

    def read(self) -> RawText:
        count = self._package.count()
        if count > MAX_PDF_PAGES:
            raise UnreadableError(
                f"这份 OFD 有 {count} 页，超过了 {MAX_PDF_PAGES} 页的上限。请拆分成几个文件。"
            )
        pages = []
        for number, page in enumerate(self._package.pages(), 1):
            pages.append(self._lines(page, count))
            check_characters(sum(len(line.text) for line in pages[-1]))
            desk().page_done(number, count)
        if not any(line.text for page in pages for line in page if not line.furniture):
            raise UnreadableError(_SCANNED if self._pictures else _DAMAGED)
        raw = _written(mark_furniture(pages), self._package.title())
        if len(raw.text) > 200 and legible_share(raw.text) < _LEGIBLE:
            raise UnreadableError(_GARBLED)
        return replace(raw, pages=len(pages), unread=self._unread())

    def _unread(self) -> tuple[str, ...]:
        told = ((self._pictures, "张嵌入的图片没有读"), (self._missing, "页在文件里找不到"))
        return tuple(f"有 {count} {what}。" for count, what in told if count)

    def _lines(self, page: PagePart | None, count: int) -> list[Line]:
        if page is None:
            self._missing += 1
            return []
        found = Found()
        self._gatherer.gather(page.content, page.resources, found)
        behind = self._behind(page)
        for part in page.annotations:
            for note in self._package.xml(part).iter("{*}Annot"):
                if note.get("Visible", "").lower() != "false":
                    into = behind if note.get("Type") == "Watermark" else found
                    self._gatherer.gather(note, page.resources, into)
        # The frame of a form of one page is its text; that of many pages is a running head.
        if count == 1:
            found.pieces.extend(behind.pieces)
            behind.pieces.clear()
        self._pictures += len(found.pictures)
        shown = [piece for piece in found.pieces if not piece.hidden] or found.pieces
        lines = lines_of(shown, [*found.rules, *behind.rules])
        return [*lines, *(replace(ln, furniture=True) for ln in lines_of(behind.pieces))]

    def _behind(self, page: PagePart) -> Found:
        """Return what the template pages of a page hold."""
        behind = Found()
        for used in page.content.findall("{*}Template"):
            part = page.templates.get(used.get("TemplateID", ""))
            if part is None or not self._package.has(part):
                continue
            if part not in self._templates:
                self._templates[part] = Found()
                self._gatherer.gather(
                    self._package.xml(part), page.resources, self._templates[part]
                )
            behind.pieces.extend(self._templates[part].pieces)
            behind.rules.extend(self._templates[part].rules)
        return behind


def _written(pages: list[list[Line]], title: str | None) -> RawText:
    """Join the lines into paragraphs, one a line of the raw text, with the pages as marks."""
    lines = [(number, line) for number, page in enumerate(pages, 1) for line in page]
    column = column_of(pages)
    collector = LineCollector()
    starts: dict[int, int] = {}
    paragraph = ""
    table: int | None = None
    for i, (number, line) in enumerate(lines):
        starts.setdefault(number, collector.position + len(paragraph))
        paragraph = glued(paragraph, line.text)
        after = lines[i + 1] if i + 1 < len(lines) else None
        if after and continues(line, after[1], column, same_page=number == after[0]):
            continue
        begun = collector.add(paragraph, "furniture" if line.furniture else None)
        table = table if table is not None else begun if line.row else None
        if table is not None and not (after and after[1].row and after[0] == number):
            collector.mark("table", table, collector.position - 1, 0)
            table = None
        paragraph = ""
    bounds = [*sorted(starts.items()), (0, collector.position)]
    for (number, start), (_, end) in pairwise(bounds):
        collector.mark("page", start, end, number)
    return collector.finish("ofd", title)
