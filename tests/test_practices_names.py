"""Names without quotes, in lists and in quotation marks, on made-up sentences."""

from __future__ import annotations

import pytest

from kb.practices.bare import bare
from kb.practices.known import known
from kb.practices.listed import listed
from kb.practices.naming import names
from kb.practices.quoted import quoted
from kb.practices.refusing import is_generic, is_honour, may_be_name, refused
from kb.practices.vocabulary import either


def named(text: str) -> list[str]:
    return [text[n.start : n.end] for n in names(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("深入实施甲山茶提质行动，产值增长一成。", ["甲山茶提质行动"]),
        ("探索建立林地指标置换机制，破解难题。", ["林地指标置换机制"]),
        ("推进零散税源改革和老街微更新试点，成立专班。", ["零散税源改革", "老街微更新试点"]),
        ("甲江禁捕改革纵深推进，渔民转产。", ["甲江禁捕改革"]),
        ("出台了甲江水质18条硬措施。", ["甲江水质18条硬措施"]),
        ("打好甲江水质提升攻坚战。", ["甲江水质提升攻坚战"]),
        ("（二）实施乡风提升行动", ["乡风提升行动"]),
        (
            "开展重大项目突破年行动，扎实开展安全生产深化落实年活动。",
            ["重大项目突破年行动", "安全生产深化落实年活动"],
        ),
        ("甲县渔船管护保障机制获某部推广。", ["甲县渔船管护保障机制"]),
        ("建成20家甲山读书驿站。", ["甲山读书驿站"]),
    ],
)
def test_a_class_noun_names_what_a_verb_carries_out(text: str, expected: list[str]) -> None:
    assert [text[n.start : n.end] for n in bare(text, 0, len(text))] == expected


@pytest.mark.parametrize(
    "text",
    [
        "健全农村供水长效管护机制。",
        "加快建设甲江二桥工程。",
        "推进重点领域改革。",
        "组织专项行动，开展各项重点工作。",
        "实施甲县水利改革方案。",
        "完成年度投资计划的一半。",
        "推动改革开放，扩大开放。",
        "甲江大桥工程全面开工。",
        "推进等工程。",
        "实施甲江水库增容工程。",
        "启动市第三中学改造提升工程。",
        "构建产业发展新模式。",
        "以更大力度推进改革。",
        "争创国家级试点。",
        "实施5座泵站提升工程。",
    ],
)
def test_works_institutions_and_generic_words_are_no_names(text: str) -> None:
    assert list(bare(text, 0, len(text))) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("实施“一山三水”，水更清。", ["一山三水"]),
        ("唱响“甲水谣”餐饮品牌。", ["“甲水谣”餐饮品牌"]),
        ("“甲山快办”入选全省案例。", ["甲山快办"]),
        ("“甲山通”“甲水贷”入选全省案例。", ["甲山通", "甲水贷"]),
        ("实施旅游提升“五大行动”。", ["五大行动"]),
        ("推进“农业+”行动。", ["“农业+”行动"]),
        ("推进水、路、气等“五大工程”。", []),
        ("构建“一核两翼”格局。", []),
        ("构建“产供销”一体化发展格局。", []),
        ("种植“甲糖6号”两万亩。", []),
        ("跑出“加速度”，按下“快进键”。", []),
        ("举办“甲水杯”龙舟赛。", []),
        ("发展“生态+”产业。", []),
        ("打造“甲果之都”。", []),
        ("构建“三市两地一枢纽”。", []),
        ("发挥“三大优势”。", []),
        ("当好“总抓手”。", []),
        ("加快“丙云”试验装置。", []),
        ("实施“丙云”，提升能力。", ["丙云"]),
        ("实现“视频办”、“一码办”。", ["视频办", "一码办"]),
        ("实施“链主”企业扩规计划。", ["“链主”企业扩规计划"]),
        ("推进“文化强市”建设。", []),
    ],
)
def test_quotations(text: str, expected: list[str]) -> None:
    assert [text[n.start : n.end] for n in quoted(text, 0, len(text))] == expected


def test_known_names_stand_where_they_are_no_part_of_an_honour() -> None:
    def found(text: str) -> list[str]:
        return [text[n.start : n.end] for n in known(text, 0, len(text))]

    assert set(found("落实河湖长制，推进跨省通办、甲乙通办。")) == {
        "河湖长制",
        "跨省通办",
        "甲乙通办",
    }
    assert found("获评四好农村路示范县。") == []
    assert found("甲乙东西部协作产业园开工。") == []


def test_known_names_by_their_shape() -> None:
    def found(text: str) -> list[str]:
        return [text[n.start : n.end] for n in known(text, 0, len(text))]

    assert found("开展驻点招商、以商招商，用好12345热线。") == ["驻点招商", "以商招商", "12345热线"]
    assert set(found("深化府院、府检联动，落实河（湖）长制。")) == {
        "府院、府检联动",
        "河（湖）长制",
    }
    assert found("打造15分钟便民生活圈，建成30分钟通勤圈。") == ["15分钟便民生活圈"]
    assert found("实行负面清单制度，事项网上办理。") == []


def test_lists_behind_verbs_of_carrying_out() -> None:
    assert named("落实赛马比拼、前置亮灯等工作机制。") == ["赛马比拼", "前置亮灯"]
    assert named("落实公众参与、专家论证、风险评估等机制。") == []
    text = "实施甲江渔船转产、乙湖水草复壮、丙山林相更新“三大行动”。"
    assert named(text)[:3] == ["甲江渔船转产", "乙湖水草复壮", "丙山林相更新"]
    assert named("实施路网、管网等“五大工程”。") == []
    assert named("建立《甲县能人名录库》《乙县项目需求项目库》。") == [
        "甲县能人名录库",
        "乙县项目需求项目库",
    ]


def test_items_of_a_list_are_listed() -> None:
    text = "推广富村公司、抱团飞地、连片组团等机制。"
    assert [n.listed for n in listed(text, 0, len(text))] == [True, True, True]
    assert list(listed("富村公司、抱团飞地。", 0, 10)) == []


def test_names_are_disjoint_in_order_and_inside_the_span() -> None:
    text = "实施“甲山快办”改革行动。推进厕所革命，落实田长制。"
    assert named(text) == ["“甲山快办”改革行动", "厕所革命", "田长制"]
    assert [text[n.start : n.end] for n in names(text, 12, 19)] == ["厕所革命"]


def test_what_speaks_against_a_name() -> None:
    assert is_honour("全省先进县") and is_honour("十连冠") and not is_honour("管委会+公司")
    assert is_generic("长效") and not is_generic("甲山")
    assert not may_be_name("三农") and not may_be_name("快。慢") and may_be_name("甲山快办")
    assert refused("深入贯彻") and not refused("围绕目标实施")


def test_the_longest_word_of_a_list_fits_first() -> None:
    import re

    pattern = re.compile(either(["机制", "机制改革", "机", "a+b"]))
    assert [m.group() for m in pattern.finditer("机制改革机制机a+b")] == [
        "机制改革", "机制", "机", "a+b",
    ]  # fmt: skip
