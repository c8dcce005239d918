"""The report of a build, file by file: what was read, what removed, what could not be read."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable

from kb.cleaning import REASONS
from kb.store.entries import Entry, FileReport
from kb.types import FLAGS, Failure

COLUMNS = (
    "文件", "结果", "格式", "页数", "其中识别的图片页", "字数", "收入字数", "去除的内容",
    "没有读到的内容", "存疑", "标题", "文件编号", "并入的文件", "与它的关系", "没有收入的原因",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def read_report(entry: Entry) -> FileReport:
    """What became of a file whose text is in the library."""
    document = entry.document
    removed = Counter[str]()
    for removal in document.removals:
        removed[removal.reason] += removal.end - removal.start
    return FileReport(
        path=document.path,
        outcome="收入",
        format=document.format,
        document_id=document.id,
        title=document.title,
        pages=document.page_count,
        scanned=sum(page.scanned for page in document.pages),
        characters=len(document.text) + sum(removed.values()),
        kept=len(document.text),
        removed=tuple(sorted(removed.items())),
        unread=document.unread,
        flags=tuple(sorted(Counter(flag.kind for flag in document.flags).items())),
    )


def failed_report(failure: Failure) -> FileReport:
    """What became of a file that could not be read."""
    return FileReport(failure.path, "未收入", reason=failure.reason)


def report_row(report: FileReport) -> list[str]:
    """One line of the table, in the order of ``COLUMNS``; ``""`` where nothing is known."""
    return [
        report.path,
        report.outcome,
        report.format or "",
        str(report.pages) if report.pages else "",
        str(report.scanned) if report.scanned else "",
        str(report.characters) if report.characters else "",
        str(report.kept) if report.kept else "",
        "；".join(f"{REASONS.get(reason, reason)} {n} 字" for reason, n in report.removed),
        "".join(report.unread),
        "；".join(f"{FLAGS[kind]} {n} 处" for kind, n in report.flags if kind in FLAGS),
        report.title or "",
        report.document_id or "",
        report.leader or "",
        report.how or "",
        report.reason or "",
    ]


def report_csv(reports: Iterable[FileReport]) -> str:
    """The table as CSV that Excel opens: with a byte order mark, and no cell that a
    spreadsheet would take for a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    writer.writerows([inert(cell) for cell in report_row(report)] for report in reports)
    return "\ufeff" + stream.getvalue()


def inert(cell: str) -> str:
    """``cell``, with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
