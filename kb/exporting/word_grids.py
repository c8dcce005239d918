"""Tables of a Word document; wide ones stand on pages turned sideways."""

from __future__ import annotations

from collections.abc import Callable

from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from kb.exporting.word_styles import CAPTION, CELL
from kb.types import Cell, Grid

Fill = Callable[[Paragraph, Cell], None]
"""Writes a cell into its first paragraph, and into more paragraphs behind it."""
_MOST_UPRIGHT = 5  # columns
_LEAST_SHARE = 0.45  # of the widest column, for one that says next to nothing


def add_grid(document: Document, grid: Grid, fill: Fill) -> None:
    """A caption and a table whose header is repeated on every page."""
    sideways = len(grid.header) > _MOST_UPRIGHT
    if sideways:
        _turn(document, WD_ORIENT.LANDSCAPE)
    if grid.caption:
        document.add_paragraph(grid.caption, style=CAPTION)
    table = _table(document, grid)
    for row, cells in zip(list(table.rows)[1:], grid.rows, strict=True):
        for cell, content in zip(row.cells, cells, strict=True):
            fill(_first(cell), content)
    if sideways:
        _turn(document, WD_ORIENT.PORTRAIT)
    else:
        document.add_paragraph(style=CELL)


def _turn(document: Document, orientation: WD_ORIENT) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    if section.orientation != orientation:
        section.orientation = orientation
        section.page_width, section.page_height = section.page_height, section.page_width


def _table(document: Document, grid: Grid) -> Table:
    table: Table = document.add_table(1 + len(grid.rows), len(grid.header), style="Table Grid")
    section = document.sections[-1]
    margins = (section.left_margin or 0) + (section.right_margin or 0)
    width = (section.page_width or 0) - margins
    shares = _shares(grid)
    for column, share in zip(table.columns, shares, strict=True):
        column.width = int(width * share / sum(shares))
    table.autofit = False
    header = table.rows[0]
    header._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    header._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    for cell, name in zip(header.cells, grid.header, strict=True):
        shade = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="EDEDED"/>'
        cell._tc.get_or_add_tcPr().append(parse_xml(shade))
        _first(cell).add_run(name).bold = True
    return table


def _shares(grid: Grid) -> list[float]:
    """How wide each column is beside the others: by the root of what stands in it, as text of
    four times the length goes into twice the width and twice the height."""
    said = [
        max(sum(map(_length, column)), 1) for column in zip(grid.header, *grid.rows, strict=True)
    ]
    return [max((length / max(said)) ** 0.5, _LEAST_SHARE) for length in said]


def _length(cell: Cell) -> int:
    return len(cell) if isinstance(cell, str) else sum(len(q.text) for q in cell)


def _first(cell: _Cell) -> Paragraph:
    paragraph: Paragraph = cell.paragraphs[0]
    paragraph.style = CELL
    return paragraph
