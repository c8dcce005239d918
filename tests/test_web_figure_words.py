"""A figure named by words around it, in a correction of a practice."""

from __future__ import annotations

import pytest

from kb.web.figure_words import words_around
from tests.test_web_practice import figure


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("全县收入3200万元,分红8万元。", "3200万元", "全县收入3200万元,分红"),
        ("收入8万元。\n支出8万元。", "8万元", "收入8万元。"),
        ("一二三四五六七八九十收入8万元,一二三四五六七八九十", "8万元", "五六七八九十收入8万元,一二三四五六七"),
        ("甲村完成了一年的收入8万元。乙村完成了一年的收入8万元。", "8万元", "完成了一年的收入8万元。乙村完成了一年"),
    ],
)  # fmt: skip
def test_a_figure_is_named_by_as_few_words_as_make_it_the_only_one(
    text: str, words: str, expected: str
) -> None:
    assert words_around(text, figure(text, words, "目标", 1, "元")) == expected
