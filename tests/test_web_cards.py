"""Cards, passages and tables as safe HTML."""

import re
from collections.abc import Callable
from dataclasses import replace

from kb.search import Answer
from kb.search.alternatives import Subject
from kb.search.understanding import understand
from kb.store.entries import Card, Stamp
from kb.types import (
    Document,
    Evidence,
    Figure,
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
from kb.web import cards, hits, search_nothing, tables, understood, values
from tests.web_app import text_of

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


def of(*documents: Document) -> Callable[[str], Document | None]:
    """A library of these documents."""
    return {document.id: document for document in documents}.get


def card_of(practice: Practice, *documents: Document, **more: object) -> str:
    """The card of ``practice``."""
    answered = replace(cards.Answered(practice), **more)  # type: ignore[arg-type]
    quoted = cards.best_first(answered, of(*documents))
    return cards.practice_html(answered, quoted, of(*documents))


def test_a_card_quotes_word_for_word_and_names_the_digest() -> None:
    place = Region("甲省", None, "甲县")
    practice = Practice("强村<公司>", True, "有做法", (place,), (MENTION,), (2, 5))
    shown = card_of(practice, DOCUMENT, terms=("分红",))
    quote = re.search(r"<blockquote[^>]*>(.*)</blockquote>", shown)
    assert quote and text_of(quote[1]) == TEXT[5:END]
    assert re.findall(r"<mark>([^<]*)</mark>", quote[1]) == ["强村公司", "分红"]
    assert "强村&lt;公司&gt;" in shown and ">有做法</span>" in shown
    assert "另有" not in shown and "为什么是它" not in shown
    assert "甲省 甲县" in shown and ">整理稿</span>" in shown


def test_the_best_quotation_says_more_than_the_name_and_others_follow() -> None:
    heading = replace(MENTION, start=7, end=11, depth="有成效")
    other = replace(DOCUMENT, id="d2")
    named = replace(MENTION, document_id="d2", depth="有成效")
    practice = Practice("强村公司", True, "有成效", (), (heading, MENTION, named))
    quoted = cards.quotations(practice.mentions, of(DOCUMENT, other))
    assert [(q.document.id, q.mention) for q in quoted] == [("d2", named), ("d1", MENTION)]
    shown = card_of(practice, DOCUMENT, other)
    assert "另有 1 份文件讲到" in shown
    assert f'href="original?id=d1&amp;start=5&amp;end={END}&amp;p=' in shown
    assert cards.quotations(practice.mentions, of()) == ()


def test_a_card_names_all_places_those_of_the_hits_first_and_links_to_the_page() -> None:
    found = Practice("强村公司", True, "仅提及", (Region("甲省", None, "丙县"),), (MENTION,))
    places = tuple(Region("甲省", None, f"{name}县") for name in "甲乙丙丁")
    whole = replace(found, name="强村&公司", depth="有成效", regions=places, programme=True)
    shown = card_of(found, DOCUMENT, whole=whole)
    assert "甲省 丙县、甲省 甲县等 4 地" in shown
    assert ">有成效</span>" in shown and ">上级部署</span>" in shown
    link = "practice?name=%E5%BC%BA%E6%9D%91%26%E5%85%AC%E5%8F%B8"
    assert f'<a href="{link}" target="_self">强村&amp;公司</a>' in shown


def test_a_card_quotes_the_library_where_what_was_found_only_names_the_practice() -> None:
    only_named = replace(MENTION, depth="仅提及")
    told = replace(MENTION, document_id="d2", depth="有做法")
    other = replace(DOCUMENT, id="d2", text=TEXT.replace("分红", "分利"))
    found = Practice("强村公司", True, "仅提及", (), (only_named,))
    whole = replace(found, mentions=(told, only_named))
    shown = card_of(found, DOCUMENT, other, whole=whole)
    first = re.search(r"<blockquote[^>]*>(.*?)</blockquote>", shown)
    assert first and "分利" in first[1] and "另有 1 份文件讲到" in shown
    assert "分利" not in card_of(found, DOCUMENT, other, whole=replace(whole, mentions=()))


FIGURED = "甲县强村公司实现营业收入3200万元,计划到明年带动120个村,覆盖约3成农户。"


def figured() -> tuple[Document, Mention]:
    """Three figures: of each status one."""
    at = FIGURED.index
    figures = (
        Figure(at("3200"), at("3200") + 6, "3200", "万元", 3.2e7, "元", "已完成", (at("营业"), at("3200"))),
        Figure(at("120"), at("120") + 4, "120", "个", 120, "个", "目标", (at("村,"), at("村,") + 1)),
        Figure(at("3成"), at("3成") + 2, "3", "成", 30, "%", "未判定"),
    )  # fmt: skip
    document = Document("d1", "a", "0", "text", FIGURED, METADATA)
    leads = ((0, 2),)
    mention = Mention(
        "强村公司", "强村公司", True, "d1", 0, len(FIGURED), 2, 6, "有成效",
        figures=figures, leads=leads,
    )  # fmt: skip
    return document, mention


def test_figures_on_a_card_are_marked_and_come_with_what_they_count() -> None:
    document, mention = figured()
    shown = card_of(Practice("强村公司", True, "有成效", (), (mention,)), document)
    items = re.findall(r"<li>(.*?)</li>", shown)
    assert [text_of(item) for item in items] == [
        "营业收入3200万元 已完成 整理稿", "120个村 目标 整理稿", "3成 ＝30% 未判定 整理稿",
    ]  # fmt: skip
    start = FIGURED.index("营业")
    assert f'href="original?id=d1&amp;start={start}&amp;end={start + 10}&amp;p=' in items[0]
    assert text_of(shown).count("责任单位 甲县") == 1


def test_a_card_says_why_it_is_there() -> None:
    why = Why(1, None, 1.0, None, ("强村公司", "公司"), ("含有检索词原文",))
    hit = Hit(2, 0.5, 0, Passage("p", "d1", (), 5, END), TEXT[5:END], why)
    practice = Practice("强村公司", True, "有做法", (), (MENTION,), (2,))
    shown = card_of(practice, DOCUMENT, hits=(hit,), terms=("强村公司", "公司"))
    told = "名称里就有“强村公司”；文中出现：强村公司；按词语找到；含有检索词原文。"
    assert told in text_of(shown) and '<a href="#hit-2">2</a>' in shown
    meant = replace(hit, why=Why(None, 3, 0.0, 0.9))
    shown = text_of(card_of(practice, DOCUMENT, hits=(meant,), terms=("分利",)))
    assert "为什么是它文中没有检索的原词；按意思相近找到。" in shown


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
    shown = card_of(Practice("强村公司", True, "有做法", (), (MENTION,)), document)
    assert 'data-flag="词语被遮盖或替换"' in shown


def test_values_come_with_their_evidence() -> None:
    shown = values.metadata_html(DOCUMENT, "original?id=d1")
    assert '<a href="original?id=d1&amp;start=0&amp;end=4" target="_self">甲县方案</a>' in shown
    assert 'end=9&amp;view=raw" target="_self">甲县&lt;i&gt;网</a>（已作为页面信息去除）' in shown
    assert (
        '<th scope="row">县（市、区）</th><td>甲县</td><td><span class="kb-st kb-st-inferred">推断</span></td>'
        in shown
    )


def test_removals_are_told_with_their_reason() -> None:
    shown = tables.removals_html(DOCUMENT.removals)
    assert (
        '<th scope="row">来源、日期、索引号等信息行</th>' in shown
        and '<th scope="row">odd</th>' in shown
    )
    assert "来源:甲县&lt;i&gt;网" in shown and "&lt;x&gt;" in shown
    assert tables.removals_html(()) == "<p>没有去除任何内容。</p>"


def test_a_row_of_the_library_escapes_title_and_path() -> None:
    shown = tables.document_row_html(CARD, "", "original?id=d1")
    assert "甲县&lt;方案&gt;" in shown and "甲 &lt;县&gt;.txt" in shown and "3 段" in shown


def test_understanding_is_told_only_where_there_is_something_to_tell() -> None:
    assert understood.understood_html(understand("甲乙丙丁戊")) == ""
    shown = text_of(understood.understood_html(understand("浙江 2022年 “守护员”")))
    assert "地区 浙江（优先" in shown and "年份 2022" in shown and "精确短语 “守护员”" in shown


def test_nothing_found_escapes_the_query_and_says_what_to_try() -> None:
    answer = Answer("<u>", understand("<u>"), False, notes=("没有来自“<丁县>”的文件",))
    shown = search_nothing.nothing_html(answer)
    assert "“&lt;u&gt;”" in shown and "&lt;丁县&gt;" in shown


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
    shown = text_of(understood.understood_html(told))
    assert shown == "这样理解：也查 摘帽 → 消薄中文说法 village → 村庄"
