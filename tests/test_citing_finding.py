"""A place of a text is found again after the text has changed."""

import pytest

from kb.citing.finding import Clue, Found, find

TEXT = "一、要求\n甲县组建强村公司12家,承接小型工程。\n二、保障\n甲县组建专班,按月通报。\n"


def clue(words: str, tail: str = "", before: str = "") -> Clue:
    """What a link says of the place of ``words`` (to ``tail``) in ``TEXT``."""
    start = TEXT.index(before + words) + len(before)
    return Clue(start, TEXT.index(tail, start) + len(tail) if tail else start + len(words),
                words, tail, before)  # fmt: skip


def test_an_unchanged_place_is_the_same() -> None:
    said = clue("甲县组建强村公司12家")
    assert find(TEXT, said) == Found(said.start, said.end, "same")


def test_words_that_moved_are_found_with_their_last_words() -> None:
    said = clue("甲县组建强村公司", "小型工程。")
    text = "前言三行\n" + TEXT.replace("12家", "15家")
    start = text.index("甲县组建强村")
    assert find(text, said) == Found(start, text.index("工程。") + 3, "moved")


def test_other_widths_scripts_and_line_ends_are_the_same_words() -> None:
    said = clue("公司12家,承接小型工程")
    text = "甲縣組建強村公司１２家，承接\n小型工程，並將經驗寫進報告。"
    found = find(text, said)
    assert found is not None and found.how == "moved"
    assert text[found.start : found.end] == "公司１２家，承接\n小型工程"


def test_short_words_are_told_apart_by_what_stood_before() -> None:
    said = clue("甲县组建", before="二、保障\n")
    text = "零、说明\n" + TEXT
    assert find(text, said) == Found(text.rindex("甲县组建"), text.rindex("甲县组建") + 4, "moved")


def test_of_equal_words_the_nearest_to_the_old_place_is_meant() -> None:
    text = "强村公司甲。强村公司乙。强村公司丙。"
    assert find("啊" + text, Clue(6, 10, "强村公司")) == Found(7, 11, "moved")


def test_changed_words_are_found_by_likeness_and_called_near() -> None:
    said = clue("甲县组建强村公司12家,承接小型工程")
    text = TEXT.replace("组建强村公司12家", "组建强村公司15家").replace("一、要求\n", "")
    found = find(text, said)
    assert found is not None and found.how == "near"
    assert text[found.start : found.end] == "甲县组建强村公司15家,承接小型工程"


@pytest.mark.parametrize("text", ["", "乙镇的养老服务由互助会办理,与前文无关。"])
def test_words_that_are_gone_are_not_found(text: str) -> None:
    assert find(text, clue("甲县组建强村公司12家,承接")) is None


@pytest.mark.parametrize("words", ["", " \n ", "甲"])
def test_too_little_to_go_by_finds_nothing(words: str) -> None:
    assert find("乙县的文件里没有它。", Clue(3, 4, words)) is None


def test_a_long_text_is_searched_at_once() -> None:
    text = "".join(f"第{n}次例会记录了日常安排,没有新的事项。" for n in range(16_000))
    assert len(text) > 300_000
    at = text.index("第9000次例会")
    said = Clue(5, 30, "第9000次例会记下了日常安排,没有新事项", before="。")
    found = find(text, said)
    assert found is not None and found.how == "near" and abs(found.start - at) <= 1
