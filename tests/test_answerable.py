"""When the library says that it has nothing: the rule, and what it weighs."""

import json
from dataclasses import replace

import numpy as np
import pytest

from eval.judged import COLLECTIONS
from kb.cleaning import clean
from kb.embedding.encoder import HashEncoder
from kb.indexing import build
from kb.indexing.recipe import recipe
from kb.reading import read
from kb.search import Searcher
from kb.search.answerable import Support, confidence, is_answered
from kb.search.candidates import POOL
from kb.search.supporting import noun_share, support
from kb.settings import ROOT
from kb.store.snapshot import open_snapshot
from tests.conftest import write_files

MIDDLING = Support(coverage=0.5, held=0.8, whole=False, lead=1.2, unnamed=0.2)
FILES = {
    f"{name}县.txt": f"{name}县农村工作情况\n\n一、{thing}\n\n全县{thing}覆盖各村。\n"
    for name, thing in (("甲", "垃圾分类"), ("乙", "厕所改造"), ("丙", "积分超市"))
}
FILES["黟县考察.txt"] = "安徽省黟县考察报告\n\n一、路线\n\n第三天去安吉县看民宿。\n"
FILES["办法.txt"] = "甲县人民政府令\n\n第12号\n\n甲县管理办法。\n\n据甲政发〔2021〕19号制定。\n"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    build(write_files(folder / "documents", FILES), folder / "index", HashEncoder())
    return Searcher(open_snapshot(folder / "index", recipe()), HashEncoder)


def supported(searcher, query):
    understood = searcher.understand(query)
    found = searcher.candidates(understood)
    assert len(found.rows) <= 3 * POOL
    return support(understood, found, searcher.snapshot.lexical)


@pytest.mark.parametrize(
    "better",
    [
        replace(MIDDLING, held=1.6),
        replace(MIDDLING, whole=True),
        replace(MIDDLING, lead=2.0),
        replace(MIDDLING, unnamed=0.0),
    ],
)
def test_every_part_speaks_in_one_direction(better):
    assert confidence(better) > confidence(MIDDLING)


def test_one_part_cannot_outweigh_all_others():
    assert confidence(replace(MIDDLING, lead=99.0)) == confidence(replace(MIDDLING, lead=2.5))


def test_many_common_words_are_no_proof():
    assert confidence(replace(MIDDLING, held=60.0)) == confidence(replace(MIDDLING, held=6.0))


def test_what_is_settled_otherwise_needs_no_words():
    nothing = Support(coverage=0.0, held=0.0, whole=False, lead=0.0, unnamed=1.0)
    assert not is_answered(nothing)
    assert is_answered(replace(nothing, settled=True))
    sure = Support(coverage=1.0, held=3.0, whole=True, lead=2.5, unnamed=0.0)
    assert is_answered(sure)
    assert not is_answered(replace(sure, settled=False))


def test_without_a_dense_leg_coverage_decides():
    assert is_answered(replace(MIDDLING, lead=None))
    assert not is_answered(replace(MIDDLING, lead=None, coverage=0.4))


def test_a_number_is_in_the_library_or_not(small):
    assert supported(small, "甲政发〔2021〕19号").settled is True
    assert supported(small, "甲县人民政府令第12号").settled is True
    assert supported(small, "甲政发〔2022〕19号").settled is False
    assert supported(small, "甲政发〔2022〕19号 垃圾分类怎么做的").settled is None
    assert supported(small, "垃圾分类怎么做的 甲政发〔2022〕19号").settled is None
    assert supported(small, "关于垃圾分类的甲政发〔2022〕19号").settled is None
    assert supported(small, "查找甲政发〔2022〕19号").settled is False
    assert supported(small, "垃圾分类 -甲政发〔2022〕19号").settled is None
    assert supported(small, "垃圾分类").settled is None
    assert not small.search("甲政发〔2022〕19号").answered


def test_a_bare_place_or_year_is_in_the_library_or_not(small):
    assert supported(small, "浙江省").settled is False
    assert supported(small, "德清县 2023年").settled is False
    assert supported(small, "德清县垃圾分类").settled is None
    named = small.candidates(small.understand("安吉縣"))
    assert not named.here.any()  # named in a passage, but no document is from there
    assert supported(small, "安吉縣").settled is True
    assert not small.search("浙江省").answered


def test_few_candidates_are_held_against_the_library(small):
    understood = small.understand("垃圾分类怎么收")
    alone = small.candidates(understood, np.array([0], np.int64))
    told = support(understood, alone, small.snapshot.lexical)
    assert len(alone.rows) == 1 and told.lead == pytest.approx(float(alone.standard[0]), abs=0.01)


def test_what_stands_there_word_for_word_is_whole_however_short(small):
    assert supported(small, "农村").whole
    assert supported(small, "垃圾 分类").whole
    assert not supported(small, "垃圾超市").whole


def test_a_missing_name_weighs_more_than_a_missing_verb(small):
    assert supported(small, "荔枝").unnamed == pytest.approx(1.0)
    assert supported(small, "积分超市").unnamed == 0.0
    assert noun_share("老屋") == 1.0
    assert noun_share("照顾") == 0.0
    assert noun_share("oysters") == 0.5


def test_nothing_found_supports_nothing(small):
    understood = small.understand("垃圾分类")
    found = small.candidates(understood, np.zeros(0, np.int64))
    told = support(understood, found, small.snapshot.lexical)
    assert (told.coverage, told.held, told.whole) == (0.0, 0.0, False)


def hard_queries():
    lines = (ROOT / "eval" / "calibration_queries.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_calibration_queries_are_asked_nowhere_else():
    hard = hard_queries()
    asked = {
        (line["collection"], line["query"])
        for name in ("queries.jsonl", "unanswerable.jsonl")
        for line in map(json.loads, (ROOT / "eval" / name).read_text("utf-8").splitlines())
    }
    assert len({line["id"] for line in hard}) == len(hard) >= 60
    assert {line["kind"] for line in hard} == {"paraphrase", "english"}
    assert not asked & {(line["collection"], line["query"]) for line in hard}


@pytest.mark.parametrize("line", hard_queries(), ids=lambda line: line["id"])
def test_the_answer_of_a_calibration_query_stands_in_its_document(line):
    folder = COLLECTIONS[line["collection"]]
    if not folder.is_dir():
        pytest.skip("no material beside this checkout")
    for relevant in line["relevant"]:
        assert 6 <= len(relevant["quotation"]) <= 20
        assert clean(read(folder / relevant["path"])).text.count(relevant["quotation"]) == 1
