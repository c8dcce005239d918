"""What lies in a basket: each quotation with its note and what can be done with it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import streamlit as st

from kb.citing import Standing, stand
from kb.store.library import Library
from kb.types import Quotation
from kb.userdata import Basket, BasketCard, Item, items
from kb.userdata.limits import KEPT_DAYS, MAX_NOTE
from kb.web.basketview import item_html, note_html
from kb.web.copying import citation_button
from kb.web.frame import plain
from kb.web.marking import escaped
from kb.web.own import owner
from kb.web.paging import choose_page
from kb.web.session import Opened
from kb.web.telling import problems, say

_SIZE = 20
_REMOVED = "basket-removed"
_BACK_SHOWN = 20


def listed(basket: Basket, cards: Sequence[BasketCard], ready: Opened) -> None:
    """Draw the person's own basket. ``cards``: all of the person's baskets."""
    _undo(basket)
    numbered = list(enumerate(basket.items, 1))
    for number, item in choose_page(numbered, _SIZE, f"basket-page-{basket.card.id}"):
        with st.container(border=True, key=f"kb-item-{item.id}", gap="small"):
            _shown(number, item, ready)
            _note(item)
            _buttons(number, item, basket, cards)


def shown_only(basket: Basket, ready: Opened) -> None:
    """Draw somebody else's basket, to be looked at."""
    numbered = list(enumerate(basket.items, 1))
    for number, item in choose_page(numbered, _SIZE, f"shared-page-{basket.card.id}"):
        with st.container(border=True, gap="small"):
            _shown(number, item, ready)
            if item.note:
                st.html(note_html(item.note))
            citation_button(item.quotation)


def removed(basket: Basket) -> None:
    """Draw what was taken out of the basket and can be brought back."""
    gone = items.removed(owner(), basket.card.id)[:_BACK_SHOWN]
    if not gone:
        return
    with st.expander(f"最近取出的素材（{len(gone)}，{KEPT_DAYS} 天内可以恢复）"):
        for item in gone:
            st.button(
                f"恢复《{plain(item.quotation.title)}》：{plain(_begin(item.quotation))}",
                key=f"item-back-{item.id}", on_click=_bring_back, args=(item.id,),
            )  # fmt: skip


def _shown(number: int, item: Item, ready: Opened) -> None:
    snapshot = ready.searcher.snapshot
    version = f"{snapshot.folder} {snapshot.manifest.built_at}"
    quotation = item.quotation
    key = f"{quotation.document_id} {quotation.start} {quotation.end} {_hash(quotation.text)}"
    standing = _standing(version, key, quotation, snapshot.library)
    st.html(item_html(number, quotation, standing, snapshot.library))


@st.cache_resource(max_entries=2000, show_spinner=False)
def _standing(version: str, key: str, _quotation: Quotation, _library: Library) -> Standing:
    return stand(_quotation, _library)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _note(item: Item) -> None:
    key, kept = f"note-{item.id}", f"note-kept-{item.id}"
    # What another window saved meanwhile takes the place of what this one shows.
    if st.session_state.get(kept) != item.note or key not in st.session_state:
        st.session_state[key] = st.session_state[kept] = item.note
    st.text_area(
        "备注（离开输入框即保存）", key=key, max_chars=MAX_NOTE, height=68, on_change=_save_note,
        args=(item.id,),
    )  # fmt: skip


def _buttons(number: int, item: Item, basket: Basket, cards: Sequence[BasketCard]) -> None:
    last = len(basket.items)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        citation_button(item.quotation)
        st.button("上移", key=f"up-{item.id}", help=f"第 {number} 条上移一位", disabled=number == 1,
                  on_click=_move, args=(item.id, number - 1))  # fmt: skip
        st.button("下移", key=f"down-{item.id}", help=f"第 {number} 条下移一位",
                  disabled=number == last, on_click=_move, args=(item.id, number + 1))  # fmt: skip
        with st.popover("移到", help=f"第 {number} 条移到别的位置或别的素材夹"):
            _elsewhere(number, item, basket, cards)
        st.button("取出", key=f"out-{item.id}", help=f"把第 {number} 条取出素材夹",
                  on_click=_remove, args=(item, basket.card.id))  # fmt: skip


def _elsewhere(number: int, item: Item, basket: Basket, cards: Sequence[BasketCard]) -> None:
    with st.form(f"place-{item.id}", border=False):
        st.number_input("移到第几条", 1, len(basket.items), number, key=f"at-{item.id}")
        st.form_submit_button("移动", on_click=_move_to, args=(item.id,))
    others = {card.id: card.name for card in cards if card.id != basket.card.id}
    if not others:
        return
    with st.form(f"other-{item.id}", border=False):
        st.selectbox(
            "移到别的素材夹", list(others), key=f"to-{item.id}", format_func=others.__getitem__
        )
        st.form_submit_button("移过去", on_click=_transfer, args=(item.id,))


def _undo(basket: Basket) -> None:
    """Offer to bring back what this window took out last."""
    kept = st.session_state.get(_REMOVED)
    if kept is None or kept[0] != basket.card.id:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="kb-basket-undo"):
        st.html(f'<p role="status">已取出：{escaped(kept[2])}</p>', width="content")
        st.button("撤销取出", on_click=_bring_back, args=(kept[1],), key="basket-undo")


def _begin(quotation: Quotation) -> str:
    words = " ".join(quotation.text.split())
    return words if len(words) <= 40 else f"{words[:40]}……"


def _move(item_id: int, position: int) -> None:
    with problems():
        items.move(owner(), item_id, position)
        say(f"已移到第 {position} 条。")


def _move_to(item_id: int) -> None:
    _move(item_id, int(st.session_state[f"at-{item_id}"]))


def _transfer(item_id: int) -> None:
    with problems():
        card = items.transfer(owner(), item_id, str(st.session_state[f"to-{item_id}"]))
        say(f"已移到素材夹“{card.name}”的末尾。")


def _remove(item: Item, basket_id: str) -> None:
    with problems():
        items.remove(owner(), item.id)
        st.session_state[_REMOVED] = (basket_id, item.id, _begin(item.quotation))


def _bring_back(item_id: int) -> None:
    with problems():
        items.undo_remove(owner(), item_id)
        st.session_state.pop(_REMOVED, None)


def _save_note(item_id: int) -> None:
    with problems():
        items.write_note(owner(), item_id, str(st.session_state[f"note-{item_id}"]))
