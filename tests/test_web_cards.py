"""Cards, passages and tables as safe HTML."""

import html
import re
from dataclasses import replace

from kb.search import Answer
from kb.search.alternatives import Subject
from kb.search.understanding import understand
from kb.store.entries import Card, Stamp
from kb.types import (
    Document,
    Evidence,
    Flag,
    Hit,
    Mention,
    Metadata,
    Passage,
    Practice,
    Region,
    RegionValue,
    Removal,
    Source,
    Value,
    Why,
)
from kb.web import cards, hits, tables, values

TEXT = "甲县方案\n组建强村公司<b>,每年按股分红&共享全部收益。\n"
END = len(TEXT) - 1
METADATA = Metadata(
    title=Value("甲县方案", "stated", Evidence(0, 4)),
    source=Value("甲县<i>网", "stated", Evidence(3, 9, removed=True)),
    county=Value("甲县", "inferred"),
    digest=True,
)
DOCUMENT = Document(
    "d1", "甲 <县>.txt", "0", "text", TEXT, METADATA,
    removals=(Removal(0, 10, "来源:甲县<i>网\n", "metadata"), Removal(10, 13, "<x>", "odd")),
)  # fmt: skip
MENTION = Mention("强村公司", "强村公司", True, "d1", 5, END, 7, 11, "有做法")
CARD = Card("d1", "甲 <县>.txt", "0", "甲县<方案>", METADATA, 3, 0, Stamp(0, 0, 0))


def text_of(markup: str) -> str:
    """What a browser shows of ``markup``."""
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def test_a_card_quotes_word_for_word_and_names_the_digest() -> None:
    place = Region("甲省", None, "甲县")
    practice = Practice("强村<公司>", True, "有做法", (place,), (MENTION,), (2, 5))
    quoted = cards.quotations(practice, {"d1": DOCUMENT})
    shown = cards.practice_html(practice, quoted, ("分红",))
    quote = re.search(r"<blockquote[^>]*>(.*)</blockquote>", shown)
    assert quote and text_of(quote[1]) == TEXT[5:END]
    assert re.findall(r"<mark>([^<]*)</mark>", quote[1]) == ["强村公司", "分红"]
    assert "强村&lt;公司&gt;" in shown and ">有做法</span>" in shown
    assert '<a href="#hit-2">2</a><a href="#hit-5">5</a>' in shown and "另有" not in shown
    assert "甲省 甲县" in shown and ">整理稿</span>" in shown


def test_the_best_quotation_says_more_than_the_name_and_others_follow() -> None:
    heading = replace(MENTION, start=7, end=11, depth="有成效")
    other = replace(DOCUMENT, id="d2")
    named = replace(MENTION, document_id="d2", depth="有成效")
    practice = Practice("强村公司", True, "有成效", (), (heading, MENTION, named))
    quoted = cards.quotations(practice, {"d1": DOCUMENT, "d2": other})
    assert [(q.document.id, q.mention) for q in quoted] == [("d2", named), ("d1", MENTION)]
    shown = cards.practice_html(practice, quoted, ())
    assert "另有 1 份文件讲到" in shown
    assert f'href="original?id=d1&amp;start=5&amp;end={END}"' in shown
    assert cards.quotations(practice, {}) == ()


def test_a_passage_says_why_it_is_there() -> None:
    passage = Passage("p", "d1", ("一、<做法>", "(一)组建"), 5, END)
    why = Why(2, None, 1.0, None, ("强村公司",), ("含有检索词原文",))
    shown = hits.hit_html(Hit(1, 0.5, 0, passage, TEXT[5:END], why), CARD, DOCUMENT)
    body = re.search(r'<div class="kb-words">(.*?)</div>', shown)
    assert body and text_of(body[1]) == TEXT[5:END]
    assert "一、&lt;做法&gt; › (一)组建" in shown
    told = "关键词检索排第 2；语义检索没有找到它；文中出现：强村公司；含有检索词原文。"
    assert told in text_of(shown)


def test_a_passage_tells_its_pages_sources_grade_and_other_places() -> None:
    others = tuple(RegionValue(Region("甲省", "乙市", f"{n}县"), "stated") for n in "丙丁戊己")
    metadata = replace(
        METADATA, others=others, provenance=Value("正式文件", "stated"), digest=False
    )
    sources = (Source("d1", "a", "0", "pdf"), Source("d2", "b", "1", "html", "文字相同"))
    document = replace(DOCUMENT, format="pdf", sources=sources)
    card = replace(CARD, metadata=metadata)
    passage = Passage("p", "d1", (), 5, END, pages=(3, 4))
    hit = Hit(1, 0.5, 0, passage, TEXT[5:END], Why(1, 1, 1.0, 1.0))
    shown = text_of(hits.hit_html(hit, card, document))
    assert "（还涉及 丙县、丁县、戊县等 4 地）" in shown
    assert "第 3—4 页" in shown and "另有 1 个来源" in shown and "正式文件" in shown
    one = replace(hit, passage=replace(passage, pages=(2, 2)))
    sheet = hits.hit_html(one, card, replace(document, format="sheet"))
    assert "第 2 张工作表" in text_of(sheet)


def test_a_piece_of_a_table_stands_below_its_header() -> None:
    text = "镇\t户\n甲镇\t1\n乙镇\t占%"
    document = Document("d1", "a.xlsx", "0", "sheet", text, METADATA, flags=(
        Flag("missing_digits", text.index("占%"), len(text)),
    ))  # fmt: skip
    passage = Passage("p", "d1", (), 9, len(text), header=(0, 3))
    hit = Hit(1, 0.5, 0, passage, text[9:], Why(1, 1, 1.0, 1.0, ("乙镇",)))
    assert (
        "<thead><tr><th>镇&#9;</th><th>户</th></tr></thead>"
        "<tbody><tr><td><mark>乙镇</mark>&#9;</td>"
        '<td><span class="kb-flag kb-f-missing_digits" title="数字缺失" data-flag="数字缺失">占%</span>'
        "</td></tr></tbody>"
    ) in hits.hit_html(hit, CARD, document)


def test_a_quotation_on_a_card_marks_doubts() -> None:
    document = replace(DOCUMENT, flags=(Flag("replaced_words", 18, 20),))
    practice = Practice("强村公司", True, "有做法", (), (MENTION,))
    shown = cards.practice_html(practice, cards.quotations(practice, {"d1": document}), ())
    assert 'data-flag="词语被遮盖或替换"' in shown


def test_values_come_with_their_evidence() -> None:
    shown = values.metadata_html(DOCUMENT, "original?id=d1")
    assert '<a href="original?id=d1&amp;start=0&amp;end=4" target="_self">甲县方案</a>' in shown
    assert "甲县&lt;i&gt;网（已作为页面信息去除）" in shown
    assert (
        '<th>县（市、区）</th><td>甲县</td><td><span class="kb-st kb-st-inferred">推断</span></td>'
        in shown
    )


def test_removals_are_told_with_their_reason() -> None:
    shown = tables.removals_html(DOCUMENT.removals)
    assert "<th>来源、日期、索引号等信息行</th>" in shown and "<th>odd</th>" in shown
    assert "来源:甲县&lt;i&gt;网" in shown and "&lt;x&gt;" in shown
    assert tables.removals_html(()) == "<p>没有去除任何内容。</p>"


def test_a_row_of_the_library_escapes_title_and_path() -> None:
    shown = tables.document_row_html(CARD, "", "original?id=d1")
    assert "甲县&lt;方案&gt;" in shown and "甲 &lt;县&gt;.txt" in shown and "3 段" in shown


def test_understanding_is_told_only_where_there_is_something_to_tell() -> None:
    assert cards.understood_html(understand("甲乙丙丁戊")) == ""
    shown = text_of(cards.understood_html(understand("浙江 2022年 “守护员”")))
    assert "地区 浙江（优先" in shown and "年份 2022" in shown and "精确短语 “守护员”" in shown


def test_nothing_found_escapes_the_query_and_says_what_to_try() -> None:
    answer = Answer("<u>", understand("<u>"), False, notes=("没有来自“<丁县>”的文件",))
    shown = cards.nothing_html(answer, filtered=True)
    assert "“&lt;u&gt;”" in shown and "&lt;丁县&gt;" in shown and "清除左侧的筛选条件" in shown
    assert "清除左侧的筛选条件" not in cards.nothing_html(answer, filtered=False)


def test_alternatives_are_named_for_what_they_are() -> None:
    plain = understand("甲乙丙丁")
    told = replace(
        plain,
        subjects=(
            Subject("摘帽", ("消薄", "shed poverty")),
            Subject("village", ("村庄",)),
            Subject("乙", ("only english",)),
        ),
    )
    shown = text_of(cards.understood_html(told))
    assert shown == "这样理解：也查 摘帽 → 消薄中文说法 village → 村庄"
