"""What a user is told, and can try, where a search finds nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from typing import Any

import streamlit as st

from kb.search import Answer
from kb.search.searcher import NO_DENSE
from kb.search.widening import Wider
from kb.types import Filters
from kb.web import frame, searching
from kb.web.marking import escaped
from kb.web.search_facets import wanted
from kb.web.search_filters import LABELS, place_label
from kb.web.search_state import SearchState, asking, search_params
from kb.web.session import Opened
from kb.web.undoing import Offer

_WORDS = 6


def draw(answer: Answer, ready: Opened, state: SearchState) -> None:
    """Say that the library has nothing, which conditions to give up, and what it has."""
    st.html(nothing_html(answer))
    with st.container(key="kb-try", gap="small"):
        if answer.support and (answer.support.lead is not None or answer.support.coverage):
            _links("仍要看看", [Offer("最接近的段落（多半不相干）", replace(state, nearest=True))])
        _tries(answer, ready, state)


def _tries(answer: Answer, ready: Opened, state: SearchState) -> None:
    wider = searching.wider_of(ready, state) if state.filtered else ()
    _links("放宽一个条件", widened(wider, state))
    _links("只问其中一个词", shorter(answer, state))
    offered = searching.suggestions_of(ready)
    near = [one.text for one in offered.near(state.q, _WORDS + 1) if one.text != state.q][:_WORDS]
    _links("库内相近的说法", [Offer(text, asking(state.bare(), text)) for text in near])
    if not near:
        known = [one.text for one in offered.examples(_WORDS)]
        _links("库内讲得多的做法", [Offer(text, asking(state.bare(), text)) for text in known])


def nothing_html(answer: Answer) -> str:
    """What was looked for in vain, and what that does not mean."""
    notes = "".join(f"<p>{escaped(note)}</p>" for note in answer.notes if note != NO_DENSE)
    tips = (
        "换一个更常用的说法，或只留下最要紧的词；",
        "去掉引号、排除的词、地名或年份；",
        "在“文库”页查看收入了哪些文件。",
    )
    listed = "".join(f"<li>{tip}</li>" for tip in tips)
    return (
        '<div class="kb-nothing" role="status"><h2>库内未见</h2>'
        f"<p>文库里没有找到关于“{escaped(answer.query)}”的内容。"
        f"这只说明库内没有收入，不表示没有地方这样做。</p>{notes}"
        f"<p>可以试试：</p><ul>{listed}</ul></div>"
    )


def widened(found: Iterable[Wider], state: SearchState) -> list[Offer]:
    """Giving up one condition each, told with what that would find."""
    return [
        Offer(
            f"去掉{_dropped(one, state)}：{one.documents} 份文件，{_told(one)}", _with(one, state)
        )
        for one in found
        if one.hits
    ]


def shorter(answer: Answer, state: SearchState) -> list[Offer]:
    """The subjects of the query one by one, where it has several."""
    words = [subject.word for subject in answer.understood.subjects]
    if len(words) < 2:
        return []
    return [Offer(word, asking(state, word)) for word in words[:_WORDS]]


def _told(one: Wider) -> str:
    return f"找到 {one.hits} 条以上" if one.hits >= 10 else f"找到 {one.hits} 条"


def _dropped(one: Wider, state: SearchState) -> str:
    """The condition in words: 省（区、市）“甲省”."""
    if not one.dropped:
        return "全部条件"
    if one.dropped == "since":
        return f"年份“{state.since or '不限'}—{state.until or '不限'}”"
    values: Sequence[str] = wanted(state, one.dropped)
    shown = map(place_label, values) if one.dropped == "without" else values
    return f"{LABELS[one.dropped][0]}“{'、'.join(shown)}”"


def _with(one: Wider, state: SearchState) -> SearchState:
    conditions: dict[str, Any] = {f.name: getattr(one.filters, f.name) for f in fields(Filters)}
    return replace(state, **conditions)


def _links(head: str, offers: Sequence[Offer]) -> None:
    if not offers:
        return
    st.html(f"<h3>{head}</h3>")
    with st.container(horizontal=True, gap="small"):
        for offer in offers:
            params = search_params(offer.state)
            st.page_link(frame.SEARCH, label=frame.plain(offer.label), query_params=params)
