"""What happens where no browser can be found."""

from pathlib import Path

import pytest

from tests.browser_app import browser_path


def hide_browsers(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Leave nothing on the search path."""
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("KB_BROWSER", raising=False)
    monkeypatch.delenv("CI", raising=False)


def test_a_users_run_skips_with_a_clear_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hide_browsers(monkeypatch, tmp_path)
    with pytest.raises(pytest.skip.Exception, match="没有找到 Chromium"):
        browser_path()


def test_on_ci_it_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hide_browsers(monkeypatch, tmp_path)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="没有找到 Chromium"):
        browser_path()


def test_a_browser_that_is_named_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hide_browsers(monkeypatch, tmp_path)
    monkeypatch.setenv("KB_BROWSER", "/opt/chromium")
    assert browser_path() == "/opt/chromium"
