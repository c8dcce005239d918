"""账户: who one is here, and for administrators the accounts and the log."""

from __future__ import annotations

import streamlit as st

from kb.accounts import names
from kb.settings import Settings
from kb.types.people import Person
from kb.web import account_admin, frame, person, session, signing_in
from kb.web.marking import escaped


def show() -> None:
    """Draw the page."""
    given = session.settings()
    who = person.current()
    st.html("<h1>账户</h1>")
    if given.sign_in == "off":
        _anonymous(who, given)
    else:
        _signed_in(who, given)
    if who.may_administer:
        account_admin.accounts(given)
        account_admin.entries(given)


def _anonymous(who: Person, given: Settings) -> None:
    st.html(
        f"<p>现在不用登录。素材夹、检索历史等存在这台电脑上，只属于这个浏览器；角色：{who.role}。</p>"
    )
    with st.form("own-name", width=420):
        name = st.text_input(
            "怎么称呼您（可不填）", who.name or "", max_chars=names.MOST, autocomplete="name"
        )
        sent = st.form_submit_button("保存称呼")
    if sent:
        names.set_name(given.userdata, who.id, name)
        st.rerun()


def _signed_in(who: Person, given: Settings) -> None:
    st.html(f"<p>已登录：{escaped(who.name or '')}；角色：{who.role}。</p>")
    if st.button("退出登录"):
        signing_in.out()
    if not who.may_edit:
        frame.notice("note", "读者可以检索、收集和导出；添加、删除和更正要编辑或管理员来做。")
    if given.sign_in == "local" and who.name:
        with st.expander("更改密码"):
            signing_in.change_password(who.name)


show()
