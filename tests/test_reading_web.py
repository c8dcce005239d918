"""Saved pages: where they come from, when, and what of them is the article."""

import quopri
from base64 import encodebytes

import pytest

from kb.cleaning import clean
from kb.errors import UnreadableError
from kb.reading.html import read_html
from kb.reading.mht import read_mht
from kb.reading.sniffing import sniff
from tests.conftest import SHARED

ADDRESS = "http://www.a.example/zwgk/2021/art_1.html"
PAGE = (
    "<html><head><meta charset={charset}><title>甲县通知</title></head>"
    "<body><p>甲县推行垃圾分类。</p></body></html>"
)


def archive(
    page: str = PAGE,
    charset: str = "gb18030",
    packing: str = "quoted-printable",
    head: str = "From: <Saved by Blink>\nSnapshot-Content-Location: " + ADDRESS,
    more: bytes = b"",
    declared: bool = True,
) -> bytes:
    content = page.replace("{charset}", charset).encode(charset)
    packed = quopri.encodestring(content) if packing == "quoted-printable" else encodebytes(content)
    kind = f'text/html; charset="{charset}"' if declared else "text/html"
    return (
        (
            f"{head}\nDate: Tue, 9 Mar 2021 16:20:30 +0800\nMIME-Version: 1.0\n"
            'Content-Type: multipart/related;\n\ttype="text/html";\n\tboundary="=_cut"\n\n'
            f"--=_cut\nContent-Type: {kind}\nContent-Transfer-Encoding: {packing}\n"
            f"Content-Location: {ADDRESS}\n\n"
        ).encode()
        + packed
        + b"\n"
        + more
        + b"--=_cut--\n"
    )


@pytest.mark.parametrize("packing", ["quoted-printable", "base64"])
@pytest.mark.parametrize("charset", ["gb18030", "utf-8", "big5"])
@pytest.mark.parametrize("declared", [True, False])
def test_archive_in_every_packing(packing: str, charset: str, declared: bool) -> None:
    text = "甲縣推行垃圾分類。" if charset == "big5" else "甲县推行垃圾分类。"
    page = PAGE.replace("甲县推行垃圾分类。", text).replace("甲县通知", "甲")
    content = archive(page, charset, packing, declared=declared)
    raw = read_mht(content)
    assert (raw.text, raw.format, raw.declared_title) == (f"{text}\n", "mht", "甲")
    assert (raw.address, raw.captured) == (ADDRESS, "2021-03-09")
    assert sniff(content) == "mht"


def test_archive_of_an_old_browser_and_of_a_word_processor() -> None:
    browser = archive(head='From: "=?gb2312?B?08kgIA==?=" <Saved by Windows Internet Explorer 8>')
    assert (read_mht(browser).address, sniff(browser)) == (ADDRESS, "mht")
    word = archive(head="X-Made-By: Word").replace(ADDRESS.encode(), b"file:///C:/a/b.htm")
    assert (read_mht(word).address, sniff(word)) == (None, "mht")


def test_archive_whose_start_is_not_its_first_part() -> None:
    frame = (
        "--=_cut\nContent-Type: text/html; charset=utf-8\nContent-ID: <main@a>\n"
        "Content-Transfer-Encoding: 8bit\n\n<p>" + "乙县推行网格化管理。" * 40 + "</p>\n"
    ).encode()
    content = archive(more=frame).replace(
        b'type="text/html";', b'type="text/html"; start="<main@a>";'
    )
    raw = read_mht(content)
    assert raw.text.startswith("乙县推行")
    assert raw.unread == ("网页里另有 1 个嵌套的页面没有读。",)


def test_shell_of_frames_gives_way_to_the_frame_with_the_text() -> None:
    frame = (
        "--=_cut\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n<p>"
        + "乙县推行网格化管理。" * 40
        + "</p>\n"
    ).encode()
    assert read_mht(archive(more=frame)).text.startswith("乙县推行")


@pytest.mark.parametrize(
    "content",
    [
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=a\n\n--a\n\nx\n--a--\n",
        b"MIME-Version: 1.0\nContent-Type: text/html\n\n",
        b"\0\1\2",
        b"",
        archive()[:260],
        b"A: b\n" * 100_000,
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=a\n\n"
        + b"--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 3_000,
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=0\n\n"
        + b"".join(
            b"--%d\nContent-Type: multipart/mixed; boundary=%d\n\n" % (n, n + 1)
            for n in range(1_500)
        ),
    ],
)
def test_damaged_and_hostile_archives_are_refused(content: bytes) -> None:
    with pytest.raises(UnreadableError):
        read_mht(content)


def test_page_saved_by_a_browser_says_where_it_is_from() -> None:
    mark = f"<!-- saved from url=(0042){ADDRESS} -->"
    page = f"<!DOCTYPE html>\n{mark}\n<html><body><p>甲县推行垃圾分类。</p></body></html>"
    assert read_html(page.encode()).address == ADDRESS


def test_page_saved_by_single_file_says_when() -> None:
    mark = f"<!--\n Page saved with SingleFile \n url: {ADDRESS} \n saved date: Tue Mar 09 2021 16:20:30 GMT+0800 (中国标准时间)\n-->"
    raw = read_html(f"<html>{mark}<body><p>甲县推行垃圾分类。</p></body></html>".encode())
    assert (raw.address, raw.captured) == (ADDRESS, "2021-03-09")


@pytest.mark.parametrize(
    ("head", "address"),
    [
        (f'<link rel="canonical" href="{ADDRESS}">', ADDRESS),
        (f'<meta property="og:url" content="{ADDRESS}">', ADDRESS),
        ('<link rel="canonical" href="http://www.a.example/">', None),
        ('<link rel="canonical" href="file:///etc/passwd">', None),
        ('<link rel="canonical" href="javascript:alert(1)">', None),
        ('<link rel="canonical" href="http://[a/b">', None),
        (f'<link rel="canonical" href="{ADDRESS}?{"a" * 3000}">', None),
        ('<link rel="canonical" href="/zwgk/a.html">', None),
        ("", None),
    ],
)
def test_address_in_the_head_of_a_page(head: str, address: str | None) -> None:
    page = f"<html><head>{head}</head><body><p>甲县推行垃圾分类。</p></body></html>"
    assert read_html(page.encode()).address == address


def test_latin_charset_on_a_chinese_page_is_not_believed() -> None:
    page = PAGE.replace("{charset}", "iso-8859-1").encode("gb18030")
    assert read_html(page).text == "甲县推行垃圾分类。\n"


def test_saved_page_is_cleaned_like_a_page() -> None:
    prose = "某县以党建为引领，健全工作机制，压实各级责任，推动乡村产业提质增效，全年新增高标准农田两万亩。"
    links = "".join(f"<li><a href='/{i}'>栏目{i}</a></li>" for i in range(8))
    page = (
        f"<html><head><title>甲县通知</title></head><body><ul>{links}</ul><h1>甲县通知</h1>"
        f"<div><p>{prose}</p><p>{prose}</p></div><div>推荐阅读</div></body></html>"
    )
    assert clean(read_mht(archive(page))).text.split() == ["甲县通知", prose, prose]


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not here")
def test_no_navigation_is_left_and_no_article_lost() -> None:
    from eval.reading_web import measure

    pages = sorted((SHARED / "library" / "guangzhou_html").glob("*.html"))
    measured = [m for page in pages if (m := measure(page))]
    assert len(measured) == 46
    # Attachments that stand below the article belong to the document.
    left = [line for m in measured for line in m.left if not line.startswith("附件")]
    assert left == []
    # Labels such as 公开方式 and 相关附件, and links to an explanation elsewhere.
    lost = [block for m in measured for block in m.lost if len(block) > 12]
    assert [block[:6] for block in lost] == ["点击查看政策", "信息来源广州"]


TITLE = "甲县人民政府办公室关于推进乡村产业振兴的实施意见"
LINES = (
    "甲县以党建为引领，健全工作机制，压实各级责任，推动乡村产业提质增效，全年新增高标准农田两万亩。",
    "一、总体要求",
    "坚持农业农村优先发展，建立健全城乡融合发展体制机制和政策体系，加快推进农业农村现代化。",
    "附件：1.任务分解表",
    "甲县人民政府办公室",
    "2021年3月4日",
)
MENU = "".join(f"<li><a href='/{i}'>栏目{i}</a></li>" for i in range(6))
NEWS = "".join(
    f"<li><a href='/n{i}'>我县召开春耕备耕现场推进会议{i}</a><span>2021-03-0{i}</span></li>"
    for i in range(1, 5)
)
FOOT = "<div><p>主办：甲县人民政府</p><p>甲ICP备12345678号</p><p>地址：甲县人民路1号</p></div>"
TEXT = "".join(f"<p>{line}</p>" for line in LINES)
LAYOUTS = {
    "tables": f"<title>{TITLE}-甲县人民政府门户网站</title><table><tr><td><table><tr><td>最新动态</td></tr>"
    f"<tr><td><ul>{NEWS}</ul></td></tr></table></td><td><table><tr><td><b>{TITLE}</b></td></tr>"
    f"<tr><td>来源：县政府办　发布时间：2021-03-05　点击：123</td></tr><tr><td>{'<br>　　'.join(LINES)}</td></tr>"
    f"<tr><td>【打印】【关闭】</td></tr></table></td></tr></table>{FOOT}",
    "account": f"<title></title><meta property='og:title' content='{TITLE}'><h1>{TITLE}</h1>"
    "<div><span>原创</span> <a>甲县发布</a> <em>2021-03-05 10:00</em></div>"
    f"<div style='visibility: hidden; opacity: 0;'>{TEXT}</div><div>微信扫一扫关注该公众号</div>",
    "news": f"<title>{TITLE}_甲县新闻网</title><div class=path>当前位置：<a>首页</a> &gt; 正文</div>"
    f"<div><div><div>{TITLE}</div><div>2021年03月05日 10:20　来源：甲县日报　记者 甲某</div><div>{TEXT}</div>"
    "<div>上一篇：<a>甲县春耕</a></div><div><p>发表评论</p><p>请自觉遵守互联网相关政策法规，严禁发布"
    f"不良言论。</p></div></div><div><h3>热点排行</h3><ul>{NEWS}</ul></div></div>{FOOT}",
    "related": f"<title>{TITLE}</title><div id=nav><ul>{MENU}</ul></div><div><h1>{TITLE}</h1><div>{TEXT}</div>"
    "<div><h3>相关阅读</h3><dl><dt><a>甲县推进厕所革命</a></dt><dd>近年来，甲县把农村厕所革命作为改善人居环境的"
    f"重要抓手，全县农村卫生厕所普及率达到九成以上。</dd></dl></div></div>{FOOT}",
    "head of the article": f"<title>{TITLE}</title><div class=nav><ul>{MENU}</ul></div><div class=article>"
    f"<div class=article-header><h2>{TITLE}</h2><p>2021-03-05</p></div><div>{TEXT}</div></div>{FOOT}",
    "signed below": f"<title>{TITLE}</title><ul>{MENU}</ul><div><h2>{TITLE}</h2><div>"
    + "".join(f"<p>{line}</p>" for line in LINES[:4])
    + f"</div><div>{LINES[4]}</div><div>{LINES[5]}</div></div><div><ul>{NEWS}</ul></div>{FOOT}",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_article_of_the_usual_layouts(layout: str) -> None:
    page = f"<html><body>{LAYOUTS[layout]}</body></html>"
    kept = [line.strip() for line in clean(read_html(page.encode())).text.split("\n")]
    assert [line for line in kept if line] == [TITLE, *LINES]


def test_page_without_a_sentence_keeps_its_table_and_loses_its_foot() -> None:
    table = (
        "<table><tr><th>任务</th><th>单位</th></tr><tr><td>集体经济</td><td>甲局</td></tr></table>"
    )
    page = f"<html><title>{TITLE}</title><body><ul>{MENU}</ul><h1>{TITLE}</h1>{table}{FOOT}</body></html>"
    assert clean(read_html(page.encode())).text == f"{TITLE}\n任务\t单位\n集体经济\t甲局\n"


def test_hidden_copy_of_a_text_is_a_duplicate_and_hidden_text_alone_is_read() -> None:
    shown = f"<html><body><div>{TEXT}</div><div style='display:none'>{TEXT}</div></body></html>"
    assert clean(read_html(shown.encode())).text.count(LINES[0]) == 1
    hidden = f"<html><body><div style='display:none'>{TEXT}</div></body></html>"
    assert clean(read_html(hidden.encode())).text.split() == list(LINES)
