"""The proof before an export, and the evidence pack: complete, verifiable, the same each time."""

import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace

import docx
import pytest

from kb.exporting import (
    evidence_pack,
    file_stem,
    markdown,
    prove,
    proved,
    quotations_csv,
    word,
    workbook,
)
from kb.settings import ROOT
from kb.types import Grid, Heading, Paper, Prose, Quoted
from tests.papers import COMPANY, DOUBTED, INCOME, paper_of, snapshot_of, taken

HASHES = """
import sys
from pathlib import Path
from kb.indexing.recipe import recipe
from kb.store.snapshot import open_snapshot
from tests.test_exporting_pack import hashes
print(*hashes(open_snapshot(Path(sys.argv[1]), recipe())))
"""
TITLES = (
    "<b>甲</b> & ]]>",
    "=cmd|'/c calc'!A1",
    "甲\x00\x1b\u202e乙\ud800",
    "长" * 3000,
    "../../甲:乙",
    "",
)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    return snapshot_of(tmp_path_factory.mktemp("库"))


@pytest.fixture(scope="module")
def library(snapshot):
    return snapshot.library


def files(made):
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_paper_that_stands_has_no_problem(library):
    assert prove(paper_of(library), library) == ()


def test_a_quotation_that_moved_is_cited_at_its_new_place(library):
    kept = taken(library, COMPANY)
    stale = replace(kept, start=kept.start + 9, end=kept.end + 9, title="旧标题", headings=())
    grid = Grid(("甲", "乙"), (("子", (stale,)),))
    found = proved(Paper("移位", (Quoted(stale, note="记"), grid)), library)
    assert found.problems == ()
    assert found.paper.blocks == (
        Quoted(kept, note="记"), Grid(("甲", "乙"), (("子", (kept,)),)),
    )  # fmt: skip


def test_a_forged_figure_is_a_problem_once_wherever_it_stands(library):
    forged = replace(taken(library, INCOME), text=INCOME.replace("3500", "3600"))
    paper = Paper("伪", (Quoted(forged), Grid(("甲",), (((forged,),),))))
    (problem,) = prove(paper, library)
    assert (problem.quotation, problem.standing.state) == (forged, "有改动")
    assert problem.standing.now == taken(library, INCOME)
    assert proved(paper, library).paper == paper


def test_the_users_own_words_are_checked_by_what_is_given(library):
    quoted = Quoted(taken(library, COMPANY), note="收入9999万元")
    paper = Paper("记", (Prose("固定的话1"), Prose("自己的话2", by_user=True), quoted))
    problems = prove(paper, library, lambda words: [f"未找到：{words}"])
    assert [p.told for p in problems] == ["未找到：自己的话2", "未找到：收入9999万元"]
    assert markdown(paper, problems).split("\n\n")[1] == "**未找到：自己的话2**"


def test_the_pack_holds_every_format_and_the_texts(snapshot, library):
    paper = paper_of(library)
    found = files(evidence_pack(paper, snapshot))
    assert list(found) == [
        "强村公司怎么办.docx", "强村公司怎么办.md", "强村公司怎么办.xlsx", "引文.csv", "说明.txt",
        "原文/001_甲县发展强村公司的做法.txt", "原文/002_丙县农村养老服务工作情况汇报.txt",
        "原文/003_丁县特色产业发展情况汇报.txt", "原文/004_丁县盘活闲置农房做法整理.txt",
        "原文/005_乙县农村垃圾分类实施方案.txt", "manifest.json",
    ]  # fmt: skip
    assert found["强村公司怎么办.docx"] == word(paper)
    assert found["强村公司怎么办.xlsx"] == workbook(paper)
    assert "清洗后文本" in found["说明.txt"].decode()
    text = found["原文/001_甲县发展强村公司的做法.txt"].decode()
    assert text == library.document(taken(library, COMPANY).document_id).text


def test_the_manifest_proves_every_file_and_every_quotation(snapshot, library):
    found = files(evidence_pack(paper_of(library), snapshot))
    manifest = json.loads(found.pop("manifest.json"))
    assert manifest["asked"] == "强村公司"
    assert manifest["index"]["version"] == snapshot.version == "0001"
    assert manifest["index"]["built_at"] == snapshot.manifest.built_at
    assert manifest["index"]["recipe"]["program"] == snapshot.manifest.recipe["program"]
    listed = {entry["path"]: (entry["bytes"], entry["sha256"]) for entry in manifest["files"]}
    assert listed == {n: (len(c), hashlib.sha256(c).hexdigest()) for n, c in found.items()}
    assert len(manifest["quotations"]) == 10
    for quoted in manifest["quotations"]:
        words = found[quoted["path"]].decode()[quoted["start"] : quoted["end"]]
        assert hashlib.sha256(words.encode()).hexdigest() == quoted["sha256"]
    assert manifest["quotations"][3]["citation"] == "《丁县特色产业发展情况汇报》"
    assert [text["digest"] for text in manifest["texts"]] == [False, False, False, True, False]
    original = manifest["texts"][0]
    card = next(card for card in library.cards if card.id == original["document_id"])
    assert (original["original_path"], original["original_sha256"]) == (card.path, card.sha256)


def test_what_does_not_stand_has_no_place_in_the_manifest(snapshot, library):
    kept = taken(library, INCOME)
    forged = replace(kept, text=INCOME.replace("3500", "3600"))
    lost = replace(kept, document_id="0" * 16, path="无.txt", text="深海采矿船队第七次环球航行")
    paper = Paper("伪", (Quoted(kept), Quoted(forged), Quoted(lost)))
    found = files(evidence_pack(paper, snapshot, prove(paper, library)))
    manifest = json.loads(found["manifest.json"])
    places = [quoted["path"] for quoted in manifest["quotations"]]
    assert places == ["原文/001_甲县发展强村公司的做法.txt", None, None]
    assert manifest["problems"] == [
        "库内同一文件的文字已有改动，请对照现在的文字。",
        "库内已没有这段文字，无法核对。",
    ]


def hashes(snapshot):
    paper = paper_of(snapshot.library)
    made = (
        word(paper), markdown(paper).encode(), workbook(paper), quotations_csv(paper).encode(),
        evidence_pack(paper, snapshot),
    )  # fmt: skip
    return [hashlib.sha256(content).hexdigest() for content in made]


def test_another_process_makes_the_same_bytes(snapshot):
    other = subprocess.run(
        [sys.executable, "-c", HASHES, str(snapshot.folder.parent.parent)],
        env=os.environ | {"PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland"}, cwd=ROOT,
        check=True, capture_output=True, text=True,
    ).stdout.split()  # fmt: skip
    assert other == hashes(snapshot) and len(set(other)) == 5


def test_other_content_makes_other_bytes(snapshot, library):
    paper = paper_of(library)
    other = replace(paper, blocks=(*paper.blocks, Prose("多一句。")))
    for form in (word, markdown, lambda p: evidence_pack(p, snapshot)):
        assert form(paper) != form(other)


@pytest.mark.parametrize("title", TITLES)
def test_hostile_titles_survive_in_every_format(snapshot, library, title):
    quotation = replace(taken(library, DOUBTED), title=title, number=title, headings=(title,))
    blocks = (Heading(title), Quoted(quotation, title, title), Grid((title,), (((quotation,),),)))
    found = files(evidence_pack(Paper(title, blocks, title), snapshot))
    stem = file_stem(title)
    assert list(found)[:3] == [f"{stem}.docx", f"{stem}.md", f"{stem}.xlsx"]
    assert not any(set(name) & set('\\:*?"<>|\x00\ud800') or ".." in name for name in found)
    document = docx.Document(io.BytesIO(found[f"{stem}.docx"]))
    quoted = next(p for p in document.paragraphs if p.style.name == "引文")
    assert quoted.text.endswith(f"{DOUBTED}【原文数字缺失】")
    assert DOUBTED.encode() in found[f"{stem}.md"].replace(b"\\", b"")
    for entry in json.loads(found["manifest.json"])["files"]:
        assert hashlib.sha256(found[entry["path"]]).hexdigest() == entry["sha256"]


@pytest.mark.parametrize(("title", "stem"), [
    ("甲县强村公司：三年做法", "甲县强村公司：三年做法"), ("a/b\\c:d", "a_b_c_d"), ("CON", "导出"),
    (" . ", "导出"), ("长" * 99, "长" * 60), ("《甲》\n乙", "《甲》_乙"),
])  # fmt: skip
def test_names_of_files(title, stem):
    assert file_stem(title) == stem
