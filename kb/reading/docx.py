"""Word documents: paragraphs and tables in order, with numbering and headings.

The XML is read directly: text boxes, tracked changes, automatic numbers and imported
chunks are out of reach of the usual libraries' paragraph lists. Deleted text is left
out and inserted text kept, as if all changes had been accepted.
"""

from __future__ import annotations

import email
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from kb.errors import UnreadableError
from kb.reading.docx_numbering import Numbering, W
from kb.reading.html import read_html
from kb.reading.limits import check_unpacked
from kb.reading.lines import LineCollector
from kb.types import MarkKind, RawText

_DAMAGED = "Word 文件不完整或已损坏，打不开。请用 Word 打开后另存一份，或重新下载。"
_MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_REL_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LEFT_OUT = frozenset(
    {f"{W}{tag}" for tag in ("del", "moveFrom", "instrText", "delText", "rPr", "sectPr")}
    | {_MC_FALLBACK}
)
_BREAKS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_HEADING_NAME = re.compile(r"^(?:heading|标题)\s*([1-9])$", re.I)


@dataclass(frozen=True, slots=True)
class _Style:
    level: int | None = None
    number: tuple[str, int] | None = None


def read_docx(content: bytes) -> RawText:
    """Read a Word document. Raises ``UnreadableError`` where it is damaged or locked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if any(entry.flag_bits & 1 for entry in archive.infolist()):
                raise UnreadableError("文件设有打开密码，无法读取。请取消密码后另存一份再添加。")
            check_unpacked(len(content), sum(entry.file_size for entry in archive.infolist()))
            return _Body(archive).read()
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, EOFError, OSError) as error:
        raise UnreadableError(_DAMAGED) from error
    except (zlib.error, NotImplementedError, ValueError) as error:
        raise UnreadableError(_DAMAGED) from error


class _Body:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = set(archive.namelist())
        self._styles = _styles(self._part("word/styles.xml"))
        self._numbering = Numbering.of(self._part("word/numbering.xml"))
        self._lines = LineCollector()

    def read(self) -> RawText:
        document = self._part("word/document.xml")
        body = None if document is None else document.find(f"{W}body")
        if body is None:
            raise UnreadableError(_DAMAGED)
        self._blocks(body)
        notes = self._part("word/footnotes.xml")
        for note in [] if notes is None else notes.iter(f"{W}footnote"):
            if note.get(f"{W}type") is None:
                self._blocks(note)
        return self._lines.finish("docx", self._title())

    def _part(self, name: str) -> etree._Element | None:
        if name not in self._names:
            return None
        # No entity of a stranger's file is resolved, nothing is fetched, no tree too deep.
        # A comment would hide the text after it.
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=False,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        return etree.fromstring(self._archive.read(name), parser)

    def _title(self) -> str | None:
        core = self._part("docProps/core.xml")
        found = None if core is None else core.find("{http://purl.org/dc/elements/1.1/}title")
        return (found.text or "").strip() or None if found is not None else None

    def _blocks(self, parent: etree._Element) -> None:
        for block in parent:
            if block.tag == f"{W}p":
                self._paragraph(block)
            elif block.tag == f"{W}tbl":
                self._table(block)
            elif block.tag == f"{W}altChunk":
                self._chunk(block)
            elif block.tag not in _LEFT_OUT:
                self._blocks(block)

    def _paragraph(self, paragraph: etree._Element) -> None:
        style = self._style(paragraph)
        text = "".join(_texts(paragraph))
        if text.strip() and style.number:
            text = self._numbering.label(*style.number) + text.lstrip()
        for line in text.split("\n"):
            kind: MarkKind | None = "heading" if style.level and line.strip() else None
            self._lines.add(line.rstrip(), kind, style.level)
        for box in _boxes(paragraph):
            self._blocks(box)

    def _table(self, table: etree._Element) -> None:
        # A table of one cell is a frame around text.
        cells = table.findall(f".//{W}tc")
        if len(cells) == 1:
            self._blocks(cells[0])
            return
        with self._lines.marked("table"):
            for row in _children(table, "tr"):
                texts = [self._cell(cell) for cell in _children(row, "tc")]
                self._lines.add("\t".join(texts).rstrip())

    def _cell(self, cell: etree._Element) -> str:
        parts = []
        for paragraph in cell.iter(f"{W}p"):
            text = "".join(_texts(paragraph)).strip()
            style = self._style(paragraph)
            if text and style.number:
                text = self._numbering.label(*style.number) + text
            parts.append(text)
        return " ".join(" ".join(parts).split())

    def _style(self, paragraph: etree._Element) -> _Style:
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        style = self._styles.get(named.get(f"{W}val") if named is not None else None, _Style())
        own = _properties(paragraph)
        return _Style(own.level or style.level, own.number or style.number)

    def _chunk(self, chunk: etree._Element) -> None:
        """Add an imported web page, which some sites put in place of the whole text."""
        relations = self._part("word/_rels/document.xml.rels")
        target = next(
            (r.get("Target", "") for r in (() if relations is None else relations)
             if r.get("Id") == chunk.get(_REL_ID)), "",
        )  # fmt: skip
        name = target.lstrip("/") if target.startswith("/") else f"word/{target}"
        if name in self._names:
            for line in _page_lines(self._archive.read(name)):
                self._lines.add(line)


def _page_lines(content: bytes) -> list[str]:
    message = email.message_from_bytes(content)
    pages = [part for part in message.walk() if part.get_content_type() == "text/html"]
    decoded = pages[0].get_payload(decode=True) if pages else content
    return read_html(decoded if isinstance(decoded, bytes) else content).text.split("\n")


def _texts(paragraph: etree._Element) -> Iterator[str]:
    """Yield the text of one paragraph, what stands in its text boxes left out."""
    for child in paragraph:
        if child.tag in _LEFT_OUT or child.tag == f"{W}txbxContent" or child.tag == f"{W}pPr":
            continue
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag == f"{W}br" and child.get(f"{W}type") == "page":
            continue
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif isinstance(child.tag, str):
            yield from _texts(child)


def _boxes(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        if child.tag == f"{W}txbxContent":
            yield child
        elif child.tag not in _LEFT_OUT:
            yield from _boxes(child)


def _children(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield rows or cells, through the wrappers of content controls and insertions."""
    for child in parent:
        if child.tag == f"{W}{tag}":
            yield child
        elif child.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"}:
            yield from _children(child, tag)


def _styles(root: etree._Element | None) -> dict[str | None, _Style]:
    if root is None:
        return {}
    elements = {style.get(f"{W}styleId"): style for style in root.findall(f"{W}style")}
    return {name: _inherited(name, elements) for name in elements}


def _inherited(name: str | None, elements: dict[str | None, etree._Element]) -> _Style:
    level, number = None, None
    for _ in range(12):
        style = elements.get(name)
        if style is None:
            break
        own = _properties(style)
        title = style.find(f"{W}name")
        named = _HEADING_NAME.match(title.get(f"{W}val", "")) if title is not None else None
        level = level or (int(named[1]) if named else own.level)
        number = number or own.number
        based = style.find(f"{W}basedOn")
        name = None if based is None else based.get(f"{W}val")
    return _Style(level, number)


def _properties(element: etree._Element) -> _Style:
    """Read outline level and numbering off the properties of a paragraph or style."""
    outline = element.find(f"{W}pPr/{W}outlineLvl")
    shown = outline.get(f"{W}val", "9") if outline is not None else "9"
    level = int(shown) + 1 if shown.isdigit() and int(shown) < 9 else None
    number = element.find(f"{W}pPr/{W}numPr/{W}numId")
    if number is None:
        return _Style(level)
    depth = element.find(f"{W}pPr/{W}numPr/{W}ilvl")
    at = depth.get(f"{W}val", "0") if depth is not None else "0"
    return _Style(level, (number.get(f"{W}val", ""), int(at) if at.isdigit() else 0))
