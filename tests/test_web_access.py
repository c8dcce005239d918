"""Who the pages take their user for, and what they let whom do."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kb.accounts import book, log, names
from kb.settings import Settings
from kb.web.listening import is_own
from kb.workspace import build_index
from tests.web_app import page, pointed, press, shown


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A small library, indexed."""
    given = pointed(tmp_path, monkeypatch)
    build_index(given, rebuild=False, progress=lambda *_: None)
    return given


@pytest.mark.parametrize(
    "address", ["localhost", "LocalHost", "127.0.0.1", "127.8.0.1", "::1", "[::1]"]
)
def test_addresses_that_only_this_machine_reaches(address: str) -> None:
    assert is_own(address)


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "0.0.0.0",
        "::",
        "192.168.1.5",
        "10.0.0.1",
        "fe80::1",
        "某电脑",
        "localhost.example",
    ],
)
def test_addresses_that_others_reach_and_whatever_is_not_known(address: str | None) -> None:
    assert not is_own(address)


def _role(app: AppTest) -> str:
    return next(line for line in shown(app).splitlines() if "角色：" in line)


def test_without_sign_in_one_is_an_administrator_and_may_enter_a_name(settings: Settings) -> None:
    app = page("account")
    assert "角色：管理员" in _role(app)
    app.text_input[0].set_value("  张 三\n")
    press(app, "保存称呼")
    assert names.shown_name(settings.userdata, "local") == "张 三"
    assert page("account").text_input[0].value == "张 三"


def test_with_sign_in_no_page_shows_anything_before_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_SIGN_IN", "local")
    for name in ("search", "library", "account", "original", "report"):
        app = page(name)
        assert "<h1>登录</h1>" in shown(app)
        assert [button.label for button in app.button] == ["登录"]
        assert "甲县" not in shown(app) and not app.get("page_link")


def test_a_wrong_password_and_an_unknown_name_are_told_alike_and_logged(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_SIGN_IN", "local")
    book.add(settings.userdata, "李四", "编辑", "一个够长的密码来了吗")
    told = []
    for name in ("李四", "我的密码写错了地方"):
        app = page()
        app.text_input[0].set_value(name)
        app.text_input[1].set_value("不是这个密码不是")
        told.append(shown(press(app, "登录")))
    assert "姓名或密码不对" in told[0] and told[0] == told[1]
    logged = [(entry.name, entry.what) for entry in log.read(settings.userdata)]
    assert logged == [("（没有这个账户）", "登录失败"), ("李四", "登录失败")]
