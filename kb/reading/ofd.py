"""OFD, the national format for electronic official documents (GB/T 33190).

A page says of every run of characters where it stands and nothing of paragraphs, so the
lines are put together by their place, as in a PDF.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import replace

from lxml import etree

from kb.errors import UnreadableError
from kb.reading.desk import desk
from kb.reading.encodings import legible_share
from kb.reading.limits import MAX_PDF_PAGES, check_characters, check_unpacked
from kb.reading.ofd_lines import lines_of
from kb.reading.ofd_objects import Found, Gatherer, numbers
from kb.reading.ofd_package import Package, PagePart
from kb.reading.ofd_scans import MAX_SCANNED_PAGES, covers_page, scanned_lines
from kb.reading.page_lines import PageLine
from kb.reading.paragraphs import written
from kb.types import RawText

_DAMAGED = "OFD 文件不完整或已损坏，打不开。请重新下载，或用 OFD 阅读器打开后另存一份。"
_EMPTY = "这份 OFD 里没有文字，也没有能认出文字的图片。请确认文件没有选错。"
_GARBLED = "这份 OFD 的文字是乱码（字体没有给出编码），无法检索。请打印或导出为图片后再添加。"
_LEGIBLE = 0.65
# What writers put where a glyph has no character: a currency sign, private use, a replacement.
_NO_CODE = re.compile("[\xa4\ufffd\ue000-\uf8ff]")
_A4 = (210.0, 297.0)


def read_ofd(content: bytes) -> RawText:
    """Read the text of an OFD file; pages that are pictures are recognised.

    Raises ``UnreadableError`` where it is damaged, encrypted, too long or without text.
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
        self._scanned = 0
        self._missing: list[int] = []
        self._unread: list[str] = []

    def read(self) -> RawText:
        count = self._package.count()
        if count > MAX_PDF_PAGES:
            raise UnreadableError(
                f"这份 OFD 有 {count} 页，超过了 {MAX_PDF_PAGES} 页的上限。请拆分成几个文件。"
            )
        pages: list[list[PageLine]] = []
        characters = 0
        for number, page in enumerate(self._package.pages(), 1):
            pages.append(self._page(page, number, count))
            characters += sum(len(line.text) for line in pages[-1])
            check_characters(characters)
            desk().page_done(number, count)
        if not any(line.text for page in pages for line in page if not line.furniture):
            raise UnreadableError(" ".join([_EMPTY, *self._unread]) if count else _DAMAGED)
        raw = written(pages, "ofd", self._package.title())
        if len(raw.text) > 200 and legible_share(raw.text) < _LEGIBLE:
            raise UnreadableError(_GARBLED)
        return replace(raw, pages=count, unread=self._told(len(_NO_CODE.findall(raw.text))))

    def _told(self, without_code: int) -> tuple[str, ...]:
        if without_code:
            self._unread.append(f"有 {without_code} 个字读不出来：字体没有给出它们的编码。")
        if self._scanned > MAX_SCANNED_PAGES:
            self._unread.append(
                f"有 {self._scanned} 页是图片，只识别了前 {MAX_SCANNED_PAGES} 页。请拆分成几个文件。"
            )
        if self._missing:
            numbers_told = "、".join(map(str, self._missing[:20]))
            self._unread.append(f"第 {numbers_told} 页在文件里找不到，没有读。")
        if self._pictures:
            self._unread.append(f"有 {self._pictures} 张嵌入的图片没有读。")
        return tuple(self._unread)

    def _page(self, page: PagePart | None, number: int, count: int) -> list[PageLine]:
        if page is None:
            self._missing.append(number)
            return []
        box = numbers(page.area)
        width, height = (box[2], box[3]) if len(box) == 4 and min(box[2:]) > 0 else _A4
        found, behind = self._gathered(page)
        # The frame of a form of one page is its text; that of many pages is a running head.
        if count == 1:
            found.pieces.extend(behind.pieces)
            behind.pieces.clear()
        if not found.pieces and covers_page(found, width, height):
            return self._scan(page, found, number, height)
        self._pictures += len(found.pictures)
        shown = [piece for piece in found.pieces if not piece.hidden] or found.pieces
        lines = lines_of(shown, [*found.rules, *behind.rules], height)
        return lines + [
            replace(line, furniture=True) for line in lines_of(behind.pieces, (), height)
        ]

    def _scan(self, page: PagePart, found: Found, number: int, height: float) -> list[PageLine]:
        self._scanned += 1
        if self._scanned > MAX_SCANNED_PAGES:
            return []
        try:
            return scanned_lines(self._package, page, found, number, height)
        except UnreadableError as error:
            self._unread.append(f"第 {number} 页是图片，没有读：{error}")
            return []

    def _gathered(self, page: PagePart) -> tuple[Found, Found]:
        """Return what a page holds itself, and what lies behind it on many pages."""
        found, behind = Found(), Found()
        self._gatherer.gather(page.content, page.resources, found)
        for used in page.content.findall("{*}Template"):
            held = self._template(page, page.templates.get(used.get("TemplateID", ""), ""))
            behind.pieces.extend(held.pieces)
            behind.rules.extend(held.rules)
        for part in page.annotations:
            for note in self._package.xml(part).iter("{*}Annot"):
                if note.get("Visible", "").lower() != "false":
                    into = behind if note.get("Type") == "Watermark" else found
                    self._gatherer.gather(note, page.resources, into)
        return found, behind

    def _template(self, page: PagePart, part: str) -> Found:
        if part not in self._templates:
            self._templates[part] = Found()
            if self._package.has(part):
                root = self._package.xml(part)
                self._gatherer.gather(root, page.resources, self._templates[part])
        return self._templates[part]
