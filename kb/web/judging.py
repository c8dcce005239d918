"""有用 and 没用: what a user thinks of a hit."""

from __future__ import annotations

import streamlit as st

from kb.errors import InputError, KbError
from kb.types import Hit
from kb.userdata import Judged, opinions
from kb.web import frame, session
from kb.web.own import forget, owner, remembered, still_here
from kb.web.telling import held_problems, tell_held

_SAID = "opinions"


# A fragment: a press draws the two buttons anew and not the page.
@st.fragment
def opinion(hit: Hit, query: str, key: str) -> None:
    """Draw the two buttons for one hit. ``key``: unique on the page."""
    still_here()
    said = _said(hit, query)
    with st.container(horizontal=True, gap="small", vertical_alignment="center", width="content"):
        for useful, word in ((True, "有用"), (False, "没用")):
            st.button(
                f"已评为{word}，撤回" if said is useful else word,
                key=f"{key}-{'good' if useful else 'bad'}",
                type="tertiary",
                help=f"这一条对“{frame.plain(query[:40])}”{word}",
                on_click=_press,
                args=(hit, query, useful),
            )
    tell_held()


def _said(hit: Hit, query: str) -> bool | None:
    """What was said before; a file that cannot be read is told at the next press."""
    whose = owner()
    try:
        said = remembered(_SAID, whose, lambda: opinions.given_to(whose, query), query)
    except KbError:
        return None
    return said.get(hit.passage.id)


def _press(hit: Hit, query: str, useful: bool) -> None:
    """Keep the opinion; a second press of the same button takes it back."""
    forget(_SAID)
    with held_problems():
        if opinions.given(owner(), query, hit.passage.id) is useful:
            opinions.withdraw(owner(), query, hit.passage.id)
        else:
            opinions.give(owner(), _judged(hit, query), useful)


def _judged(hit: Hit, query: str) -> Judged:
    """The hit as it is kept, with the path of its document, by which ``eval`` finds it."""
    library, passage = session.opened().searcher.snapshot.library, hit.passage
    row = library.row_of_document.get(passage.document_id)
    if row is None:
        raise InputError("这份文件已不在库内，评价没有记下。请重新检索。")
    path = library.cards[row].path
    return Judged(
        query, passage.document_id, passage.id, passage.start, passage.end, path, hit.text
    )
