"""A document as safe HTML."""

import re

from kb.types import Flag, PageSpan, Section
from kb.web.article import Look, document_html, outline_html, part_of, part_starts
from tests.web_app import text_of

TEXT = "标题\n\n一、甲\n第一段。\n(一)乙\n第二段<b>。\n"
SECTIONS = (Section("一、甲", 1, 4, len(TEXT), 7), Section("(一)乙", 2, 13, len(TEXT), 17))


def test_a_document_is_paragraphs_with_anchored_headings() -> None:
    assert TEXT[4:7] == "一、甲" and TEXT[13:17] == "(一)乙"
    assert document_html(TEXT, SECTIONS, Look()) == (
        "<p>标题</p>"
        '<p id="s4" class="kb-h kb-h1">一、甲</p>'
        "<p>第一段。</p>"
        '<p id="s13" class="kb-h kb-h2">(一)乙</p>'
        "<p>第二段&lt;b&gt;。</p>"
    )


def test_a_place_over_two_lines_is_marked_in_both_and_anchored_once() -> None:
    shown = document_html(TEXT, SECTIONS, Look(here=(10, 15)))
    assert shown.count('id="here"') == 1
    assert re.findall(r"<mark[^>]*>([^<]*)</mark>", shown) == ["段。", "(一"]
    assert text_of(shown) == TEXT.replace("\n", "")


def test_a_heading_that_runs_into_its_paragraph_is_no_heading_line() -> None:
    sections = (Section("(一)", 1, 0, 8, 3),)
    assert document_html("(一)整段文字。", sections, Look()) == '<p id="s0">(一)整段文字。</p>'


def test_parts_end_at_line_ends_and_cover_the_text() -> None:
    text = "".join(f"第{n:02}行文字\n" for n in range(20))  # 7 characters a line
    starts = part_starts(text, 50)
    assert starts == (0, 49, 98)
    assert part_of(text, 49, 50).number == 2
    assert (part_of(text, 97, 50).start, part_of(text, 97, 50).end) == (49, 98)
    assert part_of(text, None, 50).number == 1
    assert part_of(text, 10**6, 50).number == 3
    assert part_of("", None, 50).end == 0


def test_the_outline_links_within_the_part_and_to_others() -> None:
    part = part_of(TEXT, 0, 12)
    assert (part.start, part.end) == (0, 8)
    shown = outline_html(SECTIONS, part, "original?id=a")
    assert 'href="#s4"' in shown
    assert 'href="original?id=a&amp;start=13&amp;end=17"' in shown
    assert outline_html(()) == ""


def test_pages_stand_above_their_first_line_or_beside_the_word_they_begin_with() -> None:
    text = "第一页。\n跨页的一段\n第三页。"
    pages = (PageSpan(1, 0, 8), PageSpan(2, 8, 11), PageSpan(3, 11, 15, scanned=True))
    look = Look(pages=pages, pictures="original?id=a")
    assert document_html(text, (), look) == (
        '<div class="kb-page" id="p1"><span>第 1 页</span> '
        '<a href="original?id=a&amp;page=1" target="_self">看页面图片</a></div>'
        "<p>第一页。</p>"
        '<p>跨页的<a id="p2" class="kb-pagemark" data-page="第 2 页" title="第 2 页" '
        'aria-label="第 2 页，看页面图片" href="original?id=a&amp;page=2" target="_self"></a>一段</p>'
        '<div class="kb-page" id="p3"><span>第 3 页（文字由图片识别）</span> '
        '<a href="original?id=a&amp;page=3" target="_self">看页面图片</a></div>'
        "<p>第三页。</p>"
    )
    plain = document_html(text, (), Look(pages=pages, page_word="第 {} 张工作表"))
    assert "第 1 张工作表" in plain and "看页面图片" not in plain
    assert '<span id="p2" class="kb-pagemark"' in plain


def test_every_page_is_told_once_even_where_pages_are_empty() -> None:
    pages = (PageSpan(1, 0, 0), PageSpan(2, 0, 3), PageSpan(3, 3, 3))
    shown = document_html("甲\n乙", (), Look(pages=pages))
    assert [shown.count(f'id="p{n}"') for n in (1, 2, 3)] == [1, 1, 0]


def test_doubts_are_marked_in_their_place() -> None:
    look = Look(flags=(Flag("missing_digits", 2, 4), Flag("low_confidence", 0, 5)), here=(3, 4))
    assert document_html("投入亿元。", (), look) == (
        '<p><span class="kb-flag kb-f-low_confidence" title="文字识别把握低">投入</span>'
        '<span class="kb-flag kb-f-low_confidence" title="文字识别把握低">'
        '<span class="kb-flag kb-f-missing_digits" title="数字缺失">亿</span></span>'
        '<span class="kb-flag kb-f-low_confidence" title="文字识别把握低">'
        '<span class="kb-flag kb-f-missing_digits" title="数字缺失" data-flag="数字缺失">'
        '<mark id="here" class="kb-here">元</mark></span></span>'
        '<span class="kb-flag kb-f-low_confidence" title="文字识别把握低" '
        'data-flag="文字识别把握低">。</span></p>'
    )


def test_lines_with_tabs_are_a_table_with_the_same_characters() -> None:
    text = "表一\n序号\t乡镇\n1\t甲<b>镇\n2\t乙镇\n以上。"
    shown = document_html(text, (), Look(here=(text.index("乙镇"), text.index("乙镇") + 2)))
    assert shown == (
        "<p>表一</p>"
        '<div class="kb-gridbox" tabindex="0"><table class="kb-grid">'
        "<thead><tr><th>序号&#9;</th><th>乡镇</th></tr></thead>"
        "<tbody><tr><td>1&#9;</td><td>甲&lt;b&gt;镇</td></tr>"
        '<tr><td>2&#9;</td><td><mark id="here" class="kb-here">乙镇</mark></td></tr></tbody>'
        "</table></div><p>以上。</p>"
    )
    assert text_of(shown) == text.replace("\n", "")


def test_a_table_has_as_many_header_rows_as_are_known() -> None:
    text = "甲\t乙\n丙\t丁\n1\t2\n3\t4"
    shown = document_html(text, (), Look(headers=[(0, 7)]))
    assert shown.count("<th>") == 4 and "<thead><tr><th>甲" in shown


def test_an_indent_or_a_single_line_with_a_tab_is_no_table() -> None:
    assert document_html("\t第一段\n\t第二段", (), Look()) == "<p>\t第一段</p><p>\t第二段</p>"
    assert "<table" not in document_html("甲\t乙\n第二段", (), Look())


def test_a_place_that_begins_with_a_line_end_is_still_anchored() -> None:
    shown = document_html("甲\n乙丙", (), Look(here=(1, 3)))
    assert shown == '<p>甲</p><p><mark id="here" class="kb-here">乙</mark>丙</p>'
