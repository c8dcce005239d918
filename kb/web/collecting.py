"""What can be done with a quotation on any page: collect it, copy it with its citation."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from kb.errors import KbError
from kb.types import Quotation
from kb.userdata import Place, items
from kb.web.copying import citation_button
from kb.web.own import forget, owner, remembered, still_here
from kb.web.telling import held_problems, hold, tell_held

_COLLECT = "收入素材夹"
_WHERE = "collected"
_COLLECTED = "已在素材夹，取出"


# A fragment: a press draws these two buttons anew and not the page around them.
@st.fragment
def actions(quotation: Quotation, key: str) -> None:
    """Draw the buttons 收入素材夹 and 复制引文 side by side, within the container the caller
    opened. ``key``: unique on the page."""
    still_here()
    with st.container(horizontal=True, gap="small", vertical_alignment="center", width="content"):
        buttons(quotation, lying(), key)
    tell_held()


def buttons(quotation: Quotation, collected: Mapping[items.Span, Place], key: str) -> None:
    """Draw the same for a list of quotations, which is one fragment for all of them: one each
    costs the server more than what it draws. ``collected``: what ``lying`` gave, read once."""
    place = collected.get((quotation.document_id, quotation.start, quotation.end))
    st.button(
        _COLLECTED if place else _COLLECT,
        key=f"{key}-collect",
        help="再按一次取出" if place else "放进当前的素材夹",
        on_click=_turn,
        args=(quotation,),
    )
    citation_button(quotation)


def lying() -> Mapping[items.Span, Place]:
    """Where each quotation of the current basket lies; a file that cannot be read is told when
    a button is pressed, not by each of the buttons of a page."""
    whose = owner()
    try:
        return remembered(_WHERE, whose, lambda: items.all_collected(whose))
    except KbError:
        return {}


def _turn(quotation: Quotation) -> None:
    """Collect it, or take it out where it lies already."""
    forget(_WHERE)
    with held_problems():
        place = items.collected(owner(), quotation)
        if place is None:
            said = items.collect(owner(), quotation).place
            hold(f"已收入素材夹“{said.basket}”。")
        else:
            items.remove(owner(), place.item_id)
            hold(f"已从素材夹“{place.basket}”取出。可以在素材夹页恢复。")
