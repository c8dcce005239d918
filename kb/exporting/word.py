"""A paper as a Word document."""

from __future__ import annotations

import io
from collections.abc import Sequence

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from kb.citing import gbt7714
from kb.exporting import word_styles as styles
from kb.exporting.archives import unclocked
from kb.exporting.notes import footnote, mark, notices
from kb.exporting.printable import one_line, printable
from kb.exporting.proving import Problem
from kb.exporting.walking import NOT_SEEN, SOURCES, sources_of
from kb.exporting.word_contents import add_contents, bookmarked
from kb.exporting.word_grids import add_grid
from kb.exporting.word_lists import Lists
from kb.exporting.word_notes import Footnotes
from kb.types import Block, Cell, Grid, Heading, Items, Paper, Prose, Quotation, Quoted

_AUTHOR = "乡鉴"
_LEVELS = (1, 2, 3)
_APART = Pt(8)  # between quotations


def word(paper: Paper, problems: Sequence[Problem] = ()) -> bytes:
    """``paper`` as .docx: A4, real headings, footnotes and lists, the sources at the end.

    ``problems``: of ``prove``; named at the head and in the footnote of what they are about.
    The same paper gives the same bytes.
    """
    writer = _Writer(paper, problems)
    writer.write()
    stream = io.BytesIO()
    writer.document.save(stream)
    return unclocked(stream.getvalue())


class _Writer:
    """One document being written."""

    def __init__(self, paper: Paper, problems: Sequence[Problem]) -> None:
        self.paper = paper
        self.problems = problems
        self.document: Document = docx.Document()
        styles.dress(self.document)
        self.notes = Footnotes(self.document)
        self.lists = Lists(self.document)
        self.sources = sources_of(paper)
        self.headings = self._headings()
        self.written = 0

    def write(self) -> None:
        """All of it, from the title to the sources."""
        title = one_line(self.paper.title)
        _name(self.document, title)
        _words(self.document.add_paragraph(style=styles.TITLE), title)
        for sentence in notices(self.problems):
            _words(self.document.add_paragraph(style=styles.NOTICE), sentence)
        if self.paper.contents and len(self.headings) > 1:
            add_contents(self.document, self.headings)
        for block in self.paper.blocks:
            self._block(block)
        self._sources()
        self.notes.attach()
        _number_pages(self.document)

    def _headings(self) -> list[Heading]:
        found = [b for b in self.paper.blocks if isinstance(b, Heading) and b.text.strip()]
        found += [Heading(SOURCES)] if self.sources else []
        return [Heading(one_line(h.text), min(max(h.level, 1), _LEVELS[-1])) for h in found]

    def _block(self, block: Block) -> None:
        if isinstance(block, Heading):
            self._heading(block.text)
        elif isinstance(block, Prose):
            for line in filter(str.strip, block.text.splitlines()):
                _words(self.document.add_paragraph(), line.strip())
        elif isinstance(block, Quoted):
            self._quoted(block)
        elif isinstance(block, Items):
            number = self.lists.begin("number" if block.numbered else "bullet")
            for line in block.lines:
                style = "List Number" if block.numbered else "List Bullet"
                paragraph = self.document.add_paragraph(style=style)
                self.lists.put(paragraph, number)
                _words(paragraph, line)
        else:
            self._grid(block)

    def _heading(self, text: str) -> None:
        if not text.strip():
            return
        heading = self.headings[self.written]
        paragraph = self.document.add_paragraph(style=f"Heading {heading.level}")
        _words(paragraph, heading.text)
        self.written += 1
        bookmarked(paragraph, self.written)

    def _quoted(self, block: Quoted) -> None:
        paragraph = self.document.add_paragraph(style=styles.QUOTED)
        paragraph.paragraph_format.space_before = _APART
        if block.lead:
            _words(paragraph, f"{one_line(block.lead)}：").bold = True
        self._quotation(paragraph, block.quotation)
        if block.note.strip():
            _words(self.document.add_paragraph(style=styles.NOTE), f"备注：{block.note.strip()}")

    def _quotation(self, paragraph: Paragraph, quotation: Quotation) -> Paragraph:
        """The words, a paragraph a line, without the empty lines, and the footnote; begins in
        ``paragraph`` and returns the last one."""
        for number, line in enumerate(filter(str.strip, quotation.text.split("\n"))):
            paragraph = _behind(paragraph) if number else paragraph
            _words(paragraph, line.strip())
        doubted = mark(quotation)
        if doubted:
            _words(paragraph, doubted).bold = True
        self.notes.add(paragraph, footnote(quotation, self.problems))
        return paragraph

    def _grid(self, grid: Grid) -> None:
        header = tuple(map(one_line, grid.header))
        add_grid(self.document, Grid(header, grid.rows, one_line(grid.caption)), self._cell)

    def _cell(self, first: Paragraph, content: Cell) -> None:
        if isinstance(content, str):
            _words(first, content)
        elif not content:
            _words(first, NOT_SEEN)
        paragraph = first
        for number, quotation in enumerate(content if not isinstance(content, str) else ()):
            paragraph = self._quotation(_behind(paragraph) if number else paragraph, quotation)

    def _sources(self) -> None:
        if not self.sources:
            return
        self._heading(SOURCES)
        number = self.lists.begin("source")
        for source in self.sources:
            paragraph = self.document.add_paragraph(style=styles.SOURCE)
            self.lists.put(paragraph, number)
            _words(paragraph, one_line(gbt7714(source)))


def _words(paragraph: Paragraph, text: str) -> Run:
    """A run of text; quotation marks and dashes, which both scripts have, in Chinese form."""
    run = paragraph.add_run(printable(text))
    properties = run._r.get_or_add_rPr()
    properties.insert(0, parse_xml(f'<w:rFonts {nsdecls("w")} w:hint="eastAsia"/>'))
    return run


def _behind(paragraph: Paragraph) -> Paragraph:
    """A new paragraph of the same style behind one in a cell."""
    added = parse_xml(f"<w:p {nsdecls('w')}/>")
    paragraph._p.addnext(added)
    new = Paragraph(added, paragraph._parent)
    new.style = paragraph.style
    return new


def _name(document: Document, title: str) -> None:
    """Properties of the file: no clock, no person, no picture of the library's template."""
    properties = document.core_properties
    properties.title = title[:255]
    properties.author = properties.last_modified_by = _AUTHOR
    properties.comments = properties.subject = properties.keywords = ""
    properties.language = "zh-CN"
    for tag in ("dcterms:created", "dcterms:modified"):
        for element in properties._element.findall(qn(tag)):
            properties._element.remove(element)
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[key]


def _number_pages(document: Document) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = "Footer"
    paragraph.add_run("— ")
    for field in (
        '<w:fldChar {} w:fldCharType="begin"/>',
        '<w:instrText {} xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar {} w:fldCharType="separate"/>',
        "<w:t {}>1</w:t>",
        '<w:fldChar {} w:fldCharType="end"/>',
    ):
        paragraph.add_run()._r.append(parse_xml(field.format(nsdecls("w"))))
    paragraph.add_run(" —")
