"""The mean query of a library."""

import numpy as np

from kb.indexing.usual_query import CLAUSES, usual_query


class Recorder:
    """Remembers what it was asked to encode; every vector is the number of characters."""

    name = fingerprint = "recorder"
    dimension = 1

    def __init__(self):
        self.asked = []

    def encode_queries(self, texts):
        self.asked += texts
        return np.array([[len(text)] for text in texts], np.float32)

    def encode_passages(self, texts, on_batch=None):
        raise AssertionError("clauses are encoded as queries")


def test_the_middle_clause_of_a_querys_length_is_taken():
    encoder = Recorder()
    text = "甲县总结\n太短。全县建立起四级管护队伍，推行门前三包责任制，每季度评比一次。"
    mean = usual_query([text], encoder)
    assert encoder.asked == ["推行门前三包责任制"]
    np.testing.assert_array_equal(mean, [9.0])


def test_clauses_lie_evenly_over_a_large_library_and_are_the_same_each_time():
    texts = [f"第{number:04}份材料里的一句话。" for number in range(3 * CLAUSES)]
    one, other = Recorder(), Recorder()
    usual_query(texts, one)
    usual_query(texts, other)
    assert one.asked == other.asked
    assert len(one.asked) == CLAUSES
    assert one.asked[:2] == ["第0000份材料里的一句话", "第0003份材料里的一句话"]


def test_a_library_without_a_clause_has_none():
    assert usual_query(["。。", ""], Recorder()) is None
    assert usual_query([], Recorder()) is None
