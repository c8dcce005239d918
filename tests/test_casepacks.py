"""Case packs: what a case quotes, the order of places, questions, the paper; a comparison as a
paper; the address and the page."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st

from kb.casepacks import (
    PARTS,
    Options,
    build,
    compared,
    compared_briefly,
    paper,
    practices_of,
    questions,
)
from kb.casepacks.basis import basis_of
from kb.casepacks.ordering import in_order, place_type
from kb.casepacks.pack import from_matrix, subject_of
from kb.casepacks.papers import chinese
from kb.casepacks.parts import Case, case_of, piece_of
from kb.comparing import COLUMNS, Column, Matrix, Quotation, Row, compare
from kb.search import Searcher
from kb.settings import ROOT, Settings
from kb.types import (
    Document,
    Figure,
    Grid,
    Heading,
    Items,
    Metadata,
    Paper,
    Prose,
    Quoted,
    Region,
    Value,
)
from kb.web import paperview
from kb.web.casepack_state import CasePackState, casepack_from, casepack_params
from kb.workspace import build_index
from tests.test_web_catalogue import card
from tests.web_app import document_id, page, pointed, press, shown

TEXT = (
    "甲县方案\n根据《关于发展村集体经济的意见》，制定本方案。\n"
    "甲县组建公司，村村入股。由县农业农村局牵头。2022年公司收入达到14984万元，村均分红8万元；"
    "力争到2027年收入2亿元。\n别的事情。"
)
DOCUMENT = Document(
    "d1", "甲.txt", "0", "text", TEXT,
    Metadata(title=Value("甲县方案", "stated"), kind=Value("方案", "inferred")),
)  # fmt: skip
DIGEST = replace(DOCUMENT, id="d2", path="乙.txt", metadata=Metadata(digest=True))
LIBRARY = {"d1": DOCUMENT, "d2": DIGEST}
ONE, TWO = Region("甲省", "甲市", "甲县"), Region("甲省", "甲市", "乙县")
THREE, FOUR = Region("乙省", "乙市"), Region("乙省", "丙市", "丁市")
EMPTY: Mapping[Column, tuple[Quotation, ...]] = dict.fromkeys(COLUMNS, ())
DOING, RESULT = "甲县组建公司，村村入股。", "2022年公司收入达到14984万元，村均分红8万元；"


def cell(words: str, column: Column, document: str = "d1", status: str = "") -> Quotation:
    """The place of ``words``; with ``status`` the figure that they are."""
    start = TEXT.index(words)
    figure = Figure(start, start + len(words), words, "", 1.0, "元", status) if status else None  # type: ignore[arg-type]
    return Quotation(document, start, start + len(words), column, figure)


def row(region: Region, document: str = "d1", practice: str | None = None) -> Row:
    """A place with something in every cell."""
    return Row(region, practice, "有成效", {
        "做法": (cell(DOING, "做法", document),),
        "指标数据": (
            cell("14984万元", "指标数据", document, "已完成"),
            cell("2亿元", "指标数据", document, "目标"),
        ),
        "责任单位": (cell("县农业农村局", "责任单位", document),),
        "成效": (cell(RESULT, "成效", document),),
        "来源": (cell(DOING, "来源", document),),
    })  # fmt: skip


def matrix(*rows: Row) -> Matrix:
    """A comparison of these rows."""
    return Matrix(("组建公司",), ("查找“组建公司”。",), rows)


def said(case: Case) -> dict[str, list[str]]:
    """The words of each part, with what stands before them."""
    return {part: [f"{p.lead}{p.quotation.text}" for p in case.parts[part]] for part in PARTS}


def test_a_case_goes_from_policy_over_measures_and_figures_to_results() -> None:
    case = case_of([row(ONE)], LIBRARY.get)
    assert said(case) == {
        "政策依据": ["根据《关于发展村集体经济的意见》，制定本方案。"],
        "主要举措": [DOING],
        "指标数据": ["已完成2022年公司收入达到14984万元", "目标力争到2027年收入2亿元"],
        "成效": [RESULT],
    }
    assert [p.quotation.text for p in case.leads] == ["县农业农村局"]
    assert not case.in_one and case.documents == ("d1",)


def test_what_acts_upon_a_policy_is_looked_for_in_its_own_line_unless_all_of_it_is_policy() -> None:
    start = TEXT.index(DOING)
    report = replace(DOCUMENT, metadata=Metadata(kind=Value("报告", "inferred")))
    assert basis_of(report, start, start + 5) == ()
    line = "甲县认真落实《关于积分制的通知》要求，推行积分。"
    told = replace(report, text=f"《乡土》杂志来访。\n{line}", id="d3")
    at = told.text.index(line)
    assert basis_of(told, at + 20, at + 23) == ((at, at + len(line)),)


def test_a_result_that_is_quoted_as_a_measure_is_not_said_again() -> None:
    doubled = replace(row(ONE), cells={**row(ONE).cells, "做法": (cell(RESULT, "做法"),)})
    case = case_of([doubled], LIBRARY.get)
    assert case.in_one
    told = paper(build(from_matrix(matrix(doubled), LIBRARY.get)))
    assert [b.quotation.text for b in told.blocks if isinstance(b, Quoted)].count(RESULT) == 1
    assert Prose("与举措写在同一句，见“主要举措”的引文。") in told.blocks


def test_originals_come_before_digests_and_no_quotation_lies_in_another() -> None:
    both = {**row(ONE).cells, "做法": (
        cell("村村入股", "做法"), cell(DOING, "做法", "d2"), cell(DOING, "做法"),
    )}  # fmt: skip
    case = case_of([replace(row(ONE), cells=both)], LIBRARY.get)
    found = [(p.quotation.document_id, p.quotation.text) for p in case.parts["主要举措"]]
    assert found == [("d1", DOING), ("d2", DOING)]


def test_places_that_differ_in_province_type_and_practice_come_first() -> None:
    bare = replace(row(FOUR), cells={**row(FOUR).cells, "成效": (), "责任单位": ()})
    cases = [case_of([r], LIBRARY.get) for r in (row(ONE), row(TWO), row(THREE), row(FOUR))]
    assert [case.region for case in in_order(cases)] == [ONE, THREE, FOUR, TWO]
    # What is told of a place weighs more than that it is of another type.
    cases[3] = case_of([bare], LIBRARY.get)
    assert [case.region for case in in_order(cases)] == [ONE, THREE, TWO, FOUR]
    types = [place_type(r) for r in (ONE, THREE, FOUR, Region("甲省"), Region("京市", "京市"))]
    assert types == ["县", "地级", "县级市", "省级", "省级"]
    assert place_type(Region("甲省", "甲市", "丙自治县")) == "自治县"


def test_a_pack_takes_the_chosen_places_in_their_order_without_what_was_left_out() -> None:
    found = from_matrix(matrix(row(ONE), row(TWO), row(THREE)), LIBRARY.get, "公司")
    assert [case.region for case in build(found).cases] == [ONE, THREE, TWO]
    dropped = found.cases[0].parts["成效"][0].id
    pack = build(found, Options((TWO, FOUR, ONE), frozenset({dropped}), title=" 课 ", remarks="说"))
    assert [case.region for case in pack.cases] == [TWO, ONE]
    # It is the same place of the same document in both.
    assert [case.parts["成效"] for case in pack.cases] == [(), ()]
    assert (pack.title, pack.remarks, pack.told_at) == ("课", "说", (3, 2))
    assert build(found).title == "“公司”案例包"
    assert build(found, Options(places=())).cases == ()


def test_questions_are_templates_whose_slots_hold_the_thing_and_the_places() -> None:
    cases = build(from_matrix(matrix(row(ONE), row(THREE)), LIBRARY.get, "公司")).cases
    offered = {question.id: question for question in questions("公司", cases)}
    assert offered["c3"].text.startswith("甲县与乙市的切入点有什么不同？")
    assert offered["c3"].kind == "成因" and offered["c3"].proposed
    assert "f3" in offered and not {"e2", "e3", "e4", "k4"} & offered.keys()
    alone = {question.id for question in questions("公司", cases[:1])}
    assert alone == offered.keys() - {"c3", "t2", "f2"}
    assert questions("公司", ()) == ()
    told = case_of(
        [replace(row(ONE, "d2"), cells={**row(ONE, "d2").cells, "成效": ()})], LIBRARY.get
    )
    assert {"e2", "e3"} <= {question.id for question in questions("公司", [told])}


def test_every_template_fits_its_slots_and_needs() -> None:
    table = tomllib.loads((ROOT / "kb/lexicon/case_questions.toml").read_text("utf-8"))
    ids = [question["id"] for question in table["questions"]]
    assert len(ids) == len(set(ids))
    needs = {
        "several", "figures", "targets", "results", "no_results", "leads", "basis", "general",
        "doubts", "digests",
    }  # fmt: skip
    for question in table["questions"]:
        assert question["kind"] in table["kinds"]
        assert needs.issuperset(question.get("needs", ()))
        slots = set(re.findall(r"\{(\w*)\}", question["text"]))
        assert slots <= {"thing", "place", "other"}
        assert "other" not in slots or "several" in question["needs"]
    assert {q["kind"] for q in table["questions"]} == set(table["kinds"])


def test_the_paper_has_its_sections_and_every_word_in_it_is_fixed_or_quoted() -> None:
    found = from_matrix(matrix(row(ONE), row(THREE, "d2")), LIBRARY.get, "公司")
    made = paper(build(found, Options(remarks="先读\n再议")))
    assert made.title == "“公司”案例包" and made.asked == "组建公司" and made.contents
    assert made.blocks[0] == Prose("先读\n再议", by_user=True)
    firsts = [b.text for b in made.blocks if isinstance(b, Heading) and b.level == 1]
    assert firsts == ["一、背景", "二、各地做法", "三、对比表", "四、讨论题"]
    seconds = [b.text for b in made.blocks if isinstance(b, Heading) and b.level == 2]
    assert seconds[:4] == [
        "（一）上级文件的要求",
        "（二）选用的地方",
        "（一）甲省甲市甲县",
        "（二）乙省乙市",
    ]
    [table] = [b for b in made.blocks if isinstance(b, Grid)]
    assert table.header == ("地区", *PARTS, "责任单位")
    assert [len(line) for line in table.rows] == [6, 6]
    assert (
        Prose("库内有 2 个地方讲到“公司”，分属 2 个省（区、市）；本案例包选用 2 个。")
        in made.blocks
    )
    for quotation in paperview.quotations_of(made):
        text = LIBRARY[quotation.document_id].text
        assert text[quotation.start : quotation.end] == quotation.text


def test_what_a_place_lacks_is_not_seen_in_the_library() -> None:
    bare = Row(ONE, None, "有做法", {**EMPTY, "做法": (cell(DOING, "做法"),)})
    made = paper(build(from_matrix(matrix(bare), LIBRARY.get)))
    parts = [b for b in made.blocks if b == Prose("库内未见。")]
    assert len(parts) == 4  # from above, policy, figures, results
    [table] = [b for b in made.blocks if isinstance(b, Grid)]
    assert table.header == ("地区", *PARTS)
    assert [line[1] for line in table.rows] == [()]


def test_numbers_in_chinese() -> None:
    assert [chinese(n) for n in (1, 10, 11, 20, 21)] == ["一", "十", "十一", "二十", "二十一"]


def test_a_brief_comparison_keeps_to_few_places_and_few_quotations() -> None:
    places = [replace(row(ONE), region=Region("甲省", "甲市", f"第{n}县")) for n in range(7)]
    absent = Row(THREE, None, None, EMPTY)
    made = compared_briefly(matrix(*places, absent), LIBRARY.get)
    assert made.title == "各地做法对比：组建公司" and not made.contents
    heads = [b.text for b in made.blocks if isinstance(b, Heading)]
    assert heads == ["一、各地怎么做", *(f"甲省甲市第{n}县" for n in range(3)), "二、数据对照"]
    assert sum(isinstance(b, Quoted) for b in made.blocks) == 6
    [table] = [b for b in made.blocks if isinstance(b, Grid)]
    assert table.header == ("地区", "已完成或未判定", "目标", "责任单位")
    assert [[q.text for q in c] for c in table.rows[0][1:] if isinstance(c, tuple)] == [
        ["2022年公司收入达到14984万元"], ["力争到2027年收入2亿元"], ["县农业农村局"],
    ]  # fmt: skip
    rest = "、".join(f"甲省甲市第{n}县" for n in (3, 4, 5, 6))
    assert Prose(f"还有 4 地讲到，没有列入：{rest}。") in made.blocks
    assert Items(("乙省乙市：库内未见",)) in made.blocks


def test_a_whole_comparison_has_every_row_with_the_practice_where_there_are_several() -> None:
    one = matrix(row(ONE), Row(THREE, None, None, EMPTY))
    [table] = [b for b in compared(one, LIBRARY.get).blocks if isinstance(b, Grid)]
    assert table.header == ("地区", "做法", "指标数据", "责任单位", "成效")
    assert [line[0] for line in table.rows] == ["甲省甲市甲县（有成效）", "乙省乙市"]
    assert table.rows[1][1:] == ((), (), (), ())
    two = compared(matrix(row(ONE, practice="甲法"), row(ONE, practice="乙法")), LIBRARY.get)
    [table] = [b for b in two.blocks if isinstance(b, Grid)]
    assert [line[1] for line in table.rows] == ["甲法", "乙法"] and two.asked == "甲法、乙法"


def test_a_theme_begins_with_places_own_practices_that_had_results() -> None:
    cards = (
        card("上级的", depths=(0, 0, 1), topics=("集体经济",), programme=True),
        card("只提到", depths=(1, 0, 0), topics=("集体经济",)),
        card("旁及的", depths=(0, 0, 1), topics=("土地流转", "集体经济")),
        card("正是的", depths=(0, 0, 1), topics=("集体经济",)),
        card("别的", depths=(0, 0, 1), topics=("种业",)),
    )
    assert practices_of(cards, "集体经济") == ("正是的", "旁及的", "只提到", "上级的")


def test_a_question_is_called_by_what_it_asks_of() -> None:
    assert subject_of("垃圾分类怎么做") == "垃圾分类"


def test_documents_of_no_one_place_are_the_background(searcher: Searcher) -> None:
    found = compare(searcher, "强村公司")
    assert found.rows == ()
    texts = [
        (document.title, document.text[q.start : q.end])
        for q in found.general
        if (document := searcher.snapshot.library.document(q.document_id))
    ]
    assert (
        "甲县发展强村公司的做法",
        "甲县由12个村共同出资组建强村公司,承接绿化养护和物业服务。",
    ) in texts
    assert found.general[0].document_id in found.sources


def test_the_preview_escapes_everything_and_numbers_its_sources() -> None:
    hostile = replace(
        DOCUMENT, text="甲<b>乙", metadata=Metadata(title=Value("题<i>", "stated"), digest=True)
    )
    quotation = piece_of(hostile, 0, 5).quotation
    made = Paper("标<s>", (Quoted(quotation, "目标"), Grid(("地区",), (("<u>",),))))
    markup = paperview.paper_html(made, {"d1": hostile}.get)
    assert "<b>乙" not in markup and "<i>" not in markup and "<s>" not in markup
    assert "<b>目标：</b>“甲&lt;b&gt;乙" in markup and "（整理稿）" in markup
    assert 'href="original?id=d1&amp;start=0&amp;end=5' in markup and "[1]</a>" in markup
    assert "<li>《题&lt;i&gt;》，整理稿</li>" in markup
    assert '<th scope="row">&lt;u&gt;</th>' in markup


def test_the_whole_address_survives() -> None:
    state = CasePackState(
        "主题", "集体经济", ("a1", "b2"), "问", (ONE, THREE), ("0123abcd",), ("c1", "t2"), "课",
        "预览和导出",
    )  # fmt: skip
    params = casepack_params(state)
    assert params["place"] == "甲省/甲市/甲县,乙省/乙市" and casepack_from(params) == state
    assert casepack_params(CasePackState()) == {}
    none = CasePackState(q="问", by="问题", places=(), ask=())
    assert casepack_params(none) == {"q": "问", "place": "-", "ask": "-"}
    assert casepack_from({"q": "问", "place": "-", "ask": "-"}) == none
    odd = {"by": "<b>", "drop": "x,../", "ask": "<i>", "view": "?", "place": ",//"}
    assert casepack_from(odd) == CasePackState(places=(), ask=())


@pytest.fixture
def taught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A small library, and what it would give of invented places."""
    given = pointed(tmp_path, monkeypatch)
    build_index(given, rebuild=False, progress=lambda *_: None)
    quoted = Quotation(document_id(given, "甲县方案.md"), 0, 10, "做法")
    rows = [
        Row(r, None, "有做法", {**EMPTY, "做法": (quoted,), "来源": (quoted,)})
        for r in (ONE, TWO, THREE, FOUR, Region("丙省"))
    ]
    monkeypatch.setattr("kb.casepacks.pack.compare", lambda *_: matrix(*rows))
    st.cache_resource.clear()
    return given


def test_the_page_invites(taught: Settings) -> None:
    app = page("casepack")
    assert "都是原文和固定的题目" in shown(app)
    assert "集体经济" in [link.proto.label for link in app.get("page_link")]


def test_places_are_chosen_ordered_and_kept_in_the_address(taught: Settings) -> None:
    app = page("casepack", q="组建公司")
    assert "选用 4 地，可选 5 地" in shown(app)
    chosen = [b.label for b in app.checkbox if b.value and "**" in b.label]
    assert chosen == ["**甲省 甲市 甲县**", "**乙省 乙市**", "**丙省**", "**乙省 丙市 丁市**"]
    app.button(key="casepack-下移-0").click().run()
    assert app.query_params["place"].startswith("乙省/乙市,甲省/甲市/甲县,丙省")
    app.checkbox(key="casepack-place-丙省").uncheck().run()
    assert app.query_params["place"] == "乙省/乙市,甲省/甲市/甲县,乙省/丙市/丁市"
    app.checkbox(key="casepack-place-甲省 甲市 乙县").check().run()
    assert app.query_params["place"].endswith(",甲省/甲市/乙县")


def test_quotations_questions_and_words_are_chosen_and_previewed(taught: Settings) -> None:
    app = page("casepack", q="组建公司", place="甲省/甲市/甲县")
    [piece] = [b for b in app.checkbox if "主要举措" in b.label]
    question = next(b for b in app.checkbox if b.key == "casepack-ask-t1")
    assert piece.value and not question.value
    question.check().run()
    assert "t1" in app.query_params["ask"].split(",")
    app.text_input(key="casepack-title").input("第一课").run()
    app.text_area(key="casepack-remarks-field").input("课前阅读").run()
    app.segmented_control(key="casepack-view").set_value("预览和导出").run()
    told = shown(app)
    assert "第一课</p>" in told and "课前阅读" in told and "学员所在的地方" in told
    assert told.count("<blockquote>") == 1
    app.segmented_control(key="casepack-view").set_value("编排").run()
    assert app.text_input(key="casepack-title").value == "第一课"
    assert app.text_area(key="casepack-remarks-field").value == "课前阅读"
    next(b for b in app.checkbox if "主要举措" in b.label).uncheck().run()
    assert len(app.query_params["drop"]) == 8
    app.segmented_control(key="casepack-view").set_value("预览和导出").run()
    assert "<blockquote>" not in shown(app)


def test_another_matter_begins_anew(taught: Settings) -> None:
    app = page("casepack", q="组建公司", place="丙省", drop="0123abcd", ask="c1")
    app.text_input(key="casepack-q").input("分红").run()
    assert dict(app.query_params) == {"q": "分红"}
    assert press(app, "下移") is app
