"""Variants of the ablation: each really changes the search, and nothing stays changed."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from eval import run
from eval.ablation import ablate_asked, line
from eval.ablation_sets import BeirPart, Part, Question, values
from eval.beir import BeirSet, smaller
from eval.patching import Change, changed, without_files
from eval.variants import WHOLE, asked_otherwise, by_min_max, by_ranks, indexed_otherwise
from kb import script, words
from kb.embedding.encoder import HashEncoder
from kb.indexing.ingest import index_texts
from kb.passages import cutting
from kb.search import alternatives, candidates, understanding
from kb.search.fusion import FusionWeights
from kb.search.understanding import understand
from kb.types import Filters

BEIR = BeirSet(
    "tiny",
    tuple(
        (f"d{n}", f"第{n}号题目", f"第{n}村组建强村公司{'。垃圾分类' * (n % 3)}。")
        for n in range(9)
    ),
    {"q1": "强村公司", "q2": "垃圾分类"},
    {"q1": {"d1": 1}, "q2": {"d2": 1}},
)


@pytest.fixture
def part(searcher):
    """One question to the made-up library."""
    question = Question("q", "强村公司怎么办", Filters(), {"0": 1})
    return Part(searcher.snapshot, (question,), by_document=False)


def watched():
    """Everything that a variant may change."""
    owners = (script, words, alternatives, candidates, understanding, cutting, FusionWeights)
    return [{k: v for k, v in vars(owner).items() if callable(v)} for owner in owners]


def test_every_part_of_a_score_is_left_out_once():
    named = {variant.name for variant in asked_otherwise()}
    for field in fields(FusionWeights):
        if isinstance(field.default, float) and field.default:
            assert f"without {field.name}" in named
    assert len(named) == len(asked_otherwise())


def test_every_variant_runs_and_leaves_the_product_as_it_was(part):
    before = watched()
    rows = list(ablate_asked("made-up", [part], HashEncoder()))
    assert [row.variant for row in rows[1:]] == [v.name for v in asked_otherwise()]
    assert all(0 <= row.ndcg <= 1 for row in rows)
    assert watched() == before
    assert "\nmade-up, 1 queries" in line(rows[0]) and "p=" in line(rows[1])


def test_a_change_is_undone_after_an_error():
    with pytest.raises(RuntimeError), changed([Change(candidates, "POOL", 1)]):
        assert candidates.POOL == 1
        raise RuntimeError
    assert candidates.POOL > 1


def test_a_part_that_is_gone_is_told():
    with pytest.raises(AttributeError), changed([Change(candidates, "GONE", 1)]):
        pass


def test_lexicon_files_are_as_if_empty():
    assert understand("养老服务").expansion
    with changed(without_files("synonyms.tsv", "everyday.tsv")):
        assert not understand("养老服务").expansion
    assert understand("养老服务").expansion


def one(name):
    return next(variant for variant in indexed_otherwise() if variant.name == name)


def test_variants_of_the_tokens_and_the_script():
    assert {"强村", "村公"} <= set(words.tokens("强村公司"))
    with changed(one("words without bigrams").changes):
        assert "村公" not in words.tokens("强村公司")
    with changed(one("bigrams without words").changes):
        assert words.tokens("强村公司") == ["强村", "村公", "公司"]
    with changed(one("without folding of script").changes):
        assert script.fold("鄉村振興") == "鄉村振興" == script.fold_query("鄉村振興")
    assert script.fold("鄉村振興") == "乡村振兴"


def test_headings_leave_the_words_or_the_vectors(searcher):
    from kb.indexing import building

    library = searcher.snapshot.library
    card = next(card for card in library.cards if "强村" in (card.title or ""))
    document = library.document(card.id)
    passages = library.passages(range(card.first_row, card.first_row + card.passages))
    full = index_texts(document, passages)
    assert any("发展强村公司的做法" in text.text for text in full)
    for name, words_change, text_changes in (
        ("without title and headings", True, True),
        ("no title, headings for BM25", True, False),
        ("no title, headings for vectors", False, True),
    ):
        with changed(one(name).changes):
            made = building.index_texts(document, passages)
        assert ([t.tokens for t in made] != [t.tokens for t in full]) == words_change
        assert ([t.text for t in made] != [t.text for t in full]) == text_changes


def test_plain_fusions_follow_both_legs(searcher):
    found = searcher.candidates(understand("强村公司"))
    for ranking in (by_ranks, by_min_max):
        rows = ranking(found)
        assert sorted(rows) == sorted(int(row) for row in found.rows)
        first = {min(ranks, key=ranks.__getitem__) for ranks in found.ranks}
        assert len(first) > 1 or rows[0] in first
    assert by_ranks(found.only(np.zeros(len(found.rows), bool))) == []


def test_a_smaller_set_keeps_what_is_judged():
    cut = smaller(BEIR, 4)
    names = [document[0] for document in cut.corpus]
    assert len(names) == 4 and {"d1", "d2"} <= set(names)
    assert smaller(BEIR, 1).corpus == tuple(d for d in BEIR.corpus if d[0] in ("d1", "d2"))


def test_a_variant_of_the_index_has_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr("eval.ablation_sets.CACHE", tmp_path)
    source, encoder = BeirPart(BEIR, 4), HashEncoder()
    whole = values([source.indexed(WHOLE, encoder)], WHOLE, encoder)
    assert set(whole) == set(BEIR.queries)
    half = one("passages half as long")
    with changed(half.changes):
        source.indexed(half, encoder)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "ablation-tiny-4-passages-half-as-long",
        "ablation-tiny-4-whole",
    ]
    assert tmp_path != run.CACHE
