"""Who the pages take their user for, and what they let whom do."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.types import Message
from streamlit import net_util
from streamlit.testing.v1 import AppTest

from kb.accounts import book, log, names
from kb.errors import InputError
from kb.settings import Settings
from kb.web import account_admin, added, building, gate, listening, person, tickets
from kb.web.listening import is_own
from tests.web_app import document_id, page, pointed_indexed, press, shown


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A small library, indexed."""
    return pointed_indexed(tmp_path, monkeypatch)


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


@pytest.fixture
def as_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody is a reader."""
    monkeypatch.setenv("KB_ROLE", "读者")


def test_a_reader_is_offered_nothing_that_changes_the_library(
    settings: Settings, as_reader: None
) -> None:
    for name in ("library", "report"):
        app = page(name)
        assert not app.exception
        labels = {button.label for button in app.button}
        assert not labels & {"更新索引", "加入文库", "取网页", "试读（不写索引）", "确定删除"}
    app = page("original", id=document_id(settings, "乙县通知.txt"))
    assert "确认或更正识别结果" not in {one.label for one in app.expander}


def test_what_changes_the_library_refuses_a_reader_by_itself(
    settings: Settings, as_reader: None
) -> None:
    for forbidden in (
        lambda: added.save(settings, "新.txt", b"x", replace=False),
        lambda: added.delete(settings, ["旧.txt"]),
        lambda: building.start_fetching(settings, ["http://localhost/"]),
        lambda: building.start_trial(settings),
    ):
        with pytest.raises(InputError, match="您的角色是“读者”"):
            forbidden()
    assert not added.folder_of(settings).exists()


def test_a_reader_sees_neither_accounts_nor_the_log(settings: Settings, as_reader: None) -> None:
    told = shown(page("account"))
    assert "角色：读者" in told and "账户管理" not in told and "操作记录" not in told
    with pytest.raises(InputError, match="只有管理员"):
        account_admin.entries(settings)


def test_an_administrator_adds_an_account_and_sees_it_in_the_log(settings: Settings) -> None:
    app = page("account")
    app.text_input[1].set_value("王五")
    app.text_input[2].set_value("太短")
    press(app, "添加账户")
    assert "密码至少要 10 个字符" in shown(app) and not book.all_accounts(settings.userdata)
    app.text_input[2].set_value("山高水长的一个密码")
    press(app, "添加账户")
    app.text_input[2].set_value("山高水长的一个密码呀")
    press(app, "添加账户")
    assert [(one.name, one.role) for one in book.all_accounts(settings.userdata)] == [
        ("王五", "读者")
    ]
    assert '<th scope="row">王五</th><td>读者</td><td>在用</td>' in shown(app)
    assert "<td>添加账户</td><td>王五（读者）</td>" in shown(app)


def test_searches_are_logged_only_where_asked_and_once(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    page(q="强村公司")
    assert not [one for one in log.read(settings.userdata) if one.what == "检索"]
    monkeypatch.setenv("KB_LOG_QUERIES", "true")
    page(q="强村公司").run()
    logged = [one.about for one in log.read(settings.userdata) if one.what == "检索"]
    assert logged == ["强村公司"]


def test_what_is_logged_cannot_put_markup_into_the_page() -> None:
    made = log.Entry("2026-01-01T00:00:00+00:00", "b-1", "<script>", "登录", "<img src=x>")
    drawn = account_admin.entries_html((made,))
    assert "<script>" not in drawn and "<img" not in drawn and "&lt;script&gt;" in drawn


def test_the_server_never_asks_an_outside_address_who_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(net_util, "_external_ip", None)
    monkeypatch.setattr(net_util, "_make_blocking_http_get", lambda *_, **__: pytest.fail("asked"))
    gate.stay_here()
    assert net_util.get_external_ip() == ""


@pytest.mark.parametrize(
    ("given", "address", "refused"),
    [
        (Settings(), "localhost", False),
        (Settings(), "0.0.0.0", True),
        (Settings(), None, True),
        (Settings(sign_in="local"), "0.0.0.0", False),
        (Settings(sign_in="oidc"), "", False),
        (Settings(open=True), "", False),
    ],
)
def test_who_is_refused_to_be_served(
    given: Settings, address: str | None, refused: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening.st, "get_option", lambda _: address)
    assert listening.refused(given) is refused


def test_the_page_of_searching_is_found_by_its_name_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate.listening, "refused", lambda _: False)
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    scope = {
        "type": "http", "method": "GET", "path": "/search", "query_string": b"q=%E5%BC%BA",
        "headers": [(b"host", b"localhost")],
    }  # fmt: skip
    asyncio.run(gate.Gate(None)(scope, receive, send))  # type: ignore[arg-type]
    assert (b"location", b"/?q=%E5%BC%BA") in sent[0]["headers"]


def test_a_ticket_is_good_once() -> None:
    ticket = tickets.issue("token")
    assert tickets.redeem(ticket) == "token"
    assert tickets.redeem(ticket) is None


def test_a_ticket_is_good_for_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = tickets.issue("token")
    later = tickets.time.monotonic() + 61
    monkeypatch.setattr(tickets.time, "monotonic", lambda: later)
    assert tickets.redeem(ticket) is None


@pytest.mark.parametrize(
    ("told", "known"),
    [
        ({"is_logged_in": False}, None),
        ({"is_logged_in": True, "email": "Li@example.org"}, "编辑"),
        ({"is_logged_in": True, "email": "li@example.org", "email_verified": False}, None),
        ({"is_logged_in": True, "email": "other@example.org"}, None),
    ],
)
def test_whom_the_provider_tells_needs_an_account(
    told: dict[str, object], known: str | None, userdata: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.add(userdata, "li@example.org", "编辑", None)
    monkeypatch.setattr(person.st, "user", SimpleNamespace(to_dict=lambda: told))
    found = person.of_provider(Settings(userdata=userdata, sign_in="oidc"))
    assert (found.role if found else None) == known


def test_with_a_role_for_all_the_provider_knows_each_has_an_id_of_issuer_and_subject(
    userdata: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = Settings(userdata=userdata, sign_in="oidc", role="读者")
    ids = []
    for subject in ("1", "2", "1"):
        told = {"is_logged_in": True, "iss": "https://id.example", "sub": subject, "name": "某人"}
        monkeypatch.setattr(person.st, "user", SimpleNamespace(to_dict=lambda told=told: told))
        found = person.of_provider(given)
        assert found is not None and (found.role, found.name) == ("读者", "某人")
        ids.append(found.id)
    assert ids[0] == ids[2] != ids[1]
