"""The outline on made-up texts about places that do not exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.outline import outline
from kb.outline.numbering import value
from kb.types import Mark

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"
PLAN = """甲县乡村建设方案

为加快乡村建设,制定本方案。

一、总体要求

坚持因地制宜,到2027年建成1.5万亩良田,占3.2%。

    二、主要任务

(一)实施产业提升行动

1.开展“双强”行动。全面提高效率。
2．培育新业态。发展民宿。

（二）实施治理提升行动

3、推进积分制。设立积分超市。

三、保障措施

（一）加强领导。成立专班。
（二）强化资金。统筹使用。
"""


def tree(text: str, *args: object) -> list[tuple[int, str]]:
    return [(s.level, s.title) for s in outline(text, *args)]  # type: ignore[arg-type]


def test_families_nest_and_a_count_runs_on_over_parents() -> None:
    assert tree(PLAN) == [
        (1, "一、总体要求"),
        (1, "二、主要任务"),
        (2, "(一)实施产业提升行动"),
        (3, "1.开展“双强”行动"),
        (3, "2．培育新业态"),
        (2, "（二）实施治理提升行动"),
        (3, "3、推进积分制"),
        (1, "三、保障措施"),
        (2, "（一）加强领导"),
        (2, "（二）强化资金"),
    ]


def test_a_short_line_is_a_heading_whole_with_its_colon() -> None:
    text = "一、垃圾分类：山岗模式\n全县推开山岗模式，村村设点。\n二、河湖管护\n各村聘请管护员。\n"
    assert [s.title for s in outline(text)] == ["一、垃圾分类：山岗模式", "二、河湖管护"]


def test_a_label_before_a_colon_is_the_heading_of_a_long_sentence() -> None:
    text = (
        "（一）养老：到年底共建成助餐点316个，困难老年人家庭的适老化改造在城乡都已覆盖，"
        "星级养老机构有162个。\n（二）医疗：建好村卫生室。\n"
    )
    assert [s.title for s in outline(text)] == ["（一）养老", "（二）医疗"]


def test_spans_begin_at_the_heading_and_end_with_the_section() -> None:
    sections = outline(PLAN)
    for section in sections:
        assert PLAN[section.start : section.title_end] == section.title
    tasks, first = sections[1], sections[3]
    assert PLAN[tasks.end :].startswith("三、保障措施")
    assert PLAN[first.start : first.end] == "1.开展“双强”行动。全面提高效率。\n"
    assert sections[-1].end == len(PLAN)


def test_inline_ordinals_are_sections_of_their_paragraph() -> None:
    first = "一是落实书记责任。" + "把工作纳入考核,每月交流进展,定期督查乡镇部门,压实责任。"
    second = "二是建强村级班子。" + "开办讲堂,培训村干部,回引在外能人,做到村村有后备人才。"
    text = f"一、举措\n(一)加强领导。{first}{second}\n后面一段另说别事。\n"
    assert tree(text) == [
        (1, "一、举措"),
        (2, "(一)加强领导"),
        (3, "一是落实书记责任"),
        (3, "二是建强村级班子"),
    ]
    assert text[outline(text)[-1].start : outline(text)[-1].end] == second


def test_short_sentences_that_open_paragraphs_are_headings_where_they_are_the_rule() -> None:
    body = "完善村规民约,评选文明家庭,办好红白理事会,引导群众抵制高价彩礼,推动乡风好转。"
    two = f"（一）乡村治理\n推进移风易俗。{body}\n——办好村级食堂。{body}\n{body}{body}\n"
    assert tree(two) == [
        (1, "（一）乡村治理"),
        (2, "推进移风易俗"),
        (2, "——办好村级食堂"),
    ]
    sections = outline(two)
    assert two[sections[2].start : sections[2].end] == f"——办好村级食堂。{body}"
    lone = f"（一）乡村治理\n推进移风易俗。{body}\n{body}{body}\n{body}{body}\n"
    assert tree(lone) == [(1, "（一）乡村治理")]


def test_ordinals_on_lines_of_their_own_stand_above_run_in_headings() -> None:
    body = "完善村规民约,评选文明家庭,办好红白理事会,引导群众抵制高价彩礼,推动乡风好转。"
    under = f"推进移风易俗。{body}\n办好村级食堂。{body}\n"
    text = f"一、安排\n第一,抓好乡村治理工作\n{under}第二,抓好乡村产业工作\n{under}"
    assert [level for level, _ in tree(text)] == [1, 2, 3, 3, 2, 3, 3]


def test_one_lone_ordinal_or_a_short_enumeration_is_prose() -> None:
    lone = "一是抓好落实,形成合力,推动工作不断取得新的更大成效,确保各项任务圆满完成。"
    assert tree(f"一、举措\n{lone}\n") == [(1, "一、举措")]
    assert tree("一、举措\n做到两点:一是快。二是好。\n") == [(1, "一、举措")]


def test_dates_quantities_and_attachment_lists_are_no_headings() -> None:
    text = (
        "一、任务\n2022年建成示范村。\n1.5万亩农田。\n3.2%的增长。\n12、15号文件。\n二、三产业融合。\n"
        "二、保障\n抓落实。\n\n附件:1.推进计划表\n   2.任务分解表\n   3.名单\n"
    )
    assert tree(text) == [(1, "一、任务"), (1, "二、保障"), (1, "附件")]


def test_an_attached_plan_starts_afresh() -> None:
    text = (
        "乙县关于印发方案的通知\n一、认真学习。\n二、抓好落实。\n乙县人民政府\n2023年5月8日\n"
        "乙县庭院经济发展方案\n为发展庭院经济,制定本方案。\n一、总体要求\n（一）目标\n增收。\n"
    )
    assert tree(text) == [
        (1, "一、认真学习"),
        (1, "二、抓好落实"),
        (1, "乙县庭院经济发展方案"),
        (1, "一、总体要求"),
        (2, "（一）目标"),
    ]


def test_chapters_and_articles_keep_their_items_as_text() -> None:
    text = (
        "第一章 总则\n第一条 为了规范管理，制定本办法。\n第二条 下列事项适用本办法：\n"
        "（一）宅基地；\n（二）承包地。\n第二章 管理\n第三条【职责】 乡镇负责。\n"
    )
    assert tree(text) == [
        (1, "第一章 总则"),
        (2, "第一条"),
        (2, "第二条"),
        (1, "第二章 管理"),
        (2, "第三条【职责】"),
    ]


def test_a_list_inside_an_item_of_its_own_family_nests_in_it() -> None:
    text = (
        "（一）行动\n1.摸清家底。查账。\n2.分类施策。如下。\n1.山区：种茶养蚕\n2.湖区：养鱼养虾\n"
        "3.城郊：办好民宿\n（二）保障\n3.加强领导。成立专班。\n"
    )
    assert tree(text) == [
        (1, "（一）行动"),
        (2, "1.摸清家底"),
        (2, "2.分类施策"),
        (3, "1.山区"),
        (3, "2.湖区"),
        (3, "3.城郊"),
        (1, "（二）保障"),
        (2, "3.加强领导"),
    ]


def test_full_width_digits_count_and_a_table_of_contents_does_not() -> None:
    text = (
        "一、目标..........1\n二、任务..........2\n一、目标\n１．增收。种茶。\n２．增绿。种树。\n"
    )
    assert tree(text) == [(1, "一、目标"), (2, "１．增收"), (2, "２．增绿")]


def test_chapters_listed_at_the_top_are_not_sections_twice() -> None:
    names = ("第一章 总则", "第二章 管理", "第三章 附则")
    body = "".join(f"{name}\n第{n}条 略。\n" for name, n in zip(names, "一二三", strict=True))
    text = "\n".join(("目录", *names, body))
    sections = outline(text)
    assert [s.title for s in sections if s.level == 1] == list(names)
    assert sections[0].start == text.rindex("第一章")


def test_families_nest_as_this_document_shows() -> None:
    inner = "一、做法\n无。\n二、成效\n无。\n"
    text = f"（一）甲镇\n{inner}（二）乙镇\n{inner}"
    assert [level for level, _ in tree(text)] == [1, 2, 2, 1, 2, 2]


def test_format_headings_come_before_numbers_and_the_title_is_none() -> None:
    text = "丙县经验\n做法\n1.建账。每户一本。\n2.评分。每月一次。\n成效\n很好。\n"
    marks = tuple(
        Mark("heading", text.index(word), text.index(word) + len(word), level)
        for word, level in (("丙县经验", 1), ("做法", 2), ("成效", 2))
    )
    assert tree(text, marks) == [(1, "做法"), (2, "1.建账"), (2, "2.评分"), (1, "成效")]


def test_a_level_never_skips() -> None:
    text = "头\n甲\n正文\n乙\n正文\n"
    marks = (Mark("heading", 0, 1, 1), Mark("heading", 2, 3, 3), Mark("heading", 7, 8, 5))
    assert tree(text, marks, "头") == [(1, "甲"), (2, "乙")]


def test_tables_hold_no_headings() -> None:
    text = "一、任务\n1.甲|2.乙\n1.丙|2.丁\n二、保障\n无。\n"
    start, end = text.index("1.甲"), text.index("二、")
    assert tree(text, (Mark("table", start, end),)) == [(1, "一、任务"), (1, "二、保障")]


def test_plain_short_lines_above_paragraphs_are_headings_where_nothing_is_numbered() -> None:
    body = "村里把闲置房屋收储起来统一出租,租金按股分红,村民每年拿到分红,集体账上也有了活钱。"
    text = f"丁村的变化\n盘活闲房\n{body}\n积分换物\n{body}\n"
    assert tree(text) == [(1, "盘活闲房"), (1, "积分换物")]
    assert tree(f"丁村的变化\n盘活闲房\n{body}\n") == []


def test_numbers_of_two_digits_and_of_digits_alike() -> None:
    assert [value(n) for n in ("三", "十", "十二", "二十", "二十一", "一百零五", "12", "③")] == [
        3, 10, 12, 20, 21, 105, 12, 3,
    ]  # fmt: skip


@pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared/seeds is absent")
def test_a_real_plan_has_the_path_its_readers_expect() -> None:
    text = next(SEEDS.glob("003_*.txt")).read_text(encoding="utf-8")
    at = text.index("飞地抱团")
    path = [s.title for s in outline(text) if s.start <= at < s.end]
    assert path == ["二、主要任务", "(四)实施乡村共同富裕提升行动", "12.发展壮大村级集体经济"]
