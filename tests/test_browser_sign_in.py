"""Signing in with a real browser: the cookies, and who is served at all."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from kb.accounts import book, log, sessions
from kb.settings import load_settings
from kb.workspace import build_index
from tests.browser_app import NARROW, ROOT, START_S, WIDE, Visit, running_app
from tests.web_library import make_library

pytestmark = pytest.mark.browser
PASSWORD = "山高水长的一个密码呀"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small library, indexed, and two accounts."""
    made = tmp_path_factory.mktemp("登录")
    make_library(made / "文库")
    with pytest.MonkeyPatch.context() as patched:
        for name, value in _environment(made).items():
            patched.setenv(name, value)
        build_index(load_settings(), rebuild=False, progress=lambda *_: None)
    book.add(made / "userdata", "李四", "管理员", PASSWORD)
    book.add(made / "userdata", "王五", "读者", PASSWORD)
    return made


def _environment(folder: Path) -> dict[str, str]:
    return {
        "KB_DOCUMENTS": str(folder / "文库"),
        "KB_INDEX": str(folder / "index"),
        "KB_MODEL": "none",
        "KB_USERDATA": str(folder / "userdata"),
    }


def _sign_in(visit: Visit, name: str, password: str) -> None:
    visit.page.get_by_label("姓名（账户名）").fill(name)
    visit.page.get_by_label("密码", exact=True).fill(password)
    visit.page.get_by_role("button", name="登录").click()


def test_signing_in_leads_to_the_page_that_was_asked_for_and_out_again(
    browser: Browser, folder: Path
) -> None:
    environment = _environment(folder) | {"KB_SIGN_IN": "local"}
    with running_app(environment, folder / "log.txt") as address:
        visit = Visit(browser, address, NARROW)
        page = visit.open("/library")
        expect(page.get_by_role("heading", name="登录")).to_be_visible()
        _sign_in(visit, "李四", "错的密码错的密码")
        expect(page.get_by_text("姓名或密码不对")).to_be_visible()
        _sign_in(visit, "李四", PASSWORD)
        expect(page.get_by_role("heading", name="文库", exact=True)).to_be_visible()
        expect(page.get_by_role("heading", name="添加文件")).to_be_visible()
        cookies = {one["name"]: one for one in page.context.cookies()}
        assert cookies["kb-session"]["httpOnly"] and cookies["kb-session"]["sameSite"] == "Strict"
        assert cookies["kb-browser"]["httpOnly"] and cookies["kb-browser"]["sameSite"] == "Lax"
        assert "kb-" not in page.evaluate("document.cookie")
        token = cookies["kb-session"]["value"]
        assert sessions.holder(folder / "userdata", token) is not None
        visit.open("/account")
        page.get_by_role("button", name="退出登录").click()
        expect(page.get_by_role("heading", name="登录")).to_be_visible()
        assert sessions.holder(folder / "userdata", token) is None
        assert "kb-session" not in {one["name"] for one in page.context.cookies()}
        told = [(one.name, one.what) for one in log.read(folder / "userdata")]
        assert told == [("李四", "退出"), ("李四", "登录"), ("李四", "登录失败")]
        visit.close()


def test_whoever_was_signed_out_meanwhile_is_asked_to_sign_in_at_the_next_press(
    browser: Browser, folder: Path
) -> None:
    environment = _environment(folder) | {"KB_SIGN_IN": "local"}
    with running_app(environment, folder / "log.txt") as address:
        visit = Visit(browser, address, WIDE)
        page = visit.open("/?q=强村公司")
        for name in ("收入素材夹", "有用"):
            _sign_in(visit, "王五", PASSWORD)
            button = page.get_by_role("button", name=name, exact=True).first
            expect(button).to_be_visible()
            visit.settle()
            reader = book.find(folder / "userdata", "王五")
            assert reader is not None
            sessions.end_all(folder / "userdata", reader.id)
            button.click()
            expect(page.get_by_role("heading", name="登录")).to_be_visible()
            assert not page.get_by_test_id("stException").count()
        visit.close()


def test_two_browsers_without_sign_in_are_two_people_and_each_stays_one(
    browser: Browser, folder: Path
) -> None:
    with running_app(_environment(folder), folder / "log.txt") as address:
        first, second = Visit(browser, address, WIDE), Visit(browser, address, WIDE)
        first.open("/account")
        first.page.get_by_label("怎么称呼您（可不填）").fill("张三")
        first.page.get_by_role("button", name="保存称呼").click()
        first.settle()
        first.open("/account")
        expect(first.page.get_by_label("怎么称呼您（可不填）")).to_have_value("张三")
        second.open("/account")
        expect(second.page.get_by_label("怎么称呼您（可不填）")).to_have_value("")
        assert _asked(f"{address}/", {"Host": "xiangjian.example"})[0] == 403
        own = {"Origin": address}
        assert _asked(f"{address}/kb/enter", own, b"no-such-ticket")[0] == 403
        for other in ("http://other.example", "http://[", "null"):
            assert _asked(f"{address}/kb/leave", {"Origin": other}, b"")[0] == 403
        assert _asked(f"{address}/kb/leave", own, b"")[0] == 204
        first.close()
        second.close()


def test_nothing_is_served_to_other_machines_without_sign_in(folder: Path) -> None:
    with _started(folder, {"STREAMLIT_SERVER_ADDRESS": "0.0.0.0"}) as address:
        status, told = _asked(f"{address}/library", {"Accept": "text/html"})
        assert status == 403 and "乡鉴没有对外开放" in told and "python -m kb user add" in told
        assert _asked(f"{address}/_stcore/health")[0] == 403
        assert _asked(f"{address}/_stcore/host-config")[0] == 403


def test_other_machines_are_served_where_the_settings_say_so(folder: Path) -> None:
    told = {"STREAMLIT_SERVER_ADDRESS": "0.0.0.0", "KB_OPEN": "true"}
    with _started(folder, told) as address:
        assert _asked(f"{address}/_stcore/health") == (200, "ok")


@contextmanager
def _started(folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """The app on a free port, as soon as it answers anything at all; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
    command += ["--server.port", str(port), "--server.headless", "true"]
    with (folder / "started.log").open("wb") as stream:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=stream, stderr=subprocess.STDOUT,
            env=os.environ | _environment(folder) | environment,
        )  # fmt: skip
        try:
            limit = time.monotonic() + START_S
            while _asked(f"http://localhost:{port}/_stcore/health")[0] == 0:
                assert process.poll() is None and time.monotonic() < limit
                time.sleep(0.2)
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            process.wait(20)


def _asked(
    address: str, headers: dict[str, str] | None = None, body: bytes | None = None
) -> tuple[int, str]:
    """Status and text of an answer; status 0: nobody answered."""
    request = urllib.request.Request(address, body, headers or {})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""
