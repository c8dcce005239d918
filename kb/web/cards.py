"""Practice cards and how a query was understood, as safe HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from kb.script import has_han
from kb.search.searcher import NO_DENSE, Answer
from kb.search.understanding import Understanding
from kb.types import DEPTHS, Document, Mention, Metadata, Practice
from kb.web.article import flags_within
from kb.web.grids import passage_html
from kb.web.marking import Layer, escaped, merged, term_spans
from kb.web.state import location_params
from kb.web.tables import date_of, digest_label, region_name

_DEPTH_CLASS = {"仅提及": "kb-d1", "有做法": "kb-d2", "有成效": "kb-d3"}
_BARE = 15  # a mention with fewer characters beside the name is a heading, not a quotation


@dataclass(frozen=True, slots=True)
class Quotation:
    """A mention and the document it stands in, to be quoted word for word."""

    mention: Mention
    document: Document

    @property
    def text(self) -> str:
        """The words themselves."""
        return self.document.text[self.mention.start : self.mention.end]


def quotations(practice: Practice, documents: Mapping[str, Document]) -> tuple[Quotation, ...]:
    """The best quotation of each document, the best of all first.

    Best is the deepest that says more than the name; ``practice.mentions`` decides between
    equals.
    """
    best: dict[str, Quotation] = {}
    for mention in sorted(practice.mentions, key=_telling):
        document = documents.get(mention.document_id)
        if document is not None:
            best.setdefault(document.id, Quotation(mention, document))
    return tuple(best.values())


def practice_html(practice: Practice, quoted: Sequence[Quotation], terms: Sequence[str]) -> str:
    """One practice: name, depth, places, its best quotation, those of other documents
    folded away, and the ranks of its passages as links."""
    places = [name for name in map(region_name, practice.regions) if name]
    first, others = quoted[0], quoted[1:]
    return (
        '<div class="kb-card">'
        f'<div class="kb-head"><h3>{escaped(practice.name)}</h3>{depth_badge(practice.depth)}</div>'
        f'<p class="kb-meta">{escaped("、".join(places) or "地区不明")}</p>'
        f"{_quotation_html(first, terms)}{_others_html(others, terms)}{_ranks_html(practice)}</div>"
    )


def depth_badge(depth: str) -> str:
    """How much is told of a practice."""
    return f'<span class="kb-badge {_DEPTH_CLASS.get(depth, "")}">{escaped(depth)}</span>'


def sought(understood: Understanding) -> tuple[str, ...]:
    """What to mark in a quotation: phrases, words and synonyms of a query, folded."""
    synonyms = (other for others in understood.synonyms.values() for other in others)
    return tuple(dict.fromkeys((*understood.phrases, *understood.terms, *synonyms)))


def understood_html(understood: Understanding) -> str:
    """How a query was understood; empty where there is nothing to say beyond its words."""
    rows: list[tuple[str, str]] = []
    if understood.places:
        rows.append(("地区", "、".join(p.text for p in understood.places) + "（优先，不排除其他）"))
    if understood.years:
        rows.append(("年份", "、".join(map(str, understood.years)) + "（优先，不排除其他）"))
    if understood.phrases:
        rows.append(("精确短语", "、".join(f"“{p}”" for p in understood.phrases)))
    rows += _also_sought(understood)
    if not rows:
        return ""
    told = "".join(f"<span><b>{escaped(k)}</b> {escaped(v)}</span>" for k, v in rows)
    return f'<div class="kb-understood">这样理解：{told}</div>'


def nothing_html(answer: Answer, filtered: bool) -> str:
    """What to say, and to try, where the library has nothing on a query."""
    tips = [
        "换一个更常用的说法，或只留下最要紧的词，例如把一句话改成“强村公司”；",
        "去掉引号、地名或年份，看看其他地方的做法；",
        "在“文库”页查看收入了哪些文件，缺的文件可以在那里添加。",
    ]
    if filtered:
        tips.insert(0, "清除左侧的筛选条件，在全部文件里检索；")
    notes = "".join(f"<p>{escaped(note)}</p>" for note in answer.notes if note != NO_DENSE)
    listed = "".join(f"<li>{tip}</li>" for tip in tips)
    return (
        '<div class="kb-nothing" role="status"><h3>库内未见</h3>'
        f"<p>文库里没有找到关于“{escaped(answer.query)}”的内容。"
        f"这只说明库内没有收入，不表示没有地方这样做。</p>{notes}"
        f"<p>可以试试：</p><ul>{listed}</ul></div>"
    )


def _also_sought(understood: Understanding) -> Iterator[tuple[str, str]]:
    """The Chinese of an English word; of a Chinese one what else documents may say, be it a
    synonym or the official word, which no label could tell apart. English alternatives are
    looked for too, but tell a Chinese reader nothing."""
    for word, others in understood.synonyms.items():
        chinese = [other for other in others if has_han(other)]
        if chinese:
            label = "也查" if has_han(word) else "中文说法"
            yield label, f"{word} → {'、'.join(chinese)}"


def _telling(mention: Mention) -> tuple[int, bool]:
    name = mention.name_end - mention.name_start
    bare = mention.end - mention.start - name < _BARE
    return -DEPTHS.index(mention.depth) if not bare else 1, bare


def _quotation_html(quoted: Quotation, terms: Sequence[str]) -> str:
    mention, document = quoted.mention, quoted.document
    base = mention.start
    spans = [(base + start, base + end) for start, end in term_spans(quoted.text, terms)]
    if mention.named:
        spans.append((mention.name_start, mention.name_end))
    layers = [Layer(start, end, "mark", "") for start, end in merged(spans)]
    layers += flags_within(document, mention.start, mention.end)
    text = passage_html(document.text, mention.start, mention.end, None, layers)
    return (
        f'<blockquote class="kb-quote">{text}</blockquote>'
        f'<p class="kb-source">{digest_label(document.metadata)}'
        f"《{escaped(document.title)}》{_dated(document.metadata)}</p>"
    )


def _others_html(others: Sequence[Quotation], terms: Sequence[str]) -> str:
    if not others:
        return ""
    told = []
    for quoted in others:
        mention = quoted.mention
        params = location_params(mention.document_id, mention.start, mention.end)
        link = f'<a href="original?{escaped(urlencode(params))}" target="_self">看原文出处</a>'
        place = region_name(quoted.document.metadata.region) or "地区不明"
        head = f'<p class="kb-place">{escaped(place)} {depth_badge(mention.depth)}</p>'
        told.append(f"<div>{head}{_quotation_html(quoted, terms)}{link}</div>")
    summary = f"另有 {len(others)} 份文件讲到"
    return f'<details class="kb-more"><summary>{summary}</summary>{"".join(told)}</details>'


def _ranks_html(practice: Practice) -> str:
    if not practice.hits:
        return ""
    links = "".join(f'<a href="#hit-{rank}">{rank}</a>' for rank in practice.hits)
    return f'<p class="kb-ranks">见下方段落 {links}</p>'


def _dated(metadata: Metadata) -> str:
    date = date_of(metadata)
    return f' <span class="kb-date">· {escaped(date)}</span>' if date else ""
