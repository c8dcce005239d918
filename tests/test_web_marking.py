"""Source text into safe HTML."""

from kb.web.marking import (
    Layer,
    escaped,
    layered,
    merged,
    shown_name,
    term_spans,
    tightened,
)
from tests.web_app import text_of


def test_everything_is_escaped_and_line_ends_are_references() -> None:
    assert escaped('<a href="x">&\'\n \n') == "&lt;a href=&quot;x&quot;&gt;&amp;&#x27;&#10; &#10;"


def test_layers_stand_around_their_spans_wherever_they_overlap() -> None:
    mark = Layer(1, 3, "mark", "")
    assert layered("<强村>公司", 0, 6, [mark]) == "&lt;<mark>强村</mark>&gt;公司"
    other = Layer(2, 5, "span", 'class="x"', 'id="here"')
    assert layered("<强村>公司", 0, 6, [mark, other]) == (
        '&lt;<mark>强</mark><mark><span id="here" class="x">村</span></mark>'
        '<span class="x">&gt;公</span>司'
    )


def test_only_the_last_piece_carries_the_label() -> None:
    mark, flag = Layer(0, 1, "mark", ""), Layer(0, 2, "span", "", last='data-flag="数字缺失"')
    assert layered("亿元", 0, 2, [mark, flag]) == (
        '<mark><span>亿</span></mark><span data-flag="数字缺失">元</span>'
    )


def test_layers_are_cut_at_the_stretch_that_is_shown() -> None:
    mark = Layer(1, 5, "mark", "", 'id="here"')
    assert layered("甲乙丙丁戊己", 2, 4, [mark]) == "<mark>丙丁</mark>"
    assert layered("甲乙丙丁戊己", 0, 3, [mark]) == '甲<mark id="here">乙丙</mark>'
    assert layered("甲乙丙丁戊己", 5, 6, [mark]) == "己"


def test_a_layer_without_length_is_an_empty_element_at_its_place() -> None:
    point = Layer(2, 2, "a", 'href="#"', 'id="p3"')
    assert layered("甲乙丙", 0, 3, [point]) == '甲乙<a id="p3" href="#"></a>丙'


def test_names_of_files_are_shown_without_what_turns_or_breaks_the_line() -> None:
    assert (
        shown_name("方案\u202etxt.exe\n\x00\ud800<b>") == "方案\ufffdtxt.exe\ufffd\ufffd\ufffd<b>"
    )


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
