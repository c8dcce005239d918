"""The box of 检索, with suggestions while typing."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from kb.errors import KbError
from kb.search.suggesting import Suggestion
from kb.userdata import searches
from kb.web import searching
from kb.web.own import owner, remembered
from kb.web.search_facets import DocumentFacets
from kb.web.search_filters import changed
from kb.web.session import Opened

_KEY = "suggest"
_MOST = 8
_LONGEST = 80
_HTML = """<div class="kb-suggest">
<ul id="kb-suggest-list" role="listbox" aria-label="检索建议" hidden></ul>
<div role="status" class="kb-hidden"></div>
</div>"""
_combobox = st.components.v2.component(
    "kb_suggest",
    html=_HTML,
    js=(Path(__file__).parent / "suggest.js").read_text("utf-8"),
    isolate_styles=False,
)


def draw(ready: Opened, facets: DocumentFacets) -> None:
    """Draw the box. What is typed is asked when it is sent; a suggestion when it is chosen."""
    with st.container(key="kb-ask", gap=None):
        with st.form("search", border=False):
            left, right = st.columns([8, 1], vertical_alignment="bottom")
            left.text_input(
                "检索词",
                key="q",
                placeholder="输入词语或问题，如：强村公司、垃圾分类怎么做",
                label_visibility="collapsed",
            )
            right.form_submit_button(
                "检索", type="primary", width="stretch", on_click=changed, args=(facets,)
            )
        _suggestions(ready)


@st.fragment
def _suggestions(ready: Opened) -> None:
    """The list below the box; it alone is drawn anew while one types."""
    said = st.session_state.get(_KEY) or {}
    typed = str(said.get("typed") or "")[:_LONGEST]
    found = searching.suggestions_of(ready).suggest(typed, _MOST, _past()) if typed else ()
    items = [{"text": one.text, "about": one.about, "keep": one.source == "地区"} for one in found]
    _combobox(
        key=_KEY, data={"typed": typed, "items": items}, default={"typed": ""},
        on_typed_change=lambda: None,
    )  # fmt: skip


def _past() -> list[Suggestion]:
    whose = owner()
    try:
        asked = remembered("history", whose, lambda: searches.history(whose))
    except KbError:
        return []
    return [Suggestion(search.label, "最近检索", "最近检索") for search in asked]
