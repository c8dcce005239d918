"""概览: what is counted, the charts with their tables and links, the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kb.settings import Settings
from kb.store.entries import FileReport
from kb.web import overview_charts, overview_parts
from kb.web.overview_charts import Bar
from kb.web.overview_counts import Flagged, flagged, holdings
from kb.workspace import open_index
from tests.web_app import page, pointed_indexed, shown, text_of


@pytest.fixture
def indexed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A small library, indexed."""
    return pointed_indexed(tmp_path, monkeypatch)


def test_the_small_library_is_counted(indexed: Settings) -> None:
    library = open_index(indexed).library
    held = holdings(library)
    assert (held.documents, held.files, held.failed, held.folded) == (4, 5, 1, 0)
    assert held.passages == library.rows
    assert held.practices == len(library.practice_cards())
    assert held.figures == sum(card.figures for card in library.practice_cards())
    # Invented places lie in no province.
    assert (held.places, held.placeless, held.provinces) == (0, 4, {})
    assert dict(held.years)["2023"] == 1 and list(held.years) == sorted(held.years)
    assert sum(count for _, count in held.kinds) == 4
    assert held.kinds[0] == ("通知", 1)
    assert held.grades == (("未注明", 4),)


def test_doubts_are_listed_by_kind_with_the_most_doubted_document_first() -> None:
    reports = [
        FileReport("甲.txt", "收入", document_id="a", title="甲", flags=(("missing_digits", 2),)),
        FileReport("乙.txt", "收入", document_id="b", flags=(("missing_digits", 5), ("odd", 1))),
        FileReport("丙.txt", "收入", document_id="c", title="丙", flags=(("truncated", 1),)),
    ]
    assert flagged(reports) == (
        Flagged("数字缺失", 7, (("b", "乙.txt", 5), ("a", "甲", 2))),
        Flagged("文件不完整", 1, (("c", "丙", 1),)),
    )
    told = overview_parts.flagged_html(flagged(reports))
    assert "数字缺失：2 份文件、7 处" in told and 'href="original?id=b"' in told
    assert overview_parts.flagged_html(()) == "<p>没有存疑的内容。</p>"


def test_many_doubted_documents_lead_to_the_report() -> None:
    lines = tuple((f"d{n}", f"题<{n}>", 1) for n in range(14))
    told = overview_parts.flagged_html((Flagged("数字缺失", 14, lines),))
    assert told.count("original?id=") == 12 and "还有 2 份" in told
    assert "题&lt;0&gt;" in told and "<0>" not in told


def test_bars_tell_their_count_in_words_and_lead_somewhere() -> None:
    bars = (Bar("通<知", 40, "份文件", "library?kind=a&b"), Bar("规划", 1, "份文件"))
    markup = overview_charts.bars_html(bars)
    assert text_of(markup) == "通<知40 份文件规划1 份文件"
    assert 'href="library?kind=a&amp;b"' in markup and markup.count("<a ") == 1
    assert re.findall(r"width:(\d+)%", markup) == ["100", "2"]
    assert overview_charts.bars_html(()) == '<ul class="kb-obars"></ul>'


def test_every_province_has_a_tile_and_those_with_documents_a_link() -> None:
    markup = overview_charts.tiles_html({"浙江省": 21, "海南省": 1}, "library")
    assert markup.count("<li ") == 34 and markup.count("<a ") == 2
    assert 'aria-label="浙江省，21 份文件"' in markup and 'class="kb-ot3"' in markup
    assert "province=%E6%B5%99%E6%B1%9F%E7%9C%81" in markup
    assert "云南省，库内未见文件" in markup and overview_charts.MAP_NOTE in markup


def test_the_page_has_a_table_behind_each_chart(indexed: Settings) -> None:
    told = shown(page("overview"))
    assert told.count("<h1>") == 1
    assert "没有收入 1 个" in told and 'href="report"' in told
    assert "语义模型：没有，只按关键词检索" in told
    captions = re.findall(r"<caption>([^<]*)</caption>", told)
    assert captions == [
        "各省文件数", "各年份文件数", "各主题、专题的文件和做法", "各文种文件数", "各来源等级文件数",
    ]  # fmt: skip
    assert told.count('scope="col"') == 2 + 2 + 3 + 2 + 2
    assert 'href="catalogue?year=2023"' in told and 'href="library?kind=' in told


def test_a_bar_leads_to_the_list_of_its_documents(indexed: Settings) -> None:
    app = page("library", kind="通知")
    assert app.selectbox(key="library-kind").value == "通知"
    titles = re.findall(r'class="kb-doctitle">([^<]*)', shown(app))
    assert titles == ["关于开展农村垃圾分类工作的通知"]
    app.selectbox(key="library-kind").set_value(None).run()
    assert "kind" not in app.query_params
    assert len(re.findall(r'class="kb-doctitle">', shown(app))) == 4
    assert app.selectbox(key="library-kind").select("通知").run().query_params["kind"] == "通知"
    assert page("library", kind="没有").selectbox(key="library-kind").value is None
