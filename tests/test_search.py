"""Search over the made-up library and over the digests, with the deterministic encoder."""

from itertools import pairwise

import numpy as np
import pytest

from kb.embedding.encoder import HashEncoder
from kb.errors import InputError, UsageError
from kb.indexing import build
from kb.indexing.recipe import recipe
from kb.script import fold
from kb.search import Searcher
from kb.search.searcher import NOT_IN_LIBRARY
from kb.settings import ROOT
from kb.store.snapshot import open_snapshot
from kb.types import Filters


@pytest.fixture(scope="module")
def digests(tmp_path_factory):
    """A searcher over ``documents/``: real places, real filters."""
    index = tmp_path_factory.mktemp("digests")
    build(ROOT / "documents", index, HashEncoder())
    return Searcher(open_snapshot(index, recipe()), HashEncoder)


def hit_paths(answer, searcher):
    return [searcher.snapshot.library.card_of(hit.row).path for hit in answer.hits]


def test_exact_name_first(searcher):
    answer = searcher.search("强村公司")
    assert answer.answered
    assert "强村公司" in answer.hits[0].text
    assert answer.hits[0].why.lexical_rank == 1
    assert "强村公司" in answer.hits[0].why.terms
    assert answer.practices[0].name == "强村公司" and answer.practices[0].named


def test_every_hit_is_a_span_of_its_document(searcher):
    for hit in searcher.search("垃圾分类怎么做", k=20).hits:
        document = searcher.snapshot.library.document(hit.passage.document_id)
        assert hit.text == document.text[hit.passage.start : hit.passage.end]


def test_ranks_count_from_one_and_scores_fall(searcher):
    hits = searcher.search("养老", k=5).hits
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert all(a.score >= b.score for a, b in pairwise(hits))


def test_same_query_same_answer(searcher):
    first, second = searcher.search("积分超市"), searcher.search("积分超市")
    assert first.hits == second.hits and first.practices == second.practices


def test_traditional_query_finds_the_same(searcher):
    plain, traditional = searcher.search("垃圾分类怎么做"), searcher.search("垃圾分類怎麼做")
    assert [h.row for h in plain.hits] == [h.row for h in traditional.hits]


def test_quoted_phrase_must_stand_there(searcher):
    answer = searcher.search("“阳光堆肥房”")
    assert answer.answered and answer.hits
    assert all("阳光堆肥房" in hit.text for hit in answer.hits)


def test_without_a_model_search_runs_on_bm25(documents, index):
    build(documents, index, None)
    searcher = Searcher(open_snapshot(index, recipe()), None)
    answer = searcher.search("阳光堆肥房")
    assert "阳光堆肥房" in answer.hits[0].text
    assert answer.hits[0].why.dense_rank is None and answer.hits[0].why.dense_score is None
    assert any("语义模型" in note for note in answer.notes)
    assert not searcher.search("量子计算机").answered


def test_the_nearest_is_shown_where_it_is_asked_for(searcher):
    assert not searcher.search("量子计算机").answered
    answer = searcher.search("量子计算机", nearest=True, k=3)
    assert 0 < len(answer.hits) <= 3 and answer.practices == ()
    assert answer.notes[-1] == NOT_IN_LIBRARY
    assert not answer.answered
    several = searcher.search("量子计算机 OR 纠错码芯片 -强村公司", nearest=True)
    assert several.hits and not any("强村公司" in hit.text for hit in several.hits)
    known = searcher.search("强村公司", nearest=True)
    assert known.practices and NOT_IN_LIBRARY not in known.notes
    nowhere = searcher.search("强村公司", filters=Filters(since=1900, until=1901), nearest=True)
    assert not nowhere.answered and nowhere.hits == ()


@pytest.mark.parametrize("query", ["", "   ", "???。,!", "“”"])
def test_a_query_without_a_word(searcher, query):
    with pytest.raises(InputError, match="没有可以查找的文字"):
        searcher.search(query)


def test_a_query_of_ten_thousand_characters(searcher):
    answer = searcher.search("强村公司和垃圾分类" * 1200)
    assert any("太长" in note for note in answer.notes)
    assert len(answer.query) == 10_800


def test_province_filter_acts_before_ranking(digests):
    answer = digests.search("村集体经济", k=10, filters=Filters(provinces=("浙江",)))
    assert len(answer.hits) == 10
    library = digests.snapshot.library
    assert {library.card_of(h.row).metadata.region.province for h in answer.hits} == {"浙江省"}


def test_short_and_full_names_filter_alike(digests):
    for short, full in (("四川", "四川省"), ("广西", "广西壮族自治区"), ("北京", "北京市")):
        one = digests.search("农村", filters=Filters(provinces=(short,)))
        other = digests.search("农村", filters=Filters(provinces=(full,)))
        assert one.hits and [h.row for h in one.hits] == [h.row for h in other.hits]


def test_a_filter_that_matches_nothing_returns_nothing(digests):
    for filters in (
        Filters(provinces=("西藏",)),
        Filters(cities=("没有这个市",)),
        Filters(until=1950),
        Filters(issuers=("没有这个机关",)),
        Filters(provinces=("浙江",), cities=("成都",)),
    ):
        answer = digests.search("强村公司", filters=filters)
        assert not answer.answered and answer.hits == () and answer.practices == ()
        assert any("条件" in note for note in answer.notes)


def test_an_unknown_kind_is_misuse(digests):
    with pytest.raises(UsageError, match="可用的文种"):
        digests.search("强村公司", filters=Filters(kinds=("诗歌",)))


def test_a_place_in_the_query_favours_but_does_not_exclude(digests):
    answer = digests.search("金华的强村公司", k=10)
    library = digests.snapshot.library
    cities = [library.card_of(h.row).metadata.region.city for h in answer.hits]
    assert cities[0] == "金华市" and len(set(cities)) > 1
    assert any("地区" in note for note in answer.hits[0].why.notes)


def test_a_place_and_a_year_in_the_query_do_not_dilute_the_name(digests):
    answer = digests.search("金华 2024 强村公司", k=10)
    assert answer.practices[0].name == "强村公司" and answer.practices[0].named
    assert answer.practices[0].hits[0] == 1


def test_nothing_from_there_is_told(digests):
    answer = digests.search("新疆的强村公司")
    assert answer.answered
    assert any("库内没有来自“新疆”的文件" in note for note in answer.notes)


def test_filtered_rows_rank_as_they_would_among_themselves(digests):
    filters = Filters(provinces=("四川",))
    everything = digests.search("农村垃圾分类", k=400)
    library = digests.snapshot.library
    inside = digests.search("农村垃圾分类", k=5, filters=filters)
    wanted = {
        r for r in range(library.rows) if library.card_of(r).metadata.region.province == "四川省"
    }
    assert {h.row for h in inside.hits} <= wanted
    best = next(h.row for h in everything.hits if h.row in wanted)
    assert inside.hits[0].row == best


def test_highlight_terms_occur_folded(digests):
    for hit in digests.search("強村公司怎麼辦").hits:
        assert all(term in fold(hit.text) for term in hit.why.terms)


def test_coverage_counts_a_synonym(digests):
    from kb.search.candidates import coverage
    from kb.search.understanding import understand

    understood = understand("消薄")
    index = digests.snapshot.lexical
    rows = np.arange(index.rows)
    assert coverage(understood, index, rows).max() == pytest.approx(1.0)
