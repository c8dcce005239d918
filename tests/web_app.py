"""The pages run without a browser: what the tests of the pages share."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from kb.settings import Settings, load_settings
from kb.web import building
from kb.workspace import build_index, open_index
from tests.web_library import make_library

APP = Path(__file__).parent.parent / "app.py"
WAIT_S = 60


def pointed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The small library written below ``folder``, not indexed, and the environment set so that
    the app uses it, without a model."""
    make_library(folder / "文库")
    for name, value in {
        "KB_DOCUMENTS": folder / "文库",
        "KB_INDEX": folder / "index",
        "KB_MODELS": folder / "models",
        "KB_MODEL": "none",
    }.items():
        monkeypatch.setenv(name, str(value))
    st.cache_resource.clear()
    st.cache_data.clear()
    return load_settings()


def pointed_indexed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The same, indexed."""
    given = pointed(folder, monkeypatch)
    build_index(given, rebuild=False, progress=lambda *_: None)
    return given


def page(name: str = "search", /, **params: str) -> AppTest:
    """One page of the app after its first run."""
    app = AppTest.from_file(str(APP), default_timeout=WAIT_S)
    if name != "search":
        app.switch_page(f"kb/web/pages/{name}.py")
    for key, value in params.items():
        app.query_params[key] = value
    return app.run()


def shown(app: AppTest) -> str:
    """All HTML of a page."""
    assert not app.exception
    return "\n".join(element.body for element in app.html)


def text_of(markup: str) -> str:
    """What a browser shows of ``markup``."""
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def press(app: AppTest, label: str) -> AppTest:
    """Click a button."""
    return next(button for button in app.button if button.label == label).click().run()


def document_id(settings: Settings, path: str) -> str:
    """The id of one file of the library."""
    cards = open_index(settings).library.cards
    return next(card.id for card in cards if card.path == path)


def finish_build(settings: Settings) -> building.BuildJob:
    """Wait for the build that the app has started."""
    job = building.last_build(settings)
    assert job is not None
    job.wait(WAIT_S)
    return job
