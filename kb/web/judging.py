"""有用 and 没用: what a user thinks of a hit."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from kb.errors import InputError, KbError
from kb.types import Hit
from kb.userdata import Judged, opinions
from kb.web import frame, session
from kb.web.own import forget, owner, remembered
from kb.web.telling import held_problems

_SAID = "opinions"


def opinion(hit: Hit, query: str, said: bool | None, key: str) -> None:
    """Draw the two buttons for one hit, within the fragment of the passages. ``said``: what
    was said of it before; ``key``: unique on the page."""
    for useful, word in ((True, "有用"), (False, "没用")):
        st.button(
            f"已评为{word}，撤回" if said is useful else word,
            key=f"{key}-{'good' if useful else 'bad'}",
            type="tertiary",
            help=f"这一条对“{frame.plain(query[:40])}”{word}",
            on_click=_press,
            args=(hit, query, useful),
        )


def said_of(query: str) -> Mapping[str, bool]:
    """What was said of the hits of a query, by the passage's id; a file that cannot be read
    is told at the next press."""
    whose = owner()
    try:
        return remembered(_SAID, whose, lambda: opinions.given_to(whose, query), query)
    except KbError:
        return {}


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
