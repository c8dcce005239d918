"""The upper part of 对比: what is compared, in which places; kept in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from kb.metadata.themes import THEMES, topic_words
from kb.store.library import Library
from kb.types import KINDS, PracticeCard, Region
from kb.web.catalogue_listing import Catalogue
from kb.web.compare_places import Places, offered
from kb.web.picking import MATCHES, Box, pick
from kb.web.practice_finding import catalogue, matching
from kb.web.searching import version_of
from kb.web.session import Opened
from kb.web.state import (
    MAX_PICKED,
    MAX_PLACES,
    WAYS,
    CompareState,
    compare_from,
    compare_params,
)
from kb.web.tables import region_name

PAGE = "compare-page"
"""Key of the session's state with the page of the matrix."""
_LAST = "compare"
_WIDGETS = ("by", "q", "since", "until", "kinds")


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be chosen. ``cards``: practices by id; ``catalogue``: finds them; ``places``:
    by shown name; ``leads``: themes and topics; ``years``: of documents, the latest first."""

    cards: Mapping[str, PracticeCard]
    catalogue: Catalogue
    places: Places
    leads: tuple[str, ...]
    years: tuple[int, ...]


def offer(ready: Opened) -> Offered:
    """What the served version offers."""
    return _offer(version_of(ready), ready.searcher.snapshot.library, catalogue(ready))


@st.cache_resource(max_entries=1, show_spinner=False)
def _offer(version: str, _library: Library, _catalogue: Catalogue) -> Offered:
    cards = _library.practice_cards()
    years = {year for card in _library.cards for year in card.metadata.years}
    return Offered(
        _catalogue.by_id,
        _catalogue,
        offered(_library.cards, cards),
        (*THEMES, *topic_words()),
        tuple(sorted(years, reverse=True)),
    )


def key(name: str) -> str:
    """The key of a widget."""
    return f"compare-{name}"


def write(state: CompareState) -> None:
    """Make ``state`` the address."""
    st.query_params.from_dict(compare_params(state))


def turned(state: CompareState) -> None:
    """Keep in the address which page of the matrix is shown."""
    page = st.session_state[PAGE]
    if page != state.page:
        st.session_state[_LAST] = replace(state, page=page)
        write(st.session_state[_LAST])


def take_over(library: Library, offer: Offered) -> CompareState:
    """What the address names, put into the widgets where it is new to them."""
    state = compare_from(st.query_params)
    lead = state.lead if state.lead in offer.leads else None
    state = replace(state, pick=known(state.pick, library, offer.cards), lead=lead)
    if st.session_state.get(_LAST) == state and key("by") in st.session_state:
        return state
    for name in ("by", "q", "shade", "lead", "since", "until"):
        st.session_state[key(name)] = getattr(state, name)
    st.session_state[key("kinds")] = list(state.kinds)
    st.session_state[PAGE] = state.page
    st.session_state[_LAST] = state
    return state


def choose(offer: Offered, state: CompareState) -> None:
    """Draw the choices."""
    st.segmented_control(
        "对比什么", WAYS, key=key("by"), required=True, label_visibility="collapsed",
        format_func=lambda way: f"按{way}对比", on_change=_changed,
    )  # fmt: skip
    left, right = st.columns([3, 2], vertical_alignment="top")
    with left:
        _what(offer, state)
    with right:
        _places(offer.places, "places", "地区", "不选为全部地区；输入地名查找", state.places)
    _narrower(offer, state)


def looked() -> None:
    """Write what only changes how the same comparison is looked at."""
    old = compare_from(st.query_params)
    shade = st.session_state.get(key("shade")) or old.shade
    write(replace(old, shade=shade, lead=st.session_state.get(key("lead"))))


def known(
    names: tuple[str, ...], library: Library, cards: Mapping[str, PracticeCard]
) -> tuple[str, ...]:
    """Names of practices as ids; one that the library does not have stays, to be told."""
    found = []
    for name in names:
        practice = None if name in cards else library.practice(name)
        found.append(practice.id if practice else name)
    return tuple(dict.fromkeys(found))


def _what(offer: Offered, state: CompareState) -> None:
    if state.by == WAYS[0]:
        chosen = {i: offer.cards[i].name for i in state.pick if i in offer.cards}
        box = Box(
            key("pick"), "做法", "输入名称查找",
            lambda words: matching(offer.catalogue, words), MAX_PICKED,
        )  # fmt: skip
        pick(box, chosen, _picked)
    else:
        st.text_input(
            "问题", key=key("q"), type="search", placeholder="如：垃圾分类怎么做",
            on_change=_changed,
        )  # fmt: skip


def _picked(ids: tuple[str, ...]) -> None:
    _fresh(replace(compare_from(st.query_params), pick=ids, by=WAYS[0]))


def _places(
    places: Places, name: str, label: str, placeholder: str, chosen: tuple[Region, ...]
) -> None:
    """A box that fills the field ``name`` of the state with places."""
    shown = {region_name(place) or "": place for place in chosen}

    def take(names: tuple[str, ...]) -> None:
        found = tuple(shown.get(one) or places.by_name[one] for one in names)
        old = compare_from(st.query_params)
        # One field or the other, by its name.
        _fresh(replace(old, places=found) if name == "places" else replace(old, without=found))

    box = Box(key(name), label, placeholder, lambda words: _found(places, words), MAX_PLACES)
    pick(box, {one: one for one in shown}, take)


def _found(places: Places, words: str) -> list[tuple[str, str]]:
    """Places whose name holds all that is typed, those of the library first."""
    wanted = words.split()
    names = (name for name in places.by_name if all(word in name for word in wanted))
    return [(name, places.label(name)) for name, _ in zip(names, range(2 * MATCHES), strict=False)]


def _narrower(offer: Offered, state: CompareState) -> None:
    """Years, kinds, and places that are left out."""
    count = sum(map(bool, (state.since or state.until, state.kinds, state.without)))
    told = f"更多条件（已设 {count} 项）" if count else "更多条件：年份、文种、不看哪里"
    with st.expander(told, expanded=False, key=key("narrower")):
        columns = st.columns([1, 1, 2], vertical_alignment="top")
        for column, name, label in zip(columns, ("since", "until"), ("年份从", "到"), strict=False):
            column.selectbox(
                label, _years(offer, getattr(state, name)), index=None, key=key(name),
                placeholder="不限", on_change=_changed, format_func="{}年".format,
            )  # fmt: skip
        columns[2].multiselect(
            "文种", KINDS, key=key("kinds"), placeholder="全部文种", select_all=False,
            on_change=_changed,
        )  # fmt: skip
        _places(offer.places, "without", "不看的地区", "如本县；输入地名查找", state.without)


def _years(offer: Offered, own: int | None) -> list[int]:
    """The years to choose among, with the one that the address names."""
    years = set(offer.years) | ({own} if own is not None else set())
    return sorted(years, reverse=True)


def _changed() -> None:
    """Write what the widgets say into the address, from the first page."""
    said = {name: st.session_state.get(key(name)) for name in _WIDGETS}
    old = compare_from(st.query_params)
    # Of the two inputs only one is drawn; the other keeps what the address says.
    asked = compare_from({"q": said["q"] or ""}).q if old.by == WAYS[1] else old.q
    _fresh(
        replace(
            old, by=said["by"] or old.by, q=asked, since=said["since"], until=said["until"],
            kinds=tuple(said["kinds"] or ()),
        )
    )  # fmt: skip


def _fresh(state: CompareState) -> None:
    """Make ``state`` the address, of all its provinces, from the first page."""
    write(replace(state, province=None, page=1))
