"""Spreadsheets: a sheet is a heading with its name and the tables under it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from lxml import etree
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    WorksheetNotFound,
)

from kb.errors import UnreadableError
from kb.reading.desk import desk
from kb.reading.limits import MAX_CELLS, check_cells, check_characters, check_unpacked
from kb.reading.lines import LineCollector
from kb.reading.sheet_cells import shown
from kb.reading.sheet_parts import LOCKED, SheetPart, SheetParts, sheet_parts
from kb.reading.sheet_xls import is_sound_compound, xls_parts
from kb.reading.sheet_xlsb import xlsb_reach
from kb.reading.tabular import Grid, grid_of, write_grid
from kb.types import RawText

_DAMAGED = "表格文件不完整或已损坏，打不开。请用表格软件打开后另存一份，或重新下载。"
_DEFAULT_NAME = re.compile(r"^(?:sheet|工作表|表|チャート)\s*\d*$", re.I)
_MAX_MERGES = 20_000


def read_sheet(content: bytes) -> RawText:
    """Read a spreadsheet, hidden sheets left out: what nobody sees on opening the file
    cannot be quoted from it.

    Raises ``UnreadableError`` where it is damaged, locked or too large.
    """
    try:
        parts = _looked_through(content)
        with _panics_told(), CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return _Workbook(book, parts).read()
    except PasswordError as error:
        raise UnreadableError(LOCKED) from error
    except (CalamineError, WorksheetNotFound, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise UnreadableError(_DAMAGED) from error
    except (zlib.error, KeyError, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise UnreadableError(_DAMAGED) from error


@contextmanager
def _panics_told() -> Iterator[None]:
    """What calamine raises where its own checks fail, as ``UnreadableError``: a class of
    exceptions that has no name to import and stands outside ``Exception``."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableError(_DAMAGED) from error


def _looked_through(content: bytes) -> SheetParts:
    if not content.startswith(b"PK"):
        if not is_sound_compound(content):
            raise UnreadableError(_DAMAGED)
        parts = xls_parts(content) or SheetParts(formats_known=False)
        # calamine lays out all sheets of this format when it opens the file.
        check_cells(sum(part.rows * part.columns for part in parts.sheets.values()))
        return parts
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if any(entry.flag_bits & 1 for entry in archive.infolist()):
            raise UnreadableError(LOCKED)
        check_unpacked(len(content), sum(entry.file_size for entry in archive.infolist()))
        # The binary form of the same format holds no XML sheets.
        if "xl/workbook.xml" not in archive.namelist():
            check_cells(xlsb_reach(archive))
            return SheetParts(formats_known=False)
        return sheet_parts(archive)


class _Workbook:
    def __init__(self, book: CalamineWorkbook, parts: SheetParts) -> None:
        self._book = book
        self._parts = parts
        self._lines = LineCollector()
        self._unread: list[str] = []
        self._named = False

    def read(self) -> RawText:
        sheets = self._book.sheets_metadata
        hidden = [s.name for s in sheets if s.visible != SheetVisibleEnum.Visible]
        charts = [s.name for s in sheets if s.typ == SheetTypeEnum.ChartSheet]
        for number, sheet in enumerate(sheets, 1):
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.name not in hidden:
                self._sheet(number, sheet.name)
            desk().page_done(number, len(sheets))
        self._tell_hidden(hidden)
        self._tell(len(charts), "张图表工作表")
        self._tell(self._parts.pictures, "张嵌入的图片")
        self._tell(self._parts.notes, "处批注")
        self._tell(self._parts.boxes, "个文本框")
        if not self._parts.formats_known:
            self._unread.append("数字按存储的数值写出，百分数和小数位的格式没有读（0.05 即 5%）。")
        raw = self._lines.finish("sheet")
        return replace(raw, pages=len(sheets), unread=tuple(self._unread))

    def _tell(self, count: int, what: str) -> None:
        if count:
            self._unread.append(f"有 {count} {what}没有读。")

    def _tell_hidden(self, names: list[str]) -> None:
        if names:
            shown_names = "、".join(f"“{name}”" for name in names[:10])
            self._unread.append(
                f"有 {len(names)} 张隐藏的工作表没有读：{shown_names}。要收入请取消隐藏后另存。"
            )

    def _grid(self, name: str) -> Grid | None:
        """Return the cells of one sheet, ``None`` where there are too many to lay out."""
        part = self._parts.sheets.get(name, SheetPart())
        if part.rows * part.columns > MAX_CELLS:
            self._too_large(name, part.rows, part.columns)
            return None
        sheet = self._book.get_sheet_by_name(name)
        if sheet.height * sheet.width > MAX_CELLS:
            self._too_large(name, sheet.height, sheet.width)
            return None
        top, left = sheet.start or (0, 0)
        rows = [
            [shown(value, part.codes.get((top + i, left + j))) for j, value in enumerate(row)]
            for i, row in enumerate(sheet.to_python(skip_empty_area=True))
        ]
        check_characters(sum(len(cell) for row in rows for cell in row))
        return grid_of(rows, _merges(sheet))

    def _too_large(self, name: str, rows: int, columns: int) -> None:
        self._unread.append(
            f"工作表“{name}”没有读：已用区域有 {rows} 行 {columns} 列，"
            f"超过了 {MAX_CELLS} 格的上限。请删掉多余的空白行列后另存。"
        )

    def _sheet(self, number: int, name: str) -> None:
        grid = self._grid(name)
        if grid is None or not grid.rows:
            return
        start = self._lines.position
        # “Sheet1” says nothing, but the second of two must not stand below the first's name.
        if self._named or not _DEFAULT_NAME.match(name):
            self._lines.add(" ".join(name.split()), "heading", 1)
            self._named = True
        write_grid(grid, self._lines)
        self._lines.mark("page", start, self._lines.position, number)


def _merges(sheet: CalamineSheet) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    top, left = sheet.start or (0, 0)
    return [
        ((a - top, b - left), (c - top, d - left))
        for (a, b), (c, d) in (sheet.merged_cell_ranges or [])[:_MAX_MERGES]
        if a >= top and b >= left
    ]
