"""Passages that say the same, in several documents."""

from dataclasses import replace

import pytest

from kb.search.folding import folded, same, wording_of
from kb.types import Hit, Passage, Why

TEXT = "推行户分类、村收集、镇转运机制,每个村配备两名保洁员,每天上门收集,易腐垃圾就地堆肥还田利用,2022年覆盖120个村。"


def hit(row: int, text: str, document: str) -> Hit:
    """A hit of a document."""
    passage = Passage(f"p{row}", document, (), 0, len(text))
    return Hit(row + 1, 1 - row / 100, row, passage, text, Why(1, None, 1.0, None))


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (TEXT.replace(",", "，").replace("、", " "), True),
        (TEXT.replace("每天上门", "天天上门"), True),
        (TEXT.replace("120", "121"), False),
        (TEXT.replace("2022", "2023"), False),
        (TEXT[:30], False),
        ("推行积分制,村民参加公益劳动换取积分,在超市兑换日用品,由村民议事会每月公示,2022年覆盖120个村。", False),
    ],
)  # fmt: skip
def test_the_same_is_what_a_reader_takes_for_it(other: str, expected: bool) -> None:
    assert same(wording_of(TEXT), wording_of(other)) is expected


def test_short_passages_fold_only_with_their_equals() -> None:
    assert same(wording_of("一、总体要求"), wording_of("一、总体要求。"))
    assert not same(wording_of("一、总体要求和目标"), wording_of("一、总体要求和任务"))


def test_the_best_leads_and_others_are_listed_once_a_document() -> None:
    hits = [
        hit(0, TEXT, "d1"), hit(1, "另一段话。", "d2"), hit(2, TEXT + "\n", "d3"),
        hit(3, TEXT, "d3"), hit(4, TEXT, "d1"), hit(5, "第三段话。", "d4"),
    ]  # fmt: skip
    folder = folded(hits, 10)
    assert [one.row for one in folder.leads] == [0, 1, 5]
    assert {row: [h.row for h in others] for row, others in folder.same.items()} == {0: [2]}


def test_no_more_is_read_than_the_leads_need() -> None:
    def growing():
        yield hit(0, TEXT, "d1")
        yield hit(1, "另一段话。", "d2")
        raise AssertionError("read too far")

    assert [one.row for one in folded(growing(), 2).leads] == [0, 1]


def test_a_lead_keeps_its_rank() -> None:
    lead = replace(hit(0, TEXT, "d1"), rank=7)
    assert folded([lead], 1).leads == [lead]
