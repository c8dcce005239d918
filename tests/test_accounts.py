"""Accounts, sign-in, sessions and the log of actions."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.accounts import book, files, log, names, passwords, sessions, signing
from kb.accounts.throttle import Throttle
from kb.cli.main import main
from kb.errors import InputError, StorageError

PASSWORD = "山高水长的一个密码呀"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Users' data, not there yet."""
    return tmp_path / "数据"


class Clock:
    """A clock that stands until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_account_is_found_by_its_name_in_any_case_and_its_password_is_not_kept(
    folder: Path,
) -> None:
    made = book.add(folder, "  Li  Si ", "编辑", PASSWORD)
    assert (made.name, made.role, made.local, made.disabled) == ("Li Si", "编辑", True, False)
    assert book.find(folder, "li si") == made == book.by_id(folder, made.id)
    kept = (folder / book.FILE).read_text("utf-8")
    assert PASSWORD not in kept and "$argon2id$" in kept


def test_a_name_is_taken_once_and_a_deleted_accounts_data_are_nobodys(folder: Path) -> None:
    first = book.add(folder, "李四", "读者", PASSWORD)
    with pytest.raises(InputError, match="已有名为“李四”的账户"):
        book.add(folder, "李四", "读者", PASSWORD)
    (folder / book.FILE).unlink()
    assert book.add(folder, "李四", "读者", PASSWORD).id != first.id


@pytest.mark.parametrize("name", ["", "  ", "=HYPERLINK(1)", "<b>", "甲" * 61, "_甲", "甲\x00"])
def test_names_that_cannot_be(folder: Path, name: str) -> None:
    with pytest.raises(InputError, match="不能作账户名"):
        book.add(folder, name, "读者", PASSWORD)


@pytest.mark.parametrize(
    ("password", "told"),
    [("九个字符的密码来了", "至少要 10 个"), ("一" * 30, "太简单"), ("甲" * 201, "最多 200 个")],
)
def test_passwords_that_cannot_be(password: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        passwords.hashed(password, "李四")


def test_a_password_is_the_same_however_its_characters_are_composed() -> None:
    kept = passwords.hashed("caf\u00e9-caf\u00e9-12", "李四")
    assert passwords.fits("cafe\u0301-cafe\u0301-12", kept)
    assert not passwords.fits("cafe-cafe-12", kept)


def test_an_unknown_name_costs_a_check_of_a_hash_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str | None] = []
    real = passwords._HASHER.verify
    monkeypatch.setattr(
        passwords,
        "_HASHER",
        type("Spy", (), {"verify": lambda _, k, p: checked.append(k) or real(k, p)})(),
    )
    book_hash = passwords._NOBODYS
    assert signing.sign_in(folder, "没有这个人", PASSWORD, Throttle()).account is None
    assert checked == [book_hash]


def test_signing_in_and_who_may_not(folder: Path) -> None:
    made = book.add(folder, "李四", "读者", PASSWORD)
    book.add(folder, "li@example.org", "编辑", None)
    throttle = Throttle(per_name=9)
    assert signing.sign_in(folder, " 李四", PASSWORD, throttle).account == made
    assert signing.sign_in(folder, "李四", PASSWORD + "1", throttle).account is None
    assert signing.sign_in(folder, "li@example.org", "", throttle).account is None
    book.set_disabled(folder, "李四", True)
    assert signing.sign_in(folder, "李四", PASSWORD, throttle).account is None


def test_after_five_failures_a_name_waits_even_with_the_right_password(folder: Path) -> None:
    book.add(folder, "李四", "读者", PASSWORD)
    clock = Clock()
    throttle = Throttle(per_name=5, window_s=900, clock=clock)
    for second in range(5):
        clock.now = second
        assert signing.sign_in(folder, "李四", "错的密码错的密码", throttle).wait_s == 0
    clock.now = 10
    assert signing.sign_in(folder, "李四", PASSWORD, throttle) == signing.Tried(None, 890)
    assert throttle.wait_s("王五") == 0
    clock.now = 900
    assert signing.sign_in(folder, "李四", PASSWORD, throttle).account is not None
    assert throttle.wait_s("李四") == 0


def test_other_forms_of_a_name_are_no_further_tries(folder: Path) -> None:
    book.add(folder, "li", "读者", PASSWORD)
    throttle = Throttle(per_name=2, clock=Clock())
    for name in ("li", "ｌi"):
        assert signing.sign_in(folder, name, "错的密码错的密码", throttle).wait_s == 0
    assert signing.sign_in(folder, "lｉ", PASSWORD, throttle).account is None


def test_many_failures_of_many_names_make_everybody_wait() -> None:
    clock = Clock()
    throttle = Throttle(per_name=5, overall=3, window_s=100, clock=clock)
    waits = [throttle.take(name) for name in ("甲", "乙", "丙", "丁")]
    assert waits == [0, 0, 0, 100]
    clock.now = 100
    assert throttle.take("丁") == 0


def test_a_session_lasts_a_working_day_and_its_token_is_not_on_disk(folder: Path) -> None:
    token = sessions.begin(folder, "a-1", now_s=1000)
    assert token not in (folder / sessions.FILE).read_text("utf-8")
    assert sessions.holder(folder, token, now_s=1000 + sessions.LASTS_S - 1) == "a-1"
    assert sessions.holder(folder, token, now_s=1000 + sessions.LASTS_S) is None
    assert sessions.holder(folder, "x" + token, now_s=1001) is None
    assert sessions.holder(folder, "", now_s=1001) is None


def test_signing_out_ends_one_session_and_a_new_password_all_of_the_account(folder: Path) -> None:
    one = book.add(folder, "李四", "读者", PASSWORD)
    other = book.add(folder, "王五", "读者", PASSWORD)
    first, second = sessions.begin(folder, one.id), sessions.begin(folder, one.id)
    third = sessions.begin(folder, other.id)
    sessions.end(folder, first)
    assert [sessions.holder(folder, t) for t in (first, second, third)] == [None, one.id, other.id]
    book.set_password(folder, "李四", PASSWORD + "二")
    assert [sessions.holder(folder, t) for t in (first, second, third)] == [None, None, other.id]


def test_an_account_that_is_shut_is_signed_out(folder: Path) -> None:
    one = book.add(folder, "李四", "读者", PASSWORD)
    token = sessions.begin(folder, one.id)
    book.set_disabled(folder, "李四", True)
    assert sessions.holder(folder, token) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: book.set_role(folder, "甲", "编辑"),
        lambda folder: book.set_disabled(folder, "甲", True),
    ],
)
def test_the_last_administrator_stays_one(folder: Path, change: Callable[[Path], None]) -> None:
    book.add(folder, "甲", "管理员", PASSWORD)
    book.add(folder, "乙", "编辑", PASSWORD)
    with pytest.raises(InputError, match="最后一个管理员"):
        change(folder)
    assert book.find(folder, "甲").role == "管理员"
    book.set_role(folder, "乙", "管理员")
    change(folder)


def test_a_role_that_is_none_may_do_least(folder: Path) -> None:
    book.add(folder, "甲", "编辑", PASSWORD)
    path = folder / book.FILE
    path.write_text(path.read_text("utf-8").replace('"编辑"', '"老板"'), "utf-8")
    assert book.find(folder, "甲").role == "读者"


def test_a_damaged_file_is_told_and_left_alone(folder: Path) -> None:
    folder.mkdir()
    (folder / book.FILE).write_text("{", "utf-8")
    with pytest.raises(StorageError, match=r"accounts\.json 读不出来"):
        book.all_accounts(folder)
    with pytest.raises(StorageError):
        book.add(folder, "甲", "读者", PASSWORD)
    assert (folder / book.FILE).read_text("utf-8") == "{"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_the_user_of_the_server_can_read_the_file(folder: Path) -> None:
    book.add(folder, "甲", "读者", PASSWORD)
    assert (folder / book.FILE).stat().st_mode & 0o077 == 0


def test_a_change_by_another_process_is_seen(folder: Path) -> None:
    files.change(folder / "x.json", lambda table: table.update(a=1))
    assert files.read(folder / "x.json") == {"a": 1}
    (folder / "x.json").write_text('{"a": 2, "b": 3}', "utf-8")
    assert files.read(folder / "x.json") == {"a": 2, "b": 3}


def test_a_shown_name_is_short_and_on_one_line(folder: Path) -> None:
    names.set_name(folder, "b-1", " 张\n三\u202e " + "丰" * 40)
    assert names.shown_name(folder, "b-1") == "张三 " + "丰" * 17
    names.set_name(folder, "b-1", " ")
    assert names.shown_name(folder, "b-1") is None


def test_a_line_of_the_log_stays_one_line_and_its_table_has_no_formula(folder: Path) -> None:
    forged = 'x"}\n{"at": "2000", "who": "管理员"'
    log.write(folder, log.Entry("2026-01-02T03:04:05+00:00", "b-1", "=1+1", "添加文件", forged))
    log.write(folder, log.Entry("2026-01-02T03:04:06+00:00", "b-2", "李四", "登录", "\ud800"))
    found = log.read(folder)
    assert [(one.who, one.what) for one in found] == [("b-2", "登录"), ("b-1", "添加文件")]
    assert found[1].about == forged and found[0].about == "?"
    rows = list(csv.reader(io.StringIO(log.as_csv(found).removeprefix("\ufeff"))))
    assert rows[0][0] == "时间（UTC）" and len(rows) == 3
    assert rows[2][2] == "'=1+1" and "\n" not in rows[2][4]


def test_the_log_begins_anew_when_it_is_full_and_keeps_three_older_files(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "MAX_BYTES", 250)
    for number in range(20):
        log.write(folder, log.Entry("2026", "b", "", "登录", f"{number:03}"))
    told = sorted(path.name for path in (folder / log.FOLDER).iterdir())
    assert told == ["actions.1.jsonl", "actions.2.jsonl", "actions.3.jsonl", "actions.jsonl"]
    about = [one.about for one in log.read(folder)]
    assert about == [f"{number:03}" for number in range(19, 19 - len(about), -1)]
    assert 6 <= len(about) < 20
    assert log.read(folder, limit=2) == log.read(folder)[:2]


def run(monkeypatch: pytest.MonkeyPatch, typed: str, *arguments: str) -> int:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode())))
    return main(["user", *arguments])


def test_the_command_keeps_accounts_and_writes_down_what_it_did(
    userdata: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, f"{PASSWORD}\n", "add", "李四", "--role", "管理员") == 0
    assert run(monkeypatch, "", "add", "wang@example.org", "--no-password") == 0
    assert run(monkeypatch, "太短\n", "password", "李四") == 1
    assert "至少要 10 个字符" in capsys.readouterr().err
    assert run(monkeypatch, "", "disable", "李四") == 1
    assert "最后一个管理员" in capsys.readouterr().err
    assert run(monkeypatch, "", "role", "wang@example.org", "编辑") == 0
    assert run(monkeypatch, "", "disable", "没有") == 1
    capsys.readouterr()
    assert run(monkeypatch, "", "list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(one["name"], one["role"]) for one in listed] == [
        ("wang@example.org", "编辑"), ("李四", "管理员"),
    ]  # fmt: skip
    assert [(one.who, one.what, one.about) for one in log.read(userdata)] == [
        ("命令行", "更改角色", "wang@example.org：编辑"),
        ("命令行", "添加账户", "wang@example.org（读者）"),
        ("命令行", "添加账户", "李四（管理员）"),
    ]


def test_a_password_cannot_be_an_argument(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["user", "add", "李四", PASSWORD])
    assert stopped.value.code == 2
