"""Choices of the filters and how many documents each leaves."""

from kb.store.entries import Card, Stamp
from kb.types import Metadata, Region, RegionValue, Value
from kb.web.facets import LISTED, Choice, choices_of, passing
from kb.web.search_facets import DocumentFacets
from kb.web.search_state import SearchState


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
FACETS = DocumentFacets(CARDS)


def test_without_filters_every_value_is_counted() -> None:
    found = FACETS.choices(SearchState())
    assert found["provinces"] == (Choice("乙省", 3), Choice("甲省", 2))
    assert found["cities"] == (Choice("乙市", 2), Choice("甲一市", 1), Choice("甲二市", 1))
    assert found["since"] == (Choice(2023, 1), Choice(2022, 4), Choice(2021, 4))
    assert found["until"] == (Choice(2023, 4), Choice(2022, 3), Choice(2021, 1))
    assert found["kinds"] == (Choice("方案", 3), Choice("通知", 1))
    assert found["counties"] == ()


def test_places_that_can_be_left_out_are_those_that_hold_all_of_a_document() -> None:
    two = Metadata(
        province=Value("甲省", "stated"), city=Value("甲一市", "stated"),
        others=(RegionValue(Region("甲省", "甲二市", "丙县"), "stated"),),
    )  # fmt: skip
    cards = (*CARDS, Card("id", "a", "0", "题", two, 1, 0, Stamp(0, 0, 0)))
    found = DocumentFacets(cards).choices(SearchState(without=(Region("甲省", "甲二市"),)))
    counts = {choice.value: choice.documents for choice in found["without"]}
    assert counts == {"甲省": 3, "甲省/甲一市": 1, "甲省/甲二市": 1, "乙省": 3, "乙省/乙市": 2}
    # The document about both cities stays: it also tells of another place.
    assert found["provinces"] == (Choice("乙省", 3), Choice("甲省", 2))


def test_a_filter_narrows_the_others_but_not_itself() -> None:
    found = FACETS.choices(SearchState(provinces=("甲省",)))
    assert found["provinces"] == (Choice("乙省", 3), Choice("甲省", 2))
    assert found["cities"] == (Choice("甲一市", 1), Choice("甲二市", 1))
    assert found["kinds"] == (Choice("方案", 1), Choice("通知", 1))
    both = FACETS.choices(SearchState(provinces=("甲省", "乙省"), kinds=("方案",)))
    assert both["cities"] == (Choice("乙市", 2), Choice("甲一市", 1))
    assert FACETS.choices(SearchState(since=2022, until=2022))["kinds"] == (
        Choice("方案", 2), Choice("通知", 1),
    )  # fmt: skip


def test_a_chosen_value_without_documents_is_shown_with_none() -> None:
    found = FACETS.choices(SearchState(provinces=("丙省",), since=1999, until=1999))
    assert found["provinces"][-1] == Choice("丙省", 0)
    assert found["since"] == (Choice(1999, 0),)


def test_a_city_outside_the_chosen_provinces_is_let_go() -> None:
    def kept(**chosen: tuple[str, ...]) -> SearchState:
        return FACETS.consistent(SearchState(**chosen))  # type: ignore[arg-type]

    assert kept(provinces=("甲省",), cities=("乙市", "甲一市")).cities == ("甲一市",)
    assert kept(provinces=("乙省",), cities=("乙市",)).cities == ("乙市",)
    assert kept(cities=("乙市",), counties=("某县",)) == SearchState(cities=("乙市",))


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
