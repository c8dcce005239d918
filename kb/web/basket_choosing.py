"""Which basket is shown, and what is done with it as a whole: made, named, shared, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from kb.userdata import BasketCard, Owner, baskets, sharing
from kb.userdata.limits import KEPT_DAYS, MAX_NAME
from kb.web.basket_state import BasketState, basket_params
from kb.web.copying import copy_button
from kb.web.frame import plain
from kb.web.own import owner
from kb.web.telling import problems, say

_CHOSEN = "basket-chosen"


def chosen(cards: Sequence[BasketCard], state: BasketState) -> BasketCard | None:
    """The basket the address names, else the one that takes what is collected."""
    named = next((card for card in cards if card.id == state.basket), None)
    return named or next((card for card in cards if card.current), None)


def controls(cards: Sequence[BasketCard], card: BasketCard | None) -> None:
    """Draw what chooses and changes baskets; ``card``: the one that is shown, if any."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="kb-basket-controls"):
        if card:
            _choice(cards, card)
        with st.popover("新建"), st.form("basket-new", border=False):
            st.text_input("新素材夹的名称", key="basket-new-name", max_chars=MAX_NAME)
            st.form_submit_button("新建素材夹", on_click=_create)
        if card:
            with st.popover("改名"), st.form(f"basket-rename-{card.id}", border=False):
                st.text_input(
                    "新的名称", value=card.name, key=f"basket-name-{card.id}", max_chars=MAX_NAME
                )
                st.form_submit_button("改名", on_click=_rename, args=(card,))
            _sharing(card)
            with st.popover("删除"):
                st.html(f"<p>删除后 {KEPT_DAYS} 天内可以在本页恢复。</p>")
                st.button(
                    f"删除素材夹“{plain(card.name)}”", on_click=_delete, args=(card,),
                    key="basket-delete",
                )  # fmt: skip


def deleted(whose: Owner) -> None:
    """Draw the baskets that can be brought back."""
    gone = baskets.all_of(whose, deleted=True)
    if not gone:
        return
    with st.expander(f"最近删除的素材夹（{len(gone)}）"):
        for card in gone:
            st.button(
                f"恢复“{plain(card.name)}”（{card.items} 条）",
                key=f"basket-back-{card.id}",
                on_click=_undelete,
                args=(card,),
            )


def go(state: BasketState) -> None:
    """Show another basket: write it into the address."""
    st.query_params.from_dict(basket_params(state))


def _choice(cards: Sequence[BasketCard], card: BasketCard) -> None:
    named = {one.id: f"{one.name}（{one.items} 条）" for one in cards}
    if st.session_state.get(_CHOSEN) != card.id:
        st.session_state[_CHOSEN] = card.id
    st.selectbox(
        "素材夹", list(named), key=_CHOSEN, format_func=named.__getitem__, on_change=_choose,
        width=280,
    )  # fmt: skip


def _sharing(card: BasketCard) -> None:
    with st.popover("共享（已开启）" if card.token else "共享"):
        if card.token is None:
            st.html("<p>开启后，本机构能打开乡鉴的人凭链接可以查看，不能改动。</p>")
            st.button("开启共享链接", on_click=_share, args=(card,), key="basket-share")
            return
        st.html("<p>凭这个链接可以查看，不能改动。你以后的增减、备注别人也能看到。</p>")
        copy_button(f"basket?{urlencode(basket_params(BasketState(shared=card.token)))}")
        st.button("结束共享", on_click=_unshare, args=(card,), key="basket-unshare")


def _choose() -> None:
    with problems():
        basket_id = str(st.session_state[_CHOSEN])
        baskets.choose(owner(), basket_id)
        go(BasketState(basket_id))


def _create() -> None:
    with problems():
        card = baskets.create(owner(), str(st.session_state.get("basket-new-name") or ""))
        st.session_state["basket-new-name"] = ""
        go(BasketState(card.id))
        say(f"已新建素材夹“{card.name}”，以后收入的引文放在这里。")


def _rename(card: BasketCard) -> None:
    with problems():
        baskets.rename(owner(), card.id, str(st.session_state.get(f"basket-name-{card.id}") or ""))


def _share(card: BasketCard) -> None:
    with problems():
        sharing.share(owner(), card.id)


def _unshare(card: BasketCard) -> None:
    with problems():
        sharing.end(owner(), card.id)
        say("已结束共享，原来的链接不能再打开。")


def _delete(card: BasketCard) -> None:
    with problems():
        baskets.delete(owner(), card.id)
        go(BasketState())
        say(f"已删除素材夹“{card.name}”，可以在本页恢复。")


def _undelete(card: BasketCard) -> None:
    with problems():
        baskets.undelete(owner(), card.id)
        go(BasketState(card.id))
