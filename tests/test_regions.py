"""Divisions found in text and resolved for filters."""

import time

import pytest

from kb import regions
from kb.types import Region

ZHEJIANG = Region("浙江省")
HANGZHOU = Region("浙江省", "杭州市")
XIHU = Region("浙江省", "杭州市", "西湖区")
DEQING = Region("浙江省", "湖州市", "德清县")
SHANGHAI = Region("上海市", "上海市")


def found(text: str) -> list[tuple[str, Region | None]]:
    return [(text[m.start : m.end], m.region) for m in regions.find(text)]


def test_a_chain_of_names_decides_between_namesakes() -> None:
    assert found("浙江省杭州市西湖区") == [
        ("浙江省", ZHEJIANG),
        ("杭州市", HANGZHOU),
        ("西湖区", XIHU),
    ]
    assert found("西湖区") == [("西湖区", None)]
    assert {r.city for r in regions.find("西湖区")[0].candidates} == {"杭州市", "南昌市"}


def test_short_forms_in_queries() -> None:
    assert found("浙江的强村公司") == [("浙江", ZHEJIANG)]
    assert found("衢江垃圾分类") == [("衢江", Region("浙江省", "衢州市", "衢江区"))]
    assert found("杭州西湖") == [("杭州", HANGZHOU), ("西湖", XIHU)]


def test_traditional_script_keeps_offsets() -> None:
    assert found("德清縣怎麼做") == [("德清縣", DEQING)]


@pytest.mark.parametrize(
    "text",
    ["朝阳产业", "和平发展", "城乡结合部南部片区", "大同社会", "示范县建设", "沿海南部", "大城管"],
)
def test_everyday_words_are_no_places(text: str) -> None:
    assert found(text) == []


def test_a_two_character_county_needs_a_border_before_it() -> None:
    assert found("县委和县政府") == []
    assert found("马鞍山市和县") == [
        ("马鞍山市", Region("安徽省", "马鞍山市")),
        ("和县", Region("安徽省", "马鞍山市", "和县")),
    ]


def test_the_full_form_is_told_from_the_short_one() -> None:
    assert [m.full for m in regions.find("浙江省、浙江")] == [True, False]


def test_ethnic_names_are_left_out_of_short_forms() -> None:
    qiannan = Region("贵州省", "黔南布依族苗族自治州")
    assert found("黔南州") == [("黔南州", qiannan)]
    assert regions.resolve("黔南") == (qiannan,)
    assert regions.resolve("内蒙古") == (Region("内蒙古自治区"),)


def test_former_names_lead_to_the_present_one() -> None:
    assert found("沾益县") == [("沾益县", Region("云南省", "曲靖市", "沾益区"))]
    assert regions.resolve("襄樊") == (Region("湖北省", "襄阳市"),)


def test_resolve_takes_short_full_and_traditional_names() -> None:
    assert regions.resolve("浙江") == regions.resolve("浙江省") == (ZHEJIANG,)
    assert regions.resolve("杭州") == (HANGZHOU,)
    assert regions.resolve("德清縣") == regions.resolve("浙江湖州德清") == (DEQING,)
    assert regions.resolve("三台") == (Region("四川省", "绵阳市", "三台县"),)
    assert {r.city for r in regions.resolve("西湖区")} == {"杭州市", "南昌市"}
    assert regions.resolve("吉林", "province") == (Region("吉林省"),)
    assert regions.resolve("吉林", "city") == (Region("吉林省", "吉林市"),)
    assert regions.resolve("无此地") == ()
    assert regions.resolve("杭州", "county") == ()


def test_a_municipality_is_province_and_city() -> None:
    assert regions.resolve("上海", "province") == regions.resolve("上海", "city") == (SHANGHAI,)
    assert found("上海市浦东新区")[1] == ("浦东新区", Region("上海市", "上海市", "浦东新区"))


@pytest.mark.parametrize(
    ("name", "province"),
    [("仙桃市", "湖北省"), ("济源市", "河南省"), ("五指山市", "海南省")],
)
def test_a_county_directly_under_a_province_has_no_city(name: str, province: str) -> None:
    assert regions.resolve(name) == (Region(province, None, name),)


def test_contains() -> None:
    assert regions.contains(ZHEJIANG, XIHU)
    assert regions.contains(HANGZHOU, XIHU)
    assert not regions.contains(XIHU, HANGZHOU)
    assert not regions.contains(HANGZHOU, DEQING)
    assert regions.contains(Region(), DEQING)


def test_children_are_one_level_down() -> None:
    cities = regions.children(ZHEJIANG)
    assert len(cities) == 11
    assert all(r.county is None for r in cities)
    assert XIHU in regions.children(HANGZHOU)
    assert Region("海南省", None, "五指山市") in regions.children(Region("海南省"))
    assert regions.children(XIHU) == ()


def test_common_ancestor() -> None:
    assert regions.common([XIHU, DEQING]) == ZHEJIANG
    assert regions.common([XIHU, HANGZHOU]) == HANGZHOU
    assert regions.common([XIHU, Region("四川省")]) == Region()
    assert regions.common([]) == Region()


def test_townships_are_found_and_know_their_counties() -> None:
    named = regions.find_townships("朱王堡镇和六坝镇,建设宜居乡村")
    assert named == {"朱王堡镇": 0, "六坝镇": 5}
    assert Region("甘肃省", "金昌市", "永昌县") in regions.counties_with("朱王堡镇")


def test_finding_is_linear() -> None:
    piece = "某县召开会议,研究德清县的做法。"
    start = time.perf_counter()
    assert len(regions.find(piece * 500)) == 500
    short = time.perf_counter() - start
    start = time.perf_counter()
    regions.find(piece * 4000)
    assert time.perf_counter() - start < max(short, 0.01) * 40


@pytest.mark.parametrize(
    ("name", "present"),
    [
        ("鄞县", Region("浙江省", "宁波市", "鄞州区")),
        ("遵义县", Region("贵州省", "遵义市", "播州区")),
        ("卢湾区", Region("上海市", "上海市", "黄浦区")),
        ("思茅地区", Region("云南省", "普洱市")),
        ("内蒙", Region("内蒙古自治区")),
        ("新疆生产建设兵团", Region("新疆维吾尔自治区")),
    ],
)
def test_renamed_and_merged_divisions(name: str, present: Region) -> None:
    assert found(f"在{name},") == [(name, present)]
    assert regions.resolve(name) == (present,)


def test_one_character_abbreviations_are_for_filters_only() -> None:
    assert regions.resolve("皖") == (Region("安徽省"),)
    assert found("皖浙两地") == []


def test_a_village_known_beyond_its_county() -> None:
    assert regions.resolve("安徽小岗村") == (Region("安徽省", "滁州市", "凤阳县"),)
    assert found("小岗村") == []
    assert found("在十八洞村,")[0][1] == Region("湖南省", "湘西土家族苗族自治州", "花垣县")


def test_short_forms_count_where_they_are_confirmed() -> None:
    liuhe = Region("吉林省", "通化市", "柳河县")
    assert found("柳河开发区") == []
    confirmed = regions.find("柳河开发区", confirmed=frozenset([liuhe]))
    assert [m.region for m in confirmed] == [liuhe]


def test_the_seat_and_bounds_of_a_county_name_it() -> None:
    assert found("位于德清县城西部,德清县境内") == [("德清县", DEQING), ("德清县", DEQING)]


def test_abbreviations_of_document_numbers() -> None:
    assert regions.of_mark("浙政发") == ZHEJIANG
    assert regions.of_mark("新政发") is None
    assert regions.of_mark("新政发", "province") == Region("新疆维吾尔自治区")
    assert regions.of_mark("德政发") is None
