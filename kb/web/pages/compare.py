"""对比: what places do about a question or about chosen practices, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from kb.comparing import Leader, Matrix, Tile, compare, leaders, leaders_of, provinces
from kb.errors import InputError
from kb.metadata.themes import THEMES, topic_words
from kb.search import Searcher
from kb.search.searcher import NO_DENSE
from kb.store.library import Library
from kb.types import PracticeCard, Region
from kb.web import compare_csv, compareview, frame, leaderview, tilemap
from kb.web.compare_places import chosen, offered
from kb.web.marking import escaped
from kb.web.paging import choose_page
from kb.web.session import Opened
from kb.web.state import (
    MAX_PICKED,
    MAX_PLACES,
    SHADES,
    WAYS,
    CompareState,
    compare_from,
    compare_params,
)
from kb.web.tables import region_name

_SIZE = 30
_LEADERS = 20
_EXAMPLES = ("垃圾分类怎么做", "发展壮大村级集体经济", "农村生活污水治理")
_LAST = "compare"
_PAGE = "compare-page"
_LEADERS_PAGE = "leaders-page"
_WIDGETS = ("by", "q", "pick", "places", "shade", "lead")
_KEY = "compare-{}"


@dataclass(frozen=True, slots=True)
class _Offered:
    """What can be chosen. ``cards``: practices by id; ``names``: the same, each told apart;
    ``places``: by shown name. ``leads``: themes and topics."""

    cards: Mapping[str, PracticeCard]
    names: Mapping[str, str]
    places: Mapping[str, Region]
    leads: tuple[str, ...]


def show() -> None:
    """Draw the page."""
    ready = frame.index_or_setup()
    if ready is None:
        return
    library = ready.searcher.snapshot.library
    offer = _offer(_version(ready), library)
    state = _take_over(library, offer)
    st.html("<h1>对比</h1>")
    _choose(offer, state)
    if not state.asked:
        _welcome(state)
        _leading(ready, None, offer, state)
        return
    try:
        with st.spinner("正在对比……"):
            matrix = _matrix(_version(ready), state.asked, state.places, ready.searcher)
    except InputError as error:
        frame.notice("bad", str(error))
        return
    _result(matrix, library, state)
    _leading(ready, matrix, offer, state)


def _version(ready: Opened) -> str:
    snapshot = ready.searcher.snapshot
    return f"{snapshot.folder} {snapshot.manifest.built_at} {ready.lexical_only}"


@st.cache_resource(max_entries=1, show_spinner=False)
def _offer(version: str, _library: Library) -> _Offered:
    cards = _library.practice_cards()
    names: dict[str, str] = {}
    taken: set[str] = set()
    for card in cards:
        names[card.id] = f"{card.name}（{card.id[:4]}）" if card.name in taken else card.name
        taken.add(card.name)
    return _Offered(
        {card.id: card for card in cards},
        names,
        offered(_library.cards, cards),
        (*THEMES, *topic_words()),
    )


@st.cache_resource(max_entries=32, show_spinner=False)
def _matrix(
    version: str, asked: str | tuple[str, ...], places: tuple[Region, ...], _searcher: Searcher
) -> Matrix:
    return compare(_searcher, asked, places or None)


@st.cache_resource(max_entries=64, show_spinner=False)
def _leaders(version: str, lead: str, _library: Library) -> tuple[Leader, ...]:
    if lead in THEMES:
        return leaders(_library, theme=lead)
    return leaders(_library, topic=lead)


def _take_over(library: Library, offer: _Offered) -> CompareState:
    """What the address names, put into the widgets where it is new to them."""
    state = compare_from(st.query_params)
    state = replace(state, pick=_known(state.pick, library, offer))
    if st.session_state.get(_LAST) == state and _KEY.format("by") in st.session_state:
        return state
    for name in ("by", "q", "shade", "lead"):
        st.session_state[_KEY.format(name)] = getattr(state, name)
    st.session_state[_KEY.format("pick")] = [i for i in state.pick if i in offer.cards]
    st.session_state[_KEY.format("places")] = [region_name(place) for place in state.places]
    st.session_state[_PAGE] = state.page
    st.session_state[_LAST] = state
    return state


def _known(pick: tuple[str, ...], library: Library, offer: _Offered) -> tuple[str, ...]:
    """Names as ids; one that the library does not have stays, to be told."""
    found = []
    for name in pick:
        practice = None if name in offer.cards else library.practice(name)
        found.append(practice.id if practice else name)
    return tuple(dict.fromkeys(found))


def _write(state: CompareState) -> None:
    st.query_params.from_dict(compare_params(state))


def _changed(offer: _Offered) -> None:
    """Write what the widgets say into the address, from the first page."""
    said = {name: st.session_state.get(_KEY.format(name)) for name in _WIDGETS}
    old = compare_from(st.query_params)
    asked = compare_from({"q": said["q"] or ""}).q if said["by"] == WAYS[1] else old.q
    picked = tuple(said["pick"] or ()) if said["by"] == WAYS[0] else old.pick
    places = chosen(said["places"] or (), offer.places)
    st.session_state["compare-problems"] = places.problems
    _write(
        CompareState(
            said["by"] or WAYS[0], asked, picked, places.regions, None,
            said["shade"] or old.shade, said["lead"],
        )
    )  # fmt: skip


def _looked() -> None:
    """Write what only changes how the same comparison is looked at."""
    old = compare_from(st.query_params)
    shade = st.session_state.get(_KEY.format("shade")) or old.shade
    lead = st.session_state.get(_KEY.format("lead"))
    _write(replace(old, shade=shade, lead=lead))


def _choose(offer: _Offered, state: CompareState) -> None:
    st.segmented_control(
        "对比什么", WAYS, key=_KEY.format("by"), required=True, label_visibility="collapsed",
        format_func=lambda way: f"按{way}对比", on_change=_changed, args=(offer,),
    )  # fmt: skip
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        if state.by == WAYS[0]:
            st.multiselect(
                f"做法（最多 {MAX_PICKED} 项）", list(offer.names), key=_KEY.format("pick"),
                format_func=offer.names.__getitem__, placeholder="输入名称查找，可选多项",
                max_selections=MAX_PICKED, filter_mode="contains", select_all=False,
                on_change=_changed, args=(offer,),
            )  # fmt: skip
        else:
            st.text_input(
                "问题", key=_KEY.format("q"), type="search", placeholder="如：垃圾分类怎么做",
                on_change=_changed, args=(offer,),
            )  # fmt: skip
    with right:
        st.multiselect(
            "地区", list(offer.places), key=_KEY.format("places"),
            placeholder="全部地区；输入地名可只比几个", max_selections=MAX_PLACES,
            accept_new_options=True, filter_mode="contains", select_all=False,
            on_change=_changed, args=(offer,),
        )  # fmt: skip
    for problem in st.session_state.pop("compare-problems", ()):
        frame.notice("note", problem)


def _welcome(state: CompareState) -> None:
    st.html(
        "<p>选几项做法，或提一个问题，就能看到各地分别怎么做、有什么数据、谁负责、成效如何，"
        "每一格都是原文。</p>"
    )
    with st.container(horizontal=True, key="kb-examples"):
        for example in _EXAMPLES:
            st.page_link(
                frame.COMPARE, label=example,
                query_params=compare_params(CompareState(by=WAYS[1], q=example)),
            )  # fmt: skip
        st.page_link(frame.CATALOGUE, label="到做法库里选")


def _result(matrix: Matrix, library: Library, state: CompareState) -> None:
    _told(compareview.understood_html(matrix))
    for note in matrix.notes:
        if note != NO_DENSE:
            frame.notice("note", note)
    if not matrix.rows:
        frame.notice("note", "库内未见讲到它的地区。可以换个说法，或放宽地区。")
        _told(compareview.mentioned_html(matrix.mentioned))
        return
    tiles = provinces(matrix)
    _map(tiles, state)
    inside = tuple(r for r in matrix.rows if state.province in (None, r.region.province))
    shown = replace(matrix, rows=inside)
    st.html(
        f'<h2 class="kb-part" id="matrix">对比表 '
        f"<small>{escaped(compareview.counted_told(shown))}</small></h2>"
    )
    _above_table(shown, library, state)
    if not inside:
        frame.notice("note", f"{state.province}：库内未见。")
    else:
        _table(shown, library, state)
    _told(compareview.mentioned_html(matrix.mentioned))


def _told(markup: str) -> None:
    if markup:
        st.html(markup)


def _map(tiles: tuple[Tile, ...], state: CompareState) -> None:
    st.html('<h2 class="kb-part">省份示意图 <small>点一格只看这个省份</small></h2>')
    st.html(tilemap.style_html(tiles, state.shade, state.province))
    left, right = st.columns([3, 2])
    with left.container(key=tilemap.BOX):
        for tile in tiles:
            st.button(
                tilemap.label_of(tile), key=tilemap.key_of(tile), disabled=not tile.places,
                on_click=_to_province, args=(tile.province,),
            )  # fmt: skip
    with right:
        st.segmented_control(
            "深浅表示", SHADES, key=_KEY.format("shade"), required=True, on_change=_looked,
        )  # fmt: skip
        st.html(tilemap.legend_html(tiles, state.shade))


def _to_province(province: str | None) -> None:
    state = compare_from(st.query_params)
    other = None if province == state.province else province
    _write(replace(state, province=other, page=1))


def _above_table(matrix: Matrix, library: Library, state: CompareState) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        if state.province:
            st.button(
                "显示全部省份", on_click=_to_province, args=(None,),
                help=f"现在只看{state.province}",
            )  # fmt: skip
        of = library.document
        st.download_button(
            "下载对比表（CSV）", lambda: compare_csv.matrix_csv(matrix, of).encode(),
            file_name=compare_csv.file_name(matrix), mime="text/csv", on_click="ignore",
        )  # fmt: skip


def _table(matrix: Matrix, library: Library, state: CompareState) -> None:
    places = choose_page(compareview.by_place(matrix.rows), _SIZE, _PAGE)
    page = st.session_state[_PAGE]
    if page != state.page:
        st.session_state[_LAST] = replace(state, page=page)
        _write(st.session_state[_LAST])
    st.html(compareview.matrix_html([row for place in places for row in place], library.document))


def _leading(ready: Opened, matrix: Matrix | None, offer: _Offered, state: CompareState) -> None:
    """Which bureaus lead what is compared, or a theme."""
    st.html('<h2 class="kb-part" id="leaders">谁在牵头</h2>')
    library = ready.searcher.snapshot.library
    nothing = "本次对比的内容" if matrix else "选择一个主题或专题"
    lead: str | None = st.selectbox(
        "看哪方面由谁牵头", offer.leads, index=None, key=_KEY.format("lead"),
        placeholder=nothing, on_change=_looked, width=320,
    )  # fmt: skip
    if lead:
        found = _leaders(_version(ready), lead, library)
    elif matrix:
        found = leaders_of(matrix, library)
    else:
        return
    shown = choose_page(found, _LEADERS, _LEADERS_PAGE)
    st.html(leaderview.leaders_html(shown, library.document, offer.cards))


show()
