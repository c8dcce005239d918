"""Choices of the filters and how many documents each leaves."""

from kb.store.entries import Card, Stamp
from kb.types import Metadata, Region, RegionValue, Value
from kb.web.facets import LISTED, Choice, choices, choices_of, consistent, passing
from kb.web.state import SearchState


def card(province: str, city: str | None, years: tuple[int, ...], kind: str | None) -> Card:
    """A document of an invented place."""

    def value(text: str | None) -> Value | None:
        return Value(text, "stated") if text else None

    metadata = Metadata(province=value(province), city=value(city), kind=value(kind), years=years)
    return Card("id", "a.txt", "0", "题", metadata, 1, 0, Stamp(0, 0, 0))


CARDS = (
    card("甲省", "甲一市", (2021, 2022), "方案"),
    card("甲省", "甲二市", (2022,), "通知"),
    card("乙省", "乙市", (2023,), "方案"),
    card("乙省", None, (), None),
    card("乙省", "乙市", (2022,), "方案"),
)


def test_without_filters_every_value_is_counted() -> None:
    found = choices(CARDS, SearchState())
    assert found["province"] == (Choice("乙省", 3), Choice("甲省", 2))
    assert found["city"] == (Choice("乙市", 2), Choice("甲一市", 1), Choice("甲二市", 1))
    assert found["year"] == (Choice(2023, 1), Choice(2022, 3), Choice(2021, 1))
    assert found["kind"] == (Choice("方案", 3), Choice("通知", 1))
    assert found["county"] == ()


def test_a_filter_narrows_the_others_but_not_itself() -> None:
    found = choices(CARDS, SearchState(province="甲省"))
    assert found["province"] == (Choice("乙省", 3), Choice("甲省", 2))
    assert found["city"] == (Choice("甲一市", 1), Choice("甲二市", 1))
    assert found["kind"] == (Choice("方案", 1), Choice("通知", 1))


def test_a_chosen_value_without_documents_is_shown_with_none() -> None:
    found = choices(CARDS, SearchState(province="丙省", year=1999))
    assert found["province"][-1] == Choice("丙省", 0)
    assert found["year"] == (Choice(1999, 0),)


def test_a_city_outside_the_chosen_province_is_let_go() -> None:
    assert consistent(CARDS, SearchState(province="甲省", city="乙市")).city is None
    assert consistent(CARDS, SearchState(province="乙省", city="乙市")).city == "乙市"
    kept = consistent(CARDS, SearchState(province="乙省", city="乙市", county="某县"))
    assert (kept.city, kept.county) == ("乙市", None)


def about(themes: str, grade: str, other: str | None = None) -> Card:
    """A document with themes, one character each, and a grade of its source."""
    metadata = Metadata(
        province=Value("甲省", "stated"),
        themes=tuple(Value(theme, "inferred") for theme in themes),
        provenance=Value(grade, "inferred"),
        others=(RegionValue(Region(other), "stated"),) if other else (),
    )
    return Card(themes, "a.txt", "0", "题", metadata, 1, 0, Stamp(0, 0, 0))


def test_the_list_is_filtered_by_theme_grade_and_every_place() -> None:
    cards = (about("产才", "正式文件"), about("才", "官方网站", "乙省"), about("", "官方网站"))
    none = dict.fromkeys(LISTED)
    found = choices_of(cards, none)
    assert found["themes"] == (Choice("才", 2), Choice("产", 1))
    assert found["provenance"] == (Choice("官方网站", 2), Choice("正式文件", 1))
    assert found["province"] == (Choice("甲省", 3), Choice("乙省", 1))
    assert found["topics"] == ()
    assert passing(cards, none | {"themes": "才", "provenance": "官方网站"}) == [cards[1]]
    assert passing(cards, none | {"province": "乙省"}) == [cards[1]]
