"""Numbers in running text: number, unit, value, what is counted."""

from __future__ import annotations

import pytest

from kb.figures import Outlook, figures, scaled
from kb.types import Figure


def found(text: str) -> tuple[Figure, ...]:
    return figures(text, 0, len(text), Outlook.BACK)


def only(text: str) -> Figure:
    (figure,) = found(text)
    return figure


def counts(text: str) -> str | None:
    span = only(text).counts
    return text[slice(*span)] if span else None


@pytest.mark.parametrize(
    ("text", "number", "unit", "value", "base"),
    [
        ("集体经济收入达14984万元。", "14984", "万元", 149_840_000, "元"),
        ("投资73亿的水库。", "73", "亿", 7_300_000_000, ""),
        ("总投资1.13万亿元。", "1.13", "万亿元", 1_130_000_000_000, "元"),
        ("补助12,500元。", "12,500", "元", 12_500, "元"),
        ("投入 1 200 万元", "1 200", "万元", 12_000_000, "元"),
        ("种树１２００株", "１２００", "株", 1200, "株"),
        ("税收2021，300万元", "300", "万元", 3_000_000, "元"),
        ("种植蔬菜1.1万亩。", "1.1", "万亩", 11_000, "亩"),
        ("新建棚屋400余万平方米。", "400", "万平方米", 4_000_000, "平方米"),
        ("举办活动200余场次。", "200", "场次", 200, "场次"),
        ("惠及1万余户。", "1", "万户", 10_000, "户"),
        ("产值增长4．8％。", "4．8", "％", 4.8, "%"),
        ("占比提高3个百分点。", "3", "个百分点", 3, "个百分点"),
        ("处理能力45万吨/年。", "45", "万吨/年", 450_000, "吨/年"),
        ("浓度降到28微克/立方米。", "28", "微克/立方米", 28, "微克/立方米"),
        ("抽检量为9.4批次/千人。", "9.4", "批次/千人", 9.4, "批次/千人"),
        ("装机60万千瓦。", "60", "万千瓦", 600_000, "千瓦"),
        ("收购粮食90斤。", "90", "斤", 45, "公斤"),
        ("大棚14000平米。", "14000", "平米", 14_000, "平方米"),
        ("收入比缩小到1.40以内。", "1.40", "", 1.4, ""),
        ("产值增长-3.5%。", "-3.5", "%", -3.5, "%"),
        ("提前2个月完工。", "2", "个月", 2, "个月"),
    ],
)
def test_digits(text: str, number: str, unit: str, value: float, base: str) -> None:
    figure = only(text)
    assert (figure.number, figure.unit, figure.value, figure.base) == (number, unit, value, base)


@pytest.mark.parametrize(
    ("text", "number", "unit", "value", "base"),
    [
        ("民生支出占比近八成。", "八", "成", 80, "%"),
        ("收入增长3成以上。", "3", "成", 30, "%"),
        ("产量是前年的两倍。", "两", "倍", 2, "倍"),
        ("收入翻两番。", "翻两", "番", 2, "番"),
        ("成活率百分之九十五。", "百分之九十五", "", 95, "%"),
        ("三分之二的农户参加。", "三分之二", "", 0.666666666667, ""),
        ("开垦十万亩荒地。", "十", "万亩", 100_000, "亩"),
        ("带动三百余户。", "三百", "户", 300, "户"),
        ("培训农民万余人。", "万", "人", 10_000, "人"),
        ("建成十余个产业园。", "十", "个", 10, "个"),
        ("投入两千三百万元。", "两千三百", "万元", 23_000_000, "元"),
    ],
)
def test_chinese_numerals(text: str, number: str, unit: str, value: float, base: str) -> None:
    figure = only(text)
    assert (figure.number, figure.unit, figure.value, figure.base) == (number, unit, value, base)


@pytest.mark.parametrize(
    ("text", "number", "unit", "value", "high"),
    [
        ("建设示范村3—5个。", "3—5", "个", 3, 5),
        ("增长10%至15%。", "10%至15", "%", 10, 15),
        ("用水16-20吨/户/月以下。", "16-20", "吨/户/月", 16, 20),
        ("收入 1 亿元到 10 亿元之间。", "1 亿元到 10", "亿元", 1e8, 1e9),
    ],
)
def test_ranges_have_both_ends(
    text: str, number: str, unit: str, value: float, high: float
) -> None:
    figure = only(text)
    assert (figure.number, figure.unit, figure.value, figure.high) == (number, unit, value, high)


@pytest.mark.parametrize(
    "text",
    [
        "2023年3月5日上午9:30召开。",
        "甲政发〔2020〕8号",
        "居全省第2位。",
        "下列第1、2、3项信息。",
        "推行“1+10+4”模式，落实“3个10”项目。",
        "建成5G网络，用A4纸，PM2.5达标，防控COVID-19。",
        "毕业于985及211院校，入选500强。",
        "国家4A级景区。",
        "拨打12345热线或010-12345678。",
        "打造15分钟生活圈。",
        "如附件1所示，见图2所列。",
        "新中国成立75周年。",
        "预算投入亿元。",
        "整修234国道。",
        "一二三产融合，一成不变，三心二意。",
        "GB/T 29825-2013",
        "1.发展产业。\n2.培育人才。",
    ],
)
def test_no_figures(text: str) -> None:
    assert found(text) == ()


def test_cells_of_a_table_are_no_range() -> None:
    assert [(f.number, f.high) for f in found("甲镇\t25.27\t-0.71%\t3.1%")] == [
        ("-0.71", None),
        ("3.1", None),
    ]


def test_a_name_beside_a_figure() -> None:
    assert [f.number for f in found("新建5G基站300个，4A级景区2家。")] == ["300", "2"]


def test_span_holds_number_and_unit() -> None:
    text = "全县新增停车位1.2 万余个。"
    figure = only(text)
    assert text[figure.start : figure.end] == "1.2 万余个"
    assert figure.unit == "万个"


def test_only_the_span_is_read() -> None:
    text = "甲村3户。乙村5户。"
    assert [f.number for f in figures(text, 5, len(text), Outlook.BACK)] == ["5"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("垃圾分类覆盖率达到95%。", "垃圾分类覆盖率"),
        ("其中集体经济收入达14984万元。", "集体经济收入"),
        ("建成12个产业园。", "产业园"),
        ("5家企业入选省级名单。", "企业"),
        ("新建改造供水管网30公里。", "供水管网"),
        ("规上工业增加值同比增长6%。", "规上工业增加值同比增长"),
        ("固定资产投资（不含农户）达6亿元。", "固定资产投资"),
        ("建成“安心食堂”30个。", "“安心食堂”"),
        ("达9亿元。", None),
    ],
)
def test_what_is_counted(text: str, words: str | None) -> None:
    assert counts(text) == words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收入14984万元", (1.4984, "亿元")),
        ("补助500元", (500, "元")),
        ("种植12000亩", (1.2, "万亩")),
        ("接待110万人次", (110, "万人次")),
        ("占三成", (30, "%")),
        ("增长12000%", (12000, "%")),
        ("产能0.3亿吨", (3000, "万吨")),
    ],
)
def test_scaled(text: str, expected: tuple[float, str]) -> None:
    assert scaled(only(text)) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("建成共富工坊12家。", "共富工坊"),
        ("使和美乡村覆盖率达到40%。", "和美乡村覆盖率"),
        ("有机农产品总量达290吨。", "有机农产品总量"),
        ("引进到位资金760亿元。", "到位资金"),
        ("培育“党建领航、四社共建”示范村47处。", "“党建领航、四社共建”示范村"),
        ("修路、培育“灵鹊”示范村47处。", "“灵鹊”示范村"),
        ("2024年计划新建高标准农田19.5万亩。", "高标准农田"),
        ("全社会研究与试验发展经费支出占地区生产总值比重4.15%。", "全社会研究与试验发展经费支出占地区生产总值比重"),
        ("支持各类经营主体和返乡创业人员因地制宜新增庭院经济示范户900户。", "庭院经济示范户"),
    ],
)  # fmt: skip
def test_what_is_counted_is_never_torn(text: str, words: str) -> None:
    assert counts(text) == words


def test_a_figure_that_says_which_things_are_counted_is_part_of_the_words() -> None:
    text = "全县年收入50万元以上的行政村占比达到60%,10万元以下的村减少到7个。"
    told = [text[slice(*f.counts)] for f in found(text) if f.counts and f.unit in {"%", "个"}]
    assert told == ["年收入50万元以上的行政村占比", "10万元以下的村"]
