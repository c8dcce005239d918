"""The pages, run without a browser on a small library and without a model."""

import re
from html import escape
from pathlib import Path

import pytest

from kb.embedding.encoder import HashEncoder
from kb.indexing import build
from kb.search import Searcher
from kb.settings import Settings
from kb.store.versions import build_lock
from kb.web import building
from kb.workspace import build_index, open_index
from tests.web_app import document_id, finish_build, page, pointed, shown
from tests.web_library import HOSTILE_TITLE, make_library


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A small library that is not indexed yet, and the environment that points there."""
    return pointed(tmp_path, monkeypatch)


@pytest.fixture
def indexed(settings: Settings) -> Settings:
    """The same library, indexed."""
    build_index(settings, rebuild=False, progress=lambda *_: None)
    return settings


def test_a_first_start_builds_the_index_and_then_shows_the_search(settings: Settings) -> None:
    app = page()
    assert "首次使用，正在准备" in shown(app)
    assert finish_build(settings).problem is None
    app.run()
    assert "从 4 份文件" in shown(app)
    assert "只按关键词检索" in shown(app)


def test_a_damaged_index_is_built_anew(indexed: Settings) -> None:
    (indexed.index / "CURRENT").write_text("9999\n", encoding="utf-8")
    app = page()
    assert "正在重建索引" in shown(app)
    assert finish_build(indexed).problem is None
    assert "从 4 份文件" in shown(app.run())


def test_a_first_start_without_documents_says_so_and_offers_to_try_again(
    settings: Settings,
) -> None:
    for path in settings.documents.iterdir():
        path.unlink()
    app = page()
    finish_build(settings)
    app.run()
    assert "没有可以收入的文件" in shown(app)
    assert [button.label for button in app.button] == ["重试"]
    make_library(settings.documents / "新")
    app.button[0].click().run()
    finish_build(settings)
    assert "从 4 份文件" in shown(app.run())


def test_a_search_shows_cards_before_passages(indexed: Settings) -> None:
    app = page(q="强村公司")
    text = shown(app)
    assert app.text_input(key="q").value == "强村公司"
    assert 0 < text.index('class="kb-card"') < text.index('class="kb-hit"')
    assert "<mark>强村公司</mark>" in text and "甲县强村公司实施方案" in text


def test_typing_and_filtering_write_the_address(indexed: Settings) -> None:
    app = page()
    app.text_input(key="q").input("垃圾分类")
    app.button[0].click().run()
    assert app.query_params["q"] == "垃圾分类"
    assert {"方案（1）", "通知（1）"} <= set(app.multiselect(key="kinds").options)
    app.multiselect(key="kinds").set_value(["通知"]).run()
    assert app.query_params["kind"] == "通知"
    assert "乙县" in shown(app)
    app.multiselect(key="kinds").set_value(["方案"]).run()
    assert "库内未见" in shown(app)
    next(b for b in app.button if b.label == "清除筛选").click().run()
    assert "kind" not in app.query_params and app.query_params["q"] == "垃圾分类"


def test_an_address_restores_the_whole_search(indexed: Settings) -> None:
    app = page(q="村集体", year="2023", kind="方案", k="20")
    values = {key: app.selectbox(key=key).value for key in ("since", "until", "k")}
    assert values == {"since": 2023, "until": 2023, "k": 20}
    assert app.multiselect(key="kinds").value == ["方案"]
    assert "甲县强村公司实施方案" in shown(app)


def test_a_query_of_punctuation_is_told_what_to_type(indexed: Settings) -> None:
    assert "检索词里没有可以查找的文字" in shown(page(q="??!!"))


def test_a_query_of_ten_thousand_characters_is_cut_and_told(indexed: Settings) -> None:
    assert "检索词太长" in shown(page(q="强村公司怎么办" * 1500))


def test_a_query_without_an_answer_says_so(indexed: Settings) -> None:
    text = shown(page(q="量子计算机"))
    assert "库内未见" in text and 'class="kb-hit"' not in text


def test_the_original_marks_the_place_and_lists_the_outline(indexed: Settings) -> None:
    found = document_id(indexed, "甲县方案.md")
    text = open_index(indexed).library.document(found).text  # type: ignore[union-attr]
    start = text.index("由十二个村")
    app = page("original", id=found, start=str(start), end=str(start + 5))
    assert '<mark id="here" class="kb-here">由十二个村</mark>' in shown(app)
    assert "二、主要做法</a>" in shown(app)


def test_an_unknown_document_is_told(indexed: Settings) -> None:
    assert "没有编号为“&lt;x&gt;”的文件" in shown(page("original", id="<x>"))


def test_a_place_beyond_the_text_is_told(indexed: Settings) -> None:
    found = document_id(indexed, "甲县方案.md")
    app = page("original", id=found, start="999999", end="1000000")
    assert "超出了这份文件" in shown(app)


def test_an_original_that_changed_since_is_not_offered(indexed: Settings) -> None:
    found = document_id(indexed, "甲县方案.md")
    assert len(page("original", id=found).get("download_button")) == 1
    (indexed.documents / "甲县方案.md").write_text("改了", encoding="utf-8")
    app = page("original", id=found)
    assert len(app.get("download_button")) == 0
    assert "已经改动" in shown(app)


def test_source_markup_is_shown_and_never_used(indexed: Settings) -> None:
    for app in (page(q="河道守护员"), page("original", id=document_id(indexed, "丙县 <i>.txt"))):
        text = shown(app)
        assert "&lt;img src=x onerror=&quot;window.hacked=1&quot;&gt;,每周" in text
        assert "&lt;style&gt;*{display:none}&lt;/style&gt;每月" in text
        assert "<script>window" not in text and "<img" not in text and "<style>*" not in text
        assert not [m.value for m in app.markdown if "河道" in m.value]


def test_the_library_lists_documents_removals_and_failures(indexed: Settings) -> None:
    text = shown(page("library"))
    assert text.count('<details class="kb-doc">') == 4
    assert "<b>空文件.txt</b>" in text and "没有收入的文件" in text
    assert escape(HOSTILE_TITLE) in text and HOSTILE_TITLE not in text
    assert "&lt;script&gt;window.hacked=1&lt;/script&gt;" in text


def test_documents_are_found_by_title(indexed: Settings) -> None:
    app = page("library", find="甲县")
    assert shown(app).count('<details class="kb-doc">') == 1


def test_an_added_file_is_built_in_found_and_deleted(indexed: Settings) -> None:
    app = page("library")
    content = "戊县夜校实施办法\n\n一、戊县乡村夜校每周三开课,由返乡青年授课。\n"
    app.get("file_uploader")[0].upload("夜校.txt", content.encode(), "text/plain")
    next(b for b in app.button if b.label == "加入文库").click().run()
    assert finish_build(indexed).problem is None
    app.run()
    assert "<b>夜校.txt</b>" in shown(app) and "已收入" in shown(app)
    assert "戊县夜校实施办法" in shown(page(q="乡村夜校"))
    app.multiselect(key="to-delete").select("夜校.txt").run()
    next(b for b in app.button if b.label == "确定删除").click().run()
    assert finish_build(indexed).problem is None
    assert "戊县夜校实施办法" not in shown(page(q="乡村夜校"))
    assert not (indexed.documents / "added" / "夜校.txt").exists()


def test_an_added_file_that_cannot_be_read_says_why(indexed: Settings) -> None:
    app = page("library")
    app.get("file_uploader")[0].upload("坏的.pdf", b"%PDF-1.4 broken", "application/pdf")
    next(b for b in app.button if b.label == "加入文库").click().run()
    finish_build(indexed)
    text = shown(app.run())
    assert re.search(r"<b>坏的\.pdf</b> 1 KB · 未收入：\S", text)
    assert "有 2 个文件没有收入" in text


def test_an_upload_of_another_kind_is_refused_in_words(indexed: Settings) -> None:
    app = page("library")
    app.get("file_uploader")[0].upload("../表格.exe", b"MZ", "application/octet-stream")
    next(b for b in app.button if b.label == "加入文库").click().run()
    assert "“表格.exe”不是可以收入的文件" in shown(app)
    assert not (indexed.documents / "added" / "表格.exe").exists()
    assert building.last_build(indexed) is None


def test_an_unforeseen_error_shows_neither_traceback_nor_path(
    indexed: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(f"at {indexed.index}")

    page()
    monkeypatch.setattr(Searcher, "search", fail)
    text = shown(page(q="强村公司"))
    assert "程序出错（RuntimeError）" in text and str(indexed.index) not in text


def test_with_vectors_a_passage_tells_its_rank_by_meaning(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = HashEncoder()
    build(settings.documents, settings.index, encoder)
    monkeypatch.setenv("KB_MODEL", "hash")
    monkeypatch.setattr(
        "kb.web.session.open_searcher", lambda given: Searcher(open_index(given), lambda: encoder)
    )
    text = shown(page(q="强村公司"))
    assert "语义检索排第" in text and "只按关键词检索" not in text


def test_a_model_that_is_gone_leaves_the_search_by_words(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(settings.documents, settings.index, HashEncoder())
    monkeypatch.setenv("KB_MODEL", str(settings.models / "没有的模型"))
    text = shown(page(q="强村公司"))
    assert "目前只按关键词检索" in text and 'class="kb-hit"' in text
    assert str(settings.models) not in text


def test_a_build_while_another_program_builds_says_so(indexed: Settings) -> None:
    app = page("library")
    with build_lock(indexed.index):
        next(b for b in app.button if b.label == "更新索引").click().run()
        finish_build(indexed)
    assert "另一个建库过程正在进行" in shown(app.run())


def test_files_sent_while_a_build_runs_are_kept_for_the_next(
    indexed: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = page("library")
    monkeypatch.setitem(building._jobs, ("建库", indexed.index), building.build_job(indexed))
    app.get("file_uploader")[0].upload("夜校.txt", "戊县乡村夜校。".encode(), "text/plain")
    next(b for b in app.button if b.label == "加入文库").click().run()
    assert "另一个窗口正在建库" in shown(app) and "<b>夜校.txt</b> 已新增" in shown(app)
    assert (indexed.documents / "added" / "夜校.txt").is_file()
