"""做法: one practice: what it is, what each place does of it, figures, years, sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st

from kb.practices.browsing import near_names
from kb.store.entries import Card
from kb.store.library import Library
from kb.types import FIGURE_STATUSES, Paper, Practice, Region
from kb.web import (
    building,
    collecting,
    figureview,
    frame,
    person,
    practice_correcting,
    practice_figures,
    practice_kept,
    practice_places,
    practice_quoting,
    practice_sources,
    practice_timeline,
    practiceview,
    printing,
    searching,
    session,
    taking,
)
from kb.web.copying import copy_button, copy_script
from kb.web.figureview import Stated
from kb.web.marking import escaped
from kb.web.paging import choose_page
from kb.web.practice_correcting import Offered
from kb.web.practice_finding import catalogue, matching
from kb.web.practice_paper import practice_paper
from kb.web.practice_places import Place, RegionOf
from kb.web.practice_state import practice_state_params
from kb.web.session import Opened
from kb.web.state import SearchState, practice_from, practice_params, search_params

_PLACES = 8
_FIGURES = 25
_YEARS = 12
_SOURCES = 30
_PARTS = {
    "what": "这是什么",
    "places": "各地怎么做",
    "figures": "指标数据",
    "timeline": "时间线",
    "related": "相关做法",
    "sources": "全部出处",
    "correct": "更正",
}


def show() -> None:
    """Draw the page."""
    ready = frame.index_or_setup()
    if ready is None:
        return
    library = ready.searcher.snapshot.library
    asked = practice_from(st.query_params)
    if not asked:
        _pick(ready)
        return
    practice = library.practice(asked)
    if practice is None:
        _unknown(asked, ready)
        return
    _keep_name(practice, library)
    _practice(practice, ready)


def _keep_name(practice: Practice, library: Library) -> None:
    """Put the name into the address for the id, which another key for the same would change."""
    first = next((card for card in library.practice_cards() if card.name == practice.name), None)
    if "id" in st.query_params and first and first.id == practice.id:
        st.query_params.from_dict(practice_params(practice.name))


def _pick(ready: Opened) -> None:
    st.html("<h1>做法</h1><p>从检索结果或做法库打开一项做法，也可以在这里查找：</p>")
    words = st.text_input(
        "做法", key="picked-practice", type="search", live="250ms", placeholder="输入名称查找"
    )
    if not (words or "").strip():
        return
    known = catalogue(ready)
    found = matching(known, words)
    with st.container(horizontal=True):
        for card_id, told in found:
            st.page_link(
                frame.PRACTICE, label=frame.plain(told),
                query_params=practice_params(known.by_id[card_id].name),
            )  # fmt: skip
    if not found:
        st.html('<p class="kb-meta" role="status">没有符合的，可以换个说法。</p>')


def _unknown(asked: str, ready: Opened) -> None:
    st.html('<h1 class="kb-hidden">做法</h1>')
    frame.notice("bad", f"库内未见名为“{asked}”的做法。它可能换了名称、被隐藏，或文件已不在库内。")
    near = near_names(asked, ready.searcher.snapshot.library.practice_cards())
    if near:
        st.html("<p>名称相近的做法：</p>")
        with st.container(horizontal=True):
            for name in near:
                st.page_link(
                    frame.PRACTICE, label=frame.plain(name), query_params=practice_params(name)
                )
    st.page_link(frame.SEARCH, label="去检索", query_params=search_params(SearchState(q=asked)))
    _followed()
    if _correctable(ready):
        titles = _titles(ready.searcher.snapshot.library)
        practice_correcting.listed((asked,), titles, ready, session.settings())


def _practice(practice: Practice, ready: Opened) -> None:
    library = ready.searcher.snapshot.library
    st.set_page_config(page_title=f"{practice.name} · 乡鉴")
    cards = {card.id: card for card in library.cards}
    regions = practice_places.regions_by(cards.get)
    places = practice_places.by_place(practice, regions)
    practice_kept.take_over(practice, [place.name for place in places])
    st.html(practiceview.head_html(practice))
    _ways(practice)
    taking.exports(
        _paper(searching.version_of(ready), practice.id, practice, ready), ready, "practice"
    )
    _what(practice, library)
    shown = _places(practice, places, library)
    figures = _figures(practice, library, regions)
    _timeline(practice, library, cards, regions)
    _related(practice)
    _sources(practice, cards)
    _correct(practice, places, figures, ready)
    _side(shown, len(places))
    copy_script()
    practice_kept.keep(practice)


@st.cache_resource(max_entries=32, show_spinner=False)
def _paper(version: str, identity: str, _practice: Practice, _ready: Opened) -> Paper:
    library = _ready.searcher.snapshot.library
    cards = {card.id: card for card in library.cards}
    regions = practice_places.regions_by(cards.get)
    return practice_paper(_practice, library.document, cards.get, regions)


def _heading(part: str, count: str = "") -> None:
    small = f" <small>{escaped(count)}</small>" if count else ""
    st.html(f'<h2 class="kb-part" id="{part}">{_PARTS[part]}{small}</h2>')


def _ways(practice: Practice) -> None:
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        copy_button(f"practice?{urlencode(practice_state_params(practice_kept.shown(practice)))}")
        printing.print_button()
        st.page_link(frame.COMPARE, label="对比各地", query_params=practice_params(practice.name))
        st.page_link(
            frame.SEARCH, label="检索这项做法",
            query_params=search_params(SearchState(q=practice.name)),
        )  # fmt: skip


def _what(practice: Practice, library: Library) -> None:
    _heading("what")
    quoted = practiceview.defining(practice, library.document)
    if quoted:
        st.html(practiceview.definition_html(quoted))
        with st.container(horizontal=True, gap="small"):
            collecting.actions(practice_quoting.plain(quoted.quote), "definition")


def _places(practice: Practice, places: Sequence[Place], library: Library) -> Sequence[Place]:
    known = sum(place.region != Region() for place in places)
    _heading("places", f"{known} 地")
    if len(places) > _PLACES or practice_kept.shown(practice).place:
        only = st.selectbox(
            "地区", [place.name for place in places], index=None, key=practice_kept.key("place", practice),
            width=320, placeholder="全部地区，可输入地名查找",
        )  # fmt: skip
        places = [place for place in places if only in (None, place.name)]
    shown = choose_page(places, _PLACES, practice_kept.key("places", practice))
    for place in shown:
        st.html(practice_places.place_html(place, library.document, _anchor(place)))
        offered = practice_quoting.of_place(place, library.document)
        practice_quoting.take(offered, f"{practice.id}-{place.name}")
    return shown


def _figures(practice: Practice, library: Library, regions: RegionOf) -> Sequence[Stated]:
    found = figureview.stated(practice.mentions)
    counts = "、".join(f"{status} {n}" for status, n in figureview.by_status(found))
    _heading("figures", counts)
    if not found:
        st.html(f"<p>{practice_places.NOT_SEEN}</p>")
        return ()
    with st.container(horizontal=True, gap="small"):
        order = st.selectbox(
            "排序", practice_figures.ORDERS, key=practice_kept.key("order", practice), width=200
        )
        status = st.selectbox(
            "状态", FIGURE_STATUSES, index=None, key=practice_kept.key("status", practice),
            placeholder="全部状态", width=200,
        )  # fmt: skip
    wanted = [one for one in found if status in (None, one.figure.status)]
    ordered = practice_figures.sorted_by(wanted, order, regions)
    shown = choose_page(ordered, _FIGURES, practice_kept.key("figures", practice))
    st.html(practice_figures.table_html(shown, library.document, regions))
    practice_quoting.take(
        practice_quoting.of_figures(shown, library.document), f"{practice.id}-figures"
    )
    return found


def _timeline(
    practice: Practice, library: Library, cards: Mapping[str, Card], regions: RegionOf
) -> None:
    _heading("timeline")
    years = practice_timeline.years(practice_timeline.events(practice, cards.get))
    if not years:
        st.html(f"<p>{practice_places.NOT_SEEN}</p>")
    for year, found in choose_page(years, _YEARS, f"years-{practice.id}"):
        st.html(practice_timeline.year_html(year, found, library.document, cards.get, regions))


def _related(practice: Practice) -> None:
    _heading("related")
    st.html(practiceview.related_html(practice) if practice.related else "<p>没有找到。</p>")


def _sources(practice: Practice, cards: Mapping[str, Card]) -> None:
    found = practice_sources.sources(practice, cards.get)
    _heading("sources", f"{len(found)} 份文件")
    shown = choose_page(found, _SOURCES, f"sources-{practice.id}")
    st.html(practice_sources.sources_html(shown))


def _correct(
    practice: Practice, places: Sequence[Place], figures: Sequence[Stated], ready: Opened
) -> None:
    _heading("correct")
    if not _correctable(ready):
        st.html("<p>现有索引是用另一个文件夹建的，请先到“文库”页更新索引。</p>")
        return
    library, given = ready.searcher.snapshot.library, session.settings()
    names = [card.name for card in library.practice_cards()]
    offered = Offered(names, _titles(library), places, figures)
    if person.current().may_edit:
        with st.expander("合并、拆分、改名、隐藏，或更正指标", key="correcting-practice"):
            practice_correcting.form(practice, offered, library.document, given)
    else:
        st.html("<p>更正要编辑或管理员来做。</p>")
    _followed()
    practice_correcting.listed((practice.name, *practice.aliases), offered.titles, ready, given)


def _titles(library: Library) -> dict[str, str]:
    return {card.id: card.title for card in library.cards}


def _correctable(ready: Opened) -> bool:
    """Whether the index is of the folder that corrections are written to."""
    folder = ready.searcher.snapshot.manifest.documents_folder
    return folder == str(session.settings().documents)


def _followed() -> None:
    """What became of a correction, where the user who sent it looks."""
    practice_correcting.told()
    job = building.last_build(session.settings())
    if job and not job.finished:
        frame.progress_of(job)
    elif job and job.problem:
        frame.notice("bad", job.problem)


def _side(shown: Sequence[Place], count: int) -> None:
    """The way within the page."""
    with st.sidebar:
        places = [(_anchor(place), place.name) for place in shown]
        st.html(practiceview.contents_html(_PARTS, places, count))


def _anchor(place: Place) -> str:
    return f"at-{'-'.join(place.name.split())}"


show()
