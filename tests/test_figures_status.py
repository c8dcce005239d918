"""Target or achieved: by the sentence, the headings, the kind and the year of a document."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from eval.figures import SHARED, judge, rows
from kb.figures import Outlook, figures, looks_ahead, outlook, status_of, timeline
from kb.outline import outline

AHEAD, BACK, OPEN = Outlook.AHEAD, Outlook.BACK, Outlook.OPEN


def statuses(text: str, where: Outlook, written: int | None = None) -> list[str]:
    return [f.status for f in figures(text, 0, len(text), where, written)]


@pytest.mark.parametrize(
    ("text", "where", "written", "status"),
    [
        ("新建公园10个。", AHEAD, None, "目标"),
        ("新建公园10个。", BACK, None, "已完成"),
        ("新建公园10个。", OPEN, None, "未判定"),
        ("力争新建公园10个。", BACK, None, "目标"),
        ("到2025年，绿化率达到40%。", BACK, 2021, "目标"),
        ("到2019年，绿化率达到40%。", BACK, 2021, "已完成"),
        ("到2019年，绿化率达到40%。", AHEAD, 2021, "目标"),
        ("截至目前，全县有农户300户。", AHEAD, None, "已完成"),
        ("2022年，新建公园10个。", AHEAD, 2024, "已完成"),
        ("2026年，新建公园10个。", BACK, 2024, "目标"),
        ("粮食产量比2022年增长10%。", AHEAD, 2024, "目标"),
        ("有效确保了300户用水。", BACK, None, "已完成"),
        ("争取上级资金2亿元。", BACK, None, "已完成"),
        ("超额完成全年计划，种树20万亩。", BACK, None, "已完成"),
        ("高于预期目标2个百分点。", BACK, None, "已完成"),
        ("对困难家庭每户补助500元。", AHEAD, None, "未判定"),
        ("对获奖企业给予30万元奖励。", AHEAD, None, "未判定"),
        ("单个项目最高不超过50万元。", BACK, None, "未判定"),
        ("水价2元/吨。", AHEAD, None, "未判定"),
        ("年满16周岁。", BACK, None, "未判定"),
        ("抓好3个方面工作。", AHEAD, None, "未判定"),
        ("应当在5个工作日内答复。", OPEN, None, "未判定"),
    ],
)
def test_status(text: str, where: Outlook, written: int | None, status: str) -> None:
    assert statuses(text, where, written) == [status]


@pytest.mark.parametrize("where", [AHEAD, BACK])
def test_a_class_of_things_is_no_target(where: Outlook) -> None:
    count = "目标" if where is AHEAD else "已完成"
    assert statuses("引进10亿元以上项目9个。", where) == ["未判定", count]
    assert statuses("培育5个超50亿元的产业集群。", where) == [count, "未判定"]
    assert statuses("总投资10亿元以上。", where) == [count]


def test_the_nearest_cue_decides() -> None:
    text = "已建成水厂3座，到2028年建成8座，目前供水5000户。"
    assert statuses(text, BACK, 2024) == ["已完成", "目标", "已完成"]


def test_a_passing_plan_reaches_no_further_than_its_clause() -> None:
    assert statuses("管网有望突破300公里，新增用户20户。", BACK) == ["目标", "已完成"]


@pytest.mark.parametrize(
    ("kind", "headings", "where"),
    [
        ("报告", ("一、2023年工作回顾", "（一）实现发展目标新突破"), BACK),
        ("报告", ("二、2024年工作安排", "（一）取得改革新成效"), AHEAD),
        ("报告", ("（一）产业发展",), BACK),
        ("方案", ("一、发展现状",), BACK),
        ("方案", ("（一）做强产业",), AHEAD),
        ("规划", ("一、过去五年成就与今后五年目标",), AHEAD),
        ("通知", ("三、补贴标准",), OPEN),
        ("法规", ("第二章 申请与准入",), OPEN),
        ("新闻", (), BACK),
        (None, (), BACK),
    ],
)
def test_outlook(kind: str | None, headings: tuple[str, ...], where: Outlook) -> None:
    assert outlook(kind, headings) is where


def test_the_work_of_a_year_is_ahead_from_that_year_on() -> None:
    assert outlook("报告", ("二、2024年工作",), 2024) is AHEAD
    assert outlook("报告", ("二、2024年工作",), 2025) is BACK


REPORT = """甲县政府工作报告

一、2023年工作回顾

（一）抓产业。建成大棚30个。

二、2024年主要工作

（一）抓产业。建成大棚50个。

三、加强自身建设

开展培训12场。
"""


def test_timeline_of_a_report_turns_once() -> None:
    line = timeline(REPORT, "报告", outline(REPORT, ()))
    assert line.written == 2024
    assert [line.at(REPORT.index(w)) for w in ("30个", "50个", "12场")] == [BACK, AHEAD, AHEAD]


def test_timeline_turns_at_a_line_where_no_heading_says_so() -> None:
    done = "一年来，新建水厂3座，改造管网20公里，群众用水更加安全便捷。\n" * 4
    text = f"甲县政府工作报告\n\n{done}\n今年是关键一年。总体要求是稳中求进。\n\n新建水厂5座。\n"
    line = timeline(text, "报告", ())
    assert [line.at(text.index(w)) for w in ("3座", "5座")] == [BACK, AHEAD]


def test_a_text_that_opens_like_a_notice_is_not_taken_for_a_result() -> None:
    plan = "为进一步促进产业发展,现提出以下措施。\n\n培育企业30家。\n"
    assert timeline(plan, "其他", ()).at(30) is OPEN
    assert timeline(plan, "新闻", ()).at(30) is BACK
    assert timeline("甲镇有农户300户。", "其他", ()).at(0) is BACK


LABELLED = """一、改厕
已做：改厕300户。
2024年目标：改厕400户；创建示范村5个。覆盖率达到90%。
2023年目标：改厕280户。
二、道路
2024年计划：
1. 修路30公里。
2. 建桥6座。
三、绿化
（一）已做：种树7万株。
（二）计划：种树8万株。
保活率达到95%。
四、养老（2024年“颐养”计划）：建食堂50家。
"""


def test_labels_of_lines_say_what_headings_would() -> None:
    line = timeline(LABELLED, "经验", outline(LABELLED, ()), 2024)
    found = figures(LABELLED, 0, len(LABELLED), line, 2024)
    told = {f.number + f.unit: f.status for f in found}
    ahead = {"400户", "5个", "90%", "30公里", "6座", "8万株", "95%", "50家", "280户"}
    assert {number for number, status in told.items() if status == "目标"} == ahead
    assert {number for number, status in told.items() if status == "已完成"} == {
        "300户",
        "7万株",
    }


def test_a_plan_of_a_year_that_opens_a_clause_aims() -> None:
    assert statuses("2024年计划升级平台，覆盖率要在90%以上。", BACK, 2024) == ["目标"]
    assert statuses("（二）污水：2024年计划完成18个村的治理。", BACK, 2024) == ["目标"]
    assert statuses("2024年计划的项目全部完成，投资9亿元。", BACK, 2024) == ["已完成"]


def test_figures_follow_the_timeline_within_a_span() -> None:
    line = timeline(REPORT, "报告", outline(REPORT, ()))
    told = [f.status for f in figures(REPORT, 0, len(REPORT), line)]
    assert told == ["已完成", "目标", "目标"]
    at = REPORT.index("建成大棚50个")
    assert status_of(REPORT, at, at + 8, line) == "目标"


def test_timeline_turns_shortly_before_the_heading() -> None:
    done = "一年来，新建水厂3座，改造管网20公里，群众用水更加安全便捷。\n" * 12
    aims = "今年的主要预期目标是：产值增长7%。\n\n一、重点工作\n\n新建水厂5座。\n"
    text = f"一、2023年工作回顾\n\n{done}\n{aims}"
    line = timeline(text, "报告", outline(text, ()))
    assert [line.at(text.index(w)) for w in ("3座", "7%", "5座")] == [BACK, AHEAD, AHEAD]


def test_years_before_a_plan_are_past() -> None:
    text = "甲县产业规划\n\n2015年，产值实现5亿元。到2020年，产值达到9亿元。\n"
    line = timeline(text, "规划", ())
    assert statuses(text, line.at(10), line.written) == ["已完成", "目标"]


def test_a_notice_without_plans_sets_rules() -> None:
    text = "关于缴费的通知\n\n一、缴费时间\n\n每年12月。\n"
    assert timeline(text, "通知", outline(text, ())).at(10) is OPEN
    plan = "关于植树的通知\n\n一、主要任务\n\n植树12亩。\n\n二、有关事项\n\n报送1次。\n"
    assert timeline(plan, "通知", outline(plan, ())).at(plan.index("1次")) is AHEAD


def test_status_and_outlook_of_clauses() -> None:
    text = "获评全省先进。力争明年再创佳绩。"
    assert status_of(text, 0, 7, BACK) == "已完成"
    assert status_of(text, 10, 15, BACK) == "目标"
    assert not looks_ahead(text, 0, 7)
    assert looks_ahead(text, 7, len(text))


def test_a_line_without_marks_is_read_near_the_words() -> None:
    text = f"力争{'获评全省先进村' * 30_000}"
    began = time.process_time()
    told = {status_of(text, at, at + 4, BACK) for at in range(2000, 20_000, 7)}
    assert told == {"已完成"}
    assert status_of(text, 20, 24, BACK) == "目标"
    assert time.process_time() - began < 10


def test_halves_part_the_judged_rows() -> None:
    if not Path(SHARED).is_dir():
        pytest.skip("the judged documents are not on this machine")
    even, odd, both = rows("even"), rows("odd"), rows("all")
    assert len(even) + len(odd) == len(both)
    assert not set(even) & set(odd)


def test_the_tuning_half_is_right() -> None:
    if not Path(SHARED).is_dir():
        pytest.skip("the judged documents are not on this machine")
    counts, _, _ = judge("even")
    assert counts["right"] / counts["figures"] >= 0.92
    assert counts["wrongly found"] <= 1
