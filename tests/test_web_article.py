"""A document as safe HTML."""

import html
import re

from kb.types import Section
from kb.web.article import Look, document_html, outline_html, part_of, part_starts


def text_of(markup: str) -> str:
    """What a browser shows of ``markup``."""
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


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
