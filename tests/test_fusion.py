"""The fused score, written out."""

import numpy as np
import pytest

from kb.search.fusion import FusionWeights, fuse, order

WEIGHTS = FusionWeights(dense=0.1, whole=0.05)
NONE = np.zeros(2, bool)


def test_worked_values():
    lexical = np.array([5.0, 0.0, 12.0], np.float32)
    standard = np.array([3.0, 4.0, -1.0], np.float32)
    fused = fuse(lexical, 10.0, standard, np.array([True, False, False]), WEIGHTS)
    assert fused[0] == pytest.approx(0.5 + 0.1 * 3.0 + 0.05)
    assert fused[1] == pytest.approx(0.0 + 0.1 * 4.0)
    assert fused[2] == pytest.approx(1.0 - 0.1 * 1.0)


def test_without_a_dense_leg_the_lexical_share_decides():
    fused = fuse(np.array([2.0, 4.0], np.float32), 8.0, None, NONE, WEIGHTS)
    assert list(fused) == [0.25, 0.5]


def test_a_query_of_unknown_words_divides_by_something():
    assert list(fuse(np.zeros(2, np.float32), 0.0, None, NONE, WEIGHTS)) == [0.0, 0.0]


def test_ties_are_broken_by_row():
    assert list(order(np.array([0.5, 0.9, 0.5]), np.array([7, 8, 3]))) == [1, 2, 0]
