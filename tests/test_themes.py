"""Themes and topics of a document, and where there are none."""

import tomllib
from pathlib import Path

import pytest

from kb.cleaning import clean
from kb.metadata import recognise
from kb.metadata.textlines import view
from kb.metadata.themes import THEMES, densities, is_rural, topic_names
from kb.types import Metadata, RawText

SORTING = (
    "甲县农村生活垃圾分类工作方案\n一、建设分类设施\n各村庄配齐垃圾分类设施,农户分类投放生活垃圾。\n"
    "二、完善垃圾收运体系\n乡镇负责垃圾收运,村民参与垃圾治理,农村环境得到改善。\n"
)
PARTY = (
    "甲县抓党建促乡村振兴的做法\n一、建强村党组织\n选优配强村级党支部书记,农村党员带头。\n"
    "二、推进乡村治理\n推行积分制,完善村规民约,村民议事,基层治理水平提升。\n"
)


def of(text: str) -> Metadata:
    return recognise(clean(RawText(text, "text")), "无题.txt")


def names(text: str) -> tuple[list[str], list[str]]:
    found = of(text)
    return [v.value for v in found.themes], [v.value for v in found.topics]


def test_a_plan_for_sorting_rubbish() -> None:
    themes, topics = names(SORTING)
    assert themes == ["生态"]
    assert topics[0] == "垃圾分类"


def test_a_report_of_party_work_in_villages() -> None:
    themes, topics = names(PARTY)
    assert themes == ["组织"]
    assert {"党建引领", "乡村治理"} <= set(topics)


def test_values_are_inferred_and_point_to_their_term() -> None:
    found = of(SORTING)
    text = clean(RawText(SORTING, "text")).text
    for value in (*found.themes, found.topics[0]):
        assert value.status == "inferred"
        assert value.evidence is not None and not value.evidence.removed
        span = text[value.evidence.start : value.evidence.end]
        assert span in ("垃圾分类", "生活垃圾")


def test_a_document_not_about_the_countryside_has_none() -> None:
    text = (
        "甲市数字产业发展规划\n一、发展智能制造\n加快企业数字化转型,建设大数据平台,培育龙头企业。\n"
        "二、完善人才政策\n引进专业人才,加强人才队伍建设,推进产业发展。\n"
    )
    assert names(text) == ([], [])
    assert not is_rural(view(text))


def test_traditional_script_is_read_alike() -> None:
    text = "甲縣農村生活垃圾分類工作方案\n農戶分類投放生活垃圾,鄉鎮負責垃圾收運,村民參與。\n"
    assert names(text)[0] == ["生态"]


def test_densities_count_in_ten_thousand_characters() -> None:
    text = "垃圾分类" + "甲" * 996
    assert densities(view(text))["垃圾分类"] == 10.0
    assert densities(view(text))["种业"] == 0.0


def test_the_list_is_whole() -> None:
    path = Path(__file__).parent.parent / "kb" / "lexicon" / "themes.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    assert 40 <= len(topic_names()) <= 60
    assert {row["theme"] for row in table["topics"].values()} == {*THEMES, ""}
    assert set(table["background"]) == set(topic_names())
    assert all(row["words"] for row in table["topics"].values())


def test_judged_documents_set_aside() -> None:
    from eval.themes import judge

    judged = judge("odd")
    if len(judged) < 30:
        pytest.skip("the judged documents are not all on this machine")
    right = sum(len(j.themes & set(j.found_themes)) for j in judged)
    assert right / sum(len(j.found_themes) for j in judged) >= 0.85
    assert right / sum(len(j.themes) for j in judged) >= 0.75
    assert [j.found_themes for j in judged if not j.themes] == [()] * 6
