"""The marks of a query: what is left out, what is joined."""

import pytest

from kb.errors import InputError
from kb.search.asking import Asked, including, parse, unjoined
from kb.search.understanding import understand
from kb.types import Region


@pytest.mark.parametrize(
    ("query", "ways", "excluded"),
    [
        ("强村公司怎么做", ("强村公司怎么做",), ()),
        ("强村公司 -试点", ("强村公司",), ("试点",)),
        ("强村公司 －“数字 乡村” −飞地", ("强村公司",), ("数字 乡村", "飞地")),
        ("甲 OR 乙", ("甲", "乙"), ()),
        ("甲|乙｜丙", ("甲", "乙", "丙"), ()),
        ("丽水 甲 或者 乙 怎么做", ("丽水 甲 怎么做", "丽水 乙 怎么做"), ()),
        ("“甲 乙” OR 丙 -丁", ("“甲 乙”", "丙"), ("丁",)),
        ("OR 甲 OR", ("甲",), ()),
        ("-试点", (), ("试点",)),
    ],
)
def test_marks(query: str, ways: tuple[str, ...], excluded: tuple[str, ...]) -> None:
    assert parse(query) == Asked(ways, excluded)


@pytest.mark.parametrize(
    "query",
    ["增速 -5%", "1-4月", "浙江-杭州", "强村公司-试点", "甲 - 乙", "village or town", "党建+"],
)
def test_what_only_looks_like_a_mark_is_left_as_it_is(query: str) -> None:
    assert parse(query) == Asked((query,))


def test_a_year_can_be_left_out() -> None:
    assert parse("甲 -2020 -2021年").excluded == ("2020", "2021年")


def test_no_more_than_six_ways() -> None:
    assert len(parse("甲|乙|丙 丁|戊|己").ways) == 6


def test_marks_are_taken_back() -> None:
    query = "强村公司 OR 共富工坊 -试点 -“飞地 经济”"
    assert including(query, "试点") == "强村公司 OR 共富工坊 -“飞地 经济”"
    assert including(query, "飞地 经济") == "强村公司 OR 共富工坊 -试点"
    assert unjoined(query) == "强村公司 共富工坊 -试点 -“飞地 经济”"


def test_a_place_left_out_is_a_place_and_a_word_is_a_word() -> None:
    understood = understand("强村公司 -浙江 -试点 -丽水市")
    assert understood.excluded == ("试点",)
    assert [place.text for place in understood.left_out] == ["浙江", "丽水市"]
    assert understood.left_out[1].regions == (Region("浙江省", "丽水市"),)
    assert [subject.word for subject in understood.subjects] == ["强村公司"]
    assert understood.places == () and understood.query == "强村公司 -浙江 -试点 -丽水市"


def test_a_query_without_marks_is_understood_as_ever() -> None:
    plain = understand("垃圾分类怎么做")
    assert (plain.ways, plain.excluded, plain.left_out) == ((), (), ())
    marked = understand("垃圾分类怎么做 -试点")
    assert marked.weights == plain.weights and marked.expansion == plain.expansion
    assert marked.text == plain.text and marked.subjects == plain.subjects


def test_joined_ways_are_understood_by_themselves() -> None:
    understood = understand("消薄 OR 垃圾分类")
    assert [way.query for way in understood.ways] == ["消薄", "垃圾分类"]
    assert [s.word for s in understood.subjects] == ["消薄", "垃圾分类"]


def test_exact_looks_for_no_synonyms() -> None:
    assert understand("消薄").expansion and understand("消薄").synonyms
    exact = understand("消薄", exact=True)
    assert exact.exact and not exact.expansion and not exact.synonyms
    assert exact.weights == understand("消薄").weights


def test_only_words_left_out_is_told() -> None:
    with pytest.raises(InputError, match="只写了要排除的词"):
        understand("-试点 -飞地")
