"""What mistyped queries mean, and that the rest stay as they are."""

import pytest

from kb.embedding.encoder import HashEncoder
from kb.indexing import build
from kb.indexing.recipe import recipe
from kb.search import Searcher
from kb.search.sounds import confused, heard_as, same_sound, shapes, spelt
from kb.search.spelling import Speller
from kb.settings import ROOT
from kb.store.snapshot import open_snapshot


@pytest.fixture(scope="module")
def digests(tmp_path_factory):
    """The digests, opened: real words, real names."""
    index = tmp_path_factory.mktemp("digests")
    build(ROOT / "documents", index, HashEncoder())
    return open_snapshot(index, recipe())


@pytest.fixture(scope="module")
def speller(digests):
    return Speller(digests)


def test_sounds_that_are_confused_are_one():
    assert [confused(s) for s in ("zhang", "nan", "ying", "n", "er")] == [
        "zan", "lan", "yin", "n", "er",
    ]  # fmt: skip
    assert same_sound("膜", "模") and not same_sound("中", "宗") and heard_as("中", "宗")
    assert not heard_as("村", "公")


def test_characters_with_several_readings_sound_either_way():
    assert same_sound("行", "航") and same_sound("行", "形")


def test_characters_that_look_alike():
    assert {"已", "巳"} <= shapes()["己"] and "末" in shapes()["未"]
    assert "村" not in shapes()["未"]


def test_letters_are_read_as_syllables():
    assert spelt("qiangcun")[0] == ("qiang", "cun")
    assert spelt("xian") == [("xian",), ("xi", "an")]
    assert spelt("street") == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("强村工司", "强村公司"),  # one of the same sound
        ("强村公斯怎么办", "强村公司怎么办"),
        ("强春公司", "强村公司"),  # confused: chun, cun
        ("垃极分类", "垃圾分类"),  # looks alike
        ("垃分圾类", "垃圾分类"),  # changed places
        ("垃垃圾分类", "垃圾分类"),  # doubled
        ("宅基地 改戈", "宅基地 改革"),
        ("垃圾粉类", "垃圾分类"),  # 粉类 by the sound of a longer name
        ("qiangcun gongsi", "强村公司"),
        ("lajifenlei怎么做", "垃圾分类怎么做"),
        ("nongcun gaige", "农村改革"),
    ],
)
def test_what_is_mistyped_is_read_as_the_library_has_it(speller, typed, meant):
    assert speller.corrected(typed) == meant


@pytest.mark.parametrize(
    "query",
    [
        "强村公司怎么运作",
        "垃圾分类 积分制",
        "紫菜养殖",  # a word, though not one of the library
        "量子纠缠的贝尔不等式",
        "“强村工司”",  # in quotation marks
        "强村公司 -工司",
        "A3县芷兰学校",
        "how to change a tyre",
        "banana machine",
        "women",
        "GDP 5G APP",
    ],
)
def test_what_is_no_mistake_stays(speller, query):
    assert speller.corrected(query) == query


def test_the_corrected_reading_is_searched_and_told(digests):
    searcher = Searcher(digests, HashEncoder)
    answer, meant = searcher.search("强村工司"), searcher.search("强村公司")
    assert [h.row for h in answer.hits] == [h.row for h in meant.hits]
    assert answer.understood.corrected == "强村公司" and answer.query == "强村工司"
    assert "已按“强村公司”检索。" in answer.notes
    assert not meant.understood.corrected


def test_as_typed_and_exact_nothing_is_corrected(digests):
    searcher = Searcher(digests, HashEncoder)
    assert not searcher.search("强村工司", as_typed=True).understood.corrected
    assert not searcher.search("强村工司", exact=True).understood.corrected
