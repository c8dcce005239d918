"""The one tokenizer."""

from kb.words import query_parts, query_terms, query_tokens, tokens


def test_domain_words_stand_whole_beside_their_parts():
    found = tokens("推广强村公司")
    assert {"强村公司", "强村", "公司"} <= set(found)


def test_bigrams_cross_word_borders():
    assert "村公" in tokens("强村公司")


def test_numbers_stay_whole():
    assert {"44.7", "2020", "2022"} <= set(tokens("2020-2022年投入44.7亿元"))


def test_question_words_are_dropped_and_not_bridged():
    assert query_parts("垃圾分类怎么做") == ("垃圾分类",)
    found = query_tokens("公司怎么发展")
    assert "公司" in found and "司发" not in found and "怎么" not in found


def test_a_query_of_question_words_only_is_kept():
    assert query_tokens("怎么做")


def test_terms_are_words_in_order():
    assert query_terms("衢江的强村公司怎么搞") == ("衢江", "强村公司")


def test_scripts_and_widths_agree():
    assert query_tokens("強村公司ABC12") == query_tokens("强村公司ＡＢＣ１２".lower())


def test_text_without_words_has_no_tokens():
    assert tokens("……!?") == []
