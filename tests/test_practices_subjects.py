"""Unnamed practices: what heading names them, and how deep they are told."""

from __future__ import annotations

import pytest

from kb.outline import outline
from kb.passages import cut
from kb.practices import mentions, subject_name
from kb.types import Document, Mention, Metadata, Value


def read(text: str, kind: str = "经验") -> list[Mention]:
    metadata = Metadata(title=Value("甲县富村方案", "stated"), kind=Value(kind, "stated"))
    document = Document("甲", "甲.txt", "甲", "text", text, metadata, outline(text))
    return list(mentions(document, cut("甲", text, document.outline)))


@pytest.mark.parametrize(
    ("headings", "name"),
    [
        (("一、总体要求",), "甲县富村方案：总体要求"),
        (("一、总体要求", "（二）基本原则"), "甲县富村方案：基本原则"),
        (("二、厕所革命", "（一）主要做法"), "厕所革命：主要做法"),
        (("三、保障措施", "（一）加强组织领导"), "甲县富村方案：加强组织领导"),
        (("二、重点任务", "（三）农村生活污水治理"), "农村生活污水治理"),
        (("一、2023年工作回顾",), "甲县富村方案：2023年工作回顾"),
        (("一、厕所革命", "（一）2024年计划"), "厕所革命"),
    ],
)
def test_a_heading_every_plan_has_stands_behind_what_it_is_about(
    headings: tuple[str, ...], name: str
) -> None:
    assert subject_name(headings, "甲县富村方案") == name


def test_a_subject_is_told_by_how_it_is_done() -> None:
    how = "由镇里统一收运污水，每户安装管道，村里聘请管护员，定期清掏，费用由镇里承担大半。"
    (told, *_) = (m for m in read(f"一、农村生活污水治理\n{how}\n") if not m.named)
    assert (told.name, told.depth) == ("农村生活污水治理", "有做法")
    (bare, *_) = (m for m in read("一、农村生活污水治理\n持续推进。\n") if not m.named)
    assert bare.depth == "仅提及"
    done = "全县完成12个村的改造，农户满意。"
    (reached, *_) = (m for m in read(f"一、农村生活污水治理\n{done}\n") if not m.named)
    assert reached.depth == "有成效"
    assert [(f.number, f.unit) for f in reached.figures] == [("12", "个村")]


def test_a_name_in_a_heading_is_told_of_by_its_section() -> None:
    text = "一、任务\n（一）实施乡风提升行动\n1.评选家庭。由村里统一评选，每月公布，奖励积分，兑换物品。\n"
    (found,) = (m for m in read(text, "方案") if m.name == "乡风提升行动")
    assert found.depth == "有做法"


def test_a_short_sentence_that_opens_a_paragraph_is_told_of_by_it() -> None:
    rest = "评选家庭，每月公布，奖励积分，兑换物品，村民参与。"
    (opening,) = (m for m in read(f"一、任务\n开展乡风提升行动。{rest}\n", "方案") if m.named)
    assert opening.depth == "有做法"
    text = f"一、任务\n{rest}开展乡风提升行动。{rest}\n"
    (inside,) = (m for m in read(text, "方案") if m.named)
    assert inside.depth == "仅提及"


def test_figures_of_a_mention_are_those_of_its_sentence() -> None:
    text = "一、做法\n推行“甲山快办”改革，办件3000件。别处另有5家企业。\n"
    (found,) = (m for m in read(text) if m.named)
    assert [(f.number, f.unit, f.status) for f in found.figures] == [("3000", "件", "已完成")]


def test_figures_of_a_traditional_text_are_as_printed() -> None:
    text = (
        "一、鄉村振興\n推行「甲山快辦」改革，覆蓋8鎮，實現產業發展與農戶增收，"
        "讓群眾辦事更加方便，進一步優化營商環境。\n"
    )
    (found,) = (m for m in read(text) if m.named)
    assert [f.unit for f in found.figures] == ["鎮"]
