"""Signing in and out, as the pages show it."""

from __future__ import annotations

import json
import math

import streamlit as st
from streamlit.errors import StreamlitAuthError

from kb.accounts import book, sessions, signing
from kb.web import acting, frame, gate, person, session, tickets

_UNKNOWN = "（没有这个账户）"


def form() -> None:
    """The form to sign in with, whichever way is set."""
    given = session.settings()
    st.html("<h1>登录</h1>")
    if given.sign_in == "oidc":
        _by_provider()
        return
    with st.form("sign-in", width=420):
        name = st.text_input("姓名（账户名）", max_chars=100, autocomplete="username")
        password = st.text_input(
            "密码", type="password", max_chars=200, autocomplete="current-password"
        )
        sent = st.form_submit_button("登录", type="primary")
    if not book.all_accounts(given.userdata):
        frame.notice(
            "note",
            "还没有任何账户。请管理员在这台电脑上运行：python -m kb user add 姓名 --role 管理员",
        )
    if sent:
        _try(name, password)


def change_password(name: str) -> None:
    """The form by which people change their own password."""
    with st.form("own-password", clear_on_submit=True, width=420):
        old = st.text_input("现在的密码", type="password", autocomplete="current-password")
        new = st.text_input("新密码", type="password", autocomplete="new-password")
        again = st.text_input("再写一遍新密码", type="password", autocomplete="new-password")
        sent = st.form_submit_button("更改密码")
    if not sent:
        return
    if new != again:
        frame.notice("bad", "两遍新密码不一样。请重新填写。")
        return
    given = session.settings()
    tried = signing.sign_in(given.userdata, name, old)
    if tried.account is None:
        frame.notice("bad", _wait_told(tried.wait_s) or "现在的密码不对。")
        return
    book.set_password(given.userdata, name, new)
    acting.note_of(tried.account.id, tried.account.name, "更改密码")
    _bring(sessions.begin(given.userdata, tried.account.id))


def out() -> None:
    """Sign out: the session ends here, and the browser gives its cookie back."""
    given = session.settings()
    acting.note("退出")
    if given.sign_in == "oidc":
        st.logout()
        return
    sessions.end(given.userdata, person.session_token())
    _ask(gate.address("leave"), "")


def _by_provider() -> None:
    st.html("<p>请用本单位的统一登录。登录后会回到这里。</p>")
    user = st.user.to_dict()
    if user.get("is_logged_in"):
        frame.notice(
            "bad", "统一登录已经通过，但您的账户没有在乡鉴里开通，或已经停用。请联系管理员。"
        )
        if st.button("换一个账户"):
            st.logout()
        return
    if st.button("登录", type="primary"):
        try:
            st.login()
        except StreamlitAuthError:
            frame.notice("bad", "统一登录还没有设置好。请管理员检查 .streamlit/secrets.toml。")


def _try(name: str, password: str) -> None:
    given = session.settings()
    if not name.strip() or not password:
        frame.notice("bad", "请填写姓名和密码。")
        return
    tried = signing.sign_in(given.userdata, name, password)
    if tried.account is None:
        _failed(name, tried.wait_s)
        return
    acting.note_of(tried.account.id, tried.account.name, "登录")
    _bring(sessions.begin(given.userdata, tried.account.id))


def _failed(name: str, wait_s: float) -> None:
    known = book.find(session.settings().userdata, name)
    # What was typed is not written down: it may be a password in the wrong field.
    acting.note_of(known.id if known else "", known.name if known else _UNKNOWN, "登录失败")
    frame.notice("bad", _wait_told(wait_s) or "姓名或密码不对，或账户已停用。")


def _wait_told(wait_s: float) -> str:
    if not wait_s:
        return ""
    return f"试错的次数太多。请过 {math.ceil(wait_s / 60)} 分钟再试。"


def _bring(token: str) -> None:
    _ask(gate.address("enter"), tickets.issue(token))


def _ask(address: str, body: str) -> None:
    """Let the browser send ``body`` and come back with the cookie that it was given."""
    asked = json.dumps([address, body])
    st.html(
        f"<script>(([where, body]) => fetch(where, {{method: 'POST', body}})"
        f".then(() => location.reload()))({asked});</script>",
        unsafe_allow_javascript=True,
    )
    st.html('<p role="status">请稍候……</p>')
    st.stop()
