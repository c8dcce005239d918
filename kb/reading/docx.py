"""Word documents: paragraphs and tables in order, with numbering and headings.

The XML is read directly: text boxes, tracked changes, automatic numbers and imported
chunks are out of reach of the usual libraries' paragraph lists. Deleted text is left
out and inserted text kept, as if all changes had been accepted. A part that is damaged is
left out and said so; only without the document itself is a file refused.
"""

from __future__ import annotations

import email
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from kb.errors import UnreadableError
from kb.reading import docx_tables
from kb.reading.docx_numbering import Numbering
from kb.reading.docx_package import DAMAGED, RELATION, Package, W
from kb.reading.docx_styles import Styles
from kb.reading.docx_text import accepted, boxes, inline_text, unread_in
from kb.reading.html import read_html
from kb.reading.lines import LineCollector
from kb.types import MarkKind, RawText

_LOST_CHUNK = "有一段嵌入的内容是空的或已损坏，没有读。请用 Word 打开后另存一份再添加。"
_NESTED = ("docx", "docm", "dotx", "dotm", "rtf", "doc")


def read_docx(content: bytes) -> RawText:
    """Read a Word document. Raises ``UnreadableError`` where it is damaged or locked."""
    package = Package(content)
    try:
        return _read(package)
    except RecursionError as error:
        raise UnreadableError("Word 文件的结构嵌套太深，没有打开。请另存一份再添加。") from error


def _read(package: Package) -> RawText:
    body = package.document().find(f"{W}body")
    if body is None:
        raise UnreadableError(DAMAGED)
    context = _Context(
        package,
        Styles.of(package.part("styles", "样式已损坏，标题的级别可能没有认出。")),
        Numbering.of(package.part("numbering", "自动编号已损坏，段落前的编号没有读出。")),
    )
    lines = LineCollector()
    heads, feet = (_furniture(context, body, kind) for kind in ("header", "footer"))
    _add_furniture(lines, heads)
    _Walk(context, lines).all_of(body)
    for kind, called in (("footnote", "脚注"), ("endnote", "尾注")):
        notes = package.part(f"{kind}s", f"{called}已损坏，没有读。")
        for note in _referenced(body, notes, kind):
            _Walk(context, lines).all_of(note)
    _add_furniture(lines, feet)
    raw = lines.finish("docx", package.title())
    return replace(raw, unread=(*package.unread, *unread_in(body)))


def _referenced(
    body: etree._Element, notes: etree._Element | None, kind: str
) -> Iterator[etree._Element]:
    """The notes the text refers to, in the order it does; not the lines that part them."""
    if notes is None:
        return
    by_id = {n.get(f"{W}id"): n for n in notes.iter(f"{W}{kind}") if n.get(f"{W}type") is None}
    deleted = {f"{W}del", f"{W}moveFrom"}
    for reference in body.iter(f"{W}{kind}Reference"):
        if not any(above.tag in deleted for above in reference.iterancestors()):
            note = by_id.pop(reference.get(f"{W}id"), None)
            if note is not None:
                yield note


def _furniture(context: _Context, body: etree._Element, kind: str) -> list[str]:
    """The lines of all running heads or feet, each text once."""
    called = "页眉" if kind == "header" else "页脚"
    found: dict[str, None] = {}
    for reference in body.iter(f"{W}{kind}Reference"):
        identity = reference.get(f"{RELATION}id")
        part = context.package.related_tree(identity, f"有的{called}已损坏，没有读。")
        if part is not None:
            found |= dict.fromkeys(_text_of(context, part).split("\n"))
    return [line for line in found if line.strip()]


def _add_furniture(lines: LineCollector, texts: list[str]) -> None:
    for text in texts:
        lines.add(text.strip(), "furniture")


@dataclass(frozen=True, slots=True)
class _Context:
    package: Package
    styles: Styles
    numbering: Numbering


def _text_of(context: _Context, parent: etree._Element) -> str:
    lines = LineCollector()
    _Walk(context, lines).all_of(parent)
    return lines.finish("docx").text


class _Walk:
    """Adds the blocks of one story to ``lines``."""

    def __init__(self, context: _Context, lines: LineCollector) -> None:
        self._context = context
        self._lines = lines
        # What stands before a deleted paragraph mark belongs to the next paragraph.
        self._carried = ""

    def all_of(self, parent: etree._Element) -> None:
        self._blocks(parent)
        self._flush()

    def _blocks(self, parent: etree._Element) -> None:
        for block in accepted(parent):
            if block.tag == f"{W}p":
                self._paragraph(block)
            elif block.tag == f"{W}tbl":
                self._flush()
                self._table(block)
            elif block.tag == f"{W}altChunk":
                self._flush()
                self._chunk(block)
            else:
                self._blocks(block)

    def _flush(self) -> None:
        if self._carried:
            self._lines.add(self._carried.rstrip())
            self._carried = ""

    def _paragraph(self, paragraph: etree._Element) -> None:
        text = self._carried + inline_text(paragraph)
        self._carried = ""
        if _mark_is_deleted(paragraph):
            self._carried = text
        else:
            self._add_paragraph(paragraph, text)
        for box in boxes(paragraph):
            if isinstance(box, str):
                self._lines.add(" ".join(box.split()))
            else:
                _Walk(self._context, self._lines).all_of(box)

    def _add_paragraph(self, paragraph: etree._Element, text: str) -> None:
        style = self._context.styles.style_of(paragraph)
        if text.strip() and style.number:
            text = self._context.numbering.label(*style.number) + text.lstrip()
        for line in text.split("\n"):
            kind: MarkKind | None = "heading" if style.level and line.strip() else None
            self._lines.add(line.rstrip(), kind, style.level)

    def _table(self, table: etree._Element) -> None:
        rows = docx_tables.rows_of(table)
        if not rows or docx_tables.is_layout(rows):
            for row in rows:
                for cell in docx_tables.cells_of(row):
                    _Walk(self._context, self._lines).all_of(cell)
            return
        filled = [self._row(row) for row in rows]
        with self._lines.marked("table", docx_tables.header_rows(filled)):
            for line in docx_tables.lines(filled):
                self._lines.add(line)

    def _row(self, row: etree._Element) -> docx_tables.Row:
        cells = []
        for cell in docx_tables.cells_of(row):
            text = " ".join(_text_of(self._context, cell).split())
            cells.append(docx_tables.cell(cell, text))
        return docx_tables.row(row, cells)

    def _chunk(self, chunk: etree._Element) -> None:
        """Add an imported document, which some sites put in place of the whole text."""
        package = self._context.package
        name = package.related(chunk.get(f"{RELATION}id"))
        content = package.bytes_of(name) if name else None
        try:
            raw = _imported(name or "", content or b"")
        except UnreadableError:
            if _LOST_CHUNK not in package.unread:
                package.unread.append(_LOST_CHUNK)
            return
        start = self._lines.position
        for line in raw.text.split("\n"):
            self._lines.add(line)
        for mark in raw.marks:
            if mark.kind in {"heading", "table"}:
                self._lines.mark(mark.kind, start + mark.start, start + mark.end, mark.level)


def _mark_is_deleted(paragraph: etree._Element) -> bool:
    marks = paragraph.find(f"{W}pPr/{W}rPr")
    deleted = (f"{W}del", f"{W}moveFrom")
    return marks is not None and any(marks.find(tag) is not None for tag in deleted)


def _imported(name: str, content: bytes) -> RawText:
    """The text of an imported part: a web page, saved alone or as a message."""
    if name.lower().endswith(_NESTED) or not content.strip():
        raise UnreadableError(_LOST_CHUNK)
    message = email.message_from_bytes(content)
    pages = [part for part in message.walk() if part.get_content_type() == "text/html"]
    decoded = pages[0].get_payload(decode=True) if pages else content
    raw = read_html(decoded if isinstance(decoded, bytes) else content)
    if not raw.text.strip():
        raise UnreadableError(_LOST_CHUNK)
    return raw
