"""The dense leg: exact, filtered before the search, never a padding row."""

import numpy as np

from kb.store.dense import DenseIndex


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


def test_round_trip_in_a_folder_with_chinese_and_a_space(tmp_path):
    folder = tmp_path / "索 引"
    folder.mkdir()
    DenseIndex(VECTORS).save(folder)
    again = DenseIndex.load(folder)
    np.testing.assert_array_equal(again.vectors(), VECTORS)
    np.testing.assert_allclose(again.cosines(VECTORS[1], np.array([0, 2])), [0.8, 0.6], atol=1e-6)
