"""The upper part of 对比: what is compared, in which places; kept in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from kb.metadata.themes import THEMES, topic_words
from kb.store.library import Library
from kb.types import PracticeCard, Region
from kb.web.compare_places import Places, offered
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
_WIDGETS = ("by", "q", "pick", "places", "shade", "lead")


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be chosen. ``cards``: practices by id; ``names``: the same, each told apart;
    ``places``: by shown name; ``leads``: themes and topics."""

    cards: Mapping[str, PracticeCard]
    names: Mapping[str, str]
    places: Places
    leads: tuple[str, ...]


@st.cache_resource(max_entries=1, show_spinner=False)
def offer(version: str, _library: Library) -> Offered:
    """What the library of a version offers."""
    cards = _library.practice_cards()
    names: dict[str, str] = {}
    taken: set[str] = set()
    for card in cards:
        names[card.id] = f"{card.name}（{card.id[:4]}）" if card.name in taken else card.name
        taken.add(card.name)
    places = offered(_library.cards, cards)
    return Offered({card.id: card for card in cards}, names, places, (*THEMES, *topic_words()))


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
    state = replace(state, pick=_known(state.pick, library, offer), lead=lead)
    if st.session_state.get(_LAST) == state and key("by") in st.session_state:
        return state
    for name in ("by", "q", "shade", "lead"):
        st.session_state[key(name)] = getattr(state, name)
    st.session_state[key("pick")] = [i for i in state.pick if i in offer.cards]
    st.session_state[key("places")] = [region_name(place) for place in state.places]
    st.session_state[PAGE] = state.page
    st.session_state[_LAST] = state
    return state


def choose(offer: Offered, state: CompareState) -> None:
    """Draw the choices."""
    st.segmented_control(
        "对比什么", WAYS, key=key("by"), required=True, label_visibility="collapsed",
        format_func=lambda way: f"按{way}对比", on_change=_changed, args=(offer,),
    )  # fmt: skip
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        _what(offer, state)
    with right:
        st.multiselect(
            "地区", list(_places(offer, state)), key=key("places"),
            placeholder="全部地区；输入地名可只比几个", max_selections=MAX_PLACES,
            format_func=offer.places.label, filter_mode="contains", select_all=False,
            on_change=_changed, args=(offer,),
        )  # fmt: skip


def looked() -> None:
    """Write what only changes how the same comparison is looked at."""
    old = compare_from(st.query_params)
    shade = st.session_state.get(key("shade")) or old.shade
    write(replace(old, shade=shade, lead=st.session_state.get(key("lead"))))


def _what(offer: Offered, state: CompareState) -> None:
    if state.by == WAYS[0]:
        st.multiselect(
            f"做法（最多 {MAX_PICKED} 项）", list(offer.names), key=key("pick"),
            format_func=offer.names.__getitem__, placeholder="输入名称查找，可选多项",
            max_selections=MAX_PICKED, filter_mode="contains", select_all=False,
            on_change=_changed, args=(offer,),
        )  # fmt: skip
    else:
        st.text_input(
            "问题", key=key("q"), type="search", placeholder="如：垃圾分类怎么做",
            on_change=_changed, args=(offer,),
        )  # fmt: skip


def _places(offer: Offered, state: CompareState) -> Mapping[str, Region]:
    """Shown name → place: what is offered, and what only the address names."""
    return {**offer.places.by_name, **{region_name(place) or "": place for place in state.places}}


def _known(pick: tuple[str, ...], library: Library, offer: Offered) -> tuple[str, ...]:
    """Names as ids; one that the library does not have stays, to be told."""
    found = []
    for name in pick:
        practice = None if name in offer.cards else library.practice(name)
        found.append(practice.id if practice else name)
    return tuple(dict.fromkeys(found))


def _changed(offer: Offered) -> None:
    """Write what the widgets say into the address, from the first page."""
    said = {name: st.session_state.get(key(name)) for name in _WIDGETS}
    old = compare_from(st.query_params)
    # Of the two inputs only one is drawn; the other keeps what the address says.
    asked = compare_from({"q": said["q"] or ""}).q if old.by == WAYS[1] else old.q
    picked = tuple(said["pick"] or ()) if old.by == WAYS[0] else old.pick
    places = _places(offer, old)
    chosen = tuple(places[name] for name in said["places"] or ())
    write(
        CompareState(
            said["by"] or old.by, asked, picked, chosen, None,
            said["shade"] or old.shade, said["lead"],
        )
    )  # fmt: skip
