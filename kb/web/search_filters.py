"""The side of 检索: conditions with counts, written into the address as they are chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from kb.types import Region
from kb.web import addresses, frame
from kb.web.facets import Choice
from kb.web.search_facets import NAMES, PERIOD, DocumentFacets, wanted
from kb.web.search_state import COUNTS, SearchState, search_from, search_params

LABELS = {
    "provinces": ("省（区、市）", "全部省份"),
    "cities": ("市（州、盟）", "全部城市"),
    "counties": ("县（市、区）", "全部县区"),
    "since": ("年份从", "不限"),
    "until": ("年份到", "不限"),
    "kinds": ("文种", "全部文种"),
    "themes": ("振兴主题", "全部主题"),
    "topics": ("专题", "全部专题"),
    "grades": ("来源等级", "全部等级"),
    "issuers": ("发文机关", "全部机关"),
    "without": ("不看本地", "选本县、本市或本省"),
}
"""Condition → what it is called, and what stands where none is chosen."""
OWN_PLACE = "own-place"
"""Key of the session's state that keeps the places a person does not look at."""
_PARAMS = {
    "provinces": "province", "cities": "city", "counties": "county", "kinds": "kind",
    "themes": "theme", "topics": "topic", "grades": "grade", "issuers": "issuer",
    "without": "without", "since": "since", "until": "until", "q": "q", "k": "k",
}  # fmt: skip
"""Widget → parameter of the address."""
_ALWAYS = ("provinces", "cities", "counties")
_MORE = ("kinds", "themes", "topics", "grades", "issuers")


def take_over(state: SearchState) -> SearchState:
    """Put the search the address names into the widgets where it is new to them. A person's
    own place is kept where an address says nothing at all."""
    if not search_params(state):
        state = search_from({"without": st.session_state.get(OWN_PLACE, "")})
    if st.session_state.get(frame.LAST_SEARCH) != state or "q" not in st.session_state:
        for name in NAMES:
            st.session_state[name] = list(wanted(state, name))
        for name in (*PERIOD, "q", "k"):
            st.session_state[name] = getattr(state, name)
        st.session_state[frame.LAST_SEARCH] = state
    return state


def changed(facets: DocumentFacets) -> None:
    """Write what the widgets say into the address; what has none stays as it is there."""
    before = search_from(st.query_params)
    texts = {param: _text(st.session_state.get(name)) for name, param in _PARAMS.items()}
    kept = {"exact": "1" if before.exact else "", "sort": before.sort}
    if texts["q"] == before.q:
        kept |= {"like": before.like, "typed": "1" if before.typed else ""}
    state = facets.consistent(search_from({**texts, **kept}))
    st.session_state[OWN_PLACE] = texts["without"]
    st.query_params.from_dict(search_params(state))


def draw(facets: DocumentFacets, state: SearchState) -> None:
    """Draw the side."""
    offered = facets.choices(state)
    with st.sidebar:
        st.html('<h2 class="kb-side">筛选</h2>')
        for name in _ALWAYS:
            _several(name, offered, facets)
        for column, name in zip(st.columns(2), PERIOD, strict=True):
            with column:
                _one(name, offered[name], facets)
        _several("without", offered, facets)
        for name in _MORE:
            _several(name, offered, facets)
        st.selectbox(
            "显示段落", COUNTS, key="k", format_func=lambda k: f"{k} 条", on_change=changed,
            args=(facets,),
        )  # fmt: skip
        if state.filtered:
            st.button("清除筛选", on_click=_clear, width="stretch")


def place_label(value: str) -> str:
    """浙江省 杭州市 of a place as an address writes it."""
    found = addresses.places(value, 1) or (Region(),)
    parts = (found[0].province, found[0].city, found[0].county)
    return " ".join(dict.fromkeys(filter(None, parts)))


def _several(name: str, offered: Mapping[str, Sequence[Choice]], facets: DocumentFacets) -> None:
    if not facets.has(name):
        return
    label, everything = LABELS[name]
    labels = {c.value: f"{_named(name, c)}（{c.documents}）" for c in offered[name]}
    st.multiselect(
        label, list(labels), key=name, placeholder=everything, format_func=labels.__getitem__,
        select_all=False, on_change=changed, args=(facets,),
        help="只讲这些地方的文件不参加检索，记在这次使用和网址里" if name == "without" else None,
    )  # fmt: skip


def _one(name: str, choices: Sequence[Choice], facets: DocumentFacets) -> None:
    label, everything = LABELS[name]
    labels = {c.value: f"{c.value}（{c.documents}）" for c in choices}
    st.selectbox(
        label, list(labels), index=None, key=name, placeholder=everything,
        format_func=labels.__getitem__, on_change=changed, args=(facets,),
    )  # fmt: skip


def _named(name: str, choice: Choice) -> str:
    return place_label(str(choice.value)) if name == "without" else str(choice.value)


def _text(value: object) -> str:
    """What a widget says, as the address writes it."""
    if isinstance(value, list | tuple):
        return addresses.LIST.join(map(str, value))
    return "" if value is None else str(value)


def _clear() -> None:
    state = search_from(st.query_params)
    st.query_params.from_dict(search_params(state.bare()))
