"""The real model over the digests: what unit tests on the stand-in can't show.

Run where the model is prepared (``make test`` prepares it).
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from kb.embedding.encoder import load_encoder
from kb.embedding.model import is_prepared
from kb.indexing import build
from kb.indexing.recipe import recipe
from kb.search import Searcher
from kb.search.phrasings import FILE, phrasings, questions_and_answers, unpacked
from kb.settings import load_settings
from kb.store.snapshot import open_snapshot

SETTINGS = load_settings()
pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(not is_prepared(SETTINGS.models), reason="the model is not prepared"),
]


@pytest.fixture(scope="module")
def encoder():
    return load_encoder(None, SETTINGS.models)


@pytest.fixture(scope="module")
def searcher(encoder):
    """Over ``documents/``, in the index ``make test`` has just built where it is there."""
    build(SETTINGS.documents, SETTINGS.index, encoder)
    return Searcher(open_snapshot(SETTINGS.index, recipe()), lambda: encoder)


def titles(searcher, query, k=5):
    library = searcher.snapshot.library
    return [library.card_of(hit.row).title for hit in searcher.search(query, k=k).hits]


def test_meaning_is_near_across_words_and_languages(encoder):
    query = encoder.encode_queries(["农村老人吃饭问题怎么解决"])[0]
    near, far = encoder.encode_passages(
        ["村级幸福院为高龄老人提供午餐。", "新建高速公路四十公里。"]
    )
    assert query @ near > query @ far + 0.02
    english = encoder.encode_queries(["elderly care in villages"])[0]
    assert english @ near > english @ far


def test_vectors_have_unit_length(encoder):
    vectors = encoder.encode_passages(["一", "乡村振兴" * 300])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-3)


def test_exact_names_come_first(searcher):
    answer = searcher.search("强村六式")
    assert "强村六式" in answer.hits[0].text and "德清" in titles(searcher, "强村六式")[0]


def test_a_paraphrase_is_found(searcher):
    assert any("幸福院" in h.text or "养老" in h.text or "助餐" in h.text
               for h in searcher.search("村里的老人谁来照顾").hits[:3])  # fmt: skip


def test_english_is_answered(searcher):
    answer = searcher.search("household waste sorting in villages")
    assert answer.answered
    assert any("垃圾" in hit.text for hit in answer.hits[:3])


def test_both_legs_are_told(searcher):
    hit = searcher.search("垃圾分类怎么做").hits[0]
    assert hit.why.lexical_rank is not None and hit.why.dense_rank is not None


@pytest.mark.parametrize(
    "query", ["量子计算机的纠错码", "糖醋排骨怎么烧", "best chess openings for beginners"]
)
def test_the_library_says_when_it_has_nothing(searcher, query):
    answer = searcher.search(query)
    assert not answer.answered and answer.hits == () and answer.practices == ()


@pytest.mark.parametrize("query", ["浙江省", "Zhejiang", "2023年", "四川省2023年"])
def test_a_bare_place_or_year_is_answered(searcher, query):
    assert searcher.search(query).answered


def test_queries_of_several_sessions_at_once_get_their_own_vectors(encoder):
    queries = [f"第{n}个村怎么做垃圾分类" for n in range(24)]
    alone = [encoder.encode_queries([query])[0] for query in queries]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda query: encoder.encode_queries([query])[0], queries))
    assert np.array_equal(together, alone)


def test_everyday_words_find_official_ones(encoder):
    """None of the query's words stands in the sentence that answers it."""
    query = "爷爷奶奶自己烧不动饭"
    known = phrasings(encoder.fingerprint)
    expected = known.expected(encoder.encode_queries([query])[0], query)
    assert expected is not None
    assert {"助餐", "养老", "老年", "食堂"} & set(expected.weights)
    other = "量子计算机的纠错码"
    assert known.expected(encoder.encode_queries([other])[0], other) is None


def test_the_file_holds_the_questions_as_the_encoder_reads_them(encoder):
    kept = unpacked(FILE.read_bytes())[::97]
    made = encoder.encode_queries([question for question, _ in questions_and_answers()[::97]])
    assert (kept * made).sum(axis=1).min() > 0.995
