"""Suggestions while typing."""

import time

import pytest

from kb.search.suggesting import Suggester, Suggestion, initials, offered
from kb.types import PracticeCard, Region


def card(name: str, places: int) -> PracticeCard:
    """A practice of some invented places."""
    regions = tuple(Region("甲省", f"甲{n}市") for n in range(places))
    return PracticeCard(name, name, (), "有做法", (0, 1, 0), regions, (), (), (), False, 1, 1, 0)


SUGGESTER = Suggester(
    offered(
        [card("强村公司", 9), card("“强村富民”行动", 3), card("联村共富", 2), card("強村六式", 1)],
        ["强村之路", "某县工作报告", "某县工作报告"],
        [Region("浙江省", "丽水市", "缙云县"), Region("北京市", "北京市")],
    )
)


def texts(typed: str, **more: object) -> list[str]:
    """What is suggested."""
    return [one.text for one in SUGGESTER.suggest(typed, **more)]  # type: ignore[arg-type]


def test_what_begins_so_comes_before_what_holds_it() -> None:
    assert texts("强村") == ["强村公司", "“强村富民”行动", "強村六式", "强村之路"]
    assert texts("村") == [
        "强村公司", "“强村富民”行动", "联村共富", "強村六式", "强村之路",
    ]  # fmt: skip
    assert texts("共富") == ["联村共富"]
    assert texts("强村", most=2) == ["强村公司", "“强村富民”行动"]


def test_traditional_and_letters_of_sounds_find_the_same() -> None:
    assert texts("強村公") == ["强村公司"]
    assert texts("QCGS") == ["强村公司"]
    assert texts("qclu") == [] and texts("q") == []
    assert initials("强村公司“1+2”abc") == "qcgs12abc"


def test_places_are_told_with_what_they_lie_in() -> None:
    found = SUGGESTER.suggest("缙云")
    assert found == (Suggestion("缙云县", "地区", "地区，浙江省"),)
    assert [one.about for one in SUGGESTER.suggest("北京")] == ["地区"]


def test_the_last_word_is_completed_behind_the_others() -> None:
    assert texts("垃圾分类 丽") == ["垃圾分类 丽水市"]
    assert texts("垃圾分类 -强村") == []
    assert texts("垃圾分类 ") == []


def test_past_searches_come_first_and_what_is_typed_never() -> None:
    past = [Suggestion("强村公司 分红", "最近检索", "最近检索"), Suggestion("养老", "最近检索")]
    assert texts("强村公司", past=past) == ["强村公司 分红"]
    assert texts("强", past=past)[:2] == ["强村公司 分红", "强村公司"]


def test_what_is_misspelt_or_said_otherwise_is_near_to_something() -> None:
    assert [one.text for one in SUGGESTER.near("强村公私")] == ["强村公司"]
    assert SUGGESTER.near("量子") == ()
    assert [one.text for one in SUGGESTER.examples(2)] == ["强村公司", "“强村富民”行动"]


@pytest.mark.parametrize("typed", ["", "   ", "。"])
def test_nothing_typed_suggests_nothing(typed: str) -> None:
    assert texts(typed) == []


def test_an_empty_library_suggests_nothing() -> None:
    assert Suggester(()).suggest("强村") == ()


def test_twelve_thousand_practices_keep_up_with_typing() -> None:
    many = Suggester(Suggestion(f"第{n}号强村富民公司机制", "做法") for n in range(12_000))
    many.suggest("富民")
    started = time.perf_counter()
    for typed in ("富民", "第11", "没有的", "qcfm"):
        many.suggest(typed)
    # Measured 4 ms each; the bound leaves room for a loaded machine.
    assert (time.perf_counter() - started) / 4 < 0.1
