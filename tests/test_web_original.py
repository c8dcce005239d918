"""原文: walking hits, finding within, marks, the text before cleaning, the file itself."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest

from kb.errors import UnreadableError
from kb.settings import Settings
from kb.types import (
    Document,
    Figure,
    Hit,
    Mention,
    Metadata,
    Passage,
    PracticeCard,
    Removal,
    Section,
    Why,
)
from kb.web import before, original_marks, originals, walking
from kb.web.article import Look, document_html
from kb.web.walking import Steps
from kb.workspace import open_index
from tests.web_app import document_id, page, pointed_indexed, shown, text_of

RAW = "首页 > 新闻\n甲县方案\n打印 关闭\n组建公司12家。\n"
REMOVED = (Removal(0, 8, "首页 > 新闻\n", "navigation"), Removal(13, 19, "打印 关闭\n", "toolbar"))
TEXT = "甲县方案\n组建公司12家。\n"
CLEANED = Document("d1", "甲.txt", "0", "text", TEXT, Metadata(), removals=REMOVED)


@pytest.fixture
def indexed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A small library, indexed."""
    return pointed_indexed(tmp_path, monkeypatch)


def hit(rank: int, document_id: str, start: int, end: int) -> Hit:
    """A hit at a place."""
    passage = Passage(f"p{rank}", document_id, (), start, end)
    return Hit(rank, 1.0 / rank, rank, passage, "", Why(None, None, 0.0, None))


def mention(start: int, end: int, practice: str = "", figures: tuple[Figure, ...] = ()) -> Mention:
    """A mention whose name stands at a place."""
    return Mention("k", "名", bool(practice), "d1", start, end, start, end, "有做法", practice,
                   figures=figures)  # fmt: skip


def card(identity: str, name: str) -> PracticeCard:
    """A practice of the library."""
    return PracticeCard(identity, name, (), "有做法", (0, 1, 0), (), (), (), (), False, 1, 1, 0)


def test_the_raw_text_is_put_together_again_and_offsets_map_both_ways() -> None:
    assert before.raw_text(CLEANED) == RAW
    assert RAW[slice(*before.raw_span(CLEANED, 5, 9))] == "组建公司"
    assert before.raw_span(CLEANED, 0, 4) == (8, 12)
    assert before.text_span(CLEANED, 8, 12) == (0, 4)
    assert before.text_span(CLEANED, 10, 23) == (2, 9)
    assert before.text_span(CLEANED, 0, 8) is None


def test_what_was_removed_is_struck_and_named_in_words() -> None:
    look = Look(marks=before.removal_layers(CLEANED))
    shown_ = document_html(RAW, (), look)
    assert shown_.startswith(
        '<p><del class="kb-gone" title="已去除：网站导航" data-reason="网站导航">首页 &gt; 新闻</del></p>'
        "<p>甲县方案</p>"
    )
    assert text_of(shown_) == RAW.replace("\n", "")


def test_practices_are_links_and_of_names_within_one_another_the_longest() -> None:
    found = [mention(5, 9, "a"), mention(5, 7, "b"), mention(0, 2, "gone"), mention(8, 9, "b")]
    layers = original_marks.practice_layers(
        found, {"a": card("a", "组建<公司>"), "b": card("b", "组建")}
    )
    assert [(layer.start, layer.end) for layer in layers] == [(5, 9)]
    shown_ = document_html(TEXT, (), Look(marks=layers))
    assert 'title="做法：组建&lt;公司&gt;，看各地怎么做">组建公司</a>12家' in shown_


def test_figures_are_marked_once_with_their_status_in_words() -> None:
    figure = Figure(9, 12, "12", "家", 12, "家", "已完成")
    mentions = (mention(5, 13, figures=(figure,)), mention(5, 9, figures=(figure,)))
    layers = original_marks.figure_layers(mentions)
    assert document_html(TEXT, (), Look(marks=layers)) == (
        '<p>甲县方案</p><p>组建公司<span class="kb-mf kb-md" '
        'title="已完成：原文说的是已经达到的数" data-status="已完成">12家</span>。</p>'
    )
    assert original_marks.counts_told((), mentions) == "指标数据 1 个（已完成 1）"


def test_words_are_found_within_whatever_their_width_and_script() -> None:
    assert original_marks.words_in("組建公司ＡＢ,組建", "组建") == ((0, 2), (7, 9))
    assert original_marks.words_in("组建公司ＡＢ", "ab ") == ((4, 6),)
    assert original_marks.words_in(TEXT, "  ") == ()


def test_steps_lead_back_and_on_from_where_one_stands() -> None:
    spans = [(0, 4), (10, 14), (20, 24)]
    assert walking.steps(spans, (11, 12)) == Steps(3, 1, 0, 2)
    assert walking.steps(spans, (0, 2)) == Steps(3, 0, None, 1)
    assert walking.steps(spans, (15, 16)) == Steps(3, None, 1, 2)
    assert walking.steps(spans, (30, 31)) == Steps(3, None, 2, None)
    assert walking.steps(spans, None) == Steps(3, None, None, 0)
    assert walking.steps([], (1, 2)) == Steps(0, None, None, None)


def test_hits_are_walked_by_rank_and_by_the_order_of_the_text() -> None:
    hits = [hit(1, "d1", 20, 30), hit(2, "d2", 0, 5), hit(3, "d1", 0, 10)]
    assert walking.within(hits, "d1") == [(0, 10), (20, 30)]
    assert walking.rank_steps(hits, "d2", (1, 2)) == Steps(3, 1, 0, 2)
    assert walking.rank_steps(hits, "d1", (40, 41)) == Steps(3, None, None, 0)


def test_a_word_is_quoted_with_its_paragraph_or_its_section() -> None:
    text = "一、甲\n 组建公司12家,收入三千万元,分红三百万元。 \n二、乙\n完。\n"
    sections = (Section("一、甲", 1, 0, text.index("二、"), 3),)
    made = Document("d1", "甲.txt", "0", "text", text, Metadata(), outline=sections)
    start = text.index("12家")
    offers = {
        name: text[a:b] for name, (a, b) in walking.quotable(made, (start, start + 3)).items()
    }
    line = "组建公司12家,收入三千万元,分红三百万元。"
    assert offers == {"所在段落": line, "所在小节：一、甲": f"一、甲\n {line}"}
    whole = (text.index("组建"), text.index("组建") + len(line))
    assert list(walking.quotable(made, whole)) == ["选中的文字", "所在小节：一、甲"]
    assert walking.paragraphs(text, 0, 3) == [(0, 3)]


def test_hits_of_a_search_are_walked_on_the_page(indexed: Settings) -> None:
    found = document_id(indexed, "甲县方案.md")
    app = page("original", id=found, **{"from": urlencode({"q": "强村公司"})})
    text = shown(app)
    assert re.search(r"检索“强村公司”的命中 \d+ 条；本文件 \d+ 处", text)
    links = {link.label: link.proto.query_string for link in app.get("page_link")}
    assert "from=q%3D%25E5%25BC%25BA" in links["本文件下一处命中"]
    assert links["回到检索结果"].startswith("q=%E5%BC%BA")


def test_words_are_found_on_the_page_and_stepped_through(indexed: Settings) -> None:
    found = document_id(indexed, "甲县方案.md")
    app = page("original", id=found)
    app.text_input(key="find-within").input("强村公司").run()
    assert (app.query_params["find"], app.query_params["w"]) == ("强村公司", "强村公司")
    text = shown(app)
    made = open_index(indexed).library.document(found)
    assert made is not None
    count = made.text.count("强村公司")
    assert count >= 3 and f"文内“强村公司”共 {count} 处，这是第 1 处" in text
    assert "下一处" in [link.label for link in app.get("page_link")]
    assert "文内“量子”没有找到" in shown(page("original", id=found, find="量子"))


def test_marks_are_shown_and_can_be_put_away(indexed: Settings) -> None:
    found = document_id(indexed, "甲县方案.md")
    app = page("original", id=found)
    assert 'data-status="已完成">3200万元' in shown(app) and 'class="kb-mp"' in shown(app)
    app.toggle(key="marks-shown").set_value(False).run()
    assert app.query_params["marks"] == "0"
    assert 'data-status="已完成">' not in shown(app) and 'class="kb-mp"' not in shown(app)


def test_the_text_before_cleaning_shows_what_was_taken_out(indexed: Settings) -> None:
    found = document_id(indexed, "丙县 <i>.txt")
    text = shown(page("original", id=found, view="raw"))
    assert "&lt;script&gt;window.hacked=1&lt;/script&gt;</del>" in text
    assert 'data-reason="残留的脚本代码"' in text and "<script>window.hacked" not in text


def test_the_file_is_handed_out_only_as_it_was_read(indexed: Settings) -> None:
    found = open_index(indexed).library.document(document_id(indexed, "甲县方案.md"))
    assert found is not None
    file = indexed.documents / "甲县方案.md"
    assert originals.file_told(found, indexed.documents) == ""
    assert originals.file_bytes(found, indexed.documents) == file.read_bytes()
    file.write_text("改了", encoding="utf-8")
    with pytest.raises(UnreadableError, match="已经改动"):
        originals.file_bytes(found, indexed.documents)


def test_a_file_outside_of_the_folder_or_too_large_is_not_handed_out(
    indexed: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = open_index(indexed).library.document(document_id(indexed, "甲县方案.md"))
    assert found is not None
    file = indexed.documents / "甲县方案.md"
    outside = indexed.documents.parent / "外面.md"
    outside.write_bytes(file.read_bytes())
    file.unlink()
    file.symlink_to(outside)
    assert "已不在文库文件夹里" in originals.file_told(found, indexed.documents)
    file.unlink()
    file.write_bytes(outside.read_bytes())
    monkeypatch.setattr(originals, "MAX_BYTES", 10)
    assert "请直接到文库文件夹里取" in originals.file_told(found, indexed.documents)
    with pytest.raises(UnreadableError):
        originals.file_bytes(found, indexed.documents)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("甲.PDF", "application/pdf"),
        ("甲.html", "application/octet-stream"),
        ("甲.svg", "application/octet-stream"),
        ("甲", "application/octet-stream"),
        ("甲.txt", "text/plain"),
    ],
)
def test_nothing_that_a_browser_would_run_is_called_by_its_type(name: str, kind: str) -> None:
    assert originals.mime_of(name) == kind
