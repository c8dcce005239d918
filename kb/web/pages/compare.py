"""对比: what places do about a question or about chosen practices, side by side."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from kb.casepacks import compared, compared_briefly
from kb.comparing import Leader, Matrix, Tile, leaders, leaders_of, provinces
from kb.errors import InputError
from kb.metadata.themes import THEMES
from kb.search.searcher import NO_DENSE
from kb.store.library import Library
from kb.web import (
    compare_choosing,
    compare_collecting,
    compare_csv,
    compareview,
    comparisons,
    frame,
    leaderview,
    printing,
    taking,
    tilemap,
)
from kb.web.compare_choosing import Offered
from kb.web.marking import escaped
from kb.web.paging import choose_page
from kb.web.searching import version_of
from kb.web.session import Opened
from kb.web.state import SHADES, WAYS, CompareState, compare_from, compare_params

_SIZE = 30
_FORMS = ("简报（约两页）", "全表")
_LEADERS = 20
_LEADERS_PAGE = "leaders-page"
_EXAMPLES = ("垃圾分类怎么做", "发展壮大村级集体经济", "农村生活污水治理")


def show() -> None:
    """Draw the page."""
    ready = frame.index_or_setup()
    if ready is None:
        return
    library = ready.searcher.snapshot.library
    offer = compare_choosing.offer(ready)
    state = compare_choosing.take_over(library, offer)
    frame.keep_look("对比", compare_params(state))
    st.html("<h1>对比</h1>")
    compare_choosing.choose(offer, state)
    if not state.asked:
        _welcome()
        _leading(ready, None, offer, state)
        return
    try:
        with st.spinner("正在对比……"):
            matrix = comparisons.matrix(ready, state.asked, state.places, state.filters)
    except InputError as error:
        frame.notice("bad", str(error))
        return
    _result(matrix, ready, state)
    _leading(ready, matrix, offer, state)


@st.cache_resource(max_entries=64, show_spinner=False)
def _leaders(version: str, lead: str, _library: Library) -> tuple[Leader, ...]:
    if lead in THEMES:
        return leaders(_library, theme=lead)
    return leaders(_library, topic=lead)


def _welcome() -> None:
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


def _result(matrix: Matrix, ready: Opened, state: CompareState) -> None:
    library = ready.searcher.snapshot.library
    _told(compareview.understood_html(matrix))
    for note in matrix.notes:
        if note != NO_DENSE:
            frame.notice("note", note)
    if not matrix.rows:
        frame.notice("note", "库内未见讲到它的地区。可以换个说法，或放宽地区。")
        _told(compareview.mentioned_html(matrix.mentioned))
        return
    tiles = provinces(matrix)
    if any(tile.places for tile in tiles):
        _map(tiles, state)
    inside = tuple(r for r in matrix.rows if state.province in (None, r.region.province))
    only = tuple(r for r in matrix.mentioned if state.province in (None, r.province))
    shown = replace(matrix, rows=inside, mentioned=only)
    st.html(
        f'<h2 class="kb-part" id="matrix">对比表 '
        f"<small>{escaped(compareview.counted_told(shown))}</small></h2>"
    )
    _above_table(shown, library, state)
    if not inside:
        frame.notice("note", f"{state.province}：库内未见。")
    else:
        _table(shown, library, state)
    _told(compareview.mentioned_html(shown.mentioned))
    _take_away(shown, ready)


def _take_away(matrix: Matrix, ready: Opened) -> None:
    """The comparison as a paper, and as material for a course."""
    st.html('<h2 class="kb-part" id="take">带走</h2>')
    of = ready.searcher.snapshot.library.document
    form = st.segmented_control(
        "形式", _FORMS, key=compare_choosing.key("form"), default=_FORMS[0], required=True,
        help="简报约两页：各地的做法和成效，加一张数据表；全表是上面的对比表。",
    )  # fmt: skip
    paper = compared_briefly(matrix, of) if form == _FORMS[0] else compared(matrix, of)
    taking.exports(paper, ready, "compare")
    printing.print_button()
    compare_collecting.collect(matrix, of)


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
            "深浅表示", SHADES, key=compare_choosing.key("shade"), required=True, on_change=compare_choosing.looked,
        )  # fmt: skip
        st.html(
            tilemap.legend_html(tiles, state.shade, whole=not state.places and not state.narrowed)
        )


def _to_province(province: str | None) -> None:
    state = compare_from(st.query_params)
    other = None if province == state.province else province
    compare_choosing.write(replace(state, province=other, page=1))


def _above_table(matrix: Matrix, library: Library, state: CompareState) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        if state.province:
            st.button(
                "显示全部省份", on_click=_to_province, args=(None,),
                help=frame.plain(f"现在只看{state.province}"),
            )  # fmt: skip
        of = library.document
        st.download_button(
            "下载对比表（CSV）", lambda: compare_csv.matrix_csv(matrix, of).encode(),
            file_name=compare_csv.file_name(matrix), mime="text/csv", on_click="ignore",
        )  # fmt: skip


def _table(matrix: Matrix, library: Library, state: CompareState) -> None:
    places = choose_page(compareview.by_place(matrix.rows), _SIZE, compare_choosing.PAGE)
    compare_choosing.turned(state)
    st.html(compareview.matrix_html([row for place in places for row in place], library.document))


def _leading(ready: Opened, matrix: Matrix | None, offer: Offered, state: CompareState) -> None:
    """Which bureaus lead what is compared, or a theme."""
    st.html('<h2 class="kb-part" id="leaders">谁在牵头</h2>')
    library = ready.searcher.snapshot.library
    nothing = "本次对比的内容" if matrix else "选择一个主题或专题"
    lead: str | None = st.selectbox(
        "看哪方面由谁牵头", offer.leads, index=None, key=compare_choosing.key("lead"),
        placeholder=nothing, on_change=compare_choosing.looked, width=320,
    )  # fmt: skip
    if lead:
        found = _leaders(version_of(ready), lead, library)
    elif matrix:
        found = leaders_of(matrix, library)
    else:
        return
    shown = choose_page(found, _LEADERS, _LEADERS_PAGE)
    st.html(leaderview.leaders_html(shown, library.document, offer.cards))


show()
