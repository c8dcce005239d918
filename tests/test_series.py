"""What revises, repeals or passes on what, and what belongs to one series."""

from itertools import permutations

import pytest

from kb.series import Citation, citations, links
from kb.series.names import names_of, number_key, series_key, title_key
from kb.types import Document, Evidence, Link, Metadata, Value


def stated(value):
    return Value(value, "stated") if value else None


def document(name, title="甲县某办法", text="", *, number=None, county="甲县", date=None, **more):
    return Document(
        id=name,
        path=f"{name}.txt",
        sha256=name,
        format="text",
        text=text,
        metadata=Metadata(
            title=stated(title),
            number=stated(number),
            county=stated(county),
            written=stated(date),
            **more,
        ),
    )


def linked(*documents):
    return links([(d, citations(d)) for d in documents])


def said(text, title="甲县某办法"):
    """What a text says, as (act, title, number)."""
    return [(c.act, c.title, c.number) for c in citations(document("a", title, text))]


def test_a_repeal_with_title_and_number():
    text = "本办法自印发之日起施行。《甲县垃圾分类办法》(甲政发〔2010〕8号)同时废止。"
    assert citations(document("a", text=text)) == (
        Citation("废止", "甲县垃圾分类办法", "甲政发[2010]8号", 12, len(text) - 1),
    )


def test_several_are_repealed_at_once():
    text = "《甲县旧办法》（甲政发〔2010〕8号）、《甲县旧细则》和甲政办发〔2011〕3号文件自2022年1月1日起予以废止。"
    assert said(text) == [
        ("废止", "甲县旧办法", "甲政发[2010]8号"),
        ("废止", "甲县旧细则", None),
        ("废止", None, "甲政办发[2011]3号"),
    ]


def test_a_title_within_a_title():
    text = "《甲县人民政府关于印发〈甲县旧办法〉的通知》(甲政发〔2010〕8号)同时废止。"
    assert said(text) == [("废止", "甲县人民政府关于印发甲县旧办法的通知", "甲政发[2010]8号")]
    nested = text.replace("〈", "《").replace("〉", "》")
    assert said(nested) == said(text)


def test_a_roll_of_what_is_repealed():
    text = "经研究,决定废止下列文件:\n1.《甲县旧办法》(甲政发〔2010〕8号)\n2.《甲县旧细则》\n"
    assert [title for _, title, _ in said(text)] == ["甲县旧办法", "甲县旧细则"]


@pytest.mark.parametrize(
    "text",
    [
        "对《甲县某条例》作如下修改:第三条改为两款。",
        "决定对《甲县某条例》进行修改。",
        "将《甲县某条例》第三条第一款修改为:“县级统筹”。",
    ],
)
def test_a_revision(text):
    assert said(text) == [("修订", "甲县某条例", None)]


def test_what_is_passed_on():
    assert said("现将《某省办法》(某政发〔2020〕1号)转发给你们,请遵照执行。") == [
        ("转发", "某省办法", "某政发[2020]1号")
    ]
    assert said("正文。", "甲县人民政府转发某省关于加强管护的意见的通知") == [
        ("转发", "某省关于加强管护的意见", None)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "《甲县旧办法》已废止。",
        "依据《甲县旧办法》执行。其他规定同时废止。",
        "抓紧修订《甲县某条例》。",
        "建议废止《甲县某条例》。",
        "《甲县旧办法》与本办法不一致的,以本办法为准。",
        "《甲县旧办法》第三条废止。",
        "现将《甲县某办法》印发给你们。",
    ],
)
def test_what_is_no_act_upon_another_document(text):
    assert said(text) == []


def test_a_digest_acts_upon_nothing():
    text = "《甲县旧办法》同时废止。"
    assert citations(document("a", text=text, digest=True)) == ()


def test_a_repeal_links_both_by_number():
    old = document("old", "甲县垃圾办法", number="甲政发〔2010〕8号", date="2010-03-01")
    text = "《甲县生活垃圾办法》(甲政发[2010]8号)同时废止。"
    new = document("new", "甲县新办法", text, date="2022-03-01")
    assert linked(old, new) == {
        "new": (Link("废止", "old", Evidence(0, len(text) - 1)),),
        "old": (Link("被废止", "new"),),
    }


def test_a_number_cited_alone_in_a_sentence():
    old = document("old", "甲县垃圾办法", number="甲政发〔2010〕8号")
    new = document("new", text="本办法施行后甲政发〔2010〕8号文件同时废止。")
    assert linked(old, new)["new"][0].document_id == "old"
    assert linked(document("old", number="政办发〔2011〕8号"), new) == {}


def test_a_title_is_found_within_the_notice_that_issues_it():
    old = document("old", "甲县人民政府关于印发《甲县垃圾办法》的通知", date="2010")
    new = document("new", text="《甲县垃圾办法》同时废止。", date="2022-03-01")
    assert linked(old, new)["new"][0].document_id == "old"


def test_another_number_is_another_document():
    old = document("old", "甲县垃圾办法", number="甲政发〔2011〕9号")
    assert linked(old, document("new", text="《甲县垃圾办法》(甲政发〔2010〕8号)同时废止。")) == {}


def test_a_like_named_document_of_another_place_or_a_later_day_is_not_meant():
    new = document("new", text="《垃圾分类办法》同时废止。", date="2020-01-01")
    assert linked(document("b", "垃圾分类办法", county="乙县"), new) == {}
    assert linked(document("b", "垃圾分类办法", date="2021-01-01"), new) == {}
    assert "new" in linked(document("b", "垃圾分类办法", date="2019"), new)


def test_which_of_two_is_meant_must_be_sure():
    new = document("new", text="《垃圾分类办法》同时废止。")
    one, other = document("b", "垃圾分类办法"), document("c", "垃圾分类办法")
    assert linked(one, other, new) == {}
    elsewhere = document("c", "垃圾分类办法", county=None)
    assert linked(one, elsewhere, new)["new"][0].document_id == "b"


def test_a_series_in_the_order_of_years_whatever_the_input():
    reports = [
        document(f"r{year}", f"甲县{year}年农业工作总结", date=f"{year + 1}-01-10")
        for year in (2021, 2019, 2020)
    ]
    other = document("x", "乙县2020年农业工作总结", county="乙县")
    for order in permutations([*reports, other]):
        found = linked(*order)
        assert list(found) == ["r2019", "r2020", "r2021"]
        assert found["r2020"] == (Link("同系列", "r2019"), Link("同系列", "r2021"))


def test_work_reports_and_five_year_plans_of_one_place():
    one = document("a", "政府工作报告", date="2021-02-01")
    other = document("b", "2022年甲县政府工作报告——在第十七届人民代表大会上", date="2022-02-01")
    assert linked(one, other)["a"] == (Link("同系列", "b"),)
    plans = [document(n, f"甲县“{n}五”农业发展规划") for n in ("十三", "十四")]
    assert linked(*plans)["十三"] == (Link("同系列", "十四"),)


def test_like_titles_without_a_time_are_no_series():
    one = document("a", "甲县关于召开会议的通知", date="2021-02-01")
    assert linked(one, document("b", "甲县关于召开会议的通知", date="2022-02-01")) == {}
    nowhere = [document(n, f"{n}年工作总结", county=None) for n in ("2021", "2022")]
    assert linked(*nowhere) == {}


def test_names_and_numbers_in_one_form():
    assert number_key("甲政发 ﹝2010﹞ 第8号") == "甲政发[2010]8号"
    assert number_key("甲政发（2010）8号") == "甲政发[2010]8号"
    assert title_key("《甲县“十四五”规划》") == "甲县十四五规划"
    assert series_key("甲县2021年度工作总结(修订版)") == "甲县工作总结"
    assert names_of("甲县人民政府关于印发甲县管护办法(试行)的通知") >= {"甲县管护办法"}
    assert "某省旧办法" not in names_of("甲县转发关于印发《某省旧办法》的通知")
