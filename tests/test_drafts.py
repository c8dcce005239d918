"""The check of a draft over a small made-up library."""

from __future__ import annotations

import itertools

import pytest

from kb.drafts import MAX_DRAFT, Item, check, doubts, lines_of, paper_of, summary
from kb.drafts.checking import MAX_ITEMS
from kb.errors import InputError
from kb.indexing import build
from kb.indexing.recipe import recipe
from kb.store.snapshot import Snapshot, open_snapshot
from kb.types import Grid
from tests.conftest import write_files

LIBRARY = {
    "甲报告.txt": """甲县2023年农村工作总结

2024年1月8日

一、工作成效

2023年，全县强村公司实现营业收入14984万元，村均分红8.5万元，带动3200户农户就业。全县建成高标准农田1.2万亩，新修机耕路35公里。

推行“三账一单”管理机制，依据《甲县村级财务管理办法》（甲政发〔2021〕8号）逐月公示收支。

二、下一步打算

到2026年，全县农村生活垃圾分类覆盖率达到95%，力争培育家庭农场260家。
""",
    "乙规划.txt": """乙县乡村建设规划

2022年3月9日

一、建设目标

到2025年，全县卫生厕所普及率达到88%以上，改造危旧房屋1500户。

二、保障措施

由县住建局牵头，每季度调度一次，县财政每年安排奖补资金近3500万元。
""",
    "丙经验.txt": """丙县发展林下经济的做法

2023年6月1日

丙县把林下种植作为增收门路，全县发展林下中药材46000亩，三成农户参与，合作社120个。

“林票通”交易平台累计成交816笔，成交额2.4亿元。
""",
    "丁通知.txt": "\n\n".join(
        ["丁县关于做好日常工作的通知"]
        + [f"第{n}次例会听取了文书、档案、值班和后勤的安排，没有新的事项。" for n in range(40)]
    ),
}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("drafts")
    build(write_files(folder / "文库", LIBRARY), folder / "索引", None)
    return open_snapshot(folder / "索引", recipe())


def of(snapshot: Snapshot, draft: str, words: str) -> Item:
    return next(item for item in check(draft, snapshot).items if item.text == words)


def test_what_the_source_says_is_found_with_its_sentence(snapshot):
    draft = "2023年，全县强村公司实现营业收入14984万元，村均分红8.5万元。"
    items = check(draft, snapshot).items
    assert [(i.text, i.kind, i.verdict) for i in items] == [
        ("2023年", "年份", "同段有据"),
        ("14984万元", "指标数据", "同段有据"),
        ("8.5万元", "指标数据", "同段有据"),
    ]
    assert draft[items[1].start : items[1].end] == "14984万元"
    quotation = items[1].quotation
    assert quotation.path == "甲报告.txt"
    assert quotation.text.startswith("2023年，全县强村公司")
    at = items[1].mark[0] - quotation.start
    assert quotation.text[at : at + 7] == "14984万元"


@pytest.mark.parametrize(
    ("draft", "words", "said"),
    [
        ("2023年，全县强村公司实现营业收入15984万元，村均分红8.5万元。", "15984万元", "14984万元"),
        ("2023年，全县强村公司实现营业收入14984亿元，村均分红8.5万元。", "14984亿元", "单位"),
        ("2022年，全县强村公司实现营业收入14984万元，村均分红8.5万元。", "2022年", "2023年"),
        ("2023年，全县强村公司实现营业收入8.5万元，村均分红8.5万元。", "8.5万元", "14984万元"),
        ("全县建成高标准农田1.2万公顷，新修机耕路35公里。", "1.2万公顷", "万亩"),
        ("强村公司带动3200人就业，村均分红8.5万元。", "3200人", "户"),
    ],
)
def test_what_the_source_says_otherwise_is_shown(snapshot, draft, words, said):
    item = of(snapshot, draft, words)
    assert item.verdict == "与来源不符"
    assert said in item.why
    assert item.quotation.path == "甲报告.txt"


@pytest.mark.parametrize(
    ("draft", "words", "told"),
    [
        ("全县强村公司营业收入1.4984亿元，村均分红8.5万元。", "1.4984亿元", "换算后数值相同"),
        ("全县强村公司营业收入1.5亿元，村均分红8.5万元。", "1.5亿元", "取了整"),
        ("全县强村公司营业收入近15000万元，村均分红8.5万元。", "15000万元", "约数"),
        ("全县建成高标准农田800公顷，新修机耕路35公里。", "800公顷", "换算后数值相同"),
        ("全县发展林下中药材4.6万亩，30%的农户参与。", "30%", "换算后数值相同"),
        ("县财政每年安排奖补资金3500万元，县住建局牵头调度。", "3500万元", "来源写的是约数"),
        ("全县強村公司實現營業收入14984萬元，村均分紅8.5萬元。", "14984萬元", "14984万元"),
    ],
)
def test_units_and_rounding_are_compared_by_value(snapshot, draft, words, told):
    item = of(snapshot, draft, words)
    assert item.verdict == "同段有据"
    assert told in item.why


def test_a_target_quoted_as_a_result(snapshot):
    draft = "全县农村生活垃圾分类覆盖率已达到95%，培育家庭农场260家。"
    assert of(snapshot, draft, "95%").verdict == "目标误作结果"
    assert of(snapshot, draft, "260家").verdict == "目标误作结果"
    true = "到2026年，全县农村生活垃圾分类覆盖率达到95%，力争培育家庭农场260家。"
    assert {item.verdict for item in check(true, snapshot).items} == {"同段有据"}


def test_words_that_aim_may_not_be_dropped(snapshot):
    draft = "全县卫生厕所普及率达到88%以上，改造危旧房屋1500户。"
    assert of(snapshot, draft, "88%").verdict == "目标误作结果"
    under = "下一步打算\n全县卫生厕所普及率达到88%以上，改造危旧房屋1500户。"
    assert of(snapshot, under, "88%").verdict == "同段有据"


def test_a_result_quoted_as_a_target(snapshot):
    draft = "力争全县强村公司实现营业收入14984万元，村均分红8.5万元。"
    assert of(snapshot, draft, "14984万元").verdict == "结果误作目标"


def test_names_are_found_in_the_passage_or_elsewhere(snapshot):
    here = "推行“三账一单”管理机制，依据《甲县村级财务管理办法》（甲政发〔2021〕8号）公示收支。"
    assert [i.verdict for i in check(here, snapshot).items] == ["同段有据"] * 3
    there = "全县强村公司实现营业收入14984万元，用“林票通”交易平台结算。"
    assert of(snapshot, there, "“林票通”").verdict == "别处有"
    own = of(snapshot, "请按《乙县乡村建设规划》办理登记和年检手续。", "《乙县乡村建设规划》")
    assert own.verdict == "别处有"
    assert "收有这份文件" in own.why


def test_names_that_differ(snapshot):
    draft = "推行“四账一单”管理机制，依据《甲县村级财务管理条例》（甲政发〔2022〕8号）公示收支。"
    told = {item.kind: item for item in check(draft, snapshot).items}
    assert {kind: item.verdict for kind, item in told.items()} == {
        "词语": "与来源不符", "标题": "与来源不符", "文号": "与来源不符",
    }  # fmt: skip
    assert "三账一单" in told["词语"].why
    assert "甲政发〔2021〕8号" in told["文号"].why


def test_what_the_library_does_not_have(snapshot):
    draft = "全县新建冷链仓库79座，印发《海岛渔业管理细则》，推广“潮汐驿站”模式。"
    items = check(draft, snapshot).items
    assert [item.verdict for item in items] == ["未找到"] * 3
    assert [item.kind for item in items] == ["指标数据", "标题", "词语"]


def test_a_year_the_source_does_not_print(snapshot):
    draft = "2022年，由县住建局牵头每季度调度一次，县财政安排奖补资金近3500万元。"
    year = of(snapshot, draft, "2022年")
    assert year.verdict == "别处有"
    assert "没有写年份" in year.why


def test_a_number_before_running_text_is_only_the_number(snapshot):
    items = check("根据《某办法》和甲政发〔2021〕8号文件要求，逐月公示。", snapshot).items
    assert [item.text for item in items] == ["《某办法》", "甲政发〔2021〕8号"]


def test_markup_is_text(snapshot):
    draft = "<img src=x onerror=alert(1)>强村公司实现营业收入14984万元，村均分红8.5万元</script>。"
    checked = check(draft, snapshot)
    assert checked.text == draft
    assert [i.text for i in checked.items] == ["14984万元", "8.5万元"]


def test_limits(snapshot):
    with pytest.raises(InputError, match="20001 字"):
        check("字" * (MAX_DRAFT + 1), snapshot)
    with pytest.raises(InputError, match=f"最多 {MAX_ITEMS} 项"):
        check("3万元，" * (MAX_ITEMS + 1), snapshot)


@pytest.mark.parametrize(
    "draft",
    ["", "\n \n", "。。。", "《》", "““””", "1" * MAX_DRAFT, "《" * MAX_DRAFT, "发" * MAX_DRAFT,
     "1,111," * 3000, "3—" * 10_000, "甲" * 10_000 + "〔2021〕" * 1600],
)  # fmt: skip
def test_texts_that_say_nothing_have_no_items(snapshot, draft):
    assert check(draft, snapshot).items == ()


def test_a_draft_without_marks_is_checked_in_pieces(snapshot):
    checked = check("增加收入3万元" * 200, snapshot)
    assert len(checked.items) == 200
    spans = [(item.start, item.end) for item in checked.items]
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))


def test_the_result_as_paper_and_as_text(snapshot):
    checked = check("全县强村公司营业收入15984万元，村均分红8.5万元。", snapshot)
    assert summary(checked) == "共核对 2 项：与来源不符 1 项，同段有据 1 项。"
    grid = next(block for block in paper_of(checked).blocks if isinstance(block, Grid))
    assert grid.rows[0][:4] == ("1", "15984万元", "指标数据", "与来源不符")
    assert grid.rows[0][5] == (checked.items[0].quotation,)
    assert "1. 15984万元（指标数据）：与来源不符。" in lines_of(checked)
    nothing = check("没有数据的一段话。", snapshot)
    assert len(paper_of(nothing).blocks) == 1


def test_notes_of_users_are_checked_by_the_same_code(snapshot):
    told = doubts("甲县强村公司营业收入15984万元，村均分红8.5万元。", snapshot)
    assert len(told) == 1
    assert "15984万元" in told[0] and "与来源不符" in told[0]
    assert doubts("字" * 30_000, snapshot) == ()
