"""What can be done with a quotation on any page: collect it, copy it with its citation."""

from __future__ import annotations

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


# A fragment: a press draws these two buttons anew and not the page with all its passages.
@st.fragment
def actions(quotation: Quotation, key: str) -> None:
    """Draw the buttons 收入素材夹 and 复制引文 side by side, within the container the caller
    opened. ``key``: unique on the page."""
    still_here()
    place = _place(quotation)
    with st.container(horizontal=True, gap="small", vertical_alignment="center", width="content"):
        st.button(
            _COLLECTED if place else _COLLECT,
            key=f"{key}-collect",
            help="再按一次取出" if place else "放进当前的素材夹",
            on_click=_turn,
            args=(quotation,),
        )
        citation_button(quotation)
    tell_held()


def _place(quotation: Quotation) -> Place | None:
    """Where it lies; a file that cannot be read is told when the button is pressed, not by
    each of the buttons of a page."""
    whose = owner()
    try:
        lying = remembered(_WHERE, whose, lambda: items.all_collected(whose))
    except KbError:
        return None
    return lying.get((quotation.document_id, quotation.start, quotation.end))


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
