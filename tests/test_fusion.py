"""The fused score, written out."""

import numpy as np
import pytest

from kb.search.fusion import FusionWeights, fuse, order

WEIGHTS = FusionWeights(dense=0.1, coverage=0.2, whole=0.05)


def test_worked_values():
    share = np.array([0.5, 0.0, 1.0], np.float32)
    standard = np.array([3.0, 4.0, -1.0], np.float32)
    coverage = np.array([1.0, 0.0, 0.5], np.float32)
    fused = fuse(share, standard, coverage, np.array([True, False, False]), WEIGHTS)
    assert fused[0] == pytest.approx(0.5 + 0.1 * 3.0 + 0.2 + 0.05)
    assert fused[1] == pytest.approx(0.0 + 0.1 * 4.0)
    assert fused[2] == pytest.approx(1.0 - 0.1 * 1.0 + 0.1)


def test_without_a_dense_leg_the_words_decide():
    nothing = np.zeros(2, np.float32)
    fused = fuse(np.array([0.25, 0.5], np.float32), None, nothing, nothing > 0, WEIGHTS)
    assert list(fused) == [0.25, 0.5]


def test_a_query_that_names_things_leaves_more_to_its_words():
    assert WEIGHTS.for_query(1, "chinese") == WEIGHTS.for_query(2, "chinese")
    assert WEIGHTS.for_query(2, "chinese").dense == pytest.approx(0.043)
    assert WEIGHTS.for_query(2, "chinese").coverage == pytest.approx(0.8)
    assert WEIGHTS.for_query(3, "chinese").coverage == pytest.approx(0.5)
    assert WEIGHTS.for_query(4, "chinese").coverage == pytest.approx(0.2)
    assert WEIGHTS.for_query(4, "chinese").dense == pytest.approx(0.081)
    assert WEIGHTS.for_query(5, "chinese") == WEIGHTS.for_query(9, "chinese") == WEIGHTS


def test_what_is_read_word_by_word_leaves_more_to_its_words():
    read = {tongue: WEIGHTS.for_query(5, tongue) for tongue in ("chinese", "glossed", "foreign")}
    assert read["glossed"].dense < read["chinese"].dense < read["foreign"].dense
    assert len({weights.coverage for weights in read.values()}) == 1


def test_ties_are_broken_by_row():
    assert list(order(np.array([0.5, 0.9, 0.5]), np.array([7, 8, 3]))) == [1, 2, 0]
