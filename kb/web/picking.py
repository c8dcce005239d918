"""A box to find a few of very many things and choose some of them; only the few that match
what was typed are sent to the browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from kb.web.frame import plain

MATCHES = 8
Write = Callable[[tuple[str, ...]], None]
_WORDS, _CHOSEN = "{}-words", "{}-chosen"


@dataclass(frozen=True, slots=True)
class Box:
    """``key``: unique on the page. ``find``: what was typed → ids and what their buttons say,
    the best first. ``most``: that can be chosen."""

    key: str
    label: str
    placeholder: str
    find: Callable[[str], Sequence[tuple[str, str]]]
    most: int


def pick(box: Box, chosen: Mapping[str, str], write: Write) -> None:
    """Draw the box, below it what matches and what is chosen. ``chosen``: id → name, in
    order. ``write``: takes what is chosen from now on."""
    _chosen(box, chosen, write)
    full = len(chosen) >= box.most
    words = st.text_input(
        box.label, key=_WORDS.format(box.key), type="search", live="250ms",
        placeholder=f"已选满 {box.most} 项" if full else box.placeholder, disabled=full,
    )  # fmt: skip
    if not (words or "").strip() or full:
        return
    found = [pair for pair in box.find(words) if pair[0] not in chosen][:MATCHES]
    with st.container(horizontal=True, gap="small", key=f"{box.key}-found"):
        for number, (one, name) in enumerate(found):
            st.button(
                f"选入 {plain(name)}", key=f"{box.key}-add-{number}", on_click=_add,
                args=(box.key, one, tuple(chosen), write),
            )  # fmt: skip
        if not found:
            st.html('<p class="kb-meta" role="status">没有符合的，可以换个说法。</p>')


def _chosen(box: Box, chosen: Mapping[str, str], write: Write) -> None:
    key = _CHOSEN.format(box.key)
    if not chosen:
        st.session_state.pop(key, None)
        return
    if st.session_state.get(key) != list(chosen):
        st.session_state[key] = list(chosen)
    st.multiselect(
        f"已选的{box.label}", list(chosen), key=key, format_func=lambda i: chosen.get(i, i),
        select_all=False, on_change=_kept, args=(key, write),
    )  # fmt: skip


def _add(key: str, one: str, chosen: tuple[str, ...], write: Write) -> None:
    st.session_state[_WORDS.format(key)] = ""
    write((*chosen, one))


def _kept(key: str, write: Write) -> None:
    write(tuple(st.session_state[key]))
