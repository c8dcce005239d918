"""做法库: every named practice, searched as one types, filtered, chosen to be compared."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from kb.types import PracticeCard
from kb.web import catalogueview, frame
from kb.web.catalogue_csv import catalogue_csv
from kb.web.catalogue_listing import FILTERS, Catalogue, Found
from kb.web.paging import choose_page
from kb.web.practice_finding import catalogue as catalogue_of
from kb.web.state import (
    MAX_PICKED,
    SORTS,
    CatalogueState,
    CompareState,
    catalogue_from,
    catalogue_params,
    compare_params,
)

_SIZE = 50
_LABELS = {
    "theme": ("振兴主题", "全部主题"),
    "topic": ("专题", "全部专题"),
    "province": ("省（区、市）", "全部省份"),
    "city": ("市（州、盟）", "全部城市"),
    "county": ("县（市、区）", "全部县区"),
    "year": ("涉及年份", "全部年份"),
    "depth": ("详略", "全部"),
    "origin": ("来历", "本地做法和上级部署"),
}
_SORTED = "综合：本地做法在前，上级部署和各地普遍都有的在后；先排有成效的，再排地区多的。"
_KEY = "list-{}"
_PAGE = "list-page"
_PICK = "pick-{}"
_CHOSEN = "picked"
_LAST = "catalogue"


def show() -> None:
    """Draw the page."""
    ready = frame.index_or_setup()
    if ready is None:
        return
    catalogue = catalogue_of(ready)
    state = _take_over(catalogue)
    frame.keep_look("做法库", catalogue_params(state))
    found = catalogue.find(state)
    _filters(catalogue, found, state)
    st.html("<h1>做法库</h1>")
    _box(catalogue)
    _counted(catalogue, found, state)
    _chosen(catalogue, state)
    _list(catalogue, found, state)


def _take_over(catalogue: Catalogue) -> CatalogueState:
    """What the address names, put into the widgets where it is new to them."""
    state = catalogue_from(st.query_params)
    state = replace(state, pick=tuple(i for i in state.pick if i in catalogue.by_id))
    if st.session_state.get(_LAST) == state and _KEY.format("q") in st.session_state:
        return state
    for name in (*FILTERS, "sort"):
        st.session_state[_KEY.format(name)] = getattr(state, name)
    # What is being typed is left alone: a space behind it is no change.
    if (st.session_state.get(_KEY.format("q")) or "").strip() != state.q:
        st.session_state[_KEY.format("q")] = state.q
    st.session_state[_PAGE] = state.page
    st.session_state[_LAST] = state
    return state


def _write(state: CatalogueState) -> None:
    st.query_params.from_dict(catalogue_params(state))


def _changed(catalogue: Catalogue) -> None:
    """Write what the widgets say into the address, from its first page."""
    chosen = {name: st.session_state.get(_KEY.format(name)) for name in ("q", *FILTERS, "sort")}
    texts = {name: str(value) for name, value in chosen.items() if value is not None}
    state = catalogue_from(texts)
    place = catalogue.consistent(state)
    _write(
        replace(
            state, city=place.city, county=place.county,
            pick=catalogue_from(st.query_params).pick,
        )
    )  # fmt: skip


def _box(catalogue: Catalogue) -> None:
    left, right = st.columns([5, 1], vertical_alignment="bottom")
    left.text_input(
        "查找做法", key=_KEY.format("q"), type="search", live="250ms",
        placeholder="输入名称或地名，边输入边查找",
        on_change=_changed, args=(catalogue,),
    )  # fmt: skip
    right.selectbox(
        "排序", SORTS, key=_KEY.format("sort"), help=_SORTED,
        on_change=_changed, args=(catalogue,),
    )  # fmt: skip


def _filters(catalogue: Catalogue, found: Found, state: CatalogueState) -> None:
    with st.sidebar:
        st.html('<h2 class="kb-side">筛选</h2>')
        for name in _offered(state):
            label, everything = _LABELS[name]
            labels = {c.value: f"{c.value}（{c.documents}）" for c in found.choices[name]}
            st.selectbox(
                label, list(labels), index=None, key=_KEY.format(name), placeholder=everything,
                format_func=labels.__getitem__, on_change=_changed, args=(catalogue,),
            )  # fmt: skip
        if any(getattr(state, name) is not None for name in FILTERS):
            st.button("清除筛选", on_click=_clear, width="stretch")


def _offered(state: CatalogueState) -> list[str]:
    """Cities and counties are offered once their province is chosen."""
    hidden = () if state.province or state.city or state.county else ("city", "county")
    return [name for name in FILTERS if name not in hidden]


def _clear() -> None:
    state = catalogue_from(st.query_params)
    _write(CatalogueState(q=state.q, sort=state.sort, pick=state.pick))


def _counted(catalogue: Catalogue, found: Found, state: CatalogueState) -> None:
    told = catalogueview.counted_told(len(found.cards), len(catalogue.by_id))
    if len(state.pick) == MAX_PICKED:
        hint = f"已选满 {MAX_PICKED} 项；去掉一项才能再选。"
    else:
        hint = "" if state.pick else f"勾选几项（最多 {MAX_PICKED} 项）可以放在一起对比。"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f'<p class="kb-meta" role="status">{told}。{hint}</p>', width="stretch")
        if found.cards:
            st.download_button(
                "下载清单（CSV）", lambda: catalogue_csv(found.cards).encode(),
                file_name="做法清单.csv", mime="text/csv", on_click="ignore",
                help="现在列出的全部做法，可用 Excel 打开。",
            )  # fmt: skip


def _chosen(catalogue: Catalogue, state: CatalogueState) -> None:
    """What is chosen to be compared, and the way there."""
    if not state.pick:
        return
    if st.session_state.get(_CHOSEN) != list(state.pick):
        st.session_state[_CHOSEN] = list(state.pick)
    with st.container(horizontal=True, vertical_alignment="center", key="kb-picked"):
        st.multiselect(
            "已选", list(state.pick), key=_CHOSEN, label_visibility="collapsed",
            format_func=lambda card_id: catalogue.by_id[card_id].name, select_all=False,
            on_change=_unpicked,
        )  # fmt: skip
        st.page_link(
            frame.COMPARE, label="对比所选",
            query_params=compare_params(CompareState(pick=state.pick)),
        )  # fmt: skip


def _unpicked() -> None:
    _write(replace(catalogue_from(st.query_params), pick=tuple(st.session_state[_CHOSEN])))


def _ticked(card_id: str) -> None:
    state = catalogue_from(st.query_params)
    others = tuple(i for i in state.pick if i != card_id)
    ticked = st.session_state[_PICK.format(card_id)]
    _write(replace(state, pick=(*others, card_id) if ticked else others))


def _list(catalogue: Catalogue, found: Found, state: CatalogueState) -> None:
    if not found.cards:
        st.html('<p class="kb-nothing">库内未见符合的做法。请换个词，或放宽筛选条件。</p>')
        return
    shown = choose_page(found.cards, _SIZE, _PAGE)
    page = st.session_state[_PAGE]
    if page != state.page:
        st.session_state[_LAST] = replace(state, page=page)
        _write(st.session_state[_LAST])
    st.html(catalogueview.head_html())
    with st.container(key="kb-plist", gap=None):
        for card in shown:
            _row(card, state, card.name in catalogue.namesakes)


def _row(card: PracticeCard, state: CatalogueState, namesakes: bool) -> None:
    key, picked = _PICK.format(card.id), card.id in state.pick
    if st.session_state.get(key) != picked:
        st.session_state[key] = picked
    with st.container(horizontal=True, gap="small"):
        st.checkbox(
            f"对比 {frame.plain(card.name)}", key=key, label_visibility="collapsed",
            disabled=not picked and len(state.pick) >= MAX_PICKED,
            on_change=_ticked, args=(card.id,),
        )  # fmt: skip
        st.html(catalogueview.row_html(card, catalogueview.link_of(card, namesakes)))


show()
