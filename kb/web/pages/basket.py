"""素材夹: what was collected, in the user's order, with notes; taken away or shown to others."""

from __future__ import annotations

import streamlit as st

from kb.userdata import Basket, baskets, sharing
from kb.userdata.database import damaged
from kb.userdata.papers import paper_of
from kb.web import basket_choosing, basket_items, copying, frame, judging_export, taking
from kb.web.basket_state import BasketState, basket_from
from kb.web.marking import escaped
from kb.web.own import owner
from kb.web.session import Opened
from kb.web.telling import problems, say


def show() -> None:
    """Draw the page."""
    ready = frame.index_or_setup()
    if ready is None:
        return
    copying.copy_script()
    state = basket_from(st.query_params)
    for name in damaged(owner().folder):
        frame.notice(
            "bad",
            f"用户数据文件曾经损坏，已原样另存为 {name}（在用户数据文件夹内）。"
            "有备份时可以恢复；不再需要它时请管理员移走这个文件。",
        )
    if state.shared:
        _shared(state.shared, ready)
    else:
        _own(state, ready)


def _own(state: BasketState, ready: Opened) -> None:
    whose = owner()
    cards = baskets.all_of(whose)
    card = basket_choosing.chosen(cards, state)
    st.html("<h1>素材夹</h1>")
    if state.basket and (card is None or card.id != state.basket):
        frame.notice("note", "地址里的素材夹不在了，或者不是你的。")
    basket_choosing.controls(cards, card)
    basket = baskets.opened(whose, card.id) if card else None
    if basket is None:
        _empty()
    else:
        _basket(basket, ready)
        if basket.items:
            basket_items.listed(basket, cards, ready)
        else:
            _empty()
        basket_items.removed(basket)
    basket_choosing.deleted(whose)
    judging_export.downloads()


def _basket(basket: Basket, ready: Opened) -> None:
    card = basket.card
    told = "新收入的引文放在这里。" if card.current else "新收入的引文现在放在别的素材夹。"
    st.html(
        f'<h2 class="kb-part">{escaped(card.name)} <small>{len(basket.items)} 条</small></h2>'
        f'<p class="kb-meta">{told}</p>'
    )
    if not card.current:
        st.button("以后收入到这个素材夹", on_click=_make_current, args=(card.id,), key="basket-use")
    if basket.items:
        taking.exports(paper_of(basket), ready, "basket")


def _shared(token: str, ready: Opened) -> None:
    basket = sharing.shared(owner().folder, token)
    if basket is None:
        st.html("<h1>共享的素材夹</h1>")
        frame.notice("note", "这个素材夹已不再共享，或者链接不完整。请向给你链接的人再要一次。")
        st.page_link(frame.BASKET, label="到我的素材夹")
        return
    st.html(
        f"<h1>{escaped(basket.card.name)}</h1>"
        f'<p class="kb-meta">别人共享的素材夹，共 {len(basket.items)} 条，只能查看。</p>'
    )
    st.button("复制到我的素材夹", on_click=_copy, args=(token,), key="basket-copy", type="primary")
    if not basket.items:
        frame.notice("note", "这个素材夹里还没有素材。")
        return
    taking.exports(paper_of(basket), ready, "basket")
    basket_items.shown_only(basket, ready)


def _empty() -> None:
    st.html(
        '<div class="kb-nothing"><p>这里还没有素材。</p>'
        "<p>在检索、做法、原文、对比等页看到要用的文字时，按它下面的“收入素材夹”，就会放到这里。"
        "收入的引文可以排序、加备注，导出为 Word、Markdown、Excel 或素材包，也可以用链接给同事看。</p></div>"
    )
    st.page_link(frame.SEARCH, label="到检索页找素材")


def _make_current(basket_id: str) -> None:
    with problems():
        baskets.choose(owner(), basket_id)


def _copy(token: str) -> None:
    with problems():
        card = sharing.copy(owner(), token)
        basket_choosing.go(BasketState(card.id))
        say(f"已复制为你的素材夹“{card.name}”。")


show()
