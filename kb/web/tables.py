"""Documents, their recognised values and what was removed of them, as safe HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kb.cleaning import REASONS
from kb.store.entries import Card
from kb.types import Document, Metadata, Region, Removal, Value
from kb.web.marking import escaped

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


VALUES = {
    "title": "标题",
    "province": "省",
    "city": "市",
    "county": "县（市、区）",
    "issuer": "发文机关",
    "number": "发文字号",
    "written": "成文日期",
    "issued": "印发日期",
    "published": "发布日期",
    "kind": "文种",
    "source": "来源",
}
"""What each recognised value is called."""


_STATUS = {"stated": "明示", "inferred": "推断"}


def metadata_html(document: Document, address: str) -> str:
    """Every recognised value with its evidence. ``address``: of the document, to which the
    place of a piece of evidence is added."""
    rows = []
    for name, label in VALUES.items():
        value = getattr(document.metadata, name)
        if value is not None:
            rows.append(_value_row(label, value, document, address))
    if document.metadata.years:
        years = "、".join(map(str, document.metadata.years))
        rows.append(f"<tr><th>涉及年份</th><td>{years}</td><td></td><td></td></tr>")
    if not rows:
        return "<p>没有识别出任何信息。</p>"
    return (
        '<table class="kb-values"><thead><tr><th>项目</th><th>识别结果</th><th>依据</th>'
        f"<th>出处原文</th></tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def removals_html(removals: Sequence[Removal]) -> str:
    """What cleaning took out of a document, by reason, word for word."""
    if not removals:
        return "<p>没有去除任何内容。</p>"
    rows = "".join(
        f"<tr><th>{escaped(REASONS.get(removal.reason, removal.reason))}</th>"
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
        f'<span class="kb-doctitle">{escaped(card.title)}{digest_label(metadata)}</span>{cells}'
        f'</summary><div class="kb-docbody"><p><a href="{escaped(address)}" target="_self">'
        f"打开原文</a> · 文件 {escaped(card.path)}</p>{details}</div></details>"
    )


def lines_html(items: Iterable[tuple[str, str]], css: str = "kb-pairs") -> str:
    """Pairs of a name and a sentence, e.g. a file and why it was not taken in."""
    rows = "".join(f"<li><b>{escaped(k)}</b> {escaped(v)}</li>" for k, v in items)
    return f'<ul class="{css}">{rows}</ul>'


def notice_html(kind: str, text: str) -> str:
    """A sentence for the user; ``kind``: note, good, or bad."""
    role = "alert" if kind == "bad" else "status"
    return f'<div class="kb-notice kb-{kind}" role="{role}">{escaped(text)}</div>'


def evidence_text(value: Value, document: Document) -> str | None:
    """The words a value was read from, in the text or in what was removed."""
    found = value.evidence
    if found is None:
        return None
    if not found.removed:
        return document.text[found.start : found.end]
    for removal in document.removals:
        if removal.start <= found.start and found.end <= removal.end:
            return removal.text[found.start - removal.start : found.end - removal.start]
    return None


def _value_row(label: str, value: Value, document: Document, address: str) -> str:
    words = evidence_text(value, document)
    shown = "" if words is None else escaped(words.strip())
    found = value.evidence
    if found and not found.removed and words:
        link = escaped(f"{address}&start={found.start}&end={found.end}")
        shown = f'<a href="{link}" target="_self">{shown}</a>'
    elif words:
        shown += "（已作为页面信息去除）"
    return (
        f"<tr><th>{label}</th><td>{escaped(value.value)}</td>"
        f'<td>{_STATUS[value.status]}</td><td class="kb-verbatim">{shown}</td></tr>'
    )
