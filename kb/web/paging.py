"""Which page of a long list is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

Item = TypeVar("Item")


def choose_page(items: Sequence[Item], size: int, key: str) -> Sequence[Item]:
    """Offer the pages of ``items``, ``size`` each, and return those of the chosen one.

    ``key``: of the session's state that keeps the page's number, from 1.
    """
    count = max(1, -(-len(items) // size))
    page = min(max(1, st.session_state.get(key) or 1), count)
    st.session_state[key] = page
    if count > 1:
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.button("上一页", key=f"{key}-back", disabled=page == 1, on_click=_to,
                      args=(key, page - 1))  # fmt: skip
            st.selectbox(
                "页", range(1, count + 1), key=key, width=180, label_visibility="collapsed",
                format_func=lambda number: f"第 {number} / {count} 页",
            )  # fmt: skip
            st.button("下一页", key=f"{key}-on", disabled=page == count, on_click=_to,
                      args=(key, page + 1))  # fmt: skip
    return items[(page - 1) * size : page * size]


def _to(key: str, page: int) -> None:
    st.session_state[key] = page
