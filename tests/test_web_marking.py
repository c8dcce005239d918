"""Source text into safe HTML."""

import html
import re

from kb.web.marking import (
    escaped,
    marked,
    merged,
    term_spans,
    tightened,
)


def text_of(markup: str) -> str:
    """What a browser shows of ``markup``."""
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def test_everything_is_escaped_and_line_ends_are_references() -> None:
    assert escaped('<a href="x">&\'\n \n') == "&lt;a href=&quot;x&quot;&gt;&amp;&#x27;&#10; &#10;"


def test_marks_stand_around_the_spans_and_nowhere_else() -> None:
    assert marked("<强村>公司", [(1, 3)]) == "&lt;<mark>强村</mark>&gt;公司"


def test_terms_are_found_in_traditional_and_full_width_text() -> None:
    text = "強村公司與ＡＢＣ,強村公司"
    assert term_spans(text, ("强村公司", "abc")) == ((0, 4), (5, 8), (9, 13))


def test_overlapping_terms_are_one_span_and_single_characters_give_way() -> None:
    assert term_spans("村集体经济", ("村集体", "集体经济", "村")) == ((0, 5),)
    assert term_spans("山村", ("村",)) == ((1, 2),)


def test_merged_spans_are_sorted_and_disjoint() -> None:
    assert merged([(5, 7), (0, 2), (1, 3), (3, 4), (9, 9)]) == ((0, 4), (5, 7))


def test_blank_lines_keep_their_text() -> None:
    source = "一\n\n 　\n二\n三"
    shown = tightened(escaped(source))
    assert shown == '一&#10;<span class="kb-gap">&#10; 　&#10;</span>二&#10;三'
    assert text_of(shown) == source
