"""What documents say of themselves, each value with its evidence."""

from pathlib import Path

import pytest

from kb import metadata
from kb.cleaning import clean
from kb.reading import read
from kb.types import CleanedText, Mark, Metadata, RawText, Removal, Value

SEEDS = Path(__file__).parent.parent.parent / "shared" / "seeds"


def plain(text: str) -> CleanedText:
    return CleanedText(raw=RawText(text, "text"), text=text)


def of(text: str, path: str = "a.txt") -> Metadata:
    return metadata.recognise(plain(text), path)


def value(found: Value | None) -> str | None:
    return found.value if found else None


NOTICE = """甲县人民政府办公室
关于印发《甲县垃圾分类实施方案
（2021—2023年）》的通知

甲政办发〔2021〕7号

各乡镇人民政府：

现将《方案》印发给你们，请按照乙政发〔2020〕3号文件执行。

甲县人民政府办公室
二〇二一年三月五日

甲县垃圾分类实施方案

一、总体要求

坚持因地制宜。

甲县人民政府办公室　　　　2021年3月8日印发
"""


def test_a_notice_with_a_broken_title() -> None:
    found = of(NOTICE)
    assert value(found.title) == (
        "甲县人民政府办公室关于印发《甲县垃圾分类实施方案（2021—2023年）》的通知"
    )
    assert value(found.number) == "甲政办发〔2021〕7号"
    assert value(found.issuer) == "甲县人民政府办公室"
    assert value(found.written) == "2021-03-05"
    assert value(found.issued) == "2021-03-08"
    assert value(found.kind) == "方案"
    assert found.years == (2021, 2022, 2023)
    assert found.region.province is None


def test_evidence_is_the_span_it_was_read_from() -> None:
    found = of(NOTICE)
    assert found.number is not None and found.number.evidence is not None
    span = found.number.evidence
    assert NOTICE[span.start : span.end] == "甲政办发〔2021〕7号"
    assert found.written is not None and found.written.evidence is not None
    span = found.written.evidence
    assert NOTICE[span.start : span.end] == "二〇二一年三月五日"


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("甲政发〔2020〕8号", "甲政发〔2020〕8号"),
        ("甲政发[2020]8号", "甲政发[2020]8号"),
        ("甲政发(2020)8号", "甲政发(2020)8号"),
        ("甲政发【2020】 8 号", "甲政发【2020】8号"),
        ("文号:甲政发〔2020〕第8号", "甲政发〔2020〕第8号"),
        ("甲县人民政府令第12号", "甲县人民政府令第12号"),
    ],
)
def test_document_numbers(printed: str, number: str) -> None:
    text = f"关于做好农村工作的通知\n\n{printed}\n\n各乡镇：\n请认真落实。\n"
    assert value(of(text).number) == number


def test_the_number_of_a_cited_document_is_not_its_own() -> None:
    text = "关于做好农村工作的通知\n\n各乡镇：\n根据《通知》（甲政发〔2020〕8号）精神，落实。\n"
    assert of(text).number is None


@pytest.mark.parametrize(
    ("label", "date"),
    [
        ("发布时间:2020-11-16 08:46:12", "2020-11-16"),
        ("发布日期：2023年9月", "2023-09"),
        ("公布日期: ２０２３-１-７", "2023-01-07"),
        ("发布时间 : 2019/3/02", "2019-03-02"),
    ],
)
def test_published(label: str, date: str) -> None:
    text = f"关于做好农村工作的通知\n\n{label} 浏览次数：3\n\n各乡镇：\n请认真落实。\n"
    assert value(of(text).published) == date


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("2020年5月8日", "2020-05-08"),
        ("二○二三年十二月二十一日", "2023-12-21"),
        ("２０２２年１０月１０日", "2022-10-10"),
        ("2021年6月", "2021-06"),
    ],
)
def test_sign_off(printed: str, date: str) -> None:
    text = f"关于做好农村工作的通知\n\n各乡镇：\n请认真落实。\n\n甲县农业农村局\n{printed}\n"
    assert value(of(text).written) == date


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("关于做好农村工作的通知", "通知"),
        ("关于印发《乡村振兴三年行动计划》的通知", "方案"),
        ("关于印发农村宅基地管理办法的通知", "法规"),
        ("甲县乡村振兴战略规划（2018—2022年）", "规划"),
        ("关于全面推进乡村振兴的实施意见", "意见"),
        ("某县全面推进乡村振兴工作情况汇报", "报告"),
        ("政 府 工 作 报 告", "报告"),
        ("甲县“一张图”治理模式推动乡村善治", "经验"),
        ("农村供水条例", "法规"),
        ("甲县召开乡村振兴现场会在乙镇举行", "新闻"),
        ("村里的好日子", "其他"),
    ],
)
def test_kinds(title: str, kind: str) -> None:
    assert value(of(f"{title}\n\n第一段写在这里。\n").kind) == kind


def test_a_report_to_the_congress_without_a_title() -> None:
    text = "各位代表：\n\n我代表县人民政府，向大会报告工作。\n\n一、2023年工作回顾\n\n很好。\n"
    found = of(text, "reports/甲县.docx")
    assert value(found.title) == "政府工作报告"
    assert found.title is not None and found.title.status == "inferred"
    assert value(found.covered) == "2023"
    assert value(found.kind) == "报告"
    assert found.years == (2023,)


def test_title_skips_navigation_labels_and_numbers() -> None:
    text = (
        "首页 > 政务公开\n信息索引号: 0025/2023 文号:\n发布单位: 农业农村局 统一编号:\n"
        "甲县农村厕所革命工作总结\n\n正文第一段。\n"
    )
    assert value(of(text).title) == "甲县农村厕所革命工作总结"


def test_a_heading_mark_is_the_title() -> None:
    text = "栏目\n怎样申领补贴？\n正文第一段。\n"
    start = text.index("怎样")
    mark = Mark("heading", start, start + 7, 1)
    raw = RawText(text, "html", (mark,))
    found = metadata.recognise(CleanedText(raw, text, marks=(mark,)), "a.html")
    assert value(found.title) == "怎样申领补贴？"


def test_a_value_of_a_removed_line_points_into_the_raw_text() -> None:
    removed = "发布时间：2021-02-03 来源：县农业农村局\n"
    kept = "甲县农村厕所革命工作总结\n\n正文第一段。\n"
    raw = RawText(removed + kept, "text")
    removal = Removal(0, len(removed), removed, "metadata")
    found = metadata.recognise(CleanedText(raw, kept, (removal,)), "a.txt")
    assert value(found.published) == "2021-02-03"
    assert value(found.source) == "县农业农村局"
    assert found.published is not None and found.published.evidence is not None
    assert found.published.evidence.removed
    span = found.published.evidence
    assert raw.text[span.start : span.end] == "2021-02-03"
    assert found.title is not None and found.title.evidence is not None
    assert found.title.evidence.start == 0 and not found.title.evidence.removed


DIGEST = """# 强村公司做法

地区{colon}浙江省衢州市衢江区

日期{colon}2023-09-13

整理稿{comma}据《某材料》。
"""


@pytest.mark.parametrize(("colon", "comma"), [(":", ","), ("：", "，")])
def test_a_digest_states_its_place_and_date(colon: str, comma: str) -> None:
    found = of(DIGEST.format(colon=colon, comma=comma), "a.md")
    assert found.digest
    assert value(found.title) == "强村公司做法"
    assert (found.region.province, found.region.city, found.region.county) == (
        "浙江省",
        "衢州市",
        "衢江区",
    )
    assert all(v and v.status == "stated" for v in (found.province, found.city, found.county))
    assert value(found.written) == "2023-09-13"


@pytest.mark.parametrize(
    ("places", "province", "city"),
    [
        ("浙江省杭州市、浙江省湖州市", "浙江省", None),
        ("浙江省杭州市西湖区、杭州市余杭区", "浙江省", "杭州市"),
        ("浙江省杭州市、四川省绵阳市", None, None),
    ],
)
def test_a_digest_of_several_places(places: str, province: str | None, city: str | None) -> None:
    text = DIGEST.format(colon=":", comma=",").replace("浙江省衢州市衢江区", places)
    region = of(text).region
    assert (region.province, region.city, region.county) == (province, city, None)


def test_a_county_in_the_title_brings_its_city_and_province() -> None:
    found = of("德清县垃圾分类工作总结\n\n正文第一段。\n")
    assert found.county is not None and found.county.status == "stated"
    assert found.city is not None and found.city.status == "inferred"
    assert (value(found.province), value(found.city)) == ("浙江省", "湖州市")


def test_a_place_to_learn_from_is_not_the_place_of_the_document() -> None:
    assert of("关于学习浙江经验的通知\n\n各乡镇：\n认真落实。\n").province is None


def test_a_document_of_the_whole_country_has_no_place() -> None:
    text = "关于做好农村工作的通知\n\n各省、自治区、直辖市人民政府：\n" + (
        "总结推广浙江省杭州市、四川省绵阳市、山东省潍坊市的做法。\n"
    )
    assert of(text).region == Metadata().region


def test_an_unnamed_county_is_inferred_from_its_townships() -> None:
    text = (
        "三年行动方案\n\n结合我县实际，落实金昌市的部署，我县在朱王堡镇、六坝镇、水源镇、"
        "东寨镇开展试点，全县推开。\n"
    )
    found = of(text)
    assert (value(found.province), value(found.city), value(found.county)) == (
        "甘肃省",
        "金昌市",
        "永昌县",
    )
    assert found.county is not None and found.county.status == "inferred"


def test_an_unnamed_county_is_inferred_from_what_it_calls_its_model() -> None:
    text = "工作汇报\n\n我县是绵阳市的农业大县。我县将打造三台样板，贡献三台力量。\n"
    found = of(text)
    assert value(found.county) == "三台县"
    assert found.county is not None and found.county.status == "inferred"


def test_two_townships_are_not_enough() -> None:
    found = of("三年行动方案\n\n我县在朱王堡镇、六坝镇开展试点，我县将推开。\n")
    assert found.region == Metadata().region


@pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared/seeds is not here")
@pytest.mark.parametrize(
    ("prefix", "place", "written", "published", "number"),
    [
        ("000", ("浙江省", "衢州市", "衢江区"), None, None, None),
        ("001", ("浙江省", "湖州市", "德清县"), None, None, None),
        ("002", ("甘肃省", "金昌市", "永昌县"), "2020-05-08", "2020-11-16", "县委发〔2020〕8号"),
        ("003", ("浙江省", "杭州市", "西湖区"), "2023-09-13", "2023-11-17", None),
        ("004", ("四川省", "绵阳市", "三台县"), None, None, None),
    ],
)
def test_seeds(
    prefix: str,
    place: tuple[str, str, str],
    written: str | None,
    published: str | None,
    number: str | None,
) -> None:
    path = next(SEEDS.glob(f"{prefix}_*"))
    found = metadata.recognise(clean(read(path)), path.name)
    region = found.region
    assert (region.province, region.city, region.county) == place
    assert (value(found.written), value(found.published)) == (written, published)
    assert value(found.number) == number


def test_labels_of_a_digest_are_read_where_cleaning_removed_them() -> None:
    text = DIGEST.format(colon=":", comma=",")
    line = "日期:2023-09-13\n"
    start = text.index(line)
    kept = text.replace(line, "")
    removal = Removal(start, start + len(line), line, "metadata")
    found = metadata.recognise(CleanedText(RawText(text, "text"), kept, (removal,)), "a.md")
    assert found.digest
    assert found.written is not None and found.written.value == "2023-09-13"
    assert found.written.evidence is not None and found.written.evidence.removed
    assert value(found.county) == "衢江区"


HEADED = """成文日期: 2022-03-02
公开日期: 2022-03-05

甲县人民政府文件

甲政发〔2022〕12号    签发人:某某

关于加快推进数字乡村建设的若干意见

各镇人民政府:
请认真执行。
"""


def test_the_labels_of_a_page_are_not_confused() -> None:
    found = of(HEADED)
    assert value(found.written) == "2022-03-02"
    assert value(found.published) == "2022-03-05"
    assert value(found.number) == "甲政发〔2022〕12号"
    assert value(found.title) == "关于加快推进数字乡村建设的若干意见"


def test_a_date_without_a_label_under_a_web_title() -> None:
    found = of("甲镇:强村有道\n2023-03-01 09:12 来源: 某某日报 浏览: 12\n正文第一段。\n")
    assert value(found.title) == "甲镇:强村有道"
    assert value(found.published) == "2023-03-01"
    assert value(found.source) == "某某日报"
    assert value(found.kind) == "新闻"


def test_a_line_that_is_only_a_place_is_no_title() -> None:
    found = of("吉林省吉林市昌邑区\n农村改革工作总结\n\n正文第一段。\n")
    assert value(found.title) == "农村改革工作总结"
    assert found.city is not None and found.city.status == "stated"
    assert value(found.county) == "昌邑区"


def test_the_name_of_an_organ_names_its_place() -> None:
    text = "关于做好农村工作的通知\n\n各区县:\n请落实。\n\n中共重庆市委\n2022年3月1日\n"
    found = of(text)
    assert (value(found.province), value(found.city)) == ("重庆市", "重庆市")
    assert value(found.issuer) == "中共重庆市委"


def test_targets_are_not_the_years_of_a_text() -> None:
    text = "村里的事\n\n2021年修路，2021年通水，2021年建园，到2025年、到2025年、到2025年翻番。\n"
    assert of(text).years == (2021,)
