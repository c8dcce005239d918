"""How a query was understood, and what to try where nothing was found, as safe HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kb.script import has_han
from kb.search.understanding import Understanding
from kb.web.marking import escaped


def sought(understood: Understanding) -> tuple[str, ...]:
    """What to mark in a quotation: phrases, words and synonyms of a query, folded."""
    synonyms = (other for others in understood.synonyms.values() for other in others)
    return tuple(dict.fromkeys((*understood.phrases, *understood.terms, *synonyms)))


def alternatives(understood: Understanding) -> frozenset[str]:
    """What was looked for beside the words of the query itself, folded."""
    own = {*understood.phrases, *understood.parts, *understood.terms}
    also = {other for others in understood.synonyms.values() for other in others}
    return frozenset(also - own)


def understood_html(understood: Understanding) -> str:
    """How a query was understood; empty where there is nothing to say beyond its words."""
    rows: list[tuple[str, str]] = []
    if understood.corrected:
        rows.append(("已按", f"“{understood.corrected}”检索"))
    if understood.places:
        rows.append(("地区", "、".join(p.text for p in understood.places) + "（优先，不排除其他）"))
    if understood.years:
        rows.append(("年份", "、".join(map(str, understood.years)) + "（优先，不排除其他）"))
    if understood.phrases:
        rows.append(("精确短语", _quoted(understood.phrases)))
    if understood.ways:
        rows.append(("任意一个", _quoted(way.query for way in understood.ways)))
    if understood.excluded:
        rows.append(("排除", _quoted(understood.excluded) + "（段落、标题里有它的都不列出）"))
    if understood.left_out:
        named = "、".join(place.text for place in understood.left_out)
        rows.append(("不看", f"只讲{named}的文件"))
    if understood.exact:
        rows.append(("只按原词", "不查同义说法"))
    rows += _also_sought(understood)
    if not rows:
        return ""
    told = "".join(f"<span><b>{escaped(k)}</b> {escaped(v)}</span>" for k, v in rows)
    return f'<div class="kb-understood">这样理解：{told}</div>'


def _quoted(words: Iterable[str]) -> str:
    return "、".join(f"“{word}”" for word in words)


def _also_sought(understood: Understanding) -> Iterator[tuple[str, str]]:
    """The Chinese of an English word; of a Chinese one what else documents may say, be it a
    synonym or the official word, which no label could tell apart. English alternatives are
    looked for too, but tell a Chinese reader nothing."""
    for word, others in understood.synonyms.items():
        chinese = [other for other in others if has_han(other)]
        if chinese:
            label = "也查" if has_han(word) else "中文说法"
            yield label, f"{word} → {'、'.join(chinese)}"
