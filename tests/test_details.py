"""Details of a mention: each read from made-up text, each value a span of it."""

import pytest

from kb.outline import outline
from kb.passages import cut
from kb.practices.actors import actor
from kb.practices.bureaus import groups, of_row
from kb.practices.describing import describe, tellings
from kb.practices.honours import honours
from kb.practices.measures import measures
from kb.practices.periods import period
from kb.practices.placing import headed_place, inner_place
from kb.practices.themes import is_programme, themes_of
from kb.types import Document, Mention, Metadata, Region, Section, Span, Value

PLAN = (
    "甲县乡村建设方案\n"
    "一、重点任务\n"
    "（一）推行乡村物业\n"
    "推行“阳光物业”模式，由村党支部牵头组建物业队，按户收取服务费。到2027年覆盖所有行政村。\n"
    "建立考评办法，每季度公示一次。\n"
    "（牵头单位：县农业农村局；责任单位：县财政局、县住建局，各乡镇人民政府）\n"
    "（二）建设互助食堂\n"
    "实施“幸福食堂”工程，自2023年5月起整合闲置校舍开办食堂。\n"
    "责任单位:县民政局 县卫生健康局\n"
    "（三）宣传推广\n"
    "开展“乡村讲堂”活动，宣传先进典型。\n"
)


def printed(text: str, spans: tuple[Span, ...]) -> list[str]:
    return [text[start:end] for start, end in spans]


def mention_of(text: str, name: str, metadata: Metadata | None = None) -> Mention:
    """``name`` in ``text``, described; its sentence is its line."""
    document = Document("d", "d.txt", "", "text", text, metadata or Metadata(), outline(text))
    passages = cut("d", text, document.outline, (), 500)
    at = text.index(name)
    views = list(tellings(document, text, passages))
    view = next(v for v in views if v.passage.start <= at < v.passage.end)
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    bare = Mention("", name, True, "d", start, end, at, at + len(name), "仅提及")
    return describe(bare, view)


def test_a_line_of_bureaus_closes_its_item_and_no_other() -> None:
    first = mention_of(PLAN, "“阳光物业”模式")
    assert printed(PLAN, first.leads) == ["县农业农村局", "县财政局", "县住建局", "各乡镇人民政府"]
    second = mention_of(PLAN, "“幸福食堂”工程")
    assert printed(PLAN, second.leads) == ["县民政局", "县卫生健康局"]
    assert mention_of(PLAN, "“乡村讲堂”活动").leads == ()


def test_what_a_sentence_says_beside_the_name() -> None:
    found = mention_of(PLAN, "“阳光物业”模式")
    assert found.actor and PLAN[slice(*found.actor)] == "村党支部"
    assert found.until and (found.until.value, found.until.status) == ("2027", "stated")
    assert found.until.evidence
    assert PLAN[found.until.evidence.start : found.until.evidence.end] == "到2027年"
    assert printed(PLAN, found.measures)[0].startswith("推行“阳光物业”模式，由村党支部牵头")
    second = mention_of(PLAN, "“幸福食堂”工程")
    assert second.since and second.since.value == "2023-05"
    assert second.until is None


@pytest.mark.parametrize(
    ("text", "bureaus"),
    [
        (
            "完善管护。（县水利局牵头，县财政局、县住建局配合）",
            ["县水利局", "县财政局", "县住建局"],
        ),
        ("完善管护。(县水利局、县财政局按职责分工负责)", ["县水利局", "县财政局"]),
        ("完善管护。［县住建局］", ["县住建局"]),
        ("责任部门：县委组织部、县委编办等部门\n", ["县委组织部", "县委编办"]),
        ("配合单位：县财政局；牵头单位：县水利局\n", ["县水利局", "县财政局"]),
        (
            "由县委组织部牵头，县财政局、县民政局配合，选派干部。",
            ["县委组织部", "县财政局", "县民政局"],
        ),
        ("（责任单位：各县（市、区）人民政府，市水利局）", ["各县（市、区）人民政府", "市水利局"]),
        ("责任单位要落实职责，支持企业牵头建设平台。", []),
        ("（见附件、说明）\n（一户一策、一村一案）", []),
    ],
)
def test_lists_of_bureaus(text: str, bureaus: list[str]) -> None:
    assert [b for g in groups(text) for b in printed(text, g.bureaus)] == bureaus


def test_a_column_of_a_table_names_the_bureaus() -> None:
    header = "序号\t任务\t责任单位\t牵头单位"
    text = f"{header}\n1\t乡村物业\t县住建局、县财政局\t县农业农村局\n"
    found = of_row(text, (len(header) + 1, len(text) - 1), (0, len(header)))
    assert printed(text, found) == ["县农业农村局", "县住建局", "县财政局"]


@pytest.mark.parametrize(
    ("text", "name", "who"),
    [
        ("县供销社联合乙公司成立“田管家”服务队。", "“田管家”", "县供销社"),
        ("近年来，乙镇创新推行“板凳会”工作法。", "“板凳会”", "乙镇"),
        ("“田管家”由甲县供销社领办，统一购买农资。", "“田管家”", "甲县供销社"),
        ("全县推行“板凳会”工作法。", "“板凳会”", None),
        ("巩固文明城市创建成果，开展“板凳会”活动。", "“板凳会”", None),
        ("推广企业创新“积分贷”。", "“积分贷”", None),
        ("支持乙镇打造“板凳会”品牌。", "“板凳会”", None),
    ],
)
def test_who_does_it(text: str, name: str, who: str | None) -> None:
    at = text.index(name)
    found = actor(text, 0, len(text), (at, at + len(name)))
    assert (text[slice(*found)] if found else None) == who


def when(text: str, name: str, told: int | None = None) -> tuple[Value | None, Value | None]:
    at = text.index(name)
    return period(text, 0, len(text), (at, at + len(name)), told)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2018年以来，推行“板凳会”工作法。", "2018", None),
        ("自2020年5月8日起实行“板凳会”。", "2020-05-08", None),
        ("2021年首创“板凳会”。", "2021", None),
        ("实施“板凳会”三年行动（2024—2026年），", "2024", "2026"),
        ("推行“板凳会”，力争2025年底前覆盖全县。", None, "2025"),
        ("2024年目标：推行“板凳会”。", None, "2024"),
        ("“板凳会”为期三年，2019年度考核优秀。", None, None),
        ("“板凳会”办结率为自2019年以来最好。", None, None),
        ("2000年之前建成的房屋纳入“板凳会”。", None, None),
        ("推行“板凳会”，落实《甲县规划（2021—2035年）》。", None, None),
    ],
)
def test_since_when_and_until_when(text: str, since: str | None, until: str | None) -> None:
    found = when(text, "“板凳会”")
    assert tuple(value.value if value else None for value in found) == (since, until)


def test_a_year_before_the_measure_is_inferred_and_a_reached_aim_is_none() -> None:
    since, _ = when("2022年，甲县乙镇建立“板凳会”制度。", "“板凳会”")
    assert since and (since.value, since.status) == ("2022", "inferred")
    assert when("到2023年建成“板凳会”100个。", "“板凳会”", told=2023) == (None, None)
    _, until = when("到2024年建成“板凳会”100个。", "“板凳会”", told=2023)
    assert until and until.value == "2024"


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("“板凳会”入选全国典型案例，化解纠纷30件。", ["“板凳会”入选全国典型案例"]),
        (
            "推行“板凳会”，获评省级优秀案例，被省级媒体报道。",
            ["获评省级优秀案例", "被省级媒体报道"],
        ),
        ("推行“板凳会”，乙公司获评国家级企业。", []),
        ("推行“板凳会”，力争入选全国典型案例。", []),
        ("推行“板凳会”，村民获得感提升。", []),
    ],
)
def test_honours_of_a_named_practice(text: str, clauses: list[str]) -> None:
    at = text.index("“板凳会”")
    assert printed(text, honours(text, 0, len(text), (at, at + 5))) == clauses


def test_measures_leave_out_slogans_and_bare_results() -> None:
    text = (
        "坚持以人民为中心的发展思想。由村集体出资，统一流转土地，签订托管合同。"
        "累计建成食堂30个。建立台账。"
    )
    assert printed(text, measures(text, 0, len(text), None)) == [
        "由村集体出资，统一流转土地，签订托管合同。"
    ]


def test_the_place_of_a_clause_within_the_documents_own() -> None:
    own = Region("山东省", "枣庄市")
    text = "支持山亭区打造“生态银行”"
    found = inner_place(text, 0, (text.index("“"), len(text)), own)
    assert found == (Region("山东省", "枣庄市", "山亭区"), (2, 5))
    assert inner_place(text, 0, (text.index("“"), len(text)), Region("浙江省")) is None
    listed = "江阳区甲、叙永县“有风来”"
    found = inner_place(listed, 0, (8, len(listed)), Region("四川省", "泸州市"))
    assert found == (Region("四川省", "泸州市", "叙永县"), (5, 8))
    both = "支持山亭区、滕州市打造“生态银行”"
    assert inner_place(both, 0, (both.index("“"), len(both)), own) is None


def test_the_place_a_heading_names() -> None:
    text = "二、桐庐县：板凳会\n推行“板凳会”。"
    section = Section("二、桐庐县：板凳会", 1, 0, len(text), 9)
    found = headed_place(text, (section,), Region())
    assert found == (Region("浙江省", "杭州市", "桐庐县"), (2, 5))
    assert headed_place(text, (section,), Region("浙江省", "杭州市", "桐庐县")) is None


def test_themes_of_a_telling_and_none_of_towns() -> None:
    assert themes_of("“积分超市”", ("一、乡村治理",), "用积分兑换。", True) == (
        ("组织",),
        ("积分制清单制", "乡村治理"),
    )
    assert themes_of("“科创贷”", ("二、创新动能",), "发放贷款3亿元。", False) == ((), ())
    assert themes_of("“绿色账户”", (), "生活垃圾分类投放。", True)[1] == ()


@pytest.mark.parametrize(
    ("name", "before", "programme"),
    [
        ("厕所革命", "深入推进", True),
        ("“万企兴万村”行动", "开展", True),
        ("“千村示范、万村整治”工程", "深化", True),
        ("河长制", "首创", False),
        ("板凳会", "推行", False),
    ],
)
def test_programmes_from_above(name: str, before: str, programme: bool) -> None:
    assert is_programme(name, before, "浙江省") is programme


def test_a_provinces_programme_is_none_elsewhere() -> None:
    assert is_programme("百千万工程", "实施", "广东省")
    assert not is_programme("百千万工程", "实施", "安徽省")
    assert is_programme("“千万工程”", "学习", "安徽省")
