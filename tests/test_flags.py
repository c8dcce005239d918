"""Doubts about a text: what raises them, and what looks alike and does not."""

from pathlib import Path

import pytest

from kb.cleaning import clean
from kb.flags import LEAST_CONFIDENCE, flags
from kb.reading import read
from kb.types import FLAGS, Flag, FlagKind, Mark

SEEDS = Path(__file__).parent.parent.parent / "shared" / "seeds"
PROSE = "甲县坚持党建引领,推进乡村治理,各项工作取得明显成效,群众满意度持续提升,经验得到推广。\n"


def spans(text: str, kind: FlagKind, marks: tuple[Mark, ...] = ()) -> list[str]:
    """The texts of all flags of one kind."""
    return [text[f.start : f.end] for f in flags(text, marks) if f.kind == kind]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("县级财政预算投入亿元,占一般公共预算支出的%,高于去年。", ["亿元", "%"]),
        ("累计发放贷款万元。全年用于项目用地亩。", ["万元", "亩"]),
        ("农民收入年均增长个百分点,参保率达到以上。", ["个百分点", "以上"]),
        ("使用%的中央资金,整治撂荒地万亩,成效明显。", ["%", "万亩"]),
        ("普及率和有效治理率分别达%、100%,持续提升。", ["%"]),
    ],
)
def test_digits_that_are_gone(text: str, missing: list[str]) -> None:
    assert spans(text, "missing_digits") == missing


@pytest.mark.parametrize(
    "text",
    [
        "引进投资亿元以上项目12个,培育产值超亿元企业5家。",
        "建设万亩良田,打造亿元村,农民收入过万元,带动上万人就业。",
        "增长两个百分点,提高0.5个百分点,占比百分之五。",
        "全年接待游客人次、旅游收入分别增长6%。",
        "单位:亿元,%\n占比(%)",
    ],
)
def test_units_that_need_no_digits(text: str) -> None:
    assert spans(text, "missing_digits") == []


def test_figures_of_a_table_are_no_sentence() -> None:
    text = "项目投入情况表\n财政预算资金投入亿元,\n"
    assert spans(text, "missing_digits", (Mark("table", 0, len(text)),)) == []


def test_the_flags_of_the_seed_with_its_digits_gone() -> None:
    found = sorted(SEEDS.glob("004_*.txt"))
    if not found:
        pytest.skip("the seeds are not on this machine")
    cleaned = clean(read(found[0]))
    assert spans(cleaned.text, "missing_digits", cleaned.marks) == [
        "亿元", "%", "亿元", "亩", "万余人", "亿元", "%", "%", "万亩", "万亩", "万亩", "亿元",
        "%", "亿元",
    ]  # fmt: skip


def test_words_covered_up() -> None:
    assert spans("落实&&责任,由***公司实施,占地面积□□□。", "replaced_words") == ["&&", "***", "□□□"]
    assert spans("关于××同志任职的通知,某某同志任局长。", "replaced_words") == ["××", "某某"]


@pytest.mark.parametrize(
    "text",
    ["□是 □否", "20XX年 第XXX号", "这是**重点**内容。", "统一命名为“××区××服务站”。", "R&D经费"],
)
def test_blanks_of_forms_cover_nothing(text: str) -> None:
    assert spans(text, "replaced_words") == []


def test_advertising_in_the_text() -> None:
    assert spans("中共委 IM电竞府关于印发方案的通知", "advertising") == ["IM电竞"]
    assert spans("更多范文请加微信:abc12345。", "advertising") == ["请加微信:abc12345"]
    assert spans("本文来自www.example.com,仅供参考。", "advertising") == ["本文来自www.example.com"]


@pytest.mark.parametrize(
    "text",
    [
        "打击网络赌博和博彩活动,严禁代写论文。",
        "发展电竞产业,建设体育公园,用好彩票公益金。",
        "工作QQ群:12345678,微信公众号“甲县发布”。",
        "请登录www.jiaxian.gov.cn查询。",
        "粤港澳门户枢纽建设,澳门银行业务。",
    ],
)
def test_lawful_words_are_no_advertising(text: str) -> None:
    assert spans(text, "advertising") == []


def test_places_without_their_name() -> None:
    text = "某县推进乡村振兴,××镇率先试点,A市和XX村跟进。"
    assert spans(text, "anonymous_place") == ["某县", "××镇", "A市", "XX村"]


@pytest.mark.parametrize(
    "text", ["某些地方,某市场主体,某村民", "6MW乡村电站,RCEP区域,C区一期", "5A乡村旅游,B级镇"]
)
def test_what_only_looks_like_a_place_without_its_name(text: str) -> None:
    assert spans(text, "anonymous_place") == []


def test_neighbouring_lines_of_low_confidence_are_one_flag() -> None:
    text = "第一行\n第二行\n第三行\n第四行。\n"
    levels = (99, 60, LEAST_CONFIDENCE - 1, LEAST_CONFIDENCE)
    marks = tuple(Mark("scan", i * 4, i * 4 + 3, level) for i, level in enumerate(levels))
    assert [f for f in flags(text, marks) if f.kind == "low_confidence"] == [
        Flag("low_confidence", 4, 11)
    ]


def test_a_text_that_breaks_off() -> None:
    cut = PROSE * 6 + "下一步,全县将继续加强组织领导,强化要素保障,"
    found = [f for f in flags(cut) if f.kind == "truncated"]
    assert [(f.start, f.end) for f in found] == [(len(PROSE) * 6, len(cut))]
    assert spans(PROSE + "点击查看全文\n", "truncated") == ["点击查看全文"]
    assert spans(PROSE + "(未完待续)\n", "truncated") == ["(未完待续)"]


def test_a_last_heading_without_its_text() -> None:
    body = PROSE * 4
    cut = f"一、基本情况\n{body}二、主要做法\n{body}三、下一步打算\n"
    assert spans(cut, "truncated") == ["三、下一步打算"]


@pytest.mark.parametrize(
    "end",
    [
        "甲县人民政府\n2021年5月8日\n",
        "附件:1.任务分工表\n",
        "联系人:张某\n",
        "第六届会议闭幕,谢谢\n",
    ],
)
def test_a_text_that_ends_as_documents_do(end: str) -> None:
    assert spans(PROSE * 6 + end, "truncated") == []


def test_a_list_of_names_is_not_broken_off() -> None:
    assert spans("一、甲村\n二、乙村\n三、丙村\n", "truncated") == []


def test_flags_are_sorted_and_named() -> None:
    found = flags("某县预算投入亿元。点评。\n")
    assert [(f.kind, f.start, f.end) for f in found] == [
        ("anonymous_place", 0, 2),
        ("missing_digits", 6, 8),
    ]
    assert all(f.kind in FLAGS for f in found)
