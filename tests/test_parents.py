"""What a short document around a passage says of it."""

import numpy as np

from kb.search.parents import of_document, with_siblings

# Rows 0-2 are a short document, 3-8 a long one, 9 a document of its own.
DOCUMENTS = np.array([0, 0, 0, 1, 1, 1, 1, 1, 1, 2], np.int32)


def test_only_short_documents_bring_their_other_passages():
    rows = with_siblings(np.array([1, 4]), DOCUMENTS, None)
    assert list(rows) == [0, 1, 2, 4]
    assert list(with_siblings(np.array([4, 9]), DOCUMENTS, None)) == [4, 9]


def test_a_passage_that_is_not_allowed_is_not_brought():
    rows = with_siblings(np.array([1]), DOCUMENTS, np.array([1, 2, 3]))
    assert list(rows) == [1, 2]


def test_nothing_found_brings_nothing():
    assert list(with_siblings(np.zeros(0, np.int64), DOCUMENTS, None)) == []
    assert list(of_document(np.zeros(0, np.float32), np.zeros(0, np.int64), DOCUMENTS)) == []


def test_the_mean_of_a_short_document_and_nothing_of_a_long_one():
    rows = np.array([0, 2, 3, 4, 9])
    scores = np.array([0.8, 0.2, 0.9, 0.1, 0.4], np.float32)
    found = of_document(scores, rows, DOCUMENTS)
    np.testing.assert_allclose(found, [0.5, 0.5, 0.0, 0.0, 0.4], atol=1e-6)
