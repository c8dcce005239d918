"""Documents, what was removed of them, and notices, as safe HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kb.cleaning import REASONS
from kb.metadata.provenance import UNKNOWN
from kb.reading.programs import HOW_TO_GET
from kb.store.entries import Card
from kb.types import Document, Metadata, Region, Removal
from kb.web.marking import escaped, shown_name

DIGEST = "整理稿"


_DIGEST_NOTE = "根据原始材料重新整理的文字，不是原文"


def region_name(region: Region) -> str | None:
    """浙江省 杭州市 西湖区; a name that is both province and city only once."""
    parts = dict.fromkeys(filter(None, (region.province, region.city, region.county)))
    return " ".join(parts) or None


def date_of(metadata: Metadata) -> str | None:
    """The date a document is best known by: written, else issued, else published."""
    found = metadata.written or metadata.issued or metadata.published
    return found.value if found else None


def digest_label(metadata: Metadata) -> str:
    """The label of a text that is no original, or nothing."""
    if not metadata.digest:
        return ""
    return f'<span class="kb-digest" title="{_DIGEST_NOTE}">{DIGEST}</span>'


def removals_html(removals: Sequence[Removal]) -> str:
    """What cleaning took out of a document, by reason, word for word."""
    if not removals:
        return "<p>没有去除任何内容。</p>"
    rows = "".join(
        f'<tr><th scope="row">{reason_html(removal.reason)}</th>'
        f'<td class="kb-verbatim">{escaped(removal.text.strip(chr(10)))}</td></tr>'
        for removal in removals
    )
    return f'<table class="kb-removed"><tbody>{rows}</tbody></table>'


def document_row_html(card: Card, details: str, address: str) -> str:
    """One line of the list of documents, which opens to ``details``."""
    metadata = card.metadata
    facts = (
        region_name(metadata.region) or "地区不明",
        date_of(metadata) or "日期不明",
        metadata.kind.value if metadata.kind else "其他",
        f"{card.passages} 段",
    )
    cells = "".join(f"<span>{escaped(fact)}</span>" for fact in facts)
    return (
        '<details class="kb-doc"><summary>'
        f'<span class="kb-doctitle">{escaped(card.title)}{digest_label(metadata)}{grade_label(metadata)}</span>{cells}'
        f'</summary><div class="kb-docbody"><p><a href="{escaped(address)}" target="_self">'
        f"打开原文</a> · 文件 {escaped(shown_name(card.path))}</p>{details}</div></details>"
    )


def lines_html(items: Iterable[tuple[str, str]], css: str = "kb-pairs") -> str:
    """Pairs of a name and a sentence, e.g. a file and why it was not taken in."""
    rows = "".join(
        f"<li><b>{escaped(shown_name(k))}</b> {escaped(shown_name(v))}</li>" for k, v in items
    )
    return f'<ul class="{css}">{rows}</ul>'


def reason_html(reason: str) -> str:
    """Why something was taken out of a text, in the words of the user."""
    return escaped(REASONS.get(reason, reason))


def notice_html(kind: str, text: str) -> str:
    """A sentence for the user; ``kind``: note, good, or bad."""
    role = "alert" if kind == "bad" else "status"
    return f'<div class="kb-notice kb-{kind}" role="{role}">{escaped(text)}</div>'


def grade_label(metadata: Metadata) -> str:
    """The grade of the source, or nothing where it is not known; a 整理稿 is labelled as such
    already."""
    grade = metadata.provenance.value if metadata.provenance else UNKNOWN
    if grade == UNKNOWN or (metadata.digest and grade == DIGEST):
        return ""
    return f'<span class="kb-grade" title="来源等级">{escaped(grade)}</span>'


FORMATS = {
    "text": "文本",
    "markdown": "Markdown",
    "html": "网页",
    "mht": "网页存档",
    "mail": "邮件",
    "csv": "CSV 表格",
    "docx": "Word",
    "doc": "Word（旧）",
    "sheet": "表格",
    "slides": "演示文稿",
    "pdf": "PDF",
    "ofd": "OFD",
    "picture": "图片",
}
"""What each format is called."""


def format_name(form: str | None) -> str:
    """What a format is called; nothing where none is known."""
    return FORMATS.get(form or "", form or "")


def page_word(form: str) -> str:
    """What a page of this format is called, with ``{}`` for its number."""
    return {"sheet": "第 {} 张工作表", "slides": "第 {} 张幻灯片"}.get(form, "第 {} 页")


def pages_told(document: Document, pages: tuple[int, int]) -> str:
    """第 3 页 or 第 3—4 页."""
    first, last = pages
    numbers = str(first) if first == last else f"{first}—{last}"
    return page_word(document.format).format(numbers)


def program_told(count: int) -> str:
    """What to do where ``count`` files could not be read for want of LibreOffice."""
    return (
        f"有 {count} 个文件直接读不出，这台电脑上也没有 LibreOffice。{HOW_TO_GET}，"
        "装好后再按“更新索引”，程序会用它再试一次。"
    )
