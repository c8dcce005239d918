"""Passages cover their text, respect headings, sentences and rows, and keep their ids."""

from __future__ import annotations

import random
import re

import pytest

from kb.outline import outline
from kb.passages import cut
from kb.types import Mark, PageSpan, Passage

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


# Tables


def tabled(before: str, rows: list[str], after: str = "", level: int | None = None):
    """A text with one table in it, cut; the text, its passages and the table's span."""
    table = "\n".join(rows)
    text = f"{before}{table}\n{after}"
    span = (len(before), len(before) + len(table))
    passages = cut("d", text, outline(text), (Mark("table", *span, level),))
    return text, passages, span


ROWS = [f"任务{i}\t{'牵头单位' * 20}\t2027年" for i in range(12)]
PROSE = "坚持因地制宜,分类推进。" * 30


def test_pieces_of_a_long_table_know_its_header() -> None:
    text, passages, (start, _) = tabled(f"{PROSE}\n", ["任务\t单位\t年份", *ROWS], f"{PROSE}\n")
    check(text, passages)
    pieces = [p for p in passages if "牵头单位" in text[p.start : p.end]]
    assert [text[p.start : p.start + 3] for p in pieces] == ["任务\t", "任务5", "任务1"]
    assert [p.header for p in pieces] == [None, *[(start, start + 8)] * 2]
    assert all(text[p.end] == "\n" for p in pieces)
    assert [p.header for p in passages if p not in pieces] == [None] * (len(passages) - 3)


def test_a_header_of_several_rows_is_kept_as_a_whole() -> None:
    head = ["任务分工\t\t", "任务\t单位\t年份"]
    _, passages, (start, _) = tabled("", [*head, *ROWS], level=2)
    header = (start, start + len("\n".join(head)))
    assert [p.header for p in passages] == [None, header, header]


def test_a_title_row_counts_as_header_and_a_table_of_headers_has_none() -> None:
    _, passages, (start, _) = tabled("", ["任务分工表", "任务\t单位", *ROWS])
    assert {p.header for p in passages[1:]} == {(start, start + len("任务分工表\n任务\t单位"))}
    _, passages, _ = tabled("", ROWS, level=12)
    assert {p.header for p in passages} == {None}


def test_a_first_row_too_long_for_a_header_is_none_unless_it_is_said_to_be_one() -> None:
    long = ["任务\t" + "说明" * 110, *ROWS]
    assert {p.header for p in tabled("", long)[1]} == {None}
    assert {p.header for p in tabled("", long, level=1)[1]} == {None, (0, 223)}


def test_a_small_table_is_whole_and_has_its_caption() -> None:
    rows = ["任务\t单位", "道路\t乙镇", "厕所\t丙镇"]
    before = f"{PROSE}{PROSE}\n表1 任务分工\n单位：个\n"
    text, passages, (start, end) = tabled(before, rows, f"{PROSE}{PROSE}\n")
    check(text, passages)
    (whole,) = [p for p in passages if p.start < end and p.end > start]
    assert text[whole.start : whole.end].endswith("表1 任务分工\n单位：个\n" + "\n".join(rows))


def test_a_sentence_above_a_table_is_no_caption() -> None:
    _, passages, (start, _) = tabled(f"{PROSE}{PROSE}\n抓好落实。\n", ["任务\t单位", *ROWS])
    assert start in {p.start for p in passages}


def test_headings_in_a_small_table_do_not_cut_it() -> None:
    rows = ["一、产业", "道路\t乙镇", "二、生态", "厕所\t丙镇"]
    text, passages, (start, end) = tabled("某县任务表\n", rows, f"{PROSE}\n")
    assert outline(text)
    assert [p for p in passages if start < p.start < end or start < p.end < end] == []


def test_headings_in_a_long_table_cut_it_between_rows_and_keep_the_header() -> None:
    body = [r for n in "一二三" for r in (f"{n}、任务\t\t", *ROWS[:3])]
    text, passages, (start, _) = tabled("", ["任务\t单位\t年份", *body])
    check(text, passages)
    header = (start, start + 8)
    assert [(p.headings, p.header) for p in passages[-2:]] == [
        (("二、任务",), header),
        (("三、任务",), header),
    ]


@pytest.mark.parametrize("seed", range(25))
def test_any_tables_are_covered_in_order_and_cut_between_rows(seed: int) -> None:
    rng = random.Random(seed)
    text, marks = "", []
    for _ in range(rng.randint(1, 6)):
        text += (
            random_plan(rng)
            if rng.random() < 0.5
            else rng.choice(("表1 某表\n", prose(rng) + "\n"))
        )
        start = len(text)
        for i in range(rng.randint(1, 30)):
            text += f"{rng.choice(('一、', '1.', ''))}任务{i}\t{'单位一是' * rng.randint(1, 20)}\n"
        marks.append(Mark("table", start, len(text) - 1, rng.choice((None, 1, 2))))
    passages = cut("d", text, outline(text), tuple(marks))
    check(text, passages)
    for mark in marks:
        borders = [b for p in passages for b in (p.start, p.end) if mark.start < b < mark.end]
        assert all(text[b - 1] == "\n" or text[b] == "\n" for b in borders)
        if mark.end - mark.start <= 500:
            assert borders == []
    for passage in passages:
        above = [m for m in marks if m.start < passage.start < m.end]
        if passage.header is not None:
            assert [m.start for m in above] == [passage.header[0]]
            assert passage.header[1] <= passage.start


# Pages


def test_pages_are_the_first_and_the_last_and_do_not_change_the_id() -> None:
    text = f"{PROSE}\n{PROSE}\n"
    half = len(text) // 2
    pages = (PageSpan(3, 0, 100), PageSpan(4, 100, half), PageSpan(6, half, len(text) - 1))
    plain = cut("d", text, ())
    paged = cut("d", text, (), (), 500, pages)
    assert [p.pages for p in paged] == [(3, 4), (6, 6)]
    assert [p.id for p in paged] == [p.id for p in plain]
    assert [p.pages for p in plain] == [None, None]
    assert cut("d", text, (), (), 500, (PageSpan(1, 0, 5),))[1].pages is None
