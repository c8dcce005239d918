"""What a query asks for."""

import pytest

from kb.errors import InputError
from kb.search.understanding import MAX_QUERY, understand
from kb.types import Region


def test_subject_without_question_words_places_and_years():
    understood = understand("浙江衢州衢江区2019年垃圾分类怎么做?")
    assert understood.parts == ("垃圾分类",)
    assert understood.years == (2019,)
    assert [p.text for p in understood.places] == ["衢江区"]
    assert understood.places[0].regions == (Region("浙江省", "衢州市", "衢江区"),)
    assert [s.word for s in understood.subjects] == ["垃圾分类"]


def test_two_places():
    understood = understand("杭州和宁波的共富工坊")
    assert [p.text for p in understood.places] == ["杭州", "宁波"]


def test_a_span_of_years():
    assert understand("2020—2022年的目标").years == (2020, 2021, 2022)


def test_quoted_phrases_in_any_quotes():
    for query in ("“村企银”三方联动", "「村企银」三方联动", '"村企银"三方联动'):
        assert understand(query).phrases == ("村企银",)


def test_traditional_reads_as_simplified():
    assert understand("德清縣怎麼做強村").text == "德清县怎么做强村"
    assert understand("著力推进").text != ""


def test_synonyms_are_added_for_less():
    understood = understand("消薄")
    assert "消除集体经济薄弱村" in understood.synonyms["消薄"]
    assert understood.weights["消薄"] > understood.expansion["薄弱"]


def test_synonyms_begin_and_end_where_words_do():
    assert understand("农村医疗怎么做").synonyms.keys().isdisjoint({"村医"})


def test_everyday_words_mean_what_they_say_together():
    meals = understand("农村老人吃饭问题怎么解决").synonyms
    assert meals["老人吃饭问题"][0] == "老年助餐"
    assert all("粮食安全" not in others for others in meals.values())
    assert understand("改厕多少户").synonyms.get("多少户") == ("户数", "受益户")
    assert understand("數位鄉村建設").synonyms["数位乡村"] == ("数字乡村",)
    assert "数字" in understand("數位農業").synonyms["数位"]


def test_english():
    understood = understand("garbage sorting in villages")
    assert understood.tongue == "glossed" and understand("垃圾分类").tongue == "chinese"
    assert any("垃圾分类" in others for others in understood.synonyms.values())


def test_only_question_words_still_search():
    assert understand("怎么办").weights


@pytest.mark.parametrize("query", ["", "…", "、、", "🙂"])
def test_no_word_at_all(query):
    with pytest.raises(InputError, match="例如"):
        understand(query)


def test_long_queries_are_cut_and_say_so():
    understood = understand("乡村振兴" * 2500)
    assert understood.truncated and len(understood.text) == MAX_QUERY
    assert not understand("乡村振兴").truncated
