"""The digests in ``documents/`` against their sources, and the check that does it."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "scripts" / "check_digests.py"
DOCUMENTS = ROOT / "documents"

SOURCE = (
    "2022年,甲县投入1,200万元,建成示范村3-5个,村均收入达到18.5万元,同比增长12%。"
    "甲县按照统一规划统一建设统一管理的办法推进“村村联建”工程,由农业农村局牵头落实。"
)
COPIED = "统一规划统一建设统一管理的办法"
DIGEST = (
    "# 甲县村村联建做法整理\n\n地区:某省甲县\n\n日期:2022\n\n整理稿,据《甲县情况》\n\n"
    "甲县2022年投入1200万元。\n\n"
    "一、联建\n\n县农业农村局负责“村村联建”,建成3—5个示范村,村均收入18.5万元,增长12%。\n"
)


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_digests", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


check_digests = _load()


def test_a_faithful_digest_has_no_problem() -> None:
    assert check_digests.check(DIGEST, SOURCE, "a/b.txt").problems == ()


def test_width_of_punctuation_does_not_matter() -> None:
    wide = DIGEST.replace(":", "\uff1a").replace(",", "\uff0c")
    assert check_digests.check(wide, SOURCE, "a/b.txt").problems == ()


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("18.5万元", "8.5万元", "数字“8.5万元”不见于原文"),
        ("12%", "2%", "数字“2%”不见于原文"),
        ("3—5个", "5个", "数字“5个”不见于原文"),
        ("日期:2022", "日期:2022-03", "日期 2022-03 不见于原文"),
        ("日期:2022", "日期:2022年", "第三段应为“日期:YYYY[-MM[-DD]]”，现为“日期:2022年”"),
        ("“村村联建”", "“联建七法”", "名称“联建七法”不见于原文"),
        ("一、联建", "联建", "正文没有“一、”一级标题"),
        ("负责", "统一规划,统一建设,统一管理的办法", f"与原文连续15字相同：{COPIED}"),
    ],
)  # fmt: skip
def test_what_departs_from_the_source_is_found(old: str, new: str, problem: str) -> None:
    assert problem in check_digests.check(DIGEST.replace(old, new), SOURCE, "a.txt").problems


def test_a_seed_must_be_complete_and_long() -> None:
    digest = DIGEST.replace(",增长12%", "")
    found = check_digests.check(digest, SOURCE + "2023年3月再议。", "seeds/a.txt")
    assert [p for p in found.problems if "个汉字" not in p] == ["原文数字“12%”没有写进整理稿"]
    assert found.reminders == ("原文数字“2023年”没有写进整理稿", "原文数字“3月”没有写进整理稿")


def test_traditional_sources_are_folded_and_names_may_be_kept() -> None:
    run = "實施統一規劃統一開發統一管理的辦法建設"
    folded = "实施统一规划统一开发统一管理的办法建设"
    assert check_digests.shared_runs(folded, run) == [folded]
    assert check_digests.shared_runs(f"《{folded}》", run) == []
    assert check_digests.shared_runs(f"“{folded}”", run) == []


def test_list_numbers_and_years_of_a_range() -> None:
    text = "12.发展“1+10+4”平台\n(3)2020—2022年,达1万2千户"
    assert [str(f) for f in check_digests.figures(text)] == [
        "1+10+4",
        "2020-2022年",
        "1万",
        "2千户",
    ]
    assert check_digests.missing_figures("到2022年", text) == []


def test_every_digest_is_listed_and_has_the_form() -> None:
    listed = [digest for digest, _ in check_digests.listed(ROOT / "eval" / "digests.tsv")]
    marked = {p.name for p in DOCUMENTS.glob("*.md") if "整理稿" in p.read_text("utf-8")}
    assert sorted(listed) == sorted(marked)
    problems = {
        name: check_digests.form_problems((DOCUMENTS / name).read_text("utf-8")) for name in listed
    }
    assert {name: found for name, found in problems.items() if found} == {}


def test_every_digest_agrees_with_its_source() -> None:
    if not (ROOT.parent / "shared").is_dir():
        pytest.skip("no ../shared on this machine: only the form was checked")
    run = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
