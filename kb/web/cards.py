"""Practice cards, passages and documents as safe HTML. Nothing here knows streamlit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kb.cleaning import REASONS
from kb.search.searcher import NO_DENSE, Answer
from kb.search.understanding import Understanding
from kb.store.library import Card
from kb.types import Document, Hit, Mention, Metadata, Practice, Region, Removal, Value
from kb.web.marking import escaped, marked, merged, term_spans, tightened

DIGEST = "整理稿"
_DIGEST_NOTE = "根据原始材料重新整理的文字,不是原文"
_DEPTH_CLASS = {"仅提及": "kb-d1", "有做法": "kb-d2", "有成效": "kb-d3"}
_LONG = 1500
VALUES = {
    "title": "标题",
    "province": "省",
    "city": "市",
    "county": "县(市、区)",
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


def practice_html(
    practice: Practice, mention: Mention, document: Document, terms: Sequence[str]
) -> str:
    """One practice: name, depth, places, and ``mention`` of ``document`` word for word."""
    quotation = document.text[mention.start : mention.end]
    places = [name for name in map(region_name, practice.regions) if name]
    spans = list(term_spans(quotation, terms))
    name = (mention.name_start - mention.start, mention.name_end - mention.start)
    if mention.named and 0 <= name[0] < name[1] <= len(quotation):
        spans.append(name)
    return (
        '<div class="kb-card">'
        f'<div class="kb-head"><h3>{escaped(practice.name)}</h3>{depth_badge(practice.depth)}</div>'
        f'<p class="kb-meta">{escaped("、".join(places) or "地区不明")}</p>'
        f'<blockquote class="kb-quote">{tightened(marked(quotation, merged(spans)))}'
        "</blockquote>"
        f'<p class="kb-source">{digest_label(document.metadata)}'
        f"《{escaped(document.title)}》{_dated(document.metadata)}</p></div>"
    )


def depth_badge(depth: str) -> str:
    """How much is told of a practice."""
    return f'<span class="kb-badge {_DEPTH_CLASS.get(depth, "")}">{escaped(depth)}</span>'


def hit_html(hit: Hit, card: Card) -> str:
    """One passage word for word, its place in its document and why it is there."""
    place = region_name(card.metadata.region) or "地区不明"
    meta = " · ".join(filter(None, (place, date_of(card.metadata))))
    path = " › ".join(hit.passage.headings)
    long = ' kb-long" tabindex="0' if len(hit.text) > _LONG else ""
    text = tightened(marked(hit.text, term_spans(hit.text, hit.why.terms)))
    return (
        '<div class="kb-hit">'
        f'<div class="kb-head"><span class="kb-rank">{hit.rank}</span>'
        f"<h3>{escaped(card.title)}</h3>{digest_label(card.metadata)}</div>"
        f'<p class="kb-meta">{escaped(meta)}</p>'
        + (f'<p class="kb-path">{escaped(path)}</p>' if path else "")
        + f'<div class="kb-text{long}">{text}</div>'
        f'<details class="kb-why"><summary>为什么是这一条</summary>{_why_html(hit)}</details></div>'
    )


def understood_html(understood: Understanding) -> str:
    """How a query was understood; empty where there is nothing to say beyond its words."""
    rows: list[tuple[str, str]] = []
    if understood.places:
        rows.append(("地区", "、".join(p.text for p in understood.places) + "(优先,不排除其他)"))
    if understood.years:
        rows.append(("年份", "、".join(map(str, understood.years)) + "(优先,不排除其他)"))
    if understood.phrases:
        rows.append(("精确短语", "、".join(f"“{p}”" for p in understood.phrases)))
    for word, others in understood.synonyms.items():
        rows.append(("同义词", f"{word} → {'、'.join(others)}"))
    if not rows:
        return ""
    told = "".join(f"<span><b>{escaped(k)}</b> {escaped(v)}</span>" for k, v in rows)
    return f'<div class="kb-understood">这样理解:{told}</div>'


def nothing_html(answer: Answer, filtered: bool) -> str:
    """What to say, and to try, where the library has nothing on a query."""
    tips = [
        "换一个更常用的说法,或只留下最要紧的词,例如把一句话改成“强村公司”;",
        "去掉引号、地名或年份,看看其他地方的做法;",
        "在“文库”页查看收入了哪些文件,缺的文件可以在那里添加。",
    ]
    if filtered:
        tips.insert(0, "清除左侧的筛选条件,在全部文件里检索;")
    notes = "".join(f"<p>{escaped(note)}</p>" for note in answer.notes if note != NO_DENSE)
    listed = "".join(f"<li>{tip}</li>" for tip in tips)
    return (
        '<div class="kb-nothing" role="status"><h3>库内未见</h3>'
        f"<p>文库里没有找到关于“{escaped(answer.query)}”的内容。"
        f"这只说明库内没有收入,不表示没有地方这样做。</p>{notes}"
        f"<p>可以试试:</p><ul>{listed}</ul></div>"
    )


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
        shown += "(已作为页面信息去除)"
    return (
        f"<tr><th>{label}</th><td>{escaped(value.value)}</td>"
        f'<td>{_STATUS[value.status]}</td><td class="kb-verbatim">{shown}</td></tr>'
    )


def _why_html(hit: Hit) -> str:
    why = hit.why
    told = [
        f"关键词检索排第 {why.lexical_rank}" if why.lexical_rank else "关键词检索没有找到它",
        f"语义检索排第 {why.dense_rank}" if why.dense_rank else "语义检索没有找到它",
    ]
    if why.terms:
        told.append("文中出现:" + "、".join(why.terms))
    told += why.notes
    return f"<p>{escaped(';'.join(told))}。</p>"


def _dated(metadata: Metadata) -> str:
    date = date_of(metadata)
    return f" · {escaped(date)}" if date else ""
