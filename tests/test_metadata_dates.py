"""Dates in all printed forms, told apart; when a document is in force; what it covers."""

import re

import pytest

from kb import metadata
from kb.metadata.dates import DATE, parse_date
from kb.metadata.textlines import view
from kb.types import CleanedText, Metadata, RawText, Value


def of(text: str, path: str = "a.txt") -> Metadata:
    return metadata.recognise(CleanedText(RawText(text, "text"), text), path)


def told(found: Value | None) -> tuple[str, str] | None:
    return (found.value, found.status) if found else None


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("二〇二〇年三月五日", "2020-03-05"),
        ("二○二○年三月五日", "2020-03-05"),
        ("二O二O年十月二十九日", "2020-10-29"),
        ("二零二零年三月廿五日", "2020-03-25"),
        ("二〇二〇年元月卅一日", "2020-01-31"),
        ("二〇二〇年3月5日", "2020-03-05"),
        ("2020年3月5日", "2020-03-05"),
        ("２０２０年１２月１０日", "2020-12-10"),
        ("2 0 2 0 年 3 月 1 5 日", "2020-03-15"),
        ("2020年3月  日", "2020-03"),
        ("2020-03-05", "2020-03-05"),
        ("2020/03/05", "2020-03-05"),
        ("2020.3.5", "2020-03-05"),
        ("2020. 3. 15", "2020-03-15"),
        ("20200305", "2020-03-05"),
        ("民國109年3月5日", "2020-03-05"),
        ("中华民国一百零九年三月五日", "2020-03-05"),
        ("2020年2月30日", None),
        ("1913年4月3日", None),
        ("二〇二〇年十元月三日", None),
        ("二〇二〇年三月三二日", None),
    ],
)
def test_printed_dates(printed: str, date: str | None) -> None:
    found = re.fullmatch(DATE, view(printed).folded)
    assert found is not None
    assert parse_date(found[0]) == date


def test_the_dates_of_one_page_are_told_apart() -> None:
    found = of(
        "发布时间：2021-03-20 09:00  成文日期：2021年3月5日\n"
        "施行日期：2021-04-01  失效日期：2026-03-31\n"
        "甲县垃圾分类管理办法\n\n第一条 为规范垃圾分类，制定本办法。\n\n"
        "甲县人民政府办公室    2021年3月8日印发\n"
    )
    assert told(found.published) == ("2021-03-20", "stated")
    assert told(found.written) == ("2021-03-05", "stated")
    assert told(found.issued) == ("2021-03-08", "stated")
    assert told(found.in_force) == ("2021-04-01", "stated")
    assert told(found.expires) == ("2026-03-31", "stated")


def test_a_label_and_its_value_in_two_cells() -> None:
    found = of(
        "发文日期\t2021年3月5日\n发布 日期：\n2021-03-09\n关于做好春耕的通知\n\n各镇：\n好。\n"
    )
    assert told(found.issued) == ("2021-03-05", "stated")
    assert told(found.published) == ("2021-03-09", "stated")


def test_a_term_behind_its_label() -> None:
    found = of("有效期至：2026-03-31\n关于做好春耕的通知\n\n各镇：\n好。\n")
    assert told(found.expires) == ("2026-03-31", "stated")


def test_printed_in_a_sentence_is_another_documents_date() -> None:
    assert of("春耕的事\n\n《某办法》于2021年3月8日印发\n").issued is None


REGULATION = """甲县垃圾分类管理办法

第一条 为规范垃圾分类，制定本办法。

第九条 {force}

{sign}"""
SIGNED = "甲县人民政府\n2021年3月5日\n"


@pytest.mark.parametrize(
    ("force", "sign", "in_force", "expires"),
    [
        ("本办法自2021年4月1日起施行。", "", ("2021-04-01", "stated"), None),
        ("【施行日期】本办法自2021年4月1日起施行。", "", ("2021-04-01", "stated"), None),
        (
            "本办法自2021年4月1日起施行，有效期5年。",
            "",
            ("2021-04-01", "stated"),
            ("2026-03-31", "inferred"),
        ),
        (
            "本办法自2021年4月1日起施行，有效期至2023年12月31日。",
            "",
            ("2021-04-01", "stated"),
            ("2023-12-31", "stated"),
        ),
        (
            "本办法有效期自2021年4月1日起至2023年12月31日。",
            "",
            ("2021-04-01", "stated"),
            ("2023-12-31", "stated"),
        ),
        (
            "本办法自印发之日起实施，试行两年。",
            SIGNED,
            ("2021-03-05", "inferred"),
            ("2023-03-04", "inferred"),
        ),
        (
            "本办法自印发之日起30日后施行。",
            SIGNED,
            None,
            None,
        ),
        ("自2021年4月1日起执行。", "", ("2021-04-01", "stated"), None),
        ("本办法自发布之日起施行。", SIGNED, None, None),
        ("本办法自印发之日起施行，有效期5年。", "", None, None),
        ("《乙县办法》自2019年4月1日起施行，有效期5年。", "", None, None),
        ("本县公司的许可证有效期至2030年1月1日。", "", None, None),
    ],
)
def test_validity(
    force: str, sign: str, in_force: tuple[str, str] | None, expires: tuple[str, str] | None
) -> None:
    found = of(REGULATION.format(force=force, sign=sign))
    assert (told(found.in_force), told(found.expires)) == (in_force, expires)


def test_in_force_from_publication_needs_a_page_put_up_soon() -> None:
    text = REGULATION.format(force="本办法自公布之日起施行。", sign=SIGNED)
    soon, late = ("发布时间：2021-03-09\n" + text, "发布时间：2022-03-09\n" + text)
    assert told(of(soon).in_force) == ("2021-03-09", "inferred")
    assert of(late).in_force is None


def test_two_days_of_coming_into_force_are_none() -> None:
    text = REGULATION.format(
        force="本办法自2021年4月1日起施行。", sign="本细则自2022年1月1日起施行。\n"
    )
    assert of(text).in_force is None


def test_the_evidence_of_a_term_is_its_words() -> None:
    text = REGULATION.format(force="本办法自2021年4月1日起施行，有效期五年。", sign="")
    found = of(text)
    assert found.expires is not None and found.expires.evidence is not None
    span = found.expires.evidence
    assert text[span.start : span.end] == "有效期五年"


@pytest.mark.parametrize(
    ("title", "covered"),
    [
        ("甲县乡村振兴规划（2021—2025年）", "2021/2025"),
        ("甲县乡村振兴规划（2021－25年）", "2021/2025"),
        ("甲县“十四五”农业发展规划", "2021/2025"),
        ("甲县第十四个五年规划和2035年远景目标纲要", "2021/2025"),
        ("甲县2022年农村工作总结", "2022"),
        ("甲县2022年工作总结和2023年工作计划的报告", "2022"),
        ("数字甲县2021行动方案", "2021"),
        ("关于发布2021年度补贴标准的通知", "2021"),
        ("甲县垃圾分类指南（2021年版）", None),
        ("甲县到2025年消除薄弱村行动方案", None),
        ("甲县关于做好农村工作的通知", None),
    ],
)
def test_covered_by_the_title(title: str, covered: str | None) -> None:
    found = of(f"{title}\n\n各镇：\n请认真落实。\n")
    assert (found.covered.value if found.covered else None) == covered


def test_a_plan_sets_its_own_period() -> None:
    found = of("甲县乡村建设规划\n\n本规划期限为2021年至2035年，基准年2020年。\n")
    assert told(found.covered) == ("2021/2035", "stated")
    assert (found.years[0], found.years[-1]) == (2021, 2035)


def test_a_report_covers_the_year_it_looks_back_on() -> None:
    found = of(
        "2024年政府工作报告\n\n各位代表：\n\n2023年工作回顾\n\n好。\n\n2024年工作安排\n\n好。\n"
    )
    assert told(found.covered) == ("2023", "stated")
    assert found.years == (2024,)


def test_a_year_a_report_opens_with_is_inferred() -> None:
    found = of("甲县农村工作情况汇报\n\n2022年，全县增收。\n")
    assert told(found.covered) == ("2022", "inferred")


def test_a_saved_page_has_address_and_date_without_a_span() -> None:
    text = "关于做好春耕的通知\n\n各镇：\n请落实。\n"
    raw = RawText(text, "html", address="https://example.org/a.html", captured="2024-5-6")
    found = metadata.recognise(CleanedText(raw, text), "a.html")
    assert found.address == Value("https://example.org/a.html", "stated")
    assert found.captured == Value("2024-05-06", "stated")
