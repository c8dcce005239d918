"""Links to places of documents: they survive a change of the file, and say so."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kb.settings import Settings
from kb.types import Document, Metadata
from kb.web.location import (
    Location,
    location_from,
    params_of,
    path_key,
    place_params,
    placed,
)
from kb.workspace import build_index, open_index
from tests.web_app import document_id, page, pointed_indexed, shown
from tests.web_library import PLAN

PATH = "甲县方案.md"
SENTENCE = "由十二个村共同出资组建"


@pytest.fixture
def indexed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A small library, indexed."""
    return pointed_indexed(tmp_path, monkeypatch)


def link_to(settings: Settings, words: str) -> dict[str, str]:
    """The address of ``words`` in the plan, as the pages write it."""
    found = open_index(settings).library.document(document_id(settings, PATH))
    assert found is not None
    start = found.text.index(words)
    return place_params(found, start, start + len(words))


def follow(settings: Settings, text: str | None, params: dict[str, str]) -> AppTest:
    """Put ``text`` for the plan (``None``: delete it), build, and open the link."""
    file = settings.documents / PATH
    if text is None:
        file.unlink()
    else:
        file.write_text(text, encoding="utf-8")
    build_index(settings, rebuild=False, progress=lambda *_: None)
    return page("original", **params)


def document(text: str) -> Document:
    """A document of nothing but text."""
    return Document("d1", "甲/乙.txt", "0", "text", text, Metadata())


def test_an_address_says_how_a_place_is_found_again() -> None:
    text = "甲县组建强村公司12家,承接小型工程和物业服务,收入三千万元。\n" * 2
    params = place_params(document(text), 0, 33)
    assert params == {
        "id": "d1", "start": "0", "end": "33", "p": path_key("甲/乙.txt"),
        "w": text[:16], "e": text[25:33],
    }  # fmt: skip
    short = place_params(document(text), 8, 12)
    assert (short["w"], short["b"]) == ("12家,", "甲县组建强村公司") and "e" not in short
    assert len(path_key("甲/乙.txt")) == 10 and "甲" not in path_key("甲/乙.txt")


def test_a_whole_location_survives_the_address() -> None:
    place = Location(
        "d1", 3, 9, page=2, key="0123456789", words="甲&=\n乙", tail="丙", before="丁",
        view="raw", find="强村 公司", search=(("q", "强村公司"), ("year", "2023")), plain=True,
    )  # fmt: skip
    assert location_from(params_of(place)) == place
    assert params_of(Location("d1")) == {"id": "d1"}


def test_what_cannot_be_is_dropped() -> None:
    said = {
        "id": "d1",
        "start": "9",
        "end": "3",
        "w": "甲",
        "view": "x",
        "marks": "2",
        "p": "p" * 99,
    }
    assert location_from(said) == Location("d1", key="p" * 10)
    long = location_from(
        {"id": "d1", "start": "1", "end": "2", "w": "甲" * 999, "find": "乙" * 999}
    )
    assert long is not None and (len(long.words), len(long.find)) == (60, 60)


def test_another_place_of_the_same_text_keeps_how_it_is_looked_at() -> None:
    place = Location("d1", 0, 2, page=3, find="甲", search=(("q", "乙"),), plain=True)
    moved = placed(place, document("甲县乙镇丙村"), "甲县乙镇丙村", (2, 4))
    assert moved == Location(
        "d1", 2, 4, key=path_key("甲/乙.txt"), words="乙镇", before="甲县", find="甲",
        search=(("q", "乙"),), plain=True,
    )  # fmt: skip


def test_an_old_link_finds_the_words_in_the_changed_file(indexed: Settings) -> None:
    params = link_to(indexed, SENTENCE)
    app = follow(
        indexed, PLAN.replace("一、总体要求", "前言\n\n新写的一段前言。\n\n一、总体要求"), params
    )
    text = shown(app)
    assert f'<mark id="here" class="kb-here">{SENTENCE}</mark>' in text
    assert "链接所指的话还在" in text
    assert document_id(indexed, PATH) != params["id"]


def test_an_old_link_leads_to_the_nearest_words_and_says_which_it_meant(indexed: Settings) -> None:
    params = link_to(indexed, SENTENCE)
    app = follow(indexed, PLAN.replace(SENTENCE, "由十五个村共同投资组建"), params)
    text = shown(app)
    assert "下面是最接近的位置" in text and f"“{SENTENCE}”" in text
    assert '<mark id="here" class="kb-here">由十五个村共同投资组建</mark>' in text


def test_words_that_are_gone_are_told(indexed: Settings) -> None:
    app = follow(
        indexed, "# 甲县养老服务方案\n\n村村设立幸福院,为老人送午餐。\n", link_to(indexed, SENTENCE)
    )
    text = shown(app)
    assert "没有找到链接所指的位置" in text and f"“{SENTENCE}”" in text and 'id="here"' not in text


def test_a_deleted_file_is_told_with_what_the_link_said(indexed: Settings) -> None:
    text = shown(follow(indexed, None, link_to(indexed, SENTENCE)))
    assert "已不在库内" in text and f"链接里的话是：“{SENTENCE}”" in text


def test_a_link_of_numbers_alone_still_leads_to_its_place(indexed: Settings) -> None:
    params = link_to(indexed, SENTENCE)
    text = shown(page("original", id=params["id"], start=params["start"], end=params["end"]))
    assert f'<mark id="here" class="kb-here">{SENTENCE}</mark>' in text and "已有变动" not in text


def test_the_page_puts_the_lasting_address_for_a_short_one(indexed: Settings) -> None:
    params = link_to(indexed, SENTENCE)
    text = shown(page("original", id=params["id"], start=params["start"], end=params["end"]))
    assert f"&p={params['p']}&w=%E7%94%B1" in text and "history.replaceState" in text
