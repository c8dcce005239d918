"""The comparison: the matrix, the tiles, who leads, the CSV, the address, and the page."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from kb.comparing import COLUMNS, Column, Leader, Matrix, Quotation, Row, Source, provinces
from kb.search import Searcher
from kb.settings import Settings
from kb.types import Document, Figure, Filters, Metadata, Region, Value
from kb.web import compare_csv, compare_places, compareview, leaderview, tilemap
from kb.web.state import CompareState, compare_from, compare_params
from tests.test_web_catalogue import card
from tests.web_app import document_id, page, pointed_indexed, press, shown, text_of

TEXT = "甲县组建公司<b>。由县农业农村局牵头。2022年收入14984万元，到2027年达到2亿元。" + "长" * 120
DOCUMENT = Document(
    "d1", "甲.txt", "0", "text", TEXT,
    Metadata(title=Value("甲县<方案>", "stated"), written=Value("2023-05-06", "stated")),
)  # fmt: skip
DIGEST = replace(DOCUMENT, id="d2", path="乙.txt", metadata=Metadata(digest=True))
# Invented places of provinces that have a tile.
ONE, TWO, THREE = (
    Region("浙江省", "甲市", "甲县"),
    Region("浙江省", "甲市"),
    Region("海南省", "乙市"),
)
EMPTY: Mapping[Column, tuple[Quotation, ...]] = dict.fromkeys(COLUMNS, ())


def of(*documents: Document) -> Callable[[str], Document | None]:
    """A library of these documents."""
    return {document.id: document for document in documents}.get


def quotation(words: str, column: Column, document: str = "d1") -> Quotation:
    """The place of ``words`` in the text; in 指标数据 with the figure that it is."""
    start = TEXT.index(words)
    figure = None
    if column == "指标数据":
        status, value = ("已完成", 1.4984e8) if "万" in words else ("目标", 2e8)
        figure = Figure(
            start, start + len(words), words[:-2], words[-2:], value, "元", status,  # type: ignore[arg-type]
        )  # fmt: skip
    return Quotation(document, start, start + len(words), column, figure)


def row(region: Region, practice: str | None = None, document: str = "d1") -> Row:
    """A place with something in each cell but 成效."""
    return Row(
        region, practice, "有做法",
        {
            "做法": (quotation("甲县组建公司<b>。", "做法", document),),
            "指标数据": (
                quotation("14984万元", "指标数据", document),
                quotation("2亿元", "指标数据", document),
            ),
            "责任单位": (quotation("县农业农村局", "责任单位", document),),
            "成效": (),
            "来源": (quotation("甲县组建公司<b>。", "来源", document),),
        },
    )  # fmt: skip


def matrix(*rows: Row) -> Matrix:
    """A comparison of these rows."""
    sources = {
        "d1": Source("d1", "甲县<方案>", "甲.txt", "2023-05-06", False),
        "d2": Source("d2", "乙.txt", "乙.txt", None, True),
    }
    return Matrix(("组建公司",), ("查找讲到“组建公司”的段落。",), rows, (), sources)


def cells(markup: str) -> list[str]:
    """The text of each cell."""
    return [text_of(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", markup, re.S)]


def test_cells_are_quotations_with_their_way_and_empty_ones_say_so() -> None:
    markup = compareview.matrix_html([row(ONE)], of(DOCUMENT))
    doing, figures, leads, results, sources = cells(markup)
    assert doing == "甲县组建公司<b>。 原文"
    assert "14984万元" in figures and "1.4984亿元" in figures and "已完成" in figures
    assert figures.index("已完成") < figures.index("2亿元") < figures.index("目标")
    assert leads == "县农业农村局" and results == "库内未见"
    assert sources == "《甲县<方案>》 · 2023-05-06"
    assert 'href="original?id=d1&amp;start=0&amp;end=10&amp;p=' in markup
    assert "公司<b>" not in markup and "整理稿" not in markup


def test_digests_are_named_once_a_cell_and_one_by_one_where_mixed() -> None:
    assert cells(compareview.matrix_html([row(ONE, document="d2")], of(DIGEST)))[0].endswith(
        "原文整理稿"
    )
    both = (quotation("甲县组建公司<b>。", "做法"), quotation("由县农业农村局牵头。", "做法", "d2"))
    mixed = Row(ONE, None, "有做法", {**EMPTY, "做法": both})
    told = cells(compareview.matrix_html([mixed], of(DOCUMENT, DIGEST)))[0]
    assert told == "甲县组建公司<b>。 原文由县农业农村局牵头。 原文 整理稿"


def test_rows_are_grouped_by_province_and_cards_know_their_columns() -> None:
    markup = compareview.matrix_html([row(TWO), row(ONE), row(THREE)], of(DOCUMENT))
    heads = [text_of(h) for h in re.findall(r"<th scope=\"row[^>]*>(.*?)</th>", markup)]
    assert heads == [
        "浙江省 2 地", "甲市 有做法", "甲市 甲县 有做法", "海南省 1 地", "乙市 有做法",
    ]  # fmt: skip
    assert re.findall(r'data-label="([^"]*)"', markup)[:5] == list(COLUMNS)
    assert "所比做法" not in markup


def test_several_practices_have_a_column_of_their_own() -> None:
    rows = [row(ONE, "甲<法>"), row(ONE, "乙法"), Row(THREE, None, None, EMPTY)]
    markup = compareview.matrix_html(rows, of(DOCUMENT))
    assert re.findall(r'scope="col"[^>]*>([^<]*)<', markup)[:3] == ["地区", "所比做法", "做法"]
    assert cells(markup)[0] == "甲<法>" and cells(markup)[6] == "乙法"
    assert markup.count("kb-again") == 1
    assert cells(markup)[12:] == ["库内未见"] * 6
    assert "所比做法" not in compareview.matrix_html(rows[:1], of(DOCUMENT))


def test_a_long_quotation_is_folded_and_whole() -> None:
    long = Quotation("d1", 0, len(TEXT), "做法")
    markup = compareview.matrix_html(
        [replace(row(ONE), cells={**EMPTY, "做法": (long,)})], of(DOCUMENT)
    )
    assert '<details class="kb-clamp">' in markup and cells(markup)[0] == f"{TEXT} 原文"


def test_what_goes_beyond_a_few_is_folded_away() -> None:
    several = tuple(Quotation("d1", n, n + 1, "责任单位") for n in range(6))
    markup = compareview.matrix_html(
        [replace(row(ONE), cells={**EMPTY, "责任单位": several})], of(DOCUMENT)
    )
    assert "<summary>其余 2 条</summary>" in markup


def test_a_document_that_is_gone_leaves_no_empty_quotation() -> None:
    assert cells(compareview.matrix_html([row(ONE)], of())) == ["库内未见"] * 5


def test_counts_tell_absent_places_apart() -> None:
    shown_rows = matrix(row(ONE), row(TWO), row(THREE), Row(Region("云南省"), None, None, EMPTY))
    assert compareview.counted_told(shown_rows) == "3 地，分属 2 个省（区、市）；另有 1 地库内未见"


def test_places_that_only_name_it_are_listed() -> None:
    assert compareview.mentioned_html(()) == ""
    told = text_of(compareview.mentioned_html([ONE] * 14))
    assert told.startswith("另有 14 地只提到、没有讲怎么做：浙江省 甲市 甲县、")
    assert "其余 2 地" in told


def test_tiles_are_shaded_by_places_or_depth() -> None:
    tiles = provinces(matrix(row(ONE), row(TWO), row(THREE)))
    by_name = {tile.province: tile for tile in tiles}
    assert (
        tilemap.label_of(by_name["浙江省"]) == "浙江 2"
        and tilemap.label_of(by_name["云南省"]) == "云南"
    )
    assert tilemap.told_of(by_name["海南省"]) == "海南省：1 地，最详的是“有做法”"
    assert tilemap.told_of(by_name["云南省"]) == "云南省：库内未见"
    assert len({tilemap.key_of(tile) for tile in tiles}) == 34
    style = tilemap.style_html(tiles, "地区数", "海南省")
    zhejiang, hainan = (tilemap.key_of(by_name[name]) for name in ("浙江省", "海南省"))
    assert f".st-key-{zhejiang} button {{ background: #a3d1b9;" in style
    assert f".st-key-{hainan} button {{ background: #d9ece2;" in style
    assert style.count("box-shadow") == 1 and style.count("grid-row") == 34
    by_depth = tilemap.style_html(tiles, "详略", None)
    assert by_depth.count("background: #8fbbe0") == 2 and "box-shadow" not in by_depth


def test_the_legend_says_that_the_map_is_schematic_and_lists_it_in_words() -> None:
    tiles = provinces(matrix(row(ONE), row(THREE), row(TWO)))
    told = text_of(tilemap.legend_html(tiles, "地区数", whole=True))
    assert "示意图" in told and "不表示位置、面积和边界" in told
    assert told.index("浙江省：2 地") < told.index("海南省：1 地")
    assert "或没有选" in text_of(tilemap.legend_html(tiles, "详略", whole=False))


def test_leaders_are_quoted() -> None:
    found = tuple(quotation("县农业农村局", "责任单位", name) for name in ("d1", "d2", "d1"))
    leader = Leader("农业农村局", (ONE, THREE), ("p<1>", "无"), found)
    known = {"p<1>": card("甲<法>")}
    markup = leaderview.leaders_html([leader], of(DOCUMENT, DIGEST), known)
    places, said, practices = cells(markup)
    assert places == "2 地 浙江省 甲市 甲县、海南省 乙市"
    assert said.startswith("县农业农村局 《甲县<方案>》 · 2023-05-06县农业农村局 整理稿《乙.txt》")
    assert "其余 1 条" in said and practices == "甲<法>" and "<法>" not in markup
    assert "库内未见" in leaderview.leaders_html([], of(), {})
    assert len(cells(leaderview.leaders_html([leader], of(DOCUMENT), {}))) == 2


def test_the_csv_is_verbatim_with_sources_and_no_formula() -> None:
    risky = Document("d1", "甲.txt", "0", "text", "=1+1\n后", Metadata())
    cell = {**EMPTY, "做法": (Quotation("d1", 0, 6, "做法"),)}
    made = compare_csv.matrix_csv(matrix(replace(row(ONE), cells=cell)), of(risky))
    assert made.startswith("\ufeff")
    [head, line] = csv.reader(io.StringIO(made[1:]))
    assert head == ["省", "市", "县", "所比做法", "详略", *COLUMNS]
    assert line[:5] == ["浙江省", "甲市", "甲县", "", "有做法"]
    assert line[5] == "'=1+1\n后〔《甲.txt》，2023-05-06〕" and line[6:] == ["库内未见"] * 4


def test_the_csv_marks_figures_and_digests() -> None:
    made = compare_csv.matrix_csv(matrix(row(ONE, "甲法", "d2")), of(DIGEST))
    [_, line] = csv.reader(io.StringIO(made[1:]))
    first, second = line[6].split("\n")
    assert first == "14984万元【已完成；合 1.4984亿元】〔《乙.txt》，整理稿〕"
    assert second.startswith("2亿元【目标；")
    assert line[9] == "《乙.txt》，整理稿（乙.txt）"


def test_the_file_is_named_after_what_is_compared() -> None:
    assert compare_csv.file_name(matrix(row(ONE))) == "对比_组建公司.csv"
    asked = replace(matrix(row(ONE, "甲/法"), row(TWO, "乙:法")), asked=("a1", "b2"))
    assert compare_csv.file_name(asked) == "对比_甲_法、乙_法.csv"
    assert compare_csv.file_name(replace(matrix(), asked=())) == "对比.csv"


def test_places_of_the_library_come_before_all_others() -> None:
    places = compare_places.offered((), [card("甲", (THREE, ONE, Region("北京市", "北京市")))])
    assert list(places.by_name)[:6] == [
        "北京市", "浙江省", "浙江省 甲市", "浙江省 甲市 甲县", "海南省", "海南省 乙市",
    ]  # fmt: skip
    assert places.by_name["北京市"] == Region("北京市") and places.by_name["海南省 乙市"] == THREE
    assert len(places.by_name) > 3000
    assert places.label("海南省 乙市") == "海南省 乙市"
    assert places.label("云南省") == "云南省（库内未见文件）"
    assert places.by_name["云南省 昆明市"] == Region("云南省", "昆明市")


def test_the_whole_address_survives() -> None:
    state = CompareState(
        "问题", "垃圾分类", ("a1", "b2"), (ONE, Region("北京市", None, "密云区")), "浙江省",
        "详略", "生态", 2, 2020, 2024, ("方案", "报告"), (TWO,),
    )  # fmt: skip
    params = compare_params(state)
    assert params["place"] == "浙江省/甲市/甲县,北京市//密云区"
    assert compare_from(params) == state
    assert compare_params(CompareState()) == {}
    assert compare_params(CompareState(by="问题", q="甲")) == {"q": "甲"}
    assert compare_params(CompareState(pick=("a1",))) == {"pick": "a1"}


def test_a_short_address_is_read() -> None:
    assert compare_from({"q": "垃圾 分类"}) == CompareState(by="问题", q="垃圾 分类")
    assert compare_from({"name": "强村公司"}) == CompareState(pick=("强村公司",))
    odd = {"by": "别的", "shade": "<b>", "page": "x", "place": "//,,", "pick": ","}
    assert compare_from(odd) == CompareState()


@pytest.fixture
def indexed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A small library, indexed."""
    return pointed_indexed(tmp_path, monkeypatch)


@pytest.fixture
def placed(indexed: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A comparison of 40 invented places, as the library would give it."""
    quoted = Quotation(document_id(indexed, "甲县方案.md"), 0, 10, "做法")

    def compared(
        searcher: Searcher,
        asked: str | Sequence[str],
        regions: Sequence[Region] | None = None,
        filters: Filters | None = None,
    ) -> Matrix:
        regions = regions or [Region("浙江省", "甲市", f"甲{n}县") for n in range(38)] + [
            TWO,
            THREE,
        ]
        rows = tuple(Row(r, None, "有做法", {**EMPTY, "做法": (quoted,)}) for r in regions)
        asked = (asked,) if isinstance(asked, str) else tuple(asked)
        return Matrix(asked, (f"查找{asked[0]}。",), rows)

    monkeypatch.setattr("kb.web.comparisons.compare", compared)
    st.cache_resource.clear()
    return indexed


def tile(app: AppTest, name: str) -> AppTest:
    """Click the tile of a province."""
    return next(b for b in app.button if b.label.split()[0] == name).click().run()


def places(app: AppTest) -> list[str]:
    """The places in the matrix."""
    return re.findall(r'class="kb-mplace">([^<]*)<', shown(app))


def test_the_page_invites_and_asks_by_question_or_practice(indexed: Settings) -> None:
    app = page("compare")
    assert "每一格都是原文" in shown(app) and "<table" not in shown(app)
    app.text_input(key="compare-pick-words").input("强村").run()
    press(app, "选入 强村公司（1 份文件）")
    assert app.text_input(key="compare-pick-words").value == ""
    assert app.multiselect(key="compare-pick-chosen").options == ["强村公司"]
    assert "全部提及" in shown(app) and len(app.query_params["pick"]) == 12
    app.segmented_control(key="compare-by").set_value("问题").run()
    app.text_input(key="compare-q").input("垃圾分类怎么做").run()
    assert app.query_params["q"] == "垃圾分类怎么做" and app.query_params["by"] == "问题"
    assert "查找讲到“垃圾分类”" in shown(app)


def test_a_practice_that_is_not_there_is_told(indexed: Settings) -> None:
    assert "库内没有名为“&lt;没有&gt;”的做法" in shown(page("compare", name="<没有>"))


def test_a_question_of_punctuation_is_told_what_to_type(indexed: Settings) -> None:
    assert "检索词里没有可以查找的文字" in shown(page("compare", q="??!!"))


def test_a_tile_keeps_the_matrix_to_its_province(placed: Settings) -> None:
    app = page("compare", q="组建公司")
    assert "40 地，分属 2 个省" in shown(app) and len(places(app)) == 30
    assert [b.label for b in app.button if not b.disabled and (b.key or "").startswith("tile-")] == [
        "浙江 39", "海南 1",
    ]  # fmt: skip
    tile(app, "海南")
    assert app.query_params["province"] == "海南省" and places(app) == ["乙市"]
    assert "示意图" in shown(app)
    press(app, "显示全部省份")
    assert "province" not in app.query_params and len(places(app)) == 30
    tile(tile(app, "海南"), "海南")
    assert "province" not in app.query_params


def test_pages_and_shades_stand_in_the_address(placed: Settings) -> None:
    app = page("compare", q="组建公司", page="2")
    assert places(app)[-1] == "乙市" and len(places(app)) == 10
    press(app, "上一页")
    assert "page" not in app.query_params and len(places(app)) == 30
    app.segmented_control(key="compare-shade").set_value("详略").run()
    assert app.query_params["shade"] == "详略" and "#8fbbe0" in shown(app)


def test_places_narrow_the_comparison_also_those_the_library_lacks(placed: Settings) -> None:
    app = page("compare", q="组建公司", place="海南省/乙市")
    assert places(app) == ["乙市"]
    assert app.multiselect(key="compare-places-chosen").value == ["海南省 乙市"]
    app.text_input(key="compare-places-words").input("云南").run()
    press(app, "选入 云南省（库内未见文件）")
    assert app.query_params["place"] == "海南省/乙市,云南省"
    assert places(app) == ["乙市", "云南省"]
    app.multiselect(key="compare-places-chosen").set_value(["云南省"]).run()
    assert app.query_params["place"] == "云南省"


def test_years_kinds_and_places_left_out_are_asked_for_and_stand_in_the_address(
    indexed: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Filters] = []

    def compared(searcher: Searcher, q: str, regions: None, filters: Filters) -> Matrix:
        asked.append(filters)
        return matrix(row(ONE))

    monkeypatch.setattr("kb.web.comparisons.compare", compared)
    app = page("compare", q="组建公司", since="2022", kind="方案", without="浙江省/甲市")
    assert asked == [Filters(since=2022, kinds=("方案",), without=(TWO,))]
    assert app.expander[0].label == "更多条件（已设 3 项）"
    app.multiselect(key="compare-kinds").set_value(["通知"]).run()
    assert app.query_params["kind"] == "通知" and app.query_params["since"] == "2022"
    app.multiselect(key="compare-without-chosen").set_value([]).run()
    assert asked[-1] == Filters(since=2022, kinds=("通知",)) and "without" not in app.query_params


def test_a_box_sends_few_matches_and_says_where_there_are_none(indexed: Settings) -> None:
    app = page("compare", by="做法")
    app.text_input(key="compare-places-words").input("县").run()
    assert sum(b.label.startswith("选入") for b in app.button) == 8
    app.text_input(key="compare-places-words").input("没有这个地方").run()
    assert "没有符合的" in shown(app)


def test_the_matrix_can_be_downloaded_and_a_theme_has_its_leaders(placed: Settings) -> None:
    app = page("compare", q="组建公司")
    labels = [b.proto.label for b in app.get("download_button")]
    assert labels == ["下载对比表（CSV）", "Word 文档", "Markdown", "Excel 表格", "素材包（ZIP）"]
    app.selectbox(key="compare-lead").select("集体经济").run()
    assert app.query_params["lead"] == "集体经济" and "谁在牵头" in shown(app)


def test_quotations_of_a_place_can_be_collected(placed: Settings) -> None:
    app = page("compare", q="组建公司")
    assert not [b for b in app.button if b.label == "收入素材夹"]
    app.selectbox(key="compare-collect").select("海南省 乙市").run()
    press(app, "收入素材夹")
    assert [b.label for b in app.button if "素材夹" in b.label] == ["已在素材夹，取出"]
