"""Names, depth and the grouping of hits, on made-up texts about invented places."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.figures import figures, timeline
from kb.outline import outline
from kb.passages import cut
from kb.practices import catalogue, mentions, practices, subject_name
from kb.practices.depth import Telling, achieved
from kb.practices.naming import names
from kb.types import Document, Hit, Mention, Metadata, Passage, Region, Value, Why

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"


def named(text: str) -> list[str]:
    return [text[n.start : n.end] for n in names(text, 0, len(text))]


def document(text: str, name: str = "甲", kind: str = "经验") -> Document:
    metadata = Metadata(title=Value("某县经验", "stated"), kind=Value(kind, "stated"))
    return Document(name, f"{name}.txt", name, "text", text, metadata)


def read(text: str, name: str = "甲", kind: str = "经验") -> tuple[Document, list[Mention]]:
    doc = document(text, name, kind)
    return doc, list(mentions(doc, cut(doc.id, text, outline(text))))


def search(
    docs: dict[str, str], terms: tuple[str, ...], words: dict[str, tuple[str, ...]] | None = None
) -> list[tuple[str, bool, str, tuple[int, ...]]]:
    """Every passage of ``docs`` as a hit, in order: the practices they answer with.
    ``words``: of the query that stand in the passages of a document."""
    hits: list[Hit] = []
    rows, regions = {}, {}
    for name, text in docs.items():
        doc = document(text, name)
        regions[name] = Region(county=f"{name}县")
        for passage in cut(name, text, outline(text)):
            row = len(hits)
            rows[row] = mentions(doc, (passage,))
            why = Why(None, None, 0.0, None, (words or {}).get(name, ()))
            shown = text[passage.start : passage.end]
            hits.append(Hit(row + 1, 1.0 - row / 100, row, passage, shown, why))
    found = practices(tuple(hits), rows, regions, terms)
    return [(p.name, p.named, p.depth, p.hits) for p in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("推行“三评两议”任期管理机制,效果好。", ["“三评两议”任期管理机制"]),
        ("建成了“1+3+5”的农机服务平台(1个中心)。", ["“1+3+5”的农机服务平台"]),
        ("创新开展“富村五式”,即富村课、富村榜。", ["富村五式"]),
        ("实施新一轮“五年富村计划”。", ["五年富村计划"]),
        ("推广富村公司、抱团飞地、连片组团等机制。", ["富村公司", "抱团飞地", "连片组团"]),
        ("“孝心基金”“诚信银行”“诚信信贷”等典型做法。", ["孝心基金", "诚信银行", "诚信信贷"]),
        ("率先出台《荒地整治八条硬措施》。", ["荒地整治八条硬措施"]),
        ("依托“灵鹊回收”等“互联网+”数字平台,健全体系。", ["灵鹊回收"]),
        ("各村办起强村公司,村民入股。", ["强村公司"]),
        ("实施农房质量安全提升工程,改造危房。", ["农房质量安全提升工程"]),
        ("探索“甲乙丙”三方联动助力集体经济发展。", ["“甲乙丙”三方联动"]),
        ("实施“灵鹊代管”共建共享工程,改造住房。", ["“灵鹊代管”共建共享工程"]),
        ("推行“1+6+N”模式用来改造村级活动场所。", ["“1+6+N”模式"]),
    ],
)
def test_names_of_practices(text: str, expected: list[str]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "紧扣党建、治理、发展“一张皮”,做好文章。",
        "践行“绿水青山就是金山银山”发展理念。",
        "获评“全国文明村镇”,成为“全省改革工作先进县”。",
        "增强“四个意识”、做到“两个维护”。",
        "根据《甲省乡村振兴规划》和《乙市改革方案》。",
        "加强党对“三农”工作的领导,配强村“两委”班子。",
        "实施乡风文明、公共文化等“五大工程”。",
        "建立长效机制,健全工作机制。",
        "按照“高点规划、快速推进”的要求,抓好落实。",
        "“横线”是信息集成平台,连着各村。",
        "摸索出“9种模式”壮大集体经济。",
        "报告没有写“富村事项”的具体办法。",
        "“灵鹊乡村”系统累计发放信用贷款9亿元。",
    ],
)
def test_slogans_honours_laws_and_counts_are_no_practices(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("推广富村公司、抱团飞地等机制,推动集体经济发展。", "仅提及"),
        ("开展“富村五式”活动,由镇里统一规划,村民以房入股,按股分红。", "有做法"),
        ("开展“富村五式”活动,带动12个村增收300万元。", "有成效"),
        ("开展“富村五式”活动,力争2027年带动12个村增收300万元。", "仅提及"),
        ("2024年目标：深化“富村五式”活动,带动12个村增收300万元。", "仅提及"),
        ("已做:建成“富村工坊”83个。", "有成效"),
        ("到2027年建成“富村工坊”83个。", "仅提及"),
        ("推行“富村五式”活动,相关经验被省委办公厅刊载推广。", "有成效"),
        ("推行“富村五式”活动,被列为国家农村改革试点。", "有成效"),
        ("推行“富村五式”活动,甲村获评中国美丽乡村百佳范例。", "有成效"),
        ("推行“富村五式”活动,集体建设用地入市试点继续推进,由镇里统一经营。", "有做法"),
        ("应用“富村五式”活动的比例已到100%。", "有成效"),
        ("没有专门谈“富村五式”活动怎样由镇里统一经营、按股分红。", "仅提及"),
    ],
)
def test_depth_is_what_the_sentence_tells(text: str, expected: str) -> None:
    _, found = read(text)
    assert next(m.depth for m in found if m.named) == expected


def test_a_heading_lends_its_text_to_a_name_it_is_about_alone() -> None:
    body = "全县脱贫人口增收500元,建成园区3个。\n"
    depths = []
    for heading in ("强村公司", "防返贫与强村公司", "发展强村公司"):
        _, found = read(f"一、{heading}\n{body}")
        depths.append(next(m.depth for m in found if m.named))
    assert depths == ["有成效", "仅提及", "有成效"]


def reached(text: str, kind: str) -> bool:
    line = timeline(text, kind, outline(text))
    told = figures(text, 0, len(text), line.at(0), line.written)
    return achieved(Telling(text, line, told), 0, len(text))


def test_what_a_plan_says_is_to_come_unless_it_looks_back() -> None:
    text = "完成粪污处理设施改造,实现12个村全覆盖。"
    assert reached(text, "经验") is True
    assert reached(text, "方案") is False
    assert reached("目前已完成12个村改造。", "方案") is True
    assert reached("相关经验被省委办公厅刊载推广。", "报告") is True
    assert reached("由村里统一经营,按股分红。", "报告") is False


def test_spans_are_of_the_name_and_of_its_sentence() -> None:
    text = "一、做法\n(一)强组织。村村有人管。创新开展“富村五式”,即富村课、富村榜。再说别的。\n"
    doc, found = read(text)
    (mention,) = (m for m in found if m.named)
    assert doc.text[mention.name_start : mention.name_end] == mention.name == "富村五式"
    assert doc.text[mention.start : mention.end] == "创新开展“富村五式”,即富村课、富村榜。"
    (subject,) = (m for m in found if not m.named)
    assert subject.name == "强组织"
    assert doc.text[subject.name_start : subject.name_end] == "(一)强组织"


def test_variants_of_script_width_and_quotes_are_one_practice() -> None:
    _, simplified = read("推行“1+3”的富村服务模式,带动5个村增收。")
    _, traditional = read("推行「１＋３」富村服務模式,帶動5個村增收，發展村級經濟。", "乙")
    merged = catalogue([*simplified, *traditional], {"甲": Region("某省"), "乙": Region("某市")})
    assert [(p.name, len(p.mentions)) for p in merged] == [("「１＋３」富村服務模式", 2)]
    assert merged[0].aliases == ("“1+3”的富村服务模式",)
    assert merged[0].regions == (Region("某省"), Region("某市"))


CROWDED = "一、治理\n(一)办好超市。实施“头雁工程”“育苗计划”,开办“灵鹊超市”,开展“最美庭院”活动。\n"


def test_a_crowded_passage_answers_with_the_name_asked_for_else_with_its_heading() -> None:
    assert search({"甲": CROWDED}, ("灵鹊超市",)) == [("灵鹊超市", True, "仅提及", (1,))]
    assert search({"甲": CROWDED}, ("养老",)) == [("办好超市", False, "仅提及", (1,))]


def test_exact_names_come_first_and_told_before_merely_named() -> None:
    listed = "一、机制\n推广强村公司、抱团飞地等机制,推动集体经济发展。\n"
    told = "一、富村\n办起强村公司,由镇里统一经营,村民入股分红,带动9个村增收80万元。\n"
    other = "一、别事\n" + "村里修路架桥,群众出工出力,各方支持,路好走了。" * 4 + "\n"
    found = search({"甲": other, "乙": listed, "丙": told}, ("强村公司",))
    assert [(name, depth, ranks) for name, _, depth, ranks in found] == [
        ("强村公司", "有成效", (2, 3)),
        ("别事", "有做法", (1,)),
    ]


def test_what_is_merely_named_does_not_come_before_what_is_told() -> None:
    listed = "一、耕地\n巩固撂荒地整治成果,守住红线。\n"
    told = "一、粮食\n率先出台《撂荒地整治八条硬措施》,由镇里统一流转,复耕9000亩,增产300吨。\n"
    other = "一、撂荒\n" + "村里修路架桥,群众出工出力,各方支持,路好走了。" * 4 + "\n"
    found = search({"甲": listed, "乙": told, "丙": other}, ("撂荒地整治",))
    assert [name for name, *_ in found] == ["撂荒地整治八条硬措施", "撂荒地整治", "撂荒"]


def test_a_passage_found_by_the_title_of_its_document_alone_is_no_answer() -> None:
    docs = {
        "甲": "一、移风\n开展移风易俗,由村里统一组织,群众参与评议。\n",
        "乙": "一、消防\n村里建专职消防队,由镇里统一管理。\n",
    }
    asked = ("移风易俗",)
    assert [p[3] for p in search(docs, asked, {"甲": asked})] == [(1,)]
    assert [p[3] for p in search(docs, asked)] == [(1,), (2,)]


def test_a_practice_that_a_heading_names_is_its_subject() -> None:
    body = "由镇里统一组织,村民以房入股,按股分红,各村轮流,户户参与,年底公开评议。\n"
    text = f"一、富村：“三评两议”工作法\n推行“三评两议”工作法,{body}"
    assert search({"甲": text}, ("薄弱村",)) == [("“三评两议”工作法", True, "有做法", (1,))]
    both = f"一、垃圾分类：“灵鹊”模式\n垃圾分类推行“灵鹊”模式,{body}"
    assert [name for name, *_ in search({"甲": both}, ("垃圾分类",))] == ["垃圾分类", "“灵鹊”模式"]


def test_a_name_may_hold_the_words_asked_for_with_others_in_between() -> None:
    text = "一、改革\n推行宅基地“三权”分置改革,由村里统一收储,农户按股分红。\n"
    assert search({"甲": text}, ("宅基地改革",))[0][0] == "改革"
    whole = "一、改革\n探索推行宅基地收储分红改革,由村里统一收储,农户按股分红。\n"
    assert search({"甲": whole}, ("宅基地改革",))[0][:2] == ("宅基地收储分红改革", True)


def test_a_practice_known_everywhere_answers_only_a_query_that_names_it() -> None:
    text = "一、乡风\n(一)乡风文明。推进移风易俗,推行垃圾分类,由村里统一组织,群众参与。\n"
    assert search({"甲": text}, ("移风易俗",)) == [("乡风文明", False, "仅提及", (1,))]
    assert search({"甲": text}, ("垃圾分类",))[0][:2] == ("垃圾分类", True)


def test_every_hit_belongs_to_a_practice_even_without_mentions() -> None:
    passage = Passage("p", "甲", ("第二章 管理", "第三条"), 0, 6)
    hit = Hit(1, 1.0, 9, passage, "乡镇负责。", Why(1, None, 1.0, None))
    (only,) = practices((hit,), {}, {}, ())
    assert (only.name, only.named, only.hits, only.regions) == ("管理 第三条", False, (1,), ())


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("12.发展壮大村级集体经济", "发展壮大村级集体经济"),
        ("（四）实施共同富裕行动。", "实施共同富裕行动"),
        ("二是建强村级班子", "建强村级班子"),
        ("十、其他", "其他"),
        ("2024年工作", "2024年工作"),
    ],
)
def test_an_unnamed_practice_is_its_heading_without_the_number(heading: str, name: str) -> None:
    assert subject_name(("一、任务", heading)) == name


@pytest.mark.parametrize(
    ("headings", "name"),
    [
        (("二、和美村庄", "（二）2024年计划"), "和美村庄"),
        (("一、厕所与污水", "（一）已做"), "厕所与污水"),
        (("一、农村信用体系", "4. 评价"), "农村信用体系：评价"),
        (("二、2024年工作", "（一）主要目标"), "主要目标"),
        (("一、基本原则", "──坚持因地制宜"), "坚持因地制宜"),
        (("一、任务", "（一）计划生育服务"), "计划生育服务"),
    ],
)
def test_a_heading_that_says_only_when_gives_way_to_that_above(
    headings: tuple[str, ...], name: str
) -> None:
    assert subject_name(headings) == name


def test_a_heading_that_names_a_practice_is_quoted_with_what_it_opens() -> None:
    body = "由镇里统一收购,各村按股分红。" * 6
    doc, found = read(f"一、任务\n(一)实施灵鹊回收工程\n{body}\n(二)修路\n村里修路架桥。\n")
    (named_,) = (m for m in found if m.named)
    told = doc.text[named_.start : named_.end]
    assert told.startswith("(一)实施灵鹊回收工程\n由镇里") and told.endswith("分红。")
    assert 80 <= len(told) < len(body) and named_.depth == "有做法"


def test_a_sentence_below_a_heading_has_its_own_figures_only() -> None:
    text = "一、灵鹊回收工程\n实施灵鹊回收工程,覆盖9个村,由镇里统一收购。网格员有300名,持证上岗。\n"
    doc, found = read(text)
    told = {doc.text[m.start : m.start + 2]: m.figures for m in found if m.named}
    assert [f.number for f in told["实施"]] == ["9"]


def test_the_lines_over_a_text_are_no_quotation() -> None:
    head = "某县富村公司与农民增收\n\n地区:某省某县\n\n整理稿,据《某县工作报告》\n\n"
    prose = "全县办起富村公司,由镇里统一经营。各村按股分红。"
    doc, found = read(f"{head}{prose}\n\n一、做法\n富村公司带动九个村。\n")
    subject = next(m for m in found if not m.named)
    assert doc.text[subject.start : subject.end] == prose
    bare, (only,) = read("某县富村公司名录\n\n甲村富村公司\n")
    assert bare.text[only.start : only.end] == bare.text.strip()


def test_one_long_quoted_name_is_one_practice_whatever_class_it_is_given() -> None:
    _, found = read(
        "开展“富村清单+入股”试点,由镇里统一经营。推行“富村清单+入股”治理模式,按股分红。\n"
    )
    assert [p.aliases for p in catalogue(found, {})] == [("“富村清单+入股”治理模式",)]
    _, numbers = read("建设“12+10+4”平台,由镇里统一经营。推行“12+10+4”工作法,按股分红。\n")
    assert len(catalogue(numbers, {})) == 2
    _, short = read("推进“三位”改革,由镇里统一经营。推行“三位”工程,按股分红。\n")
    assert len(catalogue(short, {})) == 2


def test_a_name_that_holds_a_part_of_what_is_asked_gains_a_few_ranks_only() -> None:
    filler = "村里修路架桥,群众出工出力,各方支持,路好走了,大家都说好。"
    named_ = "一、乡风\n推行“美庭乡村·家园”文明行动,由村里统一组织,群众参与评选。\n"
    docs = {f"丙{n}": f"一、事项{n}\n{filler * 3}\n" for n in range(6)}
    last = search({**docs, "甲": named_}, ("美庭乡村", "观摩点"))
    assert [named for _, named, _, _ in last].index(True) == 4


def test_a_heading_that_holds_all_that_is_asked_beats_a_name_beside_it() -> None:
    body = "壮大村级经济,推行“三评两议”工作法,由镇里统一组织,村民以房入股,按股分红。\n"
    asked = ("村级经济",)
    assert search({"甲": f"一、壮大村级经济\n{body}"}, asked)[0][0] == "壮大村级经济"
    assert search({"甲": f"一、强组织\n{body}"}, asked)[0][0] == "“三评两议”工作法"


def test_a_heading_far_down_does_not_come_before_a_name_at_the_top() -> None:
    filler = "村里修路架桥,群众出工出力,各方支持,路好走了,大家都说好。" * 3
    first = "一、改革\n探索推行宅基地收储分红改革,由村里统一收储,农户按股分红。\n"
    docs = {"甲": first} | {f"丙{n}": f"一、事项{n}\n{filler}\n" for n in range(3)}
    found = search({**docs, "丁": f"一、农业品牌、宅基地分红\n{filler}\n"}, ("宅基地分红",))
    assert [name for name, *_ in found][:2] == ["宅基地收储分红改革", "事项0"]


def test_words_that_fit_every_name_choose_none() -> None:
    text = "一、组织\n推进农村集体产权制度改革,由镇里统一清产核资,村民入股分红。\n"
    assert search({"甲": text}, ("林权", "制度", "改革"))[0][:2] == ("组织", False)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared/seeds is absent")
def test_the_list_item_of_a_real_plan_is_merely_named() -> None:
    text = next(SEEDS.glob("003_*.txt")).read_text(encoding="utf-8")
    _, found = read(text, kind="方案")
    depths = {m.name: m.depth for m in found if m.named}
    assert (depths["强村公司"], depths["飞地抱团"], depths["鲸灵回收"]) == (
        "仅提及", "仅提及", "有做法",
    )  # fmt: skip


def test_figures_of_a_sentence_go_to_the_practice_they_tell_of():
    text = "一、工作\n2023年，建成“共享工坊”83个、“共享驿站”62个，强村公司利润增长25.2%。\n"
    found = {m.name: [text[f.start : f.end] for f in m.figures] for m in read(text)[1] if m.named}
    assert found == {"共享工坊": ["83个"], "共享驿站": ["62个"], "强村公司": ["25.2%"]}
