"""What administrators see of accounts and of the log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import streamlit as st

from kb.accounts import book, log
from kb.accounts.book import Account
from kb.accounts.passwords import LEAST
from kb.errors import KbError
from kb.settings import Settings
from kb.types.people import ROLES, Role
from kb.web import acting, frame, person
from kb.web.marking import escaped

_SHOWN = 100
_TOLD = "account-told"
_MEANS = {
    "读者": "检索、收集、导出",
    "编辑": "还能添加、删除文件，更正识别结果",
    "管理员": "还能管理账户、查看操作记录",
}


def accounts(given: Settings) -> None:
    """The list of accounts and the forms that change it."""
    person.must_administer()
    st.html("<h2>账户管理</h2>")
    if given.sign_in == "off":
        frame.notice(
            "note",
            '现在不用登录。在 kb.toml 里写 sign_in = "local" 并重新启动后，这些账户才起作用。',
        )
    told = st.session_state.pop(_TOLD, None)
    if told:
        frame.notice(*told)
    found = book.all_accounts(given.userdata)
    if found:
        st.html(accounts_html(found))
    else:
        st.html("<p>还没有账户。</p>")
    with st.expander("添加账户", expanded=not found):
        _add(given)
    if found:
        with st.expander("更改账户"):
            _change(given, found)


def entries(given: Settings) -> None:
    """What was done, the latest first."""
    person.must_administer()
    st.html("<h2>操作记录</h2>")
    found = log.read(given.userdata)
    if not found:
        st.html("<p>还没有记录。</p>")
        return
    st.html(entries_html(found[:_SHOWN]))
    more = f"这里列出最近 {_SHOWN} 条，" if len(found) > _SHOWN else ""
    st.html(f'<p class="kb-meta">{more}共 {len(found)} 条。检索的内容默认不记录。</p>')
    st.download_button(
        "下载操作记录（CSV）",
        lambda: log.as_csv(log.read(given.userdata)).encode(),
        file_name="操作记录.csv",
        mime="text/csv",
        on_click="ignore",
    )


def accounts_html(found: tuple[Account, ...]) -> str:
    """The table of accounts."""
    rows = "".join(
        f'<tr><th scope="row">{escaped(one.name)}</th><td>{one.role}</td>'
        f"<td>{'已停用' if one.disabled else '在用'}</td>"
        f"<td>{'密码' if one.local else '统一登录'}</td><td>{_local(one.created, '%Y-%m-%d')}</td></tr>"
        for one in found
    )
    return _table(("姓名", "角色", "状态", "登录方式", "建立"), rows, "账户")


def entries_html(found: tuple[log.Entry, ...]) -> str:
    """The table of what was done."""
    rows = "".join(
        f"<tr><td>{_local(one.at, '%Y-%m-%d %H:%M:%S')}</td><td>{escaped(one.name or one.who)}</td>"
        f"<td>{escaped(one.what)}</td><td>{escaped(one.about)}</td></tr>"
        for one in found
    )
    return _table(("时间", "谁", "操作", "对象"), rows, "操作记录")


def _table(heads: tuple[str, ...], rows: str, label: str) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    return (
        f'<div class="kb-people" role="region" aria-label="{label}" tabindex="0">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _local(stamp: str, form: str) -> str:
    try:
        return datetime.fromisoformat(stamp).astimezone().strftime(form)
    except ValueError:
        return ""


def _add(given: Settings) -> None:
    with st.form("add-account", clear_on_submit=False, border=False):
        name = st.text_input("姓名（统一登录的写邮箱）", max_chars=60, autocomplete="off")
        role: Role = st.radio("角色", ROLES, format_func=_role_told, key="add-role")
        password = ""
        if given.sign_in != "oidc":
            password = st.text_input(
                f"初始密码（至少 {LEAST} 个字符）", type="password", autocomplete="new-password"
            )
        sent = st.form_submit_button("添加账户", type="primary")
    if sent:
        secret = None if given.sign_in == "oidc" else password
        _do(lambda: book.add(given.userdata, name, role, secret), "添加账户", f"{name}（{role}）")


def _change(given: Settings, found: tuple[Account, ...]) -> None:
    names = {one.name: one for one in found}
    chosen = st.selectbox("账户", list(names), key="account-chosen")
    one = names[chosen]
    with st.form(f"role-{one.id}", border=False):
        role: Role = st.radio(
            "角色", ROLES, index=ROLES.index(one.role), format_func=_role_told, key=f"r-{one.id}"
        )
        sent = st.form_submit_button("保存角色")
    if sent:
        _do(
            lambda: book.set_role(given.userdata, one.name, role), "更改角色", f"{one.name}：{role}"
        )
    if one.local:
        with st.form(f"password-{one.id}", border=False, clear_on_submit=True):
            password = st.text_input("新密码", type="password", autocomplete="new-password")
            sent = st.form_submit_button("重设密码")
        if sent:
            _do(lambda: book.set_password(given.userdata, one.name, password), "重设密码", one.name)
    word = "恢复使用" if one.disabled else "停用"
    if st.button(f"{word}这个账户", key=f"shut-{one.id}"):
        _do(
            lambda: book.set_disabled(given.userdata, one.name, not one.disabled),
            f"账户{word}",
            one.name,
        )


def _do(how: Callable[[], object], what: str, about: str) -> None:
    person.must_administer()
    try:
        how()
    except KbError as error:
        st.session_state[_TOLD] = ("bad", str(error))
        st.rerun()
    acting.note(what, about)
    st.session_state[_TOLD] = ("good", f"已完成：{what}，{about}。")
    st.rerun()


def _role_told(role: str) -> str:
    return f"{role}：{_MEANS[role]}"
