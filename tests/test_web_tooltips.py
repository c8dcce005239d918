"""Tooltips, which Streamlit reads as Markdown: a picture in one would be fetched from outside."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.web_app import page, pointed_indexed
from tests.web_library import make_library

PICTURE = "![图](//甲.example/图.png)"
SHOWN = r"!\[图\](//甲.example/图.png)"
CORRECTIONS = "文件,项目,值\n甲县方案.md,省,浙江省\n甲县方案.md,县,甲县\n"


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The small library, one document of a known place."""
    monkeypatch.setattr("tests.web_app.make_library", _placed)
    pointed_indexed(tmp_path, monkeypatch)


def _placed(folder: Path) -> Path:
    make_library(folder)
    (folder / "更正.csv").write_text(CORRECTIONS, encoding="utf-8")
    return folder


def tooltips(app: AppTest, label: str) -> set[str]:
    return {button.help for button in app.button if button.label == label}


def test_the_words_of_a_query_are_no_markup() -> None:
    app = page(q="组建 ![强村公司](//强村公司)")
    assert tooltips(app, "没用") == {r"这一条对“组建 !\[强村公司\](//强村公司)”没用"}


def test_a_place_in_an_address_is_no_markup() -> None:
    app = page("compare", q="强村公司", province=PICTURE)
    assert tooltips(app, "显示全部省份") == {f"现在只看{SHOWN}"}
