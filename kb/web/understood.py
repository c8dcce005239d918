"""How a query was understood, and what to try where nothing was found, as safe HTML."""

from __future__ import annotations

from collections.abc import Iterator

from kb.script import has_han
from kb.search.searcher import NO_DENSE, Answer
from kb.search.understanding import Understanding
from kb.web.marking import escaped


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
