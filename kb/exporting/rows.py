"""Quotations as rows with all the fields of their citation, for Excel and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from kb.citing import doubts, gbt7714, official
from kb.exporting.notes import problem_of
from kb.exporting.printable import printable
from kb.exporting.proving import Problem
from kb.exporting.walking import Cited, cited_in
from kb.report import inert
from kb.types import Paper

COLUMNS = (
    "序号", "所在标题", "项目", "引文", "备注", "公文引注", "参考文献（GB/T 7714）", "标题",
    "发文字号", "发文机关", "日期", "文种", "省", "市", "县（市、区）", "来源", "网址", "保存日期",
    "整理稿", "标题路径", "起页", "止页", "存疑", "核对", "文件", "文件校验值（SHA-256）",
    "文件编号", "起（字）", "止（字）",
)  # fmt: skip
Value = str | int


def rows_of(paper: Paper, problems: Sequence[Problem] = ()) -> list[tuple[Value, ...]]:
    """One row of ``COLUMNS`` a quotation, in order."""
    return [_row(cited, problems) for cited in cited_in(paper)]


def quotations_csv(paper: Paper, problems: Sequence[Problem] = ()) -> str:
    """The same as CSV that a spreadsheet opens: with a byte order mark, and nothing that it
    would take for a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    for row in rows_of(paper, problems):
        writer.writerow([inert(value) if isinstance(value, str) else value for value in row])
    return "\ufeff" + stream.getvalue()


def _row(cited: Cited, problems: Sequence[Problem]) -> tuple[Value, ...]:
    q = cited.quotation
    found = problem_of(q, problems)
    first, last = q.pages or ("", "")
    region = q.region
    told = (
        cited.number, cited.under, cited.lead, q.text, cited.note, official(q), gbt7714(q),
        q.title, q.number, q.issuer, q.date, q.kind, region.province, region.city, region.county,
        q.source, q.address, q.captured, "是" if q.digest else "否", " › ".join(q.headings),
        first, last, doubts(q), found.told if found else "", q.path, q.sha256, q.document_id,
        q.start, q.end,
    )  # fmt: skip
    return tuple(v if isinstance(v, int) else printable(v or "") for v in told)
