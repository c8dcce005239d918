"""The catalogue: what it lists and counts, its lines, its address, and the page."""

from __future__ import annotations

import csv
import html
import io
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kb.settings import Settings
from kb.types import Depth, PracticeCard, Region
from kb.web import catalogueview
from kb.web.catalogue_csv import catalogue_csv
from kb.web.catalogue_listing import Catalogue
from kb.web.facets import Choice
from kb.web.state import (
    MAX_PICKED,
    SORTS,
    CatalogueState,
    catalogue_from,
    catalogue_params,
)
from kb.workspace import build_index, open_index
from tests.web_app import page, pointed, press, shown

A, B, C = Region("甲省", "甲一市", "甲县"), Region("甲省", "甲二市"), Region("乙省", "乙市", "乙县")


def card(
    name: str,
    regions: tuple[Region, ...] = (),
    depths: tuple[int, int, int] = (1, 0, 0),
    *,
    aliases: tuple[str, ...] = (),
    years: tuple[int, ...] = (),
    themes: tuple[str, ...] = (),
    topics: tuple[str, ...] = (),
    programme: bool = False,
) -> PracticeCard:
    """An invented practice; its id is its name."""
    depth: Depth = "有成效" if depths[2] else "有做法" if depths[1] else "仅提及"
    return PracticeCard(
        name, name, aliases, depth, depths, regions, years, themes, topics, programme,
        sum(depths), 2, 3,
    )  # fmt: skip


CARDS = (
    card("积分超市", (A, C), (1, 2, 0), years=(2022,), themes=("组织",), topics=("乡村治理",)),
    card("强村公司", (A,), (0, 1, 2), aliases=("強村公司", "强村富民公司"), years=(2022, 2023),
         themes=("产业",), topics=("集体经济",)),
    card("河长制", (B, C), (3, 0, 0), years=(2021,), themes=("生态",), programme=True),
    card("啊字诀", (B,), (1, 0, 0), aliases=("公司之路",)),
    card("无名处"),
)  # fmt: skip
CATALOGUE = Catalogue(CARDS)


def names(**conditions: object) -> list[str]:
    """What is listed under these conditions."""
    state = CatalogueState(**conditions)  # type: ignore[arg-type]
    return [found.name for found in CATALOGUE.find(state).cards]


def choices(name: str, **conditions: object) -> tuple[Choice, ...]:
    """What one filter offers under these conditions."""
    return CATALOGUE.find(CatalogueState(**conditions)).choices[name]  # type: ignore[arg-type]


def test_the_orders_begin_with_places_own_practices_and_their_results() -> None:
    assert names() == ["强村公司", "积分超市", "啊字诀", "无名处", "河长制"]
    assert names(sort="地区最多") == ["积分超市", "河长制", "强村公司", "啊字诀", "无名处"]
    assert names(sort="讲得最详") == ["强村公司", "积分超市", "河长制", "啊字诀", "无名处"]
    assert names(sort="名称") == ["啊字诀", "河长制", "积分超市", "强村公司", "无名处"]


def test_words_are_found_in_names_before_other_names_before_places() -> None:
    assert names(q="公司") == ["强村公司", "啊字诀"]
    assert names(q="強村") == ["强村公司"]
    assert names(q="富民") == ["强村公司"]
    assert names(q="乙县") == ["积分超市", "河长制"]
    assert names(q="制 乙县") == ["河长制"]
    assert names(q="制 甲县") == []


def test_each_filter_keeps_what_has_its_value() -> None:
    assert names(theme="产业") == ["强村公司"]
    assert names(topic="乡村治理") == ["积分超市"]
    assert names(year=2022) == ["强村公司", "积分超市"]
    assert names(depth="仅提及") == ["啊字诀", "无名处", "河长制"]
    assert names(origin="上级部署") == ["河长制"]
    assert names(origin="本地做法", province="乙省") == ["积分超市"]
    assert names(theme="没有这个") == []


def test_a_place_is_one_place_of_a_practice() -> None:
    assert names(province="甲省") == ["强村公司", "积分超市", "啊字诀", "河长制"]
    assert names(province="甲省", city="甲一市", county="甲县") == ["强村公司", "积分超市"]
    # 积分超市 is in 甲省 and in 乙市, yet not in a 乙市 of 甲省.
    assert names(province="甲省", city="乙市") == []


def test_a_filter_counts_what_passes_the_others() -> None:
    assert choices("province") == (Choice("甲省", 4), Choice("乙省", 2))
    assert choices("province", province="甲省") == (Choice("甲省", 4), Choice("乙省", 2))
    assert choices("province", theme="产业") == (Choice("甲省", 1),)
    assert choices("city", province="甲省") == (Choice("甲一市", 2), Choice("甲二市", 2))
    assert choices("county", province="乙省") == (Choice("乙县", 2),)
    assert choices("depth") == (Choice("有成效", 1), Choice("有做法", 1), Choice("仅提及", 3))
    assert choices("origin", q="公司") == (Choice("本地做法", 2),)
    assert choices("year") == (Choice(2023, 1), Choice(2022, 2), Choice(2021, 1))


def test_a_value_that_is_set_stays_offered_when_nothing_is_left() -> None:
    assert choices("theme", theme="文化") == (
        Choice("产业", 1), Choice("生态", 1), Choice("组织", 1), Choice("文化", 0),
    )  # fmt: skip


def test_a_city_outside_its_province_is_dropped() -> None:
    state = CatalogueState(province="乙省", city="甲一市", county="甲县")
    assert CATALOGUE.consistent(state) == Region("乙省")
    kept = CatalogueState(province="甲省", city="甲一市", county="乙县")
    assert CATALOGUE.consistent(kept) == Region("甲省", "甲一市")
    assert CATALOGUE.consistent(CatalogueState()) == Region()


def test_without_practices_nothing_is_found() -> None:
    found = Catalogue(()).find(CatalogueState(q="积分", province="甲省"))
    assert found.cards == () and found.choices["province"] == (Choice("甲省", 0),)


def test_the_whole_address_survives() -> None:
    state = CatalogueState(
        "积分", "组织", "乡村治理", "浙江省", "宁波市", "慈溪市", 2022, "有做法", "本地做法",
        "名称", 3, ("a1", "b2"),
    )  # fmt: skip
    params = catalogue_params(state)
    assert catalogue_from(params) == state
    assert params["pick"] == "a1,b2" and params["page"] == "3"
    assert catalogue_params(CatalogueState()) == {}


def test_what_cannot_be_in_an_address_is_dropped() -> None:
    odd = {
        "year": "x",
        "depth": "很详",
        "origin": "别处",
        "sort": "<b>",
        "page": "-2",
        "pick": ",,",
    }
    assert catalogue_from(odd) == CatalogueState()
    many = ",".join(f"p{n}" for n in range(20))
    assert len(catalogue_from({"pick": many}).pick) == MAX_PICKED == 6
    assert catalogue_from({"page": "0"}).page == 1


def test_a_line_shows_what_there_is_and_escapes_it() -> None:
    odd = card("<b>甲&乙", (A, B, C), (3, 0, 1), aliases=("一<i>", "二", "三"), programme=True)
    markup = catalogueview.row_html(odd, "practice?name=%3Cb%3E&x=1")
    text = html.unescape(re.sub(r"<[^>]*>", "", markup))
    assert "<b>甲" not in markup and "<i>" not in markup
    assert 'href="practice?name=%3Cb%3E&amp;x=1"' in markup
    assert text.startswith("<b>甲&乙上级部署也写作 一<i>、二等 3 种写法3 地 甲省 甲一市 甲县、")
    assert "有成效 1仅提及 3" in text and "有做法" not in text
    assert text.endswith("2 份文件3 个数据")


def test_a_practice_is_linked_by_name_unless_others_have_it() -> None:
    assert catalogueview.link_of(card("甲 乙"), False) == "practice?name=%E7%94%B2+%E4%B9%99"
    assert catalogueview.link_of(card("abc"), True) == "practice?id=abc"


@pytest.fixture
def indexed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A small indexed library whose practices fill more than one page."""
    given = pointed(tmp_path, monkeypatch)
    for number in range(60):
        name = "".join("甲乙丙丁戊己庚辛壬癸"[int(digit)] for digit in f"{number:02}")
        (given.documents / f"做法{number}.txt").write_text(
            f"甲县工作报告{number}\n\n一、主要做法\n\n推行“{name}共治”管理机制,由村民轮流值日。\n",
            encoding="utf-8",
        )
    build_index(given, rebuild=False, progress=lambda *_: None)
    return given


def listed(app: AppTest) -> list[str]:
    """The names on the page."""
    found = re.findall(r'class="kb-pname"><a[^>]*>([^<]*)</a>', shown(app))
    return [html.unescape(name) for name in found]


def test_the_page_lists_fifty_and_leads_to_each(indexed: Settings) -> None:
    app = page("catalogue")
    known = {card.name for card in open_index(indexed).library.practice_cards()}
    assert len(known) > 60 and f"共 {len(known)} 项做法" in shown(app)
    first = listed(app)
    assert len(first) == 50 and set(first) <= known
    assert 'href="practice?name=' in shown(app)
    press(app, "下一页")
    assert app.query_params["page"] == "2" and not set(listed(app)) & set(first)
    assert listed(page("catalogue", page="2")) == listed(app)


def test_typing_lists_what_matches_and_starts_from_the_first_page(indexed: Settings) -> None:
    app = page("catalogue", page="2")
    app.text_input(key="list-q").input("甲乙共治 ").run()
    assert len(listed(app)) == 1 and "甲乙共治" in listed(app)[0]
    assert "符合的做法 1 项" in shown(app)
    assert app.query_params["q"] == "甲乙共治" and "page" not in app.query_params
    # What is being typed is not taken from under the user's hands.
    assert app.text_input(key="list-q").value == "甲乙共治 "
    app.text_input(key="list-q").input("没有这个").run()
    assert "库内未见符合的做法" in shown(app)


def test_filters_and_order_stand_in_the_address(indexed: Settings) -> None:
    app = page("catalogue")
    box = app.selectbox(key="list-depth")
    assert any(option.startswith("有做法（") for option in box.options)
    box.select("有做法").run()
    assert app.query_params["depth"] == "有做法"
    app.selectbox(key="list-sort").select(SORTS[3]).run()
    assert app.query_params["sort"] == SORTS[3] and app.query_params["depth"] == "有做法"
    again = page("catalogue", depth="有做法", sort=SORTS[3])
    assert listed(again) == listed(app)
    press(app, "清除筛选")
    assert "depth" not in app.query_params and app.query_params["sort"] == SORTS[3]


def test_six_practices_can_be_chosen_and_taken_back(indexed: Settings) -> None:
    app = page("catalogue")
    for number in range(MAX_PICKED):
        app.checkbox[number].check().run()
    assert len(app.query_params["pick"].split(",")) == MAX_PICKED
    assert "已选满 6 项" in shown(app)
    assert app.checkbox[MAX_PICKED].disabled and not app.checkbox[0].disabled
    app.checkbox[0].uncheck().run()
    assert len(app.query_params["pick"].split(",")) == MAX_PICKED - 1
    # What was chosen stays chosen on another page and in a search.
    press(app, "下一页")
    assert len(app.multiselect(key="picked").value) == MAX_PICKED - 1
    app.multiselect(key="picked").set_value([]).run()
    assert "pick" not in app.query_params


def test_a_chosen_practice_that_is_gone_is_dropped(indexed: Settings) -> None:
    app = page("catalogue", pick="0123456789ab")
    assert not app.multiselect and "勾选几项" in shown(app)


def test_the_way_back_leads_to_what_was_looked_at(indexed: Settings) -> None:
    app = page("catalogue", q="共治", sort=SORTS[3])
    app.switch_page("kb/web/pages/report.py").run()
    [link] = [x.proto for x in app.get("page_link") if x.proto.label == "做法库"]
    assert link.query_string == "q=%E5%85%B1%E6%B2%BB&sort=%E5%90%8D%E7%A7%B0"
    # From the page itself the link leads to its beginning.
    again = page("catalogue", q="共治")
    [link] = [x.proto for x in again.get("page_link") if x.proto.label == "做法库"]
    assert link.query_string == ""


def test_the_list_as_a_file_has_a_line_a_practice_and_no_formula() -> None:
    first, second = CARDS[1], card("=1+1", programme=True)
    text = catalogue_csv((first, second))
    assert text.startswith("\ufeff做法,也写作,来历,详略,有成效（处）,有做法（处）,仅提及（处）,")
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert lines[1] == [
        "强村公司", "強村公司；强村富民公司", "本地做法", "有成效", "2", "1", "0", "1",
        "甲省 甲一市 甲县", "2022；2023", "产业", "集体经济", "2", "3", "3",
    ]  # fmt: skip
    assert lines[2][:3] == ["'=1+1", "", "上级部署"] and len(lines) == 3
