"""The history of searches and the saved ones: remembered, drawn, saved by name."""

from __future__ import annotations

import logging
from collections.abc import Mapping

import streamlit as st

from kb.errors import KbError
from kb.userdata import Search, searches
from kb.web import frame
from kb.web.marking import escaped
from kb.web.own import owner
from kb.web.telling import problems, say

_SHOWN = 12
_ASKED_LAST = "search-remembered"


def remember(params: Mapping[str, str], label: str) -> None:
    """Put a search into the history. ``params``: of its address; ``label``: the query as typed.

    A page drawn anew for the same search is not a new search. Never fails: a history that
    cannot be kept is no reason to show no answer.
    """
    asked = (owner().id, dict(params), label)
    if st.session_state.get(_ASKED_LAST) == asked:
        return
    st.session_state[_ASKED_LAST] = asked
    try:
        searches.remember(owner(), params, label)
    except KbError:
        logging.getLogger(__name__).warning("a search was not remembered", exc_info=True)


def history_view() -> None:
    """Draw the saved searches and the last ones asked, each as a link, with 删除 and 清空;
    nothing where there are none."""
    try:
        kept, asked = searches.saved(owner()), searches.history(owner())
    except KbError as error:
        frame.notice("bad", str(error))
        return
    if kept:
        st.html('<h2 class="kb-part">保存的检索</h2>')
        with st.container(key="kb-saved", gap="xsmall"):
            for search in kept:
                _line(search, "saved", "删除")
    if asked:
        st.html('<h2 class="kb-part">最近检索</h2>')
        with st.container(key="kb-history", gap="xsmall"):
            for search in asked[:_SHOWN]:
                _line(search, "history", "删除")
            _rest(asked[_SHOWN:])
        st.button("清空最近检索", key="history-clear", on_click=_clear)


def save_button(params: Mapping[str, str], label: str, key: str) -> None:
    """Draw 保存检索, which opens a field for a name; ``label``: the name proposed. ``key``:
    unique on the page."""
    try:
        known = searches.is_saved(owner(), params)
    except KbError:
        return
    with (
        st.popover("已保存检索" if known else "保存检索", key=f"{key}-saving"),
        st.form(key, border=False),
    ):
        st.text_input("名称", value=label, key=f"{key}-name", max_chars=60)
        st.form_submit_button(
            "改名" if known else "保存", on_click=_save, args=(dict(params), f"{key}-name")
        )


def _line(search: Search, kind: str, word: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.page_link(
            frame.SEARCH, label=frame.plain(search.label), query_params=search.address or None
        )
        told = _conditions(search)
        if told:
            st.html(f'<span class="kb-meta">{escaped(told)}</span>', width="content")
        st.button(
            word,
            key=f"{kind}-{search.id}",
            type="tertiary",
            help=f"{word}“{frame.plain(search.label)}”",
            on_click=_drop,
            args=(kind, search.id),
        )


def _rest(more: tuple[Search, ...]) -> None:
    if not more:
        return
    with st.expander(f"更早的 {len(more)} 条"):
        for search in more:
            _line(search, "history", "删除")


def _conditions(search: Search) -> str:
    """The conditions of a search beside its words."""
    told = [value for key, value in search.address.items() if key not in ("q", "k", "sort")]
    return "、".join(told[:6])


def _drop(kind: str, search_id: int) -> None:
    with problems():
        (searches.unsave if kind == "saved" else searches.forget)(owner(), search_id)


def _clear() -> None:
    with problems():
        searches.clear(owner())


def _save(params: dict[str, str], name_key: str) -> None:
    with problems():
        searches.save(owner(), params, str(st.session_state.get(name_key) or ""))
        say("已保存检索。")
