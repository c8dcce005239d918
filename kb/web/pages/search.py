"""检索: one box, filters with counts, practice cards, then passages."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from kb.errors import InputError
from kb.search.searcher import NO_DENSE, Answer
from kb.store.library import Library
from kb.types import Practice
from kb.web import cards, facets, frame, hits, tables
from kb.web.session import Opened
from kb.web.state import (
    COUNTS,
    SearchState,
    location_params,
    practice_params,
    search_from,
    search_params,
)
from kb.web.understood import nothing_html, sought, understood_html

_LABELS = {
    "province": ("省（区、市）", "全部省份"),
    "city": ("市（州、盟）", "全部城市"),
    "county": ("县（市、区）", "全部县区"),
    "year": ("涉及年份", "全部年份"),
    "kind": ("文种", "全部文种"),
}
_EXAMPLES = ("强村公司", "垃圾分类怎么做", "集体经济薄弱村怎么摘帽", "积分制")
_CARDS = 6


def show() -> None:
    """Draw the page."""
    ready = frame.index_or_setup()
    if ready is None:
        return
    library = ready.searcher.snapshot.library
    state = _take_over(library)
    _filters(library, state)
    _box(library)
    if ready.lexical_only:
        frame.notice("note", f"目前只按关键词检索，不比较语义。{ready.lexical_only}")
    if not state.q:
        _welcome(library)
        return
    _answer(ready, state)


def _take_over(library: Library) -> SearchState:
    """The search the address names, put into the widgets where it is new to them."""
    state = search_from(st.query_params)
    if st.session_state.get(frame.LAST_SEARCH) != state or "q" not in st.session_state:
        for name in ("q", *facets.NAMES, "k"):
            st.session_state[name] = getattr(state, name)
        st.session_state[frame.LAST_SEARCH] = state
    return state


def _changed(library: Library) -> None:
    """Write what the widgets say into the address."""
    chosen = {name: st.session_state.get(name) for name in ("q", *facets.NAMES, "k")}
    texts = {name: str(value) for name, value in chosen.items() if value is not None}
    state = facets.consistent(library.cards, search_from(texts))
    st.query_params.from_dict(search_params(state))


def _clear() -> None:
    kept = SearchState(q=st.session_state.get("q", ""))
    st.query_params.from_dict(search_params(kept))


def _box(library: Library) -> None:
    with st.form("search", border=False):
        left, right = st.columns([8, 1], vertical_alignment="bottom")
        left.text_input(
            "检索词",
            key="q",
            placeholder="输入词语或问题，如：强村公司、垃圾分类怎么做",
            label_visibility="collapsed",
        )
        right.form_submit_button(
            "检索", type="primary", width="stretch", on_click=_changed, args=(library,)
        )


def _filters(library: Library, state: SearchState) -> None:
    offered = facets.choices(library.cards, state)
    with st.sidebar:
        st.html('<h2 class="kb-side">筛选</h2>')
        for name, (label, everything) in _LABELS.items():
            labels = {c.value: f"{c.value}（{c.documents}）" for c in offered[name]}
            st.selectbox(
                label,
                list(labels),
                index=None,
                key=name,
                placeholder=everything,
                format_func=labels.__getitem__,
                on_change=_changed,
                args=(library,),
            )
        st.selectbox(
            "显示段落", COUNTS, key="k", format_func=lambda k: f"{k} 条",
            on_change=_changed, args=(library,),
        )  # fmt: skip
        if state.filtered:
            st.button("清除筛选", on_click=_clear, width="stretch")


def _welcome(library: Library) -> None:
    st.html(
        f'<div class="kb-welcome"><p>从 {len(library.cards)} 份文件、{library.rows} 个段落里查找'
        "各地的做法，每一条都附原文出处。</p><p>可以这样问：</p></div>"
    )
    with st.container(horizontal=True):
        for example in _EXAMPLES:
            st.page_link(frame.SEARCH, label=example, query_params={"q": example})


def _answer(ready: Opened, state: SearchState) -> None:
    try:
        with st.spinner("正在检索……"):
            answer = ready.searcher.search(state.q, state.k, state.filters)
    except InputError as error:
        frame.notice("bad", str(error))
        return
    understood = understood_html(answer.understood)
    if understood:
        st.html(understood)
        _narrow(answer, state)
    if not answer.answered:
        st.html(nothing_html(answer, state.filtered))
        return
    for note in answer.notes:
        if note != NO_DENSE:  # told above, with its reason
            frame.notice("note", note)
    library = ready.searcher.snapshot.library
    _practices(answer, library, state.filtered)
    _hits(answer, library)


def _narrow(answer: Answer, state: SearchState) -> None:
    """Links that turn a place or year of the query, which only favours, into a filter."""
    offers: dict[str, SearchState] = {}
    for place in answer.understood.places:
        if len(place.regions) == 1:
            region = place.regions[0]
            narrowed = replace(
                state, province=region.province, city=region.city, county=region.county
            )
            offers[tables.region_name(region) or place.text] = narrowed
    for year in answer.understood.years[:3]:
        offers[f"{year}年"] = replace(state, year=year)
    with st.container(horizontal=True, gap="small"):
        for name, narrowed in offers.items():
            if narrowed != state:
                st.page_link(
                    frame.SEARCH, label=f"只看{name}的文件", query_params=search_params(narrowed)
                )


def _practices(answer: Answer, library: Library, filtered: bool) -> None:
    st.html(f'<h2 class="kb-part">做法 <small>{len(answer.practices)} 项</small></h2>')
    first, rest = answer.practices[:_CARDS], answer.practices[_CARDS:]
    _grid(first, answer, library, filtered)
    st.page_link(frame.COMPARE, label="把各地怎么做排在一起对比", query_params={"q": answer.query})
    if rest:
        with st.expander(f"其余 {len(rest)} 项做法"):
            _grid(rest, answer, library, filtered)


def _grid(
    practices: tuple[Practice, ...], answer: Answer, library: Library, filtered: bool
) -> None:
    across = min(2, len(practices))
    for at in range(0, len(practices), across):
        row = practices[at : at + across]
        for column, practice in zip(st.columns(across), row, strict=False):
            with column:
                _card(practice, answer, library, filtered)


def _card(practice: Practice, answer: Answer, library: Library, filtered: bool) -> None:
    answered = _answered(practice, answer, library, filtered)
    quoted = cards.best_first(answered, library.document)
    if not quoted:
        return
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.html(cards.practice_html(answered, quoted, library.document))
        with st.container(horizontal=True, gap="medium"):
            if answered.whole:
                params = practice_params(answered.whole.name)
                st.page_link(frame.PRACTICE, label="做法详情", query_params=params)
                st.page_link(frame.COMPARE, label="对比各地", query_params=params)
            best = quoted[0].mention
            st.page_link(
                frame.ORIGINAL,
                label="看原文出处",
                query_params=location_params(best.document_id, best.start, best.end),
            )


def _answered(
    practice: Practice, answer: Answer, library: Library, filtered: bool
) -> cards.Answered:
    """With a filter set only what passes it is shown, though the page of the practice has
    all of it."""
    hits = tuple(hit for hit in answer.hits if hit.rank in practice.hits)
    whole = library.practice(practice.id or practice.name) if practice.named else None
    if whole and filtered:
        whole = replace(whole, mentions=(), regions=(), depth=practice.depth)
    return cards.Answered(practice, whole, hits, sought(answer.understood))


def _hits(answer: Answer, library: Library) -> None:
    st.html(f'<h2 class="kb-part">段落 <small>{len(answer.hits)} 条</small></h2>')
    for hit in answer.hits:
        with st.container(border=True):
            card, passage = library.card_of(hit.row), hit.passage
            st.html(hits.hit_html(hit, card, library.document(card.id)))
            st.page_link(
                frame.ORIGINAL,
                label="在原文中查看",
                query_params=location_params(passage.document_id, passage.start, passage.end),
            )


show()
