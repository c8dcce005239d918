"""Addresses and the searches and places they stand for."""

import pytest

from kb.types import Filters, Region
from kb.web.state import (
    Location,
    SearchState,
    location_from,
    location_params,
    search_from,
    search_params,
)


def test_a_whole_search_survives_the_address() -> None:
    state = SearchState(
        "强村公司 “分红”", ("浙江省", "四川省"), ("宁波市",), ("慈溪市",), 2021, 2023,
        kinds=("方案", "通知"), themes=("产业",), topics=("垃圾分类",), grades=("正式文件",),
        issuers=("某县人民政府",), without=(Region("浙江省", "杭州市"), Region("甲省", None, "乙县")),
        exact=True, sort="日期", k=20, like="abc-2", every=True,
    )  # fmt: skip
    params = search_params(state)
    assert params == {
        "q": "强村公司 “分红”",
        "province": "浙江省,四川省",
        "city": "宁波市",
        "county": "慈溪市",
        "since": "2021",
        "until": "2023",
        "kind": "方案,通知",
        "theme": "产业",
        "topic": "垃圾分类",
        "grade": "正式文件",
        "issuer": "某县人民政府",
        "without": "浙江省/杭州市,甲省//乙县",
        "exact": "1",
        "sort": "日期",
        "k": "20",
        "like": "abc-2",
        "every": "1",
    }
    assert search_from(params) == state
    assert state.filters == Filters(
        ("浙江省", "四川省"), ("宁波市",), ("慈溪市",), 2021, 2023, ("方案", "通知"), ("产业",),
        ("垃圾分类",), ("正式文件",), ("某县人民政府",),
        (Region("浙江省", "杭州市"), Region("甲省", None, "乙县")),
    )  # fmt: skip


def test_one_year_is_written_as_one_and_old_addresses_hold() -> None:
    old = {"q": "积分制", "province": "浙江", "year": "2023", "kind": "方案"}
    state = search_from(old)
    assert (state.provinces, state.since, state.until) == (("浙江省",), 2023, 2023)
    assert search_params(state) == old | {"province": "浙江省"}
    assert search_from({"since": "2024", "until": "2020"}) == SearchState(since=2020, until=2024)


def test_what_a_search_without_conditions_keeps() -> None:
    state = SearchState("积分制", ("浙江省",), kinds=("方案",), without=(Region("甲省"),), k=50)
    assert state.bare() == SearchState("积分制", without=(Region("甲省"),), k=50)


def test_defaults_are_left_out_of_the_address() -> None:
    assert search_params(SearchState(q="积分制")) == {"q": "积分制"}
    assert search_from({}) == SearchState()
    assert not SearchState(q="积分制").filtered
    assert SearchState(since=2020).filtered


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("year", "二〇二三"),
        ("year", "99999"),
        ("year", "-1"),
        ("year", "２０２３"),
        ("kind", "小说"),
        ("k", "7"),
        ("k", "1e3"),
        ("city", "   "),
        ("city", ",,"),
        ("since", "0"),
        ("sort", "热度"),
        ("grade", "最好"),
        ("without", "//"),
        ("exact", "yes"),
    ],
)
def test_what_cannot_be_is_dropped(name: str, value: str) -> None:
    assert search_from({"q": "积分制", name: value}) == SearchState(q="积分制")


def test_short_names_of_places_become_official_and_unknown_ones_stay() -> None:
    assert search_from({"province": "浙江,甲省,浙江省"}).provinces == ("浙江省", "甲省")
    assert search_from({"county": "甲县"}).counties == ("甲县",)


def test_a_query_is_one_line_and_cut_one_character_after_what_is_read() -> None:
    assert search_from({"q": " 垃圾\n分类 "}).q == "垃圾 分类"
    assert len(search_from({"q": "村" * 10_000}).q) == 501


def test_a_place_in_a_document_survives_the_address() -> None:
    assert location_params("abc-2", 5, 9) == {"id": "abc-2", "start": "5", "end": "9"}
    assert location_from(location_params("abc-2", 5, 9)) == Location("abc-2", 5, 9)
    assert location_from(location_params("abc", None, None)) == Location("abc")


@pytest.mark.parametrize(
    "params", [{"start": "9", "end": "5"}, {"start": "x", "end": "9"}, {"start": "3"}]
)
def test_a_place_that_cannot_be_leaves_the_document(params: dict[str, str]) -> None:
    assert location_from({"id": "abc"} | params) == Location("abc")


def test_a_page_survives_the_address_and_what_is_none_is_dropped() -> None:
    assert location_from({"id": "abc", "page": "3"}) == Location("abc", page=3)
    assert location_from({"id": "abc", "page": "0"}) == Location("abc")
    assert location_from({"id": "abc", "page": "3 OR 1"}) == Location("abc")
    both = location_from({"id": "abc", "page": "3", "start": "5", "end": "9"})
    assert both == Location("abc", 5, 9, 3)


def test_no_document_is_no_place() -> None:
    assert location_from({"id": " ", "start": "1", "end": "2"}) is None
