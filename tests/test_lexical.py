"""BM25: the weights laid out equal rank-bm25's statistics with the same IDF."""

import math

import numpy as np
import pytest

from kb.store.lexical import K1, B, LuceneBM25, build_lexical, load_lexical, save_lexical

CORPUS = [
    ["乡村", "公司", "公司", "强村"],
    ["乡村", "垃圾", "分类"],
    ["乡村", "公司", "发展", "发展", "发展", "养老"],
    [],
]


def test_weights_equal_a_rank_bm25_subclass_on_random_passages():
    random = np.random.default_rng(7)
    words = [f"词{n}" for n in range(60)]
    corpus = [list(random.choice(words, random.integers(1, 80))) for _ in range(300)]
    index, reference = build_lexical(corpus), LuceneBM25(corpus)
    for _ in range(40):
        query = list(random.choice([*words, "没有"], random.integers(1, 8)))
        weights = {word: float(query.count(word)) for word in query}
        np.testing.assert_allclose(
            index.scores(weights), reference.get_scores(query), rtol=1e-5, atol=1e-5
        )


def test_score_written_out():
    index = build_lexical(CORPUS)
    idf = math.log(1 + (4 - 2 + 0.5) / (2 + 0.5))
    mean = (4 + 3 + 6 + 0) / 4
    expected = idf * 2 * (K1 + 1) / (2 + K1 * (1 - B + B * 4 / mean))
    scores = index.scores({"公司": 1.0})
    assert scores[0] == pytest.approx(expected, rel=1e-6)
    assert scores[1] == 0.0 and scores[3] == 0.0


def test_a_word_found_everywhere_weighs_little():
    # rank_bm25's own floor would give it a quarter of the mean IDF.
    corpus = [["乡村", f"词{n}"] for n in range(10)]
    index = build_lexical(corpus)
    assert index.weight("乡村") < 0.05
    assert index.weight("词3") > 1.5
    assert index.weight("没有") > index.weight("词3")


def test_a_match_is_a_shared_term():
    index = build_lexical(CORPUS)
    assert list(index.holders("公司")) == [0, 2]
    assert list(index.holders("没有")) == []
    assert not index.scores({"没有": 1.0}).any()


def test_empty_corpus_and_empty_passages():
    for corpus in ([], [[]], [[], []]):
        index = build_lexical(corpus)
        assert index.rows == len(corpus)
        assert list(index.scores({"乡村": 1.0})) == [0.0] * len(corpus)


def test_round_trip_without_pickle(tmp_path):
    index = build_lexical(CORPUS)
    save_lexical(index, tmp_path)
    again = load_lexical(tmp_path, index.rows)
    np.testing.assert_array_equal(
        index.scores({"公司": 1.0, "养老": 0.4}), again.scores({"公司": 1.0, "养老": 0.4})
    )
    assert not list(tmp_path.glob("*.pkl"))


def test_files_that_do_not_fit_are_refused(tmp_path):
    save_lexical(build_lexical(CORPUS), tmp_path)
    (tmp_path / "lexical_vocabulary.json").write_text('["乡村"]', "utf-8")
    with pytest.raises(ValueError, match="differ in size"):
        load_lexical(tmp_path, len(CORPUS))
