"""A paper as an Excel workbook: all quotations on one sheet, each table on one of its own."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from kb.citing import official
from kb.exporting.archives import unclocked
from kb.exporting.notes import mark, notices
from kb.exporting.printable import one_line, printable
from kb.exporting.proving import Problem
from kb.exporting.rows import COLUMNS, Value, rows_of
from kb.exporting.walking import NOT_SEEN
from kb.types import Cell, Grid, Paper

_AUTHOR = "乡鉴"
_LONGEST_CELL = 32_767  # UTF-16 units, by the format
_CUT = "……（单元格装不下，全文见 Word 或 Markdown 文件）"
_WIDTHS = {
    "引文": 60, "公文引注": 40, "参考文献（GB/T 7714）": 50, "标题": 30, "标题路径": 30,
    "备注": 24, "文件": 24, "所在标题": 20, "项目": 16, "核对": 24,
}  # fmt: skip
_UNFIT_SHEET = re.compile(r"[\[\]:*?/\\']+")
_LONGEST_SHEET = 31
# What Excel would otherwise make of text: formulas, links, numbers.
_PLAIN = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
    "strings_to_numbers": False,
}  # fmt: skip


def workbook(paper: Paper, problems: Sequence[Problem] = ()) -> bytes:
    """``paper`` as .xlsx; text is always text, never a formula. The same paper gives the same
    bytes."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, _PLAIN)
    # A fixed day: the library writes today's otherwise.
    book.set_properties(
        {"title": one_line(paper.title)[:255], "author": _AUTHOR, "created": datetime(2000, 1, 1)}
    )
    font = {"font_name": "宋体", "font_size": 10, "text_wrap": True, "valign": "top", "border": 1}
    plain = book.add_format(font)
    head = book.add_format(font | {"bold": True, "bg_color": "#EDEDED", "text_wrap": False})
    names: set[str] = set()
    _quotations(book, _sheet_name("引文", names), rows_of(paper, problems), head, plain)
    for number, grid in enumerate((b for b in paper.blocks if isinstance(b, Grid)), 1):
        name = _sheet_name(grid.caption or f"表{number}", names)
        _grid(book.add_worksheet(name), grid, head, plain)
    if problems:
        told = book.add_worksheet(_sheet_name("核对提示", names))
        told.set_column(0, 0, 80)
        for row, sentence in enumerate(notices(problems)):
            _put(told, row, 0, sentence, plain)
    book.close()
    return unclocked(stream.getvalue())


def _quotations(
    book: Workbook, name: str, rows: Sequence[tuple[Value, ...]], head: Format, plain: Format
) -> None:
    sheet = book.add_worksheet(name)
    for column, title in enumerate(COLUMNS):
        sheet.set_column(column, column, _WIDTHS.get(title, 12))
        _put(sheet, 0, column, title, head)
    for at, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            _put(sheet, at, column, value, plain)
    _set_up(sheet, len(rows), len(COLUMNS))


def _grid(sheet: Worksheet, grid: Grid, head: Format, plain: Format) -> None:
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, max(len(grid.header) - 1, 1), 40)
    for column, title in enumerate(grid.header):
        _put(sheet, 0, column, title, head)
    for at, row in enumerate(grid.rows, 1):
        for column, cell in enumerate(row):
            _put(sheet, at, column, _told(cell), plain)
    _set_up(sheet, len(grid.rows), len(grid.header))


def _told(cell: Cell) -> str:
    """Words, or every quotation with its source behind it."""
    if isinstance(cell, str):
        return cell
    lines = (f"{q.text.strip()}{mark(q)}〔{official(q)}〕" for q in cell)
    return "\n".join(lines) or NOT_SEEN


def _set_up(sheet: Worksheet, rows: int, columns: int) -> None:
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(rows, 1), columns - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _put(sheet: Worksheet, row: int, column: int, value: Value, style: Format) -> None:
    if isinstance(value, int):
        sheet.write_number(row, column, value, style)
    else:
        sheet.write_string(row, column, _fitted(printable(value)), style)


def _fitted(text: str) -> str:
    """``text`` cut, and said to be cut, where a cell can't hold it."""
    fitted = _first_units(text, _LONGEST_CELL)
    return text if fitted == text else _first_units(text, _LONGEST_CELL - len(_CUT)) + _CUT


def _first_units(text: str, units: int) -> str:
    """As much of the beginning as goes into ``units`` of UTF-16, in which Excel counts."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """A name that Excel takes and no other sheet has, whatever its case."""
    plain = _UNFIT_SHEET.sub("_", one_line(wanted)).strip() or "表"
    name, number = _first_units(plain, _LONGEST_SHEET), 1
    while name.casefold() in taken or name.casefold() == "history":
        number += 1
        name = f"{_first_units(plain, _LONGEST_SHEET - len(str(number)) - 1)}_{number}"
    taken.add(name.casefold())
    return name
