"""What the spreadsheet library does not tell of an .xls or .et file: number formats.

A growth of 5.04% lies in the file as 0.0504; only its format says how it is read.
"""

from __future__ import annotations

import io
import struct

import xlrd
from xlrd.compdoc import CompDocError

from kb.errors import UnreadableError
from kb.reading.sheet_parts import LOCKED, SheetPart, SheetParts

_MAX_BYTES = 12 * 1024 * 1024
_NUMBERS = frozenset({xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE})


def xls_parts(content: bytes) -> SheetParts | None:
    """Look through the sheets of an .xls file; ``None`` where it is too large for that or
    written in a way this reader does not know. Whether it is damaged, calamine decides.

    Raises ``UnreadableError`` where it has a password.
    """
    if len(content) > _MAX_BYTES:
        return None
    try:
        with xlrd.open_workbook(
            file_contents=content, formatting_info=True, ragged_rows=True, on_demand=True,
            logfile=io.StringIO(),
        ) as book:  # fmt: skip
            return SheetParts({name: _sheet(book, name) for name in book.sheet_names()})
    except xlrd.XLRDError as error:
        # calamine takes a file with a password for one of no known format.
        if "encrypted" in str(error).lower():
            raise UnreadableError(LOCKED) from error
        return None
    except (CompDocError, struct.error, AssertionError, LookupError):
        return None
    except (TypeError, ValueError, AttributeError, ArithmeticError, RuntimeError):
        return None


def is_sound_compound(content: bytes) -> bool:
    """Tell whether the head of a compound file counts no more sectors than the file has.

    calamine believes those counts and ends the process where it cannot get the memory.
    """
    if len(content) < 512:
        return False
    shift, mini = struct.unpack_from("<HH", content, 30)
    counts = (struct.unpack_from("<I", content, at)[0] for at in (40, 44, 64, 72))
    return shift in (9, 12) and mini == 6 and max(counts) <= len(content) >> shift


def _sheet(book: xlrd.Book, name: str) -> SheetPart:
    sheet = book.sheet_by_name(name)
    codes: dict[tuple[int, int], str] = {}
    for row in range(sheet.nrows):
        types = sheet.row_types(row)
        for column, kind in enumerate(types):
            if kind in _NUMBERS:
                code = book.format_map[
                    book.xf_list[sheet.cell_xf_index(row, column)].format_key
                ].format_str
                if code and code.lower() != "general":
                    codes[row, column] = code
    part = SheetPart(sheet.nrows, sheet.ncols, codes)
    book.unload_sheet(name)
    return part
