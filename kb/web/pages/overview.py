"""概览: what the library holds, by place, year, kind, theme and source; what is doubted; when
it was last built."""

from __future__ import annotations

import streamlit as st

from kb.store.library import Library
from kb.web import frame, overview_parts, printing
from kb.web.overview_counts import Holdings, holdings
from kb.web.searching import version_of
from kb.web.session import Opened


def show() -> None:
    """Draw the page."""
    ready = frame.index_or_setup()
    if ready is None:
        return
    held = _held(version_of(ready), ready.searcher.snapshot.library)
    st.html("<h1>概览</h1>")
    printing.print_button()
    _numbers(held, ready)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _part("地区", f"{held.places} 地", overview_parts.places_html(held))
        _part("涉及年份", "", overview_parts.years_html(held))
        _part("存疑的内容", "", overview_parts.flagged_html(held.flagged))
    with right:
        _part("主题", "", overview_parts.themes_html(held))
        _part("文种", "", overview_parts.kinds_html(held))
        _part("来源等级", "", overview_parts.grades_html(held))


@st.cache_resource(max_entries=1, show_spinner=False)
def _held(version: str, _library: Library) -> Holdings:
    return holdings(_library)


def _numbers(held: Holdings, ready: Opened) -> None:
    snapshot = ready.searcher.snapshot
    st.html(
        overview_parts.numbers_html(held, snapshot.manifest, snapshot.version, ready.lexical_only)
        + overview_parts.files_html(held)
    )


def _part(name: str, count: str, markup: str) -> None:
    small = f" <small>{count}</small>" if count else ""
    st.html(f'<h2 class="kb-part">{name}{small}</h2>{markup}')


show()
