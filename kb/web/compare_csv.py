"""A comparison as CSV that Excel opens: the words of every cell, each with its source."""

from __future__ import annotations

import csv
import io
import re

from kb.comparing import COLUMNS, Column, Matrix, Quotation, Row
from kb.report import inert
from kb.types import Document
from kb.web.cards import Documents
from kb.web.figureview import normalised
from kb.web.tables import DIGEST

HEAD = ("省", "市", "县", "所比做法", "详略", *COLUMNS)
NOT_SEEN = "库内未见"
_UNFIT = re.compile(r'[\\/:*?"<>|\s.]+')


def matrix_csv(matrix: Matrix, of: Documents) -> str:
    """One line a row of the matrix; a quotation a line of its cell, 〔its document〕 behind it.
    With a byte order mark, and no cell that a spreadsheet would take for a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(HEAD)
    for row in matrix.rows:
        writer.writerow([inert(cell) for cell in _cells(row, matrix, of)])
    return "\ufeff" + stream.getvalue()


def file_name(matrix: Matrix) -> str:
    """What the file is called: 对比 and what is compared, fit for any system."""
    practices = dict.fromkeys(row.practice for row in matrix.rows if row.practice)
    asked = _UNFIT.sub("_", "、".join(practices or matrix.asked)).strip("_")[:40]
    return f"对比_{asked}.csv" if asked else "对比.csv"


def _cells(row: Row, matrix: Matrix, of: Documents) -> list[str]:
    region = row.region
    head = [region.province, region.city, region.county, row.practice, row.depth or NOT_SEEN]
    told = [_cell(column, row, matrix, of) for column in COLUMNS]
    return [*(part or "" for part in head), *told]


def _cell(column: Column, row: Row, matrix: Matrix, of: Documents) -> str:
    found = [(q, document) for q in row.cells[column] if (document := of(q.document_id))]
    lines = [_line(q, document, matrix) for q, document in found]
    return "\n".join(dict.fromkeys(lines)) or NOT_SEEN


def _line(quotation: Quotation, document: Document, matrix: Matrix) -> str:
    source = matrix.sources.get(quotation.document_id)
    date = source.date if source else None
    told = "，".join(filter(None, (
        f"《{document.title}》", date, DIGEST if document.metadata.digest else None,
    )))  # fmt: skip
    if quotation.column == "来源":
        return f"{told}（{document.path}）"
    words = document.text[quotation.start : quotation.end]
    figure = quotation.figure
    # The words themselves are never changed; what is said of a figure stands behind them.
    mark = f"【{figure.status}；合 {normalised(figure)}】" if figure else ""
    return f"{words}{mark}〔{told}〕"
