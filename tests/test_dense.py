"""The dense leg: exact, filtered before the search, never a padding row."""

import numpy as np
import pytest

from kb.store import dense as dense_module
from kb.store.dense import SHARED, DenseIndex


def unit(rows):
    vectors = np.array(rows, np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


VECTORS = unit([[1, 0], [0.8, 0.6], [0, 1], [1, 0]])


def test_best_first_and_ties_by_row():
    rows, scores = DenseIndex(VECTORS).search(VECTORS[0], 3)
    assert list(rows) == [0, 3, 1]
    np.testing.assert_allclose(scores, [1.0, 1.0, 0.8], atol=1e-6)


def test_k_beyond_the_rows_gives_no_padding():
    rows, _ = DenseIndex(VECTORS).search(VECTORS[0], 50)
    assert sorted(rows) == [0, 1, 2, 3]


def test_filter_acts_before_the_search():
    dense = DenseIndex(VECTORS)
    rows, _ = dense.search(VECTORS[0], 2, np.array([1, 2], np.int64))
    assert list(rows) == [1, 2]
    rows, _ = dense.search(VECTORS[0], 2, np.zeros(0, np.int64))
    assert list(rows) == []


@pytest.mark.parametrize("allowed", [None, np.arange(0, 2000, 3)])
def test_a_large_library_is_looked_through_in_half_the_bytes(monkeypatch, tmp_path, allowed):
    vectors = unit(np.random.default_rng(0).normal(size=(2000, 24)))
    small = DenseIndex(vectors)
    assert small._coarse is small._index
    monkeypatch.setattr(dense_module, "_LARGE", 1000)
    large = DenseIndex(vectors)
    large.save(tmp_path)
    for index in (large, DenseIndex.load(tmp_path)):
        assert index._coarse is not index._index
        for query in vectors[:20]:
            rows, scores = index.search(query, 10, allowed)
            wanted, exact = small.search(query, 10, allowed)
            assert list(rows) == list(wanted)
            np.testing.assert_array_equal(scores, exact)


def test_round_trip_in_a_folder_with_chinese_and_a_space(tmp_path):
    folder = tmp_path / "索 引"
    folder.mkdir()
    DenseIndex(VECTORS).save(folder)
    again = DenseIndex.load(folder)
    np.testing.assert_array_equal(again.vectors(), VECTORS)
    np.testing.assert_allclose(again.products(VECTORS[1], np.array([0, 2])), [0.8, 0.6], atol=1e-6)


def test_what_all_queries_share_is_taken_out_and_kept_on_disk(tmp_path):
    usual = np.array([0.5, 0.5], np.float32)
    dense = DenseIndex(VECTORS, usual)
    dense.save(tmp_path)
    for index in (dense, DenseIndex.load(tmp_path)):
        left = index.peculiar(VECTORS[0])
        np.testing.assert_allclose(left, VECTORS[0] - SHARED * usual, atol=1e-6)
    np.testing.assert_array_equal(DenseIndex(VECTORS).peculiar(VECTORS[0]), VECTORS[0])


def test_a_passage_that_is_near_to_any_query_falls_behind_its_equal():
    # Both are equally near to the query; the first is nearer to what queries share.
    vectors = unit([[1, 0, 1], [1, 0, -1]])
    query = unit([[1, 0, 0]])[0]
    usual = np.array([0, 0, 0.5], np.float32)
    dense = DenseIndex(vectors, usual)
    assert list(dense.search(query, 2)[0]) == [0, 1]
    assert list(dense.search(dense.peculiar(query), 2)[0]) == [1, 0]


def test_a_mean_query_of_another_length_is_damage(tmp_path):
    DenseIndex(VECTORS, np.zeros(3, np.float32)).save(tmp_path)
    with pytest.raises(ValueError, match="vector"):
        DenseIndex.load(tmp_path)
