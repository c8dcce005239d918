"""English queries: the forms of words, places in letters, what the encoder is told."""

import pytest

from kb.search.english import forms_of
from kb.search.romanised import places_spelt
from kb.search.understanding import understand
from kb.types import Region

FORMS = forms_of({
    "plant": ("种植",),
    "planting area": ("种植面积",),
    "housing": ("住房",),
    "house": ("房屋",),
    "revitalization program": ("振兴计划",),
    "labor": ("劳动力",),
    "fishery": ("渔业",),
    "farmers' cooperative": ("农民合作社",),
    "high-standard farmland": ("高标准农田",),
    "control": ("防控",),
    "care": ("照护",),
    "inn": ("客栈",),
    "train": ("列车",),
    "training": ("培训",),
    "funding": ("资金",),
    "sell": ("销售",),
    "bring": ("引进",),
})  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("plants", "种植"),
        ("planted", "种植"),
        ("planting areas", "种植面积"),
        ("housing", "住房"),
        ("houses", "房屋"),
        ("revitalisation programmes", "振兴计划"),
        ("labour", "劳动力"),
        ("fisheries", "渔业"),
        ("farmers’ cooperatives", "农民合作社"),
        ("high standard farmland", "高标准农田"),
        ("controlling", "防控"),
        ("controlled", "防控"),
        ("caring", "照护"),
        ("trained", "培训"),
        ("fund", "资金"),
        ("sold", "销售"),
        ("brought", "引进"),
    ],
)
def test_forms_of_a_word(asked, found):
    assert FORMS.get(asked) == (found,)


@pytest.mark.parametrize("asked", ["plan", "planet", "rolling", "car", "in", "less", ""])
def test_other_words_are_other_words(asked):
    assert FORMS.get(asked) == ()


def test_words_that_name_nothing_are_no_subjects():
    understood = understand("what has been made of idle houses through their villages")
    assert [s.word for s in understood.subjects] == ["idle houses", "villages"]


def test_a_sentence_mostly_of_such_words_is_left_to_the_encoder():
    asked = "what would they have done with it if there were no farmers among them at all"
    assert understand(asked).text == asked


def test_places_in_letters():
    assert places_spelt("deqing") == ("德清",)
    assert "西湖区" in places_spelt("xihu district")
    assert all(name.endswith("区") for name in places_spelt("xihu district"))
    assert places_spelt("li") == places_spelt("the county") == places_spelt("water") == ()


def test_a_place_in_letters_is_a_place():
    understood = understand("toilets in Anji county")
    assert understood.places[0].regions == (Region("浙江省", "湖州市", "安吉县"),)
    assert [s.word for s in understood.subjects] == ["toilets"]


def test_the_encoder_is_told_chinese_where_enough_is_known():
    told = understand("garbage sorting in villages")
    assert told.text == "垃圾分类 村庄 行政村"
    assert told.tongue == "glossed"
    plain = understand("who scored the winning touchdown")
    assert plain.text == "who scored the winning touchdown" and plain.tongue == "foreign"
