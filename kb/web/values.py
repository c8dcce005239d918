"""What was recognised of a document, with its evidence, as safe HTML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kb.types import Document, Evidence, Metadata, Region, Status
from kb.web.marking import escaped
from kb.web.tables import region_name

LABELS = {
    "title": "标题",
    "province": "省",
    "city": "市",
    "county": "县（市、区）",
    "others": "其他地区",
    "issuer": "发文机关",
    "number": "发文字号",
    "written": "成文日期",
    "issued": "印发日期",
    "published": "发布日期",
    "in_force": "施行日期",
    "expires": "失效日期",
    "covered": "涉及时间",
    "kind": "文种",
    "themes": "主题",
    "topics": "专题",
    "source": "来源",
    "provenance": "来源等级",
    "address": "网址",
    "captured": "保存日期",
}
"""What each recognised value is called."""
STATUS: dict[Status, str] = {"stated": "明示", "inferred": "推断", "confirmed": "已确认"}


@dataclass(frozen=True, slots=True)
class Said:
    """One value in words, how it is known and where it was read from."""

    words: str
    status: Status
    evidence: Evidence | None = None


def said(metadata: Metadata, name: str) -> tuple[Said, ...]:
    """The values of one item, none where nothing is known."""
    found = getattr(metadata, name)
    if found is None:
        return ()
    if name == "others":
        return tuple(Said(_full(o.region), o.status, o.evidence) for o in metadata.others)
    several = found if isinstance(found, tuple) else (found,)
    return tuple(Said(value.value, value.status, value.evidence) for value in several)


def metadata_html(document: Document, address: str) -> str:
    """Every recognised value with its evidence, and what the program had recognised where a
    user corrected it. ``address``: of the document, to which the place of a piece of evidence
    is added."""
    rows = [row for name in LABELS for row in _rows(document, name, address)]
    if document.metadata.years and not document.metadata.covered:
        years = "、".join(map(str, document.metadata.years))
        rows.append(f'<tr><th scope="row">涉及年份</th><td>{years}</td><td></td><td></td></tr>')
    if not rows:
        return "<p>没有识别出任何信息。</p>"
    return (
        '<table class="kb-values"><thead><tr><th scope="col">项目</th>'
        '<th scope="col">识别结果</th><th scope="col">依据</th>'
        f'<th scope="col">出处原文</th></tr></thead><tbody>{"".join(rows)}</tbody></table>'
    )


def evidence_words(evidence: Evidence | None, document: Document) -> str | None:
    """The words a value was read from, in the text or in what was removed."""
    if evidence is None:
        return None
    if not evidence.removed:
        return document.text[evidence.start : evidence.end]
    for removal in document.removals:
        if removal.start <= evidence.start and evidence.end <= removal.end:
            return removal.text[evidence.start - removal.start : evidence.end - removal.start]
    return None


def evidence_html(evidence: Evidence | None, document: Document, address: str) -> str:
    """The words a value was read from, which lead to their place, in the text or in the one
    before cleaning."""
    words = evidence_words(evidence, document)
    if not words or evidence is None:
        return ""
    view = "&view=raw" if evidence.removed else ""
    link = escaped(f"{address}&start={evidence.start}&end={evidence.end}{view}")
    note = "（已作为页面信息去除）" if evidence.removed else ""
    return f'<a href="{link}" target="_self">{escaped(words.strip())}</a>{note}'


def web_link(address: str) -> str:
    """An address on the web, to be opened by a click; anything else is mere text."""
    shown = escaped(address)
    if not address.lower().startswith(("http://", "https://")):
        return shown
    return f'<a href="{shown}" target="_blank" rel="noopener noreferrer">{shown}</a>'


def _rows(document: Document, name: str, address: str) -> Iterator[str]:
    found = said(document.metadata, name)
    before = said(document.recognised, name) if document.recognised else found
    changed = [value.words for value in before] != [value.words for value in found]
    had = _had(before) if changed else ""
    if changed and not found:
        yield _row(LABELS[name], "（没有）", "confirmed", had)
    for number, value in enumerate(found):
        words = web_link(value.words) if name == "address" else escaped(value.words)
        quoted = evidence_html(value.evidence, document, address)
        told = "；".join(filter(None, (quoted, had if number == 0 else "")))
        yield _row(LABELS[name], words, value.status, told)


def _had(before: tuple[Said, ...]) -> str:
    if not before:
        return "程序没有识别出"
    words = "、".join(f"{escaped(v.words)}（{STATUS[v.status]}）" for v in before)
    return f"程序识别为：{words}"


def _row(label: str, words: str, status: Status, told: str) -> str:
    return (
        f'<tr><th scope="row">{label}</th><td>{words}</td>'
        f'<td><span class="kb-st kb-st-{status}">{STATUS[status]}</span></td>'
        f'<td class="kb-verbatim">{told}</td></tr>'
    )


def _full(region: Region) -> str:
    return region_name(region) or ""
