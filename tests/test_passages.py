"""Passages cover their text, respect headings, sentences and rows, and keep their ids."""

from __future__ import annotations

import random
import re

import pytest

from kb.outline import outline
from kb.passages import cut
from kb.types import Mark, Passage

FILLER = "村里把闲置房屋收储起来,统一出租;租金按股分红，村民都说好"


def check(text: str, passages: tuple[Passage, ...], limit: int = 500) -> None:
    """In order, disjoint, stripped, covering all but white space, none too long."""
    at = 0
    for passage in passages:
        assert passage.start >= at
        assert not text[at : passage.start].strip()
        body = text[passage.start : passage.end]
        assert body and body == body.strip()
        assert len(body) <= limit
        at = passage.end
    assert not text[at:].strip()


def random_plan(rng: random.Random) -> str:
    """A plan of random depth, widths, sentence lengths and blank lines."""
    lines = ["某县方案"]
    for i in range(rng.randint(1, 4)):
        lines.append(f"{'一二三四'[i]}、任务{i}")
        for j in range(rng.randint(0, 4)):
            brackets = rng.choice(("()", "（）"))
            lines.append(f"{brackets[0]}{'一二三四'[j]}{brackets[1]}行动{j}。{prose(rng)}")
            lines += [f"{k + 1}.措施{k}。{prose(rng)}" for k in range(rng.randint(0, 3))]
        lines += [prose(rng) for _ in range(rng.randint(0, 2))]
    return rng.choice(("\n", "\n\n", "\n    \n　　")).join(lines) + "\n"


def prose(rng: random.Random) -> str:
    return "".join(
        FILLER * rng.randint(1, 3) + rng.choice("。。！？!") for _ in range(rng.randint(0, 22))
    )


@pytest.mark.parametrize("seed", range(40))
def test_any_outline_is_covered_in_order_without_a_torn_sentence(seed: int) -> None:
    text = random_plan(random.Random(seed))
    passages = cut("d", text, outline(text))
    check(text, passages)
    for passage in passages:
        assert text[passage.end - 1] in "。！？!" or text[passage.end] == "\n"


@pytest.mark.parametrize("limit", [80, 200])
def test_the_limit_holds_whatever_it_is(limit: int) -> None:
    text = random_plan(random.Random(7))
    check(text, cut("d", text, outline(text), max_chars=limit), limit)


def test_a_bare_heading_opens_the_passage_of_its_first_leaf() -> None:
    body = "坚持因地制宜,分类推进。" * 8
    text = f"一、任务\n\n(一)行动\n\n1.积分制。{body}\n\n2.民宿。{body}\n"
    first, second = cut("d", text, outline(text))
    assert text[first.start : first.end] == f"一、任务\n\n(一)行动\n\n1.积分制。{body}"
    assert first.headings == ("一、任务", "(一)行动", "1.积分制")
    assert second.headings == ("一、任务", "(一)行动", "2.民宿")


def test_a_heading_is_not_cut_off_a_leaf_that_is_too_long() -> None:
    text = "一、抓好乡村治理\n\n" + "坚持因地制宜,分类推进。" * 41 + "\n" + "抓好落实。" * 60 + "\n"
    first = cut("d", text, outline(text))[0]
    assert text[first.start : first.end].startswith("一、抓好乡村治理\n\n坚持因地制宜")


def test_a_last_bare_heading_is_not_lost() -> None:
    text = f"一、任务\n{'坚持因地制宜,分类推进。' * 8}\n二、附则\n"
    assert [p.headings for p in cut("d", text, outline(text))] == [("一、任务",), ("二、附则",)]


def test_tiny_siblings_share_a_passage_under_their_parent() -> None:
    text = "一、机制\n(一)协同。各司其职,形成合力。\n(二)督查。定期通报,限期整改。\n"
    (only,) = cut("d", text, outline(text))
    assert only.headings == ("一、机制",)


def test_tiny_leaves_without_a_parent_share_a_passage_but_not_with_the_preamble() -> None:
    text = "某县清单\n" + "".join(f"{n}、建好{n}号村。\n" for n in "一二三四")
    passages = cut("d", text, outline(text))
    assert [(text[p.start : p.end][:4], p.headings) for p in passages] == [
        ("某县清单", ()),
        ("一、建好", ()),
    ]


def test_articles_are_never_merged() -> None:
    text = "第一章 总则\n第一条 为了规范管理。\n第二条 本县适用。\n第三条 乡镇负责。\n"
    assert [p.headings for p in cut("d", text, outline(text))] == [
        ("第一章 总则", "第一条"),
        ("第一章 总则", "第二条"),
        ("第一章 总则", "第三条"),
    ]


def test_only_a_sentence_that_is_too_long_is_cut_inside() -> None:
    long = "建设一批示范村," * 80 + "成效明显。"
    text = f"短句在前。{long}短句在后。"
    passages = cut("d", text, ())
    check(text, passages)
    assert all(text[p.end - 1] in ",。" for p in passages)
    assert sum(text[p.end - 1] == "," for p in passages) == 1


def test_a_closing_quote_stays_with_its_sentence() -> None:
    text = "大家都说：“日子好了。”" * 60
    passages = cut("d", text, ())
    check(text, passages)
    assert all(text[p.end - 1] == "”" for p in passages)


def test_a_table_is_cut_between_rows_only() -> None:
    rows = [f"任务{i}|{'牵头单位' * 20}|2027年" for i in range(12)] + ["长行|" + "甲乙" * 400]
    table = "\n".join(rows)
    text = f"一、任务\n{'坚持因地制宜。' * 30}\n{table}\n"
    start = text.index(table)
    passages = cut("d", text, outline(text), (Mark("table", start, start + len(table)),))
    borders = {p.start for p in passages} | {p.end for p in passages}
    assert not any(re.search(r"[^\n]", text[b - 1 : b]) and text[b] != "\n" for b in borders if b)
    assert [p.end - p.start for p in passages if p.end - p.start > 500] == [803]
    at = 0
    for passage in passages:
        assert not text[at : passage.start].strip()
        at = passage.end


def test_ids_depend_on_document_headings_and_content_and_repeats_are_counted() -> None:
    body = "村里建了积分超市,群众用积分兑换物品,参与治理的热情高了。" * 3
    text = f"一、甲\n{body}\n"
    (one,) = cut("d", text, outline(text))
    (moved,) = cut("d", "\n\n" + text, outline("\n\n" + text))
    (other,) = cut("e", text, outline(text))
    assert one.id == moved.id != other.id
    page = "重复的一段话。" * 60
    twice = cut("d", page + "\n" + page, ())
    assert [p.id for p in twice] == [twice[0].id, f"{twice[0].id}-2"]


def test_nothing_but_white_space_has_no_passages() -> None:
    assert cut("d", " \n　\n", ()) == ()
