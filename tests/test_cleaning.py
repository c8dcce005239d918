"""What cleaning removes, what it must keep, and that it is a subtraction and nothing else."""

import random
import time
from pathlib import Path

import pytest

from kb.cleaning import REASONS, clean, source_offset, text_offset
from kb.reading import read
from kb.reading.html import read_html
from kb.types import CleanedText, Mark, RawText

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"
PROSE = "某县以党建为引领,健全工作机制,压实各级责任,推动乡村产业提质增效,全年新增高标准农田两万亩。"
TITLE = "某县关于推进乡村振兴工作的报告"


def cleaned(*lines: str) -> CleanedText:
    return clean(RawText("\n".join(lines), "text"))


def removed(result: CleanedText) -> list[tuple[str, str]]:
    return [(removal.reason, removal.text.strip()) for removal in result.removals]


def assert_subtraction(result: CleanedText) -> None:
    pieces, position = [], 0
    for removal in result.removals:
        assert position <= removal.start < removal.end
        assert result.raw.text[removal.start : removal.end] == removal.text
        assert removal.reason in REASONS
        pieces.append(result.raw.text[position : removal.start])
        position = removal.end
    assert "".join([*pieces, result.raw.text[position:]]) == result.text


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("首页 > 政务公开 > 农业农村", "navigation"),
        ("您现在的位置：首页 > 乡村振兴", "navigation"),
        ("【字体：大 中 小】 打印本页 关闭窗口", "toolbar"),
        ("來源:甲縣農業農村局 發佈時間:2021-03-04 瀏覽次數:", "metadata"),
        ("索引号：1234-5/2021-00012 文号：", "metadata"),
        ("网友 分享 时间:", "metadata"),
        ("2021-03-04 10:20:30", "metadata"),
        ("2021-03-04 来源 | 某局 【打印】", "metadata"),
        ("文　　号： 甲政发〔2021〕8号", "metadata"),
        ("编辑:甲某 审核:乙某", "metadata"),
        ("网站首页 新闻中心 政务公开 走进某县", "navigation"),
        ("欢迎访问某县人民政府门户网站", "navigation"),
        ("浏览次数：1024次", "counter"),
    ],
)
def test_noise_of_the_head(line: str, reason: str) -> None:
    result = cleaned(TITLE, line, PROSE, PROSE)
    assert removed(result) == [(reason, line)]
    assert result.text == "\n".join((TITLE, PROSE, PROSE))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("扫一扫在手机打开当前页", "qrcode"),
        ("看不清，换一张", "captcha"),
        ("我来说两句", "comment"),
        ("网友评论仅供其表达个人看法,并不表明本网站同意其观点。", "comment"),
        ("Produced By 某某网络", "producer"),
        ("版权所有：某县人民政府 某ICP备12345678号-1", "producer"),
        ("您是第 1024 位访客", "counter"),
        ("上一篇：某县春耕现场会召开", "navigation"),
        ('");', "script"),
        ("$(function(){", "script"),
        ("新华社记者 某某 摄", "caption"),
        ("【打印】【关闭】", "toolbar"),
        ("打印关闭分享到：", "toolbar"),
        ("以上就是小编为大家整理的内容,希望有帮助。", "comment"),
        ("某某网", "site_name"),
    ],
)
def test_noise_of_the_tail(line: str, reason: str) -> None:
    result = cleaned(TITLE, PROSE, PROSE, "2021年3月4日", line)
    assert removed(result) == [(reason, line)]
    assert result.text.endswith("2021年3月4日\n")


@pytest.mark.parametrize(
    "line",
    [
        "甲县组建强村公司十二家。<script>document.write('x')</script>",
        "甲县推行“两次四分法”,参与率达到95%。<svg/onload=alert(document.cookie)>",
        "<script>var x = 1;</script>甲县推行垃圾分类。",
        "甲县推行垃圾分类,成效明显。-->",
        "<!-- 甲县推行垃圾分类,成效明显。",
        "前台用 jQuery( 的甲县数字乡村平台已经上线运行。",
    ],
)
def test_sentence_beside_script_stays(line: str) -> None:
    assert removed(cleaned(TITLE, PROSE, line, PROSE)) == []
    assert removed(cleaned(TITLE, PROSE, PROSE, line)) == []


@pytest.mark.parametrize(
    "line",
    [
        "<!-- 甲县推行垃圾分类,成效明显。 -->",
        "document.write('甲县推行垃圾分类,成效明显。')",
        "var ua = navigator.userAgent; // 判断是不是手机访问本网站。",
        "window.location = '/m/'; /* 手机访问的转到手机版网站。 */",
    ],
)
def test_script_with_a_sentence_inside_goes(line: str) -> None:
    assert removed(cleaned(TITLE, PROSE, line, PROSE)) == [("script", line)]


@pytest.mark.parametrize(("gap", "ended"), [(" " * 3000, ":"), ("\t" * 3000, "")])
def test_padded_lines_are_read_in_linear_time(gap: str, ended: str) -> None:
    padded = "".join(f"推行{gap}x{i}\n" for i in range(50))
    last = f"来源{ended}{gap}甲县"
    began = time.process_time()
    result = clean(RawText(f"{TITLE}\n{padded}{PROSE}\n{last}\n", "text"))
    assert removed(result)[-1] == ("metadata", last)
    assert time.process_time() - began < 5


def test_long_line_of_symbols_is_read_in_linear_time() -> None:
    text = "(" * 200_000 + "甲县" + "《" * 200_000
    assert clean(RawText(f"{TITLE}\n{PROSE}\n{text}\n", "text")).removals == ()


def test_numbers_beside_script_go_and_others_stay() -> None:
    assert removed(cleaned(TITLE, PROSE, "35 2726197", '");')) == [
        ("script", "35 2726197"),
        ("script", '");'),
    ]
    assert removed(cleaned(TITLE, PROSE, "35 2726197")) == []


def test_site_name_after_the_attachments() -> None:
    lines = (TITLE, PROSE, PROSE, "附件:1.任务分解表", "2.项目清单", "好运电竞")
    assert removed(cleaned(*lines)) == [("site_name", "好运电竞")]


@pytest.mark.parametrize(
    "line",
    [
        "甲委发〔2020〕8号",
        "各乡镇党委和人民政府,县级各部门:",
        "中共甲县委员会",
        "甲县人民政府办公室",
        "2020年5月8日",
        "(2020—2022年)",
        "高站位谋划 全方位推进聚力打造示范窗口",
        "附件:1.任务分解表",
        "一、总体要求",
        "(此件公开发布)",
        "主办单位：甲县农业农村局",
        "2020年第3期",
        "时间：2021年5月6日",
        "地点：县会议中心",
        "联系人：甲某 联系电话：0571-12345678",
        "抄送：县委办公室，县人大办公室。",
        "甲县人民政府办公室2021年5月6日印发",
        "推行“扫一扫”积分兑换",
        "产业兴旺、生态宜居、乡风文明",
        "记者：请问某县如何推进乡村振兴？",
        "数据来源：甲县统计局",
        "目 录",
    ],
)
def test_lines_of_the_document_stay(line: str) -> None:
    for lines in (
        (TITLE, line, PROSE, PROSE),
        (TITLE, PROSE, line, PROSE),
        (TITLE, PROSE, PROSE, line),
        (TITLE, PROSE, PROSE, "2020年5月8日", line),
    ):
        assert removed(cleaned(*lines)) == []


def test_the_title_below_an_empty_label_stays() -> None:
    result = cleaned("索引号:", "1234/2021", "文号:", "", TITLE, PROSE, PROSE)
    assert removed(result) == [
        ("metadata", "索引号:"),
        ("metadata", "1234/2021"),
        ("metadata", "文号:"),
    ]


def test_menu_saved_twice_goes_and_a_repeated_title_stays() -> None:
    menu = ("基本情况", "经验做法")
    assert [reason for reason, _ in removed(cleaned(*menu, *menu, PROSE))] == ["navigation"] * 4
    assert removed(cleaned(TITLE, TITLE, PROSE)) == []


def test_captions_between_numbered_paragraphs() -> None:
    items = [f"({number}){PROSE}" for number in "一二三"]
    caption = "甲乡育苗工厂(乙村)"
    assert removed(cleaned(TITLE, PROSE, items[0], caption, items[1], items[2])) == [
        ("caption", caption)
    ]
    assert removed(cleaned(TITLE, PROSE, items[0], "图为甲乡育苗工厂", PROSE)) == [
        ("caption", "图为甲乡育苗工厂")
    ]


@pytest.mark.parametrize("heading", ["强化组织保障", "产业任务分解表", "县农业农村局", "责任:甲局"])
def test_headings_between_numbered_paragraphs_stay(heading: str) -> None:
    assert removed(cleaned(TITLE, PROSE, f"(一){PROSE}", heading, f"(二){PROSE}")) == []


def test_heading_that_begins_a_series_stays() -> None:
    assert removed(cleaned(TITLE, PROSE, f"(三){PROSE}", "育苗工厂", f"(一){PROSE}")) == []


def test_page_numbers_between_halves_of_a_sentence() -> None:
    head, rest = PROSE[:30], PROSE[30:]
    result = cleaned(TITLE, PROSE, head, "— 1 —", rest, "— 2 —", "一、总体要求")
    assert [reason for reason, _ in removed(result)] == ["page_number"] * 2
    assert result.text == f"{TITLE}\n{PROSE}\n{PROSE}\n一、总体要求"
    assert_subtraction(result)


def test_running_heads_beside_the_page_numbers() -> None:
    pages = [line for n in "123" for line in (PROSE, f"第{n}页", "某县规划文本")]
    result = cleaned(TITLE, *pages, "一、总体要求", PROSE)
    assert removed(result) == [
        ("page_number", "第1页"), ("page_header", "某县规划文本"),
        ("page_number", "第2页"), ("page_header", "某县规划文本"),
        ("page_number", "第3页"), ("page_header", "某县规划文本"),
    ]  # fmt: skip
    assert_subtraction(result)


def test_a_sentence_about_scanning_stays() -> None:
    line = "村民用手机扫一扫积分二维码,即可兑换生活用品。"
    assert removed(cleaned(TITLE, PROSE, line, PROSE)) == []


def test_page_with_navigation() -> None:
    links = "".join(f"<li><a href='/{i}'>栏目{i}</a></li>" for i in range(8))
    page = (
        f"<html><head><title>{TITLE}</title><meta name='PubDate' content='2021-03-04'></head>"
        f"<body><ul>{links}</ul><h1>{TITLE}</h1><p>发布时间：2021-03-04 来源：某局</p>"
        f"<div><p>{PROSE}</p><p>一、总体要求</p><p>{PROSE}</p></div>"
        "<div><a href='/9'>相关解读一则</a></div><footer>某单位</footer></body></html>"
    )
    result = clean(read_html(page.encode()))
    assert result.text.split() == [TITLE, PROSE, "一、总体要求", PROSE]
    assert ("metadata", "发布时间:2021-03-04") in removed(result)
    assert [m.kind for m in result.marks if result.text[m.start : m.end] == TITLE] == ["heading"]
    assert_subtraction(result)


def test_marks_move_with_the_text() -> None:
    noise, text = "首页 > 新闻", f"首页 > 新闻\n{TITLE}\n{PROSE}"
    start = len(noise) + 1
    title = Mark("heading", start, start + len(TITLE), 1)
    result = clean(RawText(text, "html", (Mark("link", 0, len(noise)), title)))
    assert result.marks == (Mark("heading", 0, len(TITLE), 1),)


def test_offsets_map_both_ways() -> None:
    result = cleaned("首页 > 新闻", TITLE, "来源:某局", PROSE, "扫一扫在手机打开")
    assert source_offset(result, 0) == 8
    assert text_offset(result, 8) == 0
    assert text_offset(result, 3) is None
    for offset, char in enumerate(result.text):
        assert result.raw.text[source_offset(result, offset)] == char
        assert text_offset(result, source_offset(result, offset)) == offset
    assert source_offset(result, len(result.text)) == result.raw.text.index("扫一扫")
    with pytest.raises(ValueError, match="outside"):
        source_offset(result, len(result.text) + 1)
    with pytest.raises(ValueError, match="outside"):
        text_offset(result, -1)


def test_any_text_is_kept_but_for_its_removals() -> None:
    stock = [TITLE, PROSE, "", "  ", "首页", "来源:某局", "— 1 —", '");', "一、甲", "(一)乙", "12"]
    stock += ["2 0 2 1 年", "新增 3 5 0 亩,\u200b到 1 2 月", "\u200b", "\ufeff来源:甲\u200b"]
    stock += [
        f"(二){PROSE}",
        "甲乡工厂",
        "扫一扫",
        "某某网",
        "附件:1.表",
        "2020年5月8日",
        "\u3000丙",
    ]
    chance = random.Random(7)
    for _ in range(400):
        lines = chance.choices(stock, k=chance.randint(0, 25))
        raw = RawText("\n".join(lines), chance.choice(["text", "html", "pdf", "markdown"]))
        bounds = sorted(chance.sample(range(len(raw.text) + 1), k=2)) if raw.text else [0, 0]
        mark = Mark("furniture", *bounds)
        result = clean(RawText(raw.text, raw.format, (mark,)))
        assert_subtraction(result)
        for offset in range(len(result.text)):
            assert text_offset(result, source_offset(result, offset)) == offset
        assert all(0 <= m.start < m.end <= len(result.text) for m in result.marks)


@pytest.mark.parametrize(
    ("line", "mended"),
    [
        ("2 0 0 1 年 1 2 月 3 1 日", "2001年 12月 31日"),
        ("甲委发〔 2 0 2 1 〕 1 2 号", "甲委发〔 2021 〕 12号"),
        ("２\u3000０\u3000２\u3000１\u3000年", "２０２１年"),
        ("到 2 0 2 5 年,新增 3 5 0 0 亩", "到 2025年,新增 3500亩"),
        ("1 0 月 1 日至 2 8 日", "10月 1 日至 28日"),
        ("投入 1 2 5 万元,覆盖 8 6 0 户", "投入 125万元,覆盖 860户"),
    ],
)
def test_blanks_inside_a_spaced_number_go(line: str, mended: str) -> None:
    result = cleaned(TITLE, PROSE, line, PROSE)
    assert result.text.split("\n")[2] == mended
    assert {(r.reason, len(r.text)) for r in result.removals} == {("spacing", 1)}
    assert_subtraction(result)
    for offset, char in enumerate(result.text):
        assert result.raw.text[source_offset(result, offset)] == char
        assert text_offset(result, source_offset(result, offset)) == offset
    first = result.removals[0]
    assert text_offset(result, first.start) is None


@pytest.mark.parametrize(
    "line",
    [
        "选项 1 2 3 分别对应三类村",
        "1 2 3 4 5 户",
        "电话:8 7 6 5 4 3 2 1",
        "甲村 3 5 2",
        "甲村 3 5 2 乙村 4 6 8",
        "2021 年 3 月 5 日",
        "10 2 3 4 亩",
        "第 3 5 7 条",
        "1 2 3 年",
        "4 5 月",
        "4 5 日",
        "3 5 7 . 2 亿元",
        "1 0 2 5 年",
        "甲\t2 0 2 1 年\t3 5 0 亩",
    ],
)
def test_lists_of_digits_and_tables_stay(line: str) -> None:
    assert removed(cleaned(TITLE, PROSE, line, PROSE)) == []


def test_spaced_digits_of_a_table_and_of_a_removed_line_stay_as_they_are() -> None:
    text = f"来源:2 0 2 1 年\n{TITLE}\n{PROSE}\n2 0 2 1 年\n{PROSE}"
    start = text.rindex("2 0 2 1")
    result = clean(RawText(text, "html", (Mark("table", start, start + 9),)))
    assert removed(result) == [("metadata", "来源:2 0 2 1 年")]


def test_characters_nobody_sees_go() -> None:
    result = cleaned("\ufeff" + TITLE, PROSE, "乡\u200b村\u2060\u200d振兴\u202e", "\u00ad", PROSE)
    assert result.text == "\n".join((TITLE, PROSE, "乡村振兴", "", PROSE))
    assert [(r.reason, r.text) for r in result.removals] == [
        ("invisible", "\ufeff"),
        ("invisible", "\u200b"),
        ("invisible", "\u2060\u200d"),
        ("invisible", "\u202e"),
        ("invisible", "\u00ad"),
    ]
    assert_subtraction(result)


def test_marks_over_mended_digits_keep_their_line() -> None:
    line = "2 0 2 1 年工作要点"
    text = f"{line}\n{PROSE}\n{PROSE}"
    result = clean(RawText(text, "docx", (Mark("heading", 0, len(line), 1),)))
    assert result.marks == (Mark("heading", 0, len("2021年工作要点"), 1),)


def test_a_link_with_a_letter_for_its_number_stays() -> None:
    page = f"<p>{PROSE}</p><p>{PROSE}</p><p>a.<a href='/a'>申请表</a></p><p><a href='/b'>b.采集表</a></p>"
    assert clean(read_html(page.encode())).removals == ()


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed documents are not here")
@pytest.mark.parametrize(
    ("seed", "reasons"),
    [
        ("000", ["navigation", "toolbar", "qrcode", "comment", "captcha", "comment", "producer"]),
        ("001", ["navigation"] * 6 + ["caption"] * 3),
        ("002", ["metadata", "site_name"]),
        ("003", ["metadata"] * 3),
        ("004", ["metadata", "script", "script"]),
    ],
)
def test_seeds(seed: str, reasons: list[str]) -> None:
    result = clean(read(next(SEEDS.glob(f"{seed}_*.txt"))))
    assert [removal.reason for removal in result.removals] == reasons
    assert_subtraction(result)


def test_disclaimer_long_as_a_paragraph_goes() -> None:
    disclaimer = (
        "版权声明：凡本网注明来源的作品,未经授权不得转载、摘编或以其他方式使用,违者将被追究责任。"
    )
    result = cleaned(TITLE, PROSE, PROSE, "来源：某网", disclaimer)
    assert removed(result) == [("metadata", "来源：某网"), ("comment", disclaimer)]
