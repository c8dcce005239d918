"""Which words an answer is likely to have, by questions like the one asked."""

import re
from types import SimpleNamespace

import numpy as np
import pytest

from kb.embedding.model import FOLDER
from kb.errors import ModelError
from kb.search import phrasings as module
from kb.search.phrasings import (
    FILE,
    Phrasings,
    packed,
    phrasings,
    questions_and_answers,
)

ANSWERS = ("设立长者食堂，提供助餐服务。", "开展撂荒地整治。", "推进户厕改造。")
LONG = "村里的老人没人做饭"


@pytest.fixture
def few():
    return Phrasings(np.eye(3, 4, dtype=np.float32), ANSWERS)


def test_the_nearest_question_tells_what_an_answer_has(few):
    expected = few.expected(np.array([1, 0, 0, 0], np.float32), LONG)
    assert expected.trust == 1.0
    assert expected.weights["食堂"] == pytest.approx(1.0, abs=0.01)
    assert expected.weights["撂荒"] < 0.01
    assert max(expected.weights, key=expected.weights.get) in {"长者", "食堂", "助餐", "服务"}


def test_what_lies_between_two_questions_takes_from_both(few):
    expected = few.expected(np.array([1, 1, 0, 0], np.float32), LONG)
    assert expected.weights["食堂"] == pytest.approx(expected.weights["撂荒"], abs=1e-4)
    assert 0 < expected.trust < 1


def test_a_query_near_none_is_left_as_it_is(few):
    assert few.expected(np.array([0, 0, 0, 1], np.float32), LONG) is None


def test_a_query_that_only_names_a_thing_is_left_as_it_is(few):
    query = np.array([1, 0, 0, 0], np.float32)
    assert few.expected(query, "长者食堂") is None
    assert few.expected(query, "长者怎么吃饭").trust == 0.5


def test_words_of_the_style_tell_nothing():
    others = [f"开展第{number}号工程建设。" for number in range(60)]
    known = Phrasings(np.eye(3, 4, dtype=np.float32), ("开展撂荒地整治。", *others))
    weights = known.expected(np.array([1, 0, 0, 0], np.float32), LONG).weights
    assert "撂荒" in weights and "开展" not in weights


def test_another_model_has_no_phrasings():
    assert phrasings("hash-64-1") is None


def test_the_vectors_fit_the_list_and_the_model():
    known = phrasings(FOLDER)
    assert known is not None and known is not phrasings("other")
    assert len(questions_and_answers()) > 3000


def test_what_is_packed_is_read_back(tmp_path, monkeypatch):
    vectors = np.random.default_rng(0).normal(size=(3, 8)).astype(np.float32)
    pairs = list(zip("甲乙丙", ANSWERS, strict=True))
    monkeypatch.setattr(module, "questions_and_answers", lambda: pairs)
    monkeypatch.setattr(module, "FILE", tmp_path / "vectors")
    (tmp_path / "vectors").write_bytes(packed(vectors))
    read = module._read.__wrapped__()
    assert read.expected(vectors[1], LONG).weights["撂荒"] > 0.99
    monkeypatch.setattr(module, "questions_and_answers", lambda: pairs[:2])
    with pytest.raises(ModelError, match="问法文件与词表或模型不符"):
        module._read.__wrapped__()


def test_a_damaged_file_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FILE", tmp_path / "vectors")
    with pytest.raises(ModelError, match="重新安装"):
        module._read.__wrapped__()
    (tmp_path / "vectors").write_bytes(FILE.read_bytes()[:1000])
    with pytest.raises(ModelError, match="重新安装"):
        module._read.__wrapped__()


def test_the_list_is_well_formed():
    pairs = questions_and_answers()
    assert len({question for question, _ in pairs}) == len(pairs)
    for question, answer in pairs:
        assert 2 <= len(question) <= 30 and 20 <= len(answer) <= 120, question
        assert "\t" not in answer and not re.search("[,;:?!()]", question + answer), question


def test_expected_words_lift_a_passage(searcher, monkeypatch):
    """A passage that shares no word with the query comes first by what is expected of it."""
    found = searcher.search("强村公司")
    token = "积分"
    told = SimpleNamespace(weights={token: 1.0}, trust=1.0)
    known = SimpleNamespace(expected=lambda *_: told)
    monkeypatch.setattr("kb.search.candidates.phrasings", lambda _: known)
    lifted = searcher.search("强村公司")
    holders = set(searcher.snapshot.lexical.holders(token).tolist())
    assert holders and found.hits[0].row not in holders
    assert lifted.hits[0].row in holders
    assert "含有公文讲这类事常用的词" in lifted.hits[0].why.notes
    exact = searcher.search("强村公司", exact=True)
    assert exact.hits[0].row == found.hits[0].row
