"""Numbers with their units, compared by value."""

from __future__ import annotations

import pytest

from kb.drafts.amounts import Amount, agreement, amount
from kb.drafts.marks import marks
from kb.drafts.naming import same_issue
from kb.drafts.sentences import sentences
from kb.figures.quantities import quantities
from kb.script import fold


def one(text: str) -> Amount:
    (found,) = quantities(text, 0, len(text))
    return amount(text, found)


@pytest.mark.parametrize(
    ("draft", "source", "expected"),
    [
        ("收入14984万元", "收入1.4984亿元", "equal"),
        ("收入14,984万元", "收入14984万元", "equal"),
        ("收入14984万元", "收入14984亿元", "unlike"),
        ("林地15亩", "林地1公顷", "equal"),
        ("林地1平方公里", "林地1500亩", "equal"),
        ("林地46000亩", "林地3066.7公顷", "equal"),
        ("林地46000亩", "林地3166.7公顷", "unlike"),
        ("占三成", "占30%", "equal"),
        ("占3‰", "占0.3%", "equal"),
        ("提高3个百分点", "提高3%", "unlike"),
        ("产粮2吨", "产粮2000公斤", "equal"),
        ("产粮4000斤", "产粮2吨", "equal"),
        ("农户1.2万户", "农户12000户", "equal"),
        ("农户12000户", "农户12000人", "unlike"),
        ("干部12名", "干部12人", "equal"),
        ("每村3—5个", "每村3至5个", "equal"),
        ("每村3—6个", "每村3—5个", "unlike"),
        ("每村5个", "每村3—5个", "unlike"),
    ],
)
def test_by_value(draft, source, expected):
    assert agreement(one(draft), one(source)) == expected


@pytest.mark.parametrize(
    ("draft", "source", "expected"),
    [
        ("收入近3500万元", "收入3486万元", "near"),
        ("收入超3500万元", "收入3486万元", "unlike"),
        ("收入超3400万元", "收入3486万元", "near"),
        ("收入约3500万元", "收入3510万元", "near"),
        ("收入约3500万元", "收入3900万元", "unlike"),
        ("收入3400余万元", "收入3486万元", "near"),
        ("收入3500万元左右", "收入3486万元", "near"),
        ("收入3500万元", "收入3486万元", "unlike"),
        ("收入近3600万元", "收入近3500万元", "unlike"),
        ("收入近3500万元", "收入3500万元", "equal"),
        ("收入1.5亿元", "收入14984万元", "near"),
        ("收入1.6亿元", "收入14984万元", "unlike"),
        ("收入1亿元", "收入14984万元", "unlike"),
        ("增长12.5%", "增长12.46%", "near"),
        ("增长12%", "增长12.46%", "near"),
        ("增长12.46%", "增长12.5%", "unlike"),
    ],
)
def test_approximate_and_rounded(draft, source, expected):
    assert agreement(one(draft), one(source)) == expected


def test_what_of_a_text_can_be_looked_up():
    text = "依据《甲县规划（2021—2025年）》和甲政发〔2021〕8号，到2023年6月底“三账一单”增收3万元。"
    found = [(text[m.start : m.end], m.kind) for m in marks(text, fold(text))]
    assert found == [
        ("《甲县规划（2021—2025年）》", "标题"),
        ("甲政发〔2021〕8号", "文号"),
        ("2023年6月", "年份"),
        ("“三账一单”", "词语"),
        ("3万元", "指标数据"),
    ]


def test_last_year_is_a_year_where_the_writing_is_dated():
    text = "去年增收3万元。"
    assert [m.kind for m in marks(text, text)] == ["指标数据"]
    year, _ = marks(text, text, written=2024)
    assert (year.years, year.implied) == ((2023,), True)


def test_the_words_around_a_figure_end_at_the_next_figure():
    text = "新建水库3座、水闸5座,修复道路2公里。"
    (sentence,) = sentences(text, marks(text, text))
    lefts = [sorted(pin.left) for pin in sentence.pins]
    assert lefts == [["建水", "新建", "水库"], ["水闸"], ["修复", "复道", "道路"]]
    assert [pin.order for pin in sentence.pins] == [0.0, 0.5, 1.0]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("甲政发[2021]8号", "甲政发[2021]8号", True),
        ("依据甲政发[2021]8号", "甲政发[2021]8号", True),
        ("甲政发[2021]8号", "甲政发[2022]8号", False),
        ("甲政发[2021]8号", "乙政发[2021]8号", False),
        ("甲政发[2021]8号", "甲政发[2021]18号", False),
    ],
)
def test_document_numbers(one, other, same):
    assert same_issue(one, other) is same
