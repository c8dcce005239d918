"""The page of a practice: its parts as safe HTML, and the page run without a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kb.settings import Settings
from kb.store.entries import Card, Stamp
from kb.types import (
    Document,
    Evidence,
    Figure,
    FigureStatus,
    Mention,
    Metadata,
    Practice,
    Region,
    Related,
    Value,
)
from kb.web import (
    figureview,
    practice_figures,
    practice_places,
    practice_sources,
    practice_timeline,
    practiceview,
)
from kb.web.figureview import Stated, normalised
from kb.workspace import open_index
from tests.web_app import finish_build, page, pointed_indexed, press, shown, text_of

TOLD = "2021年起,甲县推行“一村一品”,由县农业农村局牵头,统一供苗。到2023年带动120个村增收3200万元。"
NAMED = "支持各镇推广“一村一品”、林下种养等办法。"
EXPLAINED = "“一村一品”,即每个村做强一个主导产品。"
JIA, YI = Region("甲省", None, "甲县"), Region("甲省", None, "乙县")


def document(name: str, text: str, region: Region = JIA, **more: object) -> Document:
    """A document about one county, written in 2023."""
    metadata = Metadata(
        title=Value(f"{name}<报告>", "stated"),
        province=Value(region.province or "", "stated"),
        county=Value(region.county or "", "stated"),
        written=Value("2023-05-06", "stated"),
    )
    return Document(name, f"{name}.txt", "0", "text", text, replace(metadata, **more))  # type: ignore[arg-type]


def mention(doc: Document, **more: object) -> Mention:
    """The first mention of 一村一品: all of the document."""
    at = doc.text.index("一村一品")
    made = Mention(
        "一村一品", "一村一品", True, doc.id, 0, len(doc.text), at, at + 4, "仅提及", practice="p1"
    )
    return replace(made, **more)  # type: ignore[arg-type]


def figure(text: str, words: str, status: FigureStatus, value: float, base: str) -> Figure:
    """``words`` as a figure; its digits are the number."""
    digits = re.match(r"[\d.]+", words)
    assert digits
    start = text.index(words)
    unit = words[digits.end() :]
    return Figure(start, start + len(words), digits[0], unit, value, base, status)


def of(*documents: Document) -> Callable[[str], Document | None]:
    """A library of these documents."""
    return {doc.id: doc for doc in documents}.get


def cards_of(*documents: Document) -> Callable[[str], Card | None]:
    """Their cards."""
    return {
        doc.id: Card(doc.id, doc.path, "0", doc.title, doc.metadata, 1, 0, Stamp(0, 0, 0))
        for doc in documents
    }.get


def practice(*mentions: Mention, **more: object) -> Practice:
    """The practice of these mentions."""
    deepest = mentions[0].depth if mentions else "仅提及"
    made = Practice("一村一品", True, deepest, (JIA, YI), mentions, id="p1")
    return replace(made, **more)  # type: ignore[arg-type]


FIRST, SECOND, THIRD = document("d1", TOLD), document("d2", NAMED, YI), document("d3", EXPLAINED)
REGIONS = {"d1": JIA, "d2": YI, "d3": JIA}
FULL = mention(
    FIRST,
    depth="有成效",
    actor=(TOLD.index("甲县"), TOLD.index("甲县") + 2),
    leads=((TOLD.index("县农业"), TOLD.index("牵头")),),
    measures=((TOLD.index("统一供苗"), TOLD.index("统一供苗") + 4),),
    since=Value("2021", "stated", Evidence(0, 6)),
    figures=(
        figure(TOLD, "120个", "目标", 120, "个"),
        figure(TOLD, "3200万元", "已完成", 3.2e7, "元"),
    ),
)


def region_of(found: Mention) -> Region:
    """The place of the document."""
    return REGIONS[found.document_id]


def test_what_a_practice_is_comes_from_the_sentence_that_explains_it() -> None:
    asked = practice(FULL, mention(SECOND), mention(THIRD, depth="有做法"))
    quoted = practiceview.defining(asked, of(FIRST, SECOND, THIRD))
    assert quoted and quoted.document.id == "d3"
    shown_ = practiceview.definition_html(quoted)
    assert text_of(shown_) == f"{EXPLAINED}甲省 甲县 《d3<报告>》 · 2023-05-06"
    assert "<mark>一村一品</mark>" in shown_
    deepest = practiceview.defining(practice(mention(SECOND), FULL), of(FIRST, SECOND))
    assert deepest and deepest.document.id == "d1"
    assert practiceview.defining(asked, of()) is None


def test_what_only_looks_like_an_explanation_defines_nothing() -> None:
    soon = document("d2", "“一村一品”即将在全县推开,各镇先行试点,由村民自愿报名参加。", YI)
    asked = practice(mention(soon, depth="有做法"), mention(THIRD, depth="有做法"))
    quoted = practiceview.defining(asked, of(soon, THIRD))
    assert quoted and quoted.document.id == "d3"


def test_the_head_counts_places_documents_and_depths() -> None:
    asked = practice(FULL, mention(SECOND), aliases=("“一村<一品>”",), years=(2021, 2023))
    shown_ = practiceview.head_html(replace(asked, themes=("产业",), topics=("产业",)))
    assert text_of(shown_) == (
        "一村一品 有成效产业地区 2 地出处 2 份文件、2 处：有成效 1 处、有做法 0 处、仅提及 1 处"
        "年份 2021、2023也写作 “一村<一品>”"
    )
    assert "2010—2019 年间的 10 个年份" in practiceview.head_html(
        practice(FULL, years=tuple(range(2010, 2020)))
    )


def test_a_place_is_told_value_by_value_and_what_is_not_seen_is_named() -> None:
    first, second = practice_places.by_place(practice(mention(SECOND), FULL), region_of)
    assert (first.region, first.depth, second.region) == (JIA, "有成效", YI)
    shown_ = practice_places.place_html(first, of(FIRST, SECOND), "at-1")
    told = [
        (name, text_of(cell)) for name, cell in re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", shown_)
    ]
    assert told == [
        ("怎么做", "统一供苗 《d1<报告>》 · 2023-05-06"),
        ("谁来做", "甲县"),
        ("责任单位", "县农业农村局"),
        ("指标数据", "3200万元 已完成120个 目标"),
        ("成效与认可", f"{TOLD} 《d1<报告>》 · 2023-05-06"),
        ("起止时间", "自 2021（2021年起）"),
    ]
    assert f'href="original?id=d1&amp;start={TOLD.index("县农业")}&amp;' in shown_
    other = text_of(practice_places.place_html(second, of(FIRST, SECOND), "at-2"))
    assert f"只提到{NAMED}" in other
    assert "库内未见怎么做、谁来做、责任单位、指标数据、成效与认可、起止时间" in other


def test_what_is_done_and_what_came_of_it_in_one_sentence_is_quoted_once() -> None:
    asked = practice(replace(FULL, measures=((0, len(TOLD)),)))
    (place,) = practice_places.by_place(asked, region_of)
    shown_ = text_of(practice_places.place_html(place, of(FIRST), "at-1"))
    assert shown_.count(TOLD) == 1 and f"怎么做与成效{TOLD}" in shown_
    assert "成效与认可" not in shown_


def test_a_sentence_said_twice_is_quoted_once_and_a_long_list_is_folded() -> None:
    text = "。".join(f"“一村一品”第{n}条办法" for n in "一二三四五")
    doc = document("d1", text)
    spans = tuple((m.start(), m.end()) for m in re.finditer(r"[^。]+", text))
    asked = practice(mention(doc, depth="有做法", measures=(*spans, *spans)))
    (place,) = practice_places.by_place(asked, region_of)
    shown_ = practice_places.place_html(place, of(doc), "at")
    assert shown_.count("第五条办法") == 1 and "其余 2 条" in shown_
    assert shown_.index("第三条办法") < shown_.index("<details") < shown_.index("第四条办法")


@pytest.mark.parametrize(
    ("value", "high", "base", "told"),
    [
        (149840000, None, "元", "1.4984亿元"),
        (120, None, "个", "120个"),
        (30, None, "%", "30%"),
        (30000, 50000, "人", "3—5万人"),
        (9000, 20000, "亩", "9000亩—2万亩"),
    ],
)
def test_values_are_told_in_the_unit_people_read(
    value: float, high: float | None, base: str, told: str
) -> None:
    assert normalised(Figure(0, 1, "", "", value, base, "目标", None, high)) == told


def test_the_table_of_figures_is_sorted_and_shares_the_sentence() -> None:
    far = mention(SECOND, figures=(Figure(0, 2, "3", "成", 30, "%", "未判定"),))
    found = figureview.stated([far, FULL, FULL])
    assert [one.figure.value for one in found] == [30, 120, 3.2e7]

    def values(order: str) -> list[float]:
        return [one.figure.value for one in practice_figures.sorted_by(found, order, region_of)]

    assert values("按地区") == [30, 120, 3.2e7]
    assert values("按状态") == [3.2e7, 120, 30]
    assert values("按数值从大到小") == [30, 120, 3.2e7]
    ordered = practice_figures.sorted_by(found, "按地区", region_of)
    shown_ = practice_figures.table_html(ordered, of(FIRST, SECOND), region_of)
    assert shown_.count("<tr>") == 4 and shown_.count('rowspan="2"') == 1
    assert "<mark>120个</mark>" in shown_ and "<mark>3200万元</mark>" in shown_
    sentence = TOLD[TOLD.index("到2023") :]
    assert text_of(shown_).count(sentence) == 1


@pytest.mark.parametrize(
    ("unit", "value", "base", "printed", "told"),
    [
        ("元", 13320, "元", "13320元", ""),
        ("元", 1332000, "元", "1,332,000元", "133.2万元"),
        ("万元", 32000000, "元", "3200万元", ""),
        ("万元", 149840000, "元", "14984万元", "1.4984亿元"),
        ("成", 30, "%", "3成", "30%"),
    ],
)
def test_another_form_is_only_told_where_it_helps(
    unit: str, value: float, base: str, printed: str, told: str
) -> None:
    assert figureview.other_form(Figure(0, 1, "", unit, value, base, "目标"), printed) == told


def test_a_figure_that_counts_the_practice_itself_comes_first() -> None:
    other = Figure(30, 33, "9", "元", 9, "元", "已完成", (25, 29))
    own = Figure(16, 19, "8", "个", 8, "个", "目标", (10, 15))
    asked = mention(FIRST, name_start=11, name_end=15, figures=(other, own))
    found = figureview.most_telling([figureview.stated([asked])], 2, of(FIRST))
    assert [one.figure for one, _ in found] == [own, other]


def test_the_most_telling_figures_are_near_the_name_and_said_once() -> None:
    near, same = (Figure(n, n + 2, "9", "个", 9, "个", "目标") for n in (20, 30))
    done = Figure(25, 28, "8", "元", 8, "元", "已完成", (25, 26))
    far = Figure(90, 93, "7", "元", 7, "元", "已完成")
    asked = mention(FIRST, name_start=10, name_end=14, figures=(near, same, done, far))
    found = figureview.most_telling([figureview.stated([asked])], 3, of(FIRST))
    assert [one.figure for one, _ in found] == [done, near, far]
    assert figureview.most_telling([[Stated(near, asked)]], 3, of()) == ()


def test_the_timeline_begins_with_what_the_texts_say() -> None:
    until = Value("2023", "stated", Evidence(TOLD.index("到2023"), TOLD.index("带动")))
    asked = practice(replace(FULL, until=until), mention(SECOND))
    found = practice_timeline.events(asked, cards_of(FIRST, SECOND))
    assert [(e.date, e.label, e.mention.document_id) for e in found] == [
        ("2021", "开始", "d1"),
        ("2023", "截止", "d1"),
        ("2023-05-06", "文件", "d1"),
        ("2023-05-06", "文件", "d2"),
    ]
    (first, events), (second, _) = practice_timeline.years(found)
    assert (first, second) == ("2021", "2023")
    shown_ = practice_timeline.year_html(first, events, of(FIRST), cards_of(FIRST), region_of)
    assert "<mark>2021年起</mark>" in shown_ and "2021 开始 · 甲省 甲县" in text_of(shown_)


def test_sources_name_issuer_and_grade_and_lead_to_every_mention() -> None:
    third = document("d3", EXPLAINED, issuer=Value("甲县<农业>局", "stated"), digest=True)
    asked = practice(mention(SECOND), mention(third, depth="有做法"), replace(FULL, depth="有做法"))
    found = practice_sources.sources(asked, cards_of(FIRST, SECOND, third))
    assert [card.id for card, _ in found] == ["d3", "d1", "d2"]
    shown_ = practice_sources.sources_html(found)
    assert "甲县&lt;农业&gt;局" in shown_ and ">整理稿</span>" in shown_
    assert f'href="original?id=d2&amp;start=0&amp;end={len(NAMED)}&amp;p=' in shown_


def test_a_document_without_a_date_stands_at_the_year_it_is_about() -> None:
    undated = document("d3", EXPLAINED, written=None, covered=Value("2024", "stated"))
    span = document("d2", NAMED, written=None, covered=Value("2021/2025", "stated"))
    found = practice_timeline.events(
        practice(mention(undated), mention(span)), cards_of(undated, span)
    )
    assert [(event.date, event.label) for event in found] == [("2024", "文件所讲的年份")]


def test_values_without_a_source_of_their_own_still_name_a_digest() -> None:
    digest = document("d1", TOLD, digest=True)
    (place,) = practice_places.by_place(practice(FULL), region_of)
    shown_ = practice_places.place_html(place, of(digest), "at-1")
    told = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", shown_))
    for label in ("谁来做", "责任单位", "指标数据", "起止时间", "怎么做", "成效与认可"):
        assert told[label].count(">整理稿</span>") == told[label].count("<li>"), label


def test_related_practices_come_with_the_reason() -> None:
    asked = practice(FULL, related=(Related("p2", "林下<种养>", "在 3 段里一起出现", 3),))
    shown_ = practiceview.related_html(asked)
    assert text_of(shown_) == "林下<种养> 在 3 段里一起出现"
    assert 'href="practice?name=%E6%9E%97%E4%B8%8B%3C' in shown_


@pytest.fixture
def indexed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The small library of the tests of the pages, indexed."""
    return pointed_indexed(tmp_path, monkeypatch)


def test_the_page_of_a_practice_tells_what_each_place_does(indexed: Settings) -> None:
    text = shown(page("practice", name="“强村公司”"))
    parts = re.findall(r'<h2 class="kb-part" id="(\w+)"', text)
    assert parts[:6] == ["what", "places", "figures", "timeline", "related", "sources"]
    assert '<h3 id="at-地区不明">地区不明' in text
    assert "实现营业收入3200万元" in text and 'data-address="practice?name=' in text
    assert '<a href="#at-地区不明">地区不明</a>' in text


def test_a_practice_the_library_does_not_have_is_told(indexed: Settings) -> None:
    text = shown(page("practice", name="<b>没有这个</b>"))
    assert "库内未见名为“&lt;b&gt;没有这个&lt;/b&gt;”的做法" in text
    links = page("practice", name="三账一单").get("page_link")
    assert "“三账一单”管理机制" in {link.proto.label for link in links}


def test_without_an_address_a_practice_can_be_picked(indexed: Settings) -> None:
    app = page("practice")
    app.text_input(key="picked-practice").input("强村").run()
    [link] = [x.proto for x in app.get("page_link") if x.proto.label.startswith("强村公司（")]
    assert link.query_string == "name=%E5%BC%BA%E6%9D%91%E5%85%AC%E5%8F%B8"
    app.text_input(key="picked-practice").input("没有这个").run()
    assert "没有符合的" in shown(app)


def test_an_id_in_the_address_gives_way_to_the_name(indexed: Settings) -> None:
    found = open_index(indexed).library.practice("强村公司")
    assert found
    app = page("practice", id=found.id)
    assert "<h1>强村公司" in shown(app)
    assert dict(app.query_params) == {"name": "强村公司"}


def test_a_card_leads_to_the_page_of_its_practice(indexed: Settings) -> None:
    text = shown(page(q="强村公司"))
    assert 'href="practice?name=%E5%BC%BA%E6%9D%91%E5%85%AC%E5%8F%B8"' in text


def field(app: AppTest, kind: str, label: str) -> Any:
    """The widget of that label."""
    return next(widget for widget in getattr(app, kind) if widget.label == label)


def corrected(app: AppTest, given: Settings) -> AppTest:
    """Save what the form says, and wait until the index has it."""
    press(app, "保存更正")
    assert "已保存到文库文件夹里的“做法更正.csv”" in shown(app)
    assert finish_build(given).problem is None
    return app.run()


def test_a_practice_is_renamed_and_the_renaming_undone(indexed: Settings) -> None:
    app = page("practice", name="强村公司")
    field(app, "text_input", "新名称").input("强村<公司>联合体")
    text = shown(corrected(app, indexed))
    assert "<h1>强村&lt;公司&gt;联合体" in text
    assert "“强村公司” 改名为 “强村&lt;公司&gt;联合体”" in text
    press(app, "撤销")
    assert "已撤销" in shown(app)
    finish_build(indexed)
    assert "<h1>强村公司" in shown(app.run())


def test_a_hidden_practice_says_so_and_comes_back(indexed: Settings) -> None:
    app = page("practice", name="强村公司")
    app.selectbox(key="practice-action").select("隐藏").run()
    text = shown(corrected(app, indexed))
    assert "库内未见名为“强村公司”的做法" in text and "隐藏 “强村公司”" in text
    press(app, "撤销")
    finish_build(indexed)
    assert "<h1>强村公司" in shown(app.run())


def test_practices_are_merged_and_parted(indexed: Settings) -> None:
    app = page("practice", name="强村公司")
    app.selectbox(key="practice-action").select("合并").run()
    assert field(app, "selectbox", "并入哪一项做法").options == []
    field(app, "text_input", "查找另一项做法").input("账").run()
    [other] = field(app, "selectbox", "并入哪一项做法").options
    field(app, "selectbox", "并入哪一项做法").select(other)
    text = shown(corrected(app, indexed))
    assert f"<h1>{other}" in text and "也写作</b> 强村公司" in text
    app.selectbox(key="practice-action").select("拆分").run()
    field(app, "selectbox", "原文写作").select("强村公司")
    field(app, "text_input", "拆出的做法叫什么").input("强村公司")
    text = shown(corrected(app, indexed))
    assert "中写作“强村公司”的拆为 “强村公司”" in text


def test_the_mentions_of_a_place_become_a_practice(indexed: Settings) -> None:
    app = page("practice", name="强村公司")
    app.selectbox(key="practice-action").select("拆分").run()
    part = field(app, "selectbox", "这个地区或这份文件里的")
    assert part.options[:3] == ["（不限）", "地区不明", "《甲县强村公司实施方案》"]
    part.select("地区不明")
    field(app, "text_input", "拆出的做法叫什么").input("甲县强村联合体")
    text = shown(corrected(app, indexed))
    told = "“强村公司” 中《甲县强村公司实施方案》里的拆为 “甲县强村联合体”"
    assert "<h1>甲县强村联合体" in text and told in text


def test_an_incomplete_correction_is_not_saved(indexed: Settings) -> None:
    app = page("practice", name="强村公司")
    press(app, "保存更正")
    assert "还没有填写完，没有保存" in shown(app)
    assert not (indexed.documents / "做法更正.csv").exists()


def test_a_figure_is_marked_as_a_target(indexed: Settings) -> None:
    app = page("practice", name="强村公司")
    assert "目标" not in re.findall(r'<span class="kb-fs [^>]*>(.*?)</span>', shown(app))
    app.selectbox(key="practice-action").select("指标").run()
    choice = field(app, "selectbox", "指标")
    at = next(n for n, label in enumerate(choice.options) if label.startswith("3200万元"))
    choice.select_index(at)
    app.radio(key="figure-to").set_value("目标")
    text = shown(corrected(app, indexed))
    assert "目标" in re.findall(r'<span class="kb-fs [^>]*>(.*?)</span>', text)
    assert "3200万元" in (indexed.documents / "做法更正.csv").read_text(encoding="utf-8-sig")
