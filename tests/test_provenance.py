"""The grade of a source, and the span that tells it."""

import pytest

from kb.cleaning import clean
from kb.metadata import recognise
from kb.metadata.provenance import GRADES, rank
from kb.types import RawText, Value

NOTICE = (
    "{number}甲县人民政府关于推进垃圾分类的通知\n各乡镇人民政府:\n现将有关事项通知如下。\n"
    "甲县人民政府\n2021年5月8日\n"
)
NUMBER = "甲政发〔2021〕3号\n"


def graded(text: str, address: str | None = None) -> tuple[Value, str | None]:
    """The grade and the text of its evidence."""
    cleaned = clean(RawText(text, "text", address=address))
    value = recognise(cleaned, "无题.txt").provenance
    assert value is not None
    at = value.evidence
    where = cleaned.raw.text if at and at.removed else cleaned.text
    return value, where[at.start : at.end] if at else None


def test_the_order_of_grades_is_best_first() -> None:
    assert GRADES == ("正式文件", "官方网站", "媒体门户", "文库网站", "整理稿", "未注明")
    assert [rank(g) for g in ("正式文件", "未注明", None, "别的")] == [0, 5, 6, 6]


def test_a_notice_with_its_number_and_issuer() -> None:
    value, evidence = graded(NOTICE.format(number=NUMBER))
    assert (value.value, value.status) == ("正式文件", "stated")
    assert evidence == "甲政发〔2021〕3号"


def test_the_same_without_a_number_says_nothing_of_its_source() -> None:
    assert graded(NOTICE.format(number=""))[0].value == "未注明"


@pytest.mark.parametrize(
    ("address", "grade"),
    [
        ("https://www.jiaxian.gov.cn/zwgk/1.html", "官方网站"),
        ("https://nyncj.jiaxian.gov.cn:8080/1.html", "官方网站"),
        ("https://paper.people.com.cn/rmrb/1.html", "媒体门户"),
        ("https://mp.weixin.qq.com/s/abc", "媒体门户"),
        ("https://wenku.baidu.com/view/1.html", "文库网站"),
        ("https://gov.cn.example.com/1.html", "未注明"),
        ("https://notgov.cn/1.html", "未注明"),
    ],
)
def test_hosts(address: str, grade: str) -> None:
    assert graded("甲县垃圾分类的做法\n全县推进垃圾分类,效果明显。\n", address)[0].value == grade


def test_an_official_notice_on_an_essay_site_is_that_sites_copy() -> None:
    text = NOTICE.format(number=NUMBER)
    assert graded(text, "https://www.docin.com/p-1.html")[0].value == "文库网站"
    page = text + "立即下载\n相关范文\n成为会员\n"
    value, evidence = graded(page)
    assert (value.value, value.status, evidence) == ("文库网站", "inferred", "立即下载")


def test_a_word_of_the_text_makes_no_essay_site() -> None:
    text = "关于软件的通知\n请到网站免费下载。\n做好工作。\n"
    assert graded(text)[0].value == "未注明"


@pytest.mark.parametrize(
    ("source", "grade"),
    [
        ("甲县农业农村局", "官方网站"),
        ("甲日报", "媒体门户"),
        ("甲县融媒体中心", "媒体门户"),
        ("甲市人民政府网站", "官方网站"),
        ("某某文秘网", "文库网站"),
        ("张三", "未注明"),
    ],
)
def test_names_behind_the_label(source: str, grade: str) -> None:
    value, evidence = graded(f"甲县垃圾分类的做法\n来源:{source}\n全县推进垃圾分类。\n")
    assert value.value == grade
    assert evidence == (source if grade != "未注明" else None)


def test_the_mark_of_a_government_page() -> None:
    page = "甲县垃圾分类的做法\n全县推进垃圾分类,效果明显。\n网站标识码:4401060003\n"
    value, evidence = graded(page)
    assert (value.value, value.status) == ("官方网站", "inferred")
    assert evidence == "网站标识码:4401060003"


def test_a_digest_says_so() -> None:
    text = "# 甲县做法整理\n\n地区：浙江省湖州市德清县\n\n整理稿，据《甲报告》\n\n正文。\n"
    value, evidence = graded(text)
    assert (value.value, value.status, evidence) == ("整理稿", "stated", "整理稿，据《甲报告》")
