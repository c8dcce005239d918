"""The report of a build or of a trial reading as a table: choices, counts, safe HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from urllib.parse import quote

from kb.reading.programs import HOW_TO_GET
from kb.script import fold_query
from kb.store.entries import FileReport
from kb.types import FLAGS
from kb.web.marking import escaped, shown_name
from kb.web.tables import format_name, reason_html

Test = Callable[[FileReport], bool]
CHOICES: dict[str, Test] = {
    "全部": lambda _: True,
    "未收入": lambda report: report.outcome == "未收入",
    "并入": lambda report: report.outcome == "并入",
    "收入": lambda report: report.outcome == "收入",
    "有没读到的内容": lambda report: bool(report.unread),
    "有存疑": lambda report: bool(report.flags),
    "有图片页": lambda report: report.scanned > 0,
}
"""What can be chosen above the table, in that order."""
_ORDER = {"未收入": 0, "并入": 2, "收入": 2}
_CLASS = {"收入": "kb-in", "并入": "kb-folded", "未收入": "kb-out"}


def counts(reports: Sequence[FileReport]) -> dict[str, int]:
    """Choice → how many files it shows; choices that show none are left out, 全部 never."""
    found = {name: sum(map(test, reports)) for name, test in CHOICES.items()}
    return {name: count for name, count in found.items() if count or name == "全部"}


def chosen(reports: Sequence[FileReport], choice: str, words: str) -> list[FileReport]:
    """The files of a choice whose name or title holds all ``words``: what failed first, then
    what was not read whole, then the others, each by path."""
    test = CHOICES.get(choice, CHOICES["全部"])
    wanted = fold_query(words).split()
    found = [report for report in reports if test(report) and _holds(report, wanted)]
    return sorted(found, key=lambda report: (_rank(report), report.path))


def table_html(reports: Sequence[FileReport], *, linked: bool = True) -> str:
    """One line a file, which opens to all that is known of it. ``linked``: the documents
    are in the library."""
    head = (
        '<div class="kb-rephead"><span>文件</span><span>结果</span><span>格式</span>'
        "<span>页数</span><span>字数</span></div>"
    )
    return f'<div class="kb-report">{head}{"".join(_row(r, linked) for r in reports)}</div>'


def need_program(reports: Sequence[FileReport]) -> int:
    """How many files failed for want of LibreOffice."""
    return sum(HOW_TO_GET in (report.reason or "") for report in reports)


def _rank(report: FileReport) -> int:
    return 1 if report.outcome != "未收入" and report.unread else _ORDER[report.outcome]


def _holds(report: FileReport, wanted: Sequence[str]) -> bool:
    text = fold_query(f"{report.path} {report.title or ''}") if wanted else ""
    return all(word in text for word in wanted)


def _row(report: FileReport, linked: bool) -> str:
    reading = (
        f'<span class="kb-outcome {_CLASS[report.outcome]}">{report.outcome}</span>'
        f"<span>{escaped(format_name(report.format))}</span><span>{_pages(report)}</span>"
        f"<span>{f'{report.characters} 字' if report.characters else ''}</span>"
    )
    remark = "；".join(_remarks(report))
    told = f'<span class="kb-remark">{escaped(remark)}</span>' if remark else ""
    return (
        '<details class="kb-rep"><summary>'
        f'<span class="kb-path0">{escaped(shown_name(report.path))}</span>{reading}{told}'
        f"</summary>{_details(report, linked)}</details>"
    )


def _remarks(report: FileReport) -> Iterator[str]:
    """What is worth seeing without opening the line."""
    if report.reason:
        yield report.reason
    if report.leader:
        yield f"与“{shown_name(report.leader)}”是同一份文件"
    if report.unread:
        yield "".join(report.unread)
    if report.flags:
        yield f"存疑 {sum(count for _, count in report.flags)} 处"


def _pages(report: FileReport) -> str:
    if not report.pages:
        return ""
    scanned = f"<small>（识别 {report.scanned} 页）</small>" if report.scanned else ""
    return f"{report.pages} 页{scanned}"


def _details(report: FileReport, linked: bool) -> str:
    rows = [
        ("标题", _title(report, linked)),
        ("并入的文件", escaped(shown_name(report.leader or ""))),
        ("与它的关系", escaped(report.how or "")),
        ("收入的字数", f"{report.kept} 字" if report.kept else ""),
        ("去除的内容", "；".join(f"{reason_html(r)} {n} 字" for r, n in report.removed)),
        (
            "没有读到的内容",
            "<br>".join(map(escaped, report.unread)) if len(report.unread) > 1 else "",
        ),
        ("存疑", "；".join(f"{FLAGS[k]} {n} 处" for k, n in report.flags if k in FLAGS)),
    ]
    told = "".join(
        f'<tr><th scope="row">{label}</th><td>{cell}</td></tr>' for label, cell in rows if cell
    )
    if not told:
        return '<p class="kb-meta kb-repbody">没有更多可说的。</p>'
    return f'<table class="kb-values kb-repbody"><tbody>{told}</tbody></table>'


def _title(report: FileReport, linked: bool) -> str:
    title = escaped(report.title or "")
    if not title or not linked or not report.document_id:
        return title
    return f'<a href="original?id={quote(report.document_id)}" target="_self">{title}</a>'
