"""Recognised values, doubts, sources and links as safe HTML."""

from dataclasses import replace

from kb.types import (
    Document,
    Evidence,
    Flag,
    Link,
    Metadata,
    Region,
    RegionValue,
    Source,
    Value,
)
from kb.web import related, values

TEXT = "甲县通知\n投入亿元，按《乙县办法》执行。\n"
METADATA = Metadata(
    title=Value("甲县通知", "confirmed", Evidence(0, 4)),
    county=Value("甲县", "confirmed"),
    issuer=Value("甲县<府>", "inferred"),
    others=(RegionValue(Region("甲省", None, "乙县"), "stated", Evidence(13, 15)),),
    themes=(Value("产业", "inferred"),),
    provenance=Value("官方网站", "inferred"),
    address=Value("https://a.example/x?a=1&b=<2>", "stated"),
)
DOCUMENT = Document(
    "d1", "甲.txt", "0", "text", TEXT, METADATA,
    flags=(Flag("missing_digits", 7, 9),),
    unread=("有 3 张嵌入的<图片>没有读。",),
    sources=(Source("d1", "甲.txt", "0", "text"), Source("d2", "乙\u202e.pdf", "1", "pdf", "文字相同")),
    links=(Link("废止", "d3", Evidence(13, 19)), Link("同系列", "gone")),
    recognised=replace(METADATA, title=Value("甲县通知", "stated"), county=Value("乙县", "inferred"),
                       number=Value("甲发〔2020〕1号", "stated")),
)  # fmt: skip


def test_each_value_tells_how_it_is_known_and_what_was_recognised() -> None:
    shown = values.metadata_html(DOCUMENT, "original?id=d1")
    confirmed = '<span class="kb-st kb-st-confirmed">已确认</span>'
    assert (
        f'<tr><th scope="row">县（市、区）</th><td>甲县</td><td>{confirmed}</td>'
        '<td class="kb-verbatim">程序识别为：乙县（推断）</td></tr>'
    ) in shown
    assert (
        f'<tr><th scope="row">发文字号</th><td>（没有）</td><td>{confirmed}</td>'
        '<td class="kb-verbatim">程序识别为：甲发〔2020〕1号（明示）</td></tr>'
    ) in shown
    assert (
        f'<tr><th scope="row">标题</th><td>甲县通知</td><td>{confirmed}</td><td class="kb-verbatim">'
        '<a href="original?id=d1&amp;start=0&amp;end=4" target="_self">甲县通知</a></td></tr>'
    ) in shown
    assert (
        '<th scope="row">其他地区</th><td>甲省 乙县</td>' in shown
        and '<th scope="row">主题</th><td>产业</td>' in shown
    )
    assert "<td>甲县&lt;府&gt;</td>" in shown


def test_only_an_address_of_the_web_is_a_link() -> None:
    assert values.web_link("https://a.example/?a=1&b=<2>") == (
        '<a href="https://a.example/?a=1&amp;b=&lt;2&gt;" target="_blank" '
        'rel="noopener noreferrer">https://a.example/?a=1&amp;b=&lt;2&gt;</a>'
    )
    assert values.web_link("javascript:alert(1)") == "javascript:alert(1)"
    assert values.web_link("file:///etc/x") == "file:///etc/x"
    assert values.web_link(" https://a.example") == " https://a.example"


def test_a_doubt_is_shown_among_its_words_and_leads_to_its_place() -> None:
    assert (
        '<th scope="row">数字缺失</th><td><a href="original?id=d1&amp;start=7&amp;end=9" target="_self">'
        "投入<b>亿元</b>，按《乙县办法》执行。</a>"
    ) in related.flags_html(DOCUMENT, "original?id=d1")
    assert related.flag_counts(DOCUMENT.flags) == "数字缺失 1 处"


def test_sources_are_listed_with_how_they_agree() -> None:
    shown = related.sources_html(DOCUMENT)
    assert '<th scope="row">甲.txt</th><td>文本</td><td>以它为准</td>' in shown
    assert '<th scope="row">乙\ufffd.pdf</th><td>PDF</td><td>文字相同</td>' in shown


def test_links_lead_to_documents_the_library_holds() -> None:
    shown = related.links_html(DOCUMENT, {"d3": "乙县<办法>"}.get, "original?id=d1")
    assert shown.count("<tr>") == 1
    assert (
        '<th scope="row">废止了</th><td><a href="original?id=d3" target="_self">乙县&lt;办法&gt;</a></td>'
    ) in shown
    assert "start=13&amp;end=19" in shown


def test_what_was_not_read_is_told_word_for_word() -> None:
    assert "<li>有 3 张嵌入的&lt;图片&gt;没有读。</li>" in related.unread_html(DOCUMENT)
