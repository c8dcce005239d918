"""Taking a practice away: its paper, its quotations; what is looked at in the address."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from kb.corrections import (
    Correction,
    PracticeCorrection,
    read_corrections,
    remove_correction,
    write_correction,
)
from kb.settings import Settings
from kb.types import Grid, Heading, Items, Quoted
from kb.web import practice_idle, practice_places, practice_quoting
from kb.web.practice_paper import practice_paper
from kb.web.practice_state import PracticeState, practice_state_from, practice_state_params
from kb.workspace import build_index, open_index
from tests.web_app import document_id, finish_build, page, pointed_indexed, press, shown


@pytest.fixture
def indexed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A small library, indexed."""
    return pointed_indexed(tmp_path, monkeypatch)


def box(app: AppTest, label: str) -> Selectbox:
    """The choice of that label."""
    return next(one for one in app.selectbox if one.label == label)


def test_the_paper_of_a_practice_holds_its_places_figures_and_words(indexed: Settings) -> None:
    library = open_index(indexed).library
    practice = library.practice("强村公司")
    assert practice is not None
    cards = {card.id: card for card in library.cards}
    regions = practice_places.regions_by(cards.get)
    paper = practice_paper(practice, library.document, cards.get, regions)
    assert (paper.title, paper.asked) == ("强村公司", "强村公司")
    headings = [block.text for block in paper.blocks if isinstance(block, Heading)]
    assert headings[:2] == ["这是什么", "各地怎么做"]
    assert headings[-2:] == ["指标数据", "时间线"]
    assert isinstance(paper.blocks[1], Quoted) and isinstance(paper.blocks[2], Items)
    grid = next(block for block in paper.blocks if isinstance(block, Grid))
    assert grid.header == ("地区", "指标", "数值", "状态", "原句")
    numbers = [row[2][0].text for row in grid.rows]  # type: ignore[union-attr]
    assert "3200万元" in numbers
    for block in paper.blocks:
        if isinstance(block, Quoted):
            document = library.document(block.quotation.document_id)
            assert document is not None
            said = block.quotation
            assert document.text[said.start : said.end] == said.text == said.text.strip()


def test_the_quotations_of_a_place_are_offered_by_what_they_say(indexed: Settings) -> None:
    library = open_index(indexed).library
    practice = library.practice("强村公司")
    assert practice is not None
    cards = {card.id: card for card in library.cards}
    places = practice_places.by_place(practice, practice_places.regions_by(cards.get))
    offered = practice_quoting.of_place(places[0], library.document)
    assert any(name.startswith("怎么做：") for name in offered)
    assert all(said.text.strip() == said.text for said in offered.values())


def test_what_is_looked_at_survives_the_address() -> None:
    state = PracticeState("强村公司", "浙江省 宁波市", "按状态", "目标", 2, 3)
    params = practice_state_params(state)
    assert params == {
        "name": "强村公司", "place": "浙江省 宁波市", "order": "按状态", "status": "目标",
        "places": "2", "figures": "3",
    }  # fmt: skip
    assert practice_state_from(params) == state
    assert practice_state_params(PracticeState("强村公司")) == {"name": "强村公司"}
    odd = {"name": "甲", "order": "乱", "status": "x", "places": "-1", "figures": "1e3"}
    assert practice_state_from(odd) == PracticeState("甲")


def test_the_page_writes_what_is_chosen_into_its_address(indexed: Settings) -> None:
    app = page("practice", name="强村公司", status="已完成")
    assert box(app, "状态").value == "已完成"
    box(app, "排序").select("按数值从大到小").run()
    assert app.query_params["order"] == "按数值从大到小" and app.query_params["status"] == "已完成"
    assert [b.label for b in app.get("download_button")][:2] == ["Word 文档", "Markdown"]


def test_every_figure_can_be_corrected_whatever_the_table_shows(indexed: Settings) -> None:
    app = page("practice", name="强村公司", status="目标")
    box(app, "要做的更正").select("指标").run()
    assert box(app, "哪份文件里的指标").options == ["《甲县强村公司实施方案》（2 个）"]
    assert [option.split(" · ")[0] for option in box(app, "指标").options] == [
        "3200万元",
        "8.5万元",
    ]


def test_a_correction_of_a_document_can_be_taken_back_in_the_app(indexed: Settings) -> None:
    found = document_id(indexed, "甲县方案.md")
    app = page("original", id=found)
    app.selectbox(key="correct-item").select("文种").run()
    app.selectbox(key=f"value-{found}-kind").select("通知")
    press(app, "保存更正")
    finish_build(indexed)
    app = page("original", id=found)
    assert "<p>文种：通知 </p>" in shown(app)
    press(app, "撤销")
    finish_build(indexed)
    assert read_corrections(indexed.documents).lines == ()
    document = open_index(indexed).library.document(found)
    assert document is not None and document.recognised is None
    assert "已作的更正" not in shown(page("original", id=found))


def test_corrections_that_match_nothing_say_why(indexed: Settings) -> None:
    library = open_index(indexed).library
    found = document_id(indexed, "甲县方案.md")
    lines = (
        PracticeCorrection("隐藏", "强村公司"),
        PracticeCorrection("隐藏", "没有的做法"),
        PracticeCorrection("改名", "强村公司", "抱团公司"),
        PracticeCorrection("合并", "抱团公司", "乙公司"),
        PracticeCorrection("拆分", "强村公司", "丙公司", "", "共富工坊"),
        PracticeCorrection("拆分", "强村公司", "丙公司", "没有的编号"),
        PracticeCorrection("指标", "", "目标", found, "营业收入3200万元"),
        PracticeCorrection("指标", "", "目标", found, "营业收入9900万元"),
        PracticeCorrection("指标", "", "目标", found, "2022年,全县"),
        PracticeCorrection("指标", "", "目标", "没有的编号", "3200万元"),
    )
    told = practice_idle.idle(lines, library)
    assert [lines.index(line) for line in told] == [1, 4, 5, 7, 8, 9]
    assert [told[lines[n]][:8] for n in (1, 5, 7, 8)] == [
        "库内没有叫这个名", "库内没有这个编号", "文件里没有这些字", "这些字里没有识别",
    ]  # fmt: skip


def test_the_page_tells_which_corrections_match_nothing(indexed: Settings) -> None:
    (indexed.documents / "做法更正.csv").write_text(
        "操作,做法,改为,文件编号,原文,说明\n隐藏,没有的做法,,,,\n改名,强村公司,抱团公司,,,\n",
        encoding="utf-8",
    )
    build_index(indexed, rebuild=False, progress=lambda *_: None)
    text = shown(page("practice", name="强村公司"))
    assert "有 1 行没有对应的内容，没有起作用" in text
    assert "隐藏 “没有的做法” <br><b>没有起作用：库内没有叫这个名称的做法。</b>" in text
    assert "“强村公司” 改名为 “抱团公司” </p>" in text


def test_a_line_is_taken_out_of_the_table_and_the_others_stay(indexed: Settings) -> None:
    for item, value in (("标题", "甲"), ("来源", "乙")):
        write_correction(indexed.documents, Correction("i1", "甲.txt", item, value))
    remove_correction(indexed.documents, Correction("i1", "甲.txt", "标题", None))
    assert [(x.item, x.value) for x in read_corrections(indexed.documents).lines] == [
        ("来源", "乙")
    ]
    remove_correction(indexed.documents.parent, Correction("i1", "甲.txt", "标题", None))
    assert not (indexed.documents.parent / "更正.csv").exists()
