"""The gate of retrieval, with the real model: it holds, and a broken fusion does not pass it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eval.gate import BASELINE, failures, measure, read_baseline, write_baseline
from eval.remembering import RememberingEncoder
from kb.embedding.encoder import load_encoder
from kb.embedding.model import is_prepared
from kb.indexing import build
from kb.indexing.recipe import recipe
from kb.search import candidates
from kb.search.searcher import DEFAULT_WEIGHTS, Searcher
from kb.settings import load_settings
from kb.store.snapshot import open_snapshot

SETTINGS = load_settings()
pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(not is_prepared(SETTINGS.models), reason="the model is not prepared"),
]


@pytest.fixture(scope="module")
def encoder():
    return RememberingEncoder(load_encoder(None, SETTINGS.models))


@pytest.fixture(scope="module")
def snapshot(encoder):
    """Over ``documents/``, in the index ``make test`` has just built where it is there."""
    build(SETTINGS.documents, SETTINGS.index, encoder)
    return open_snapshot(SETTINGS.index, recipe())


def found(snapshot, encoder, weights=DEFAULT_WEIGHTS):
    return measure(Searcher(snapshot, lambda: encoder, weights))


def test_retrieval_has_not_fallen_below_the_baseline(snapshot, encoder):
    assert failures(found(snapshot, encoder), read_baseline(BASELINE)) == ()


def test_a_fusion_that_prefers_what_means_something_else_fails(snapshot, encoder):
    broken = replace(DEFAULT_WEIGHTS, dense=-DEFAULT_WEIGHTS.dense)
    told = failures(found(snapshot, encoder, broken), read_baseline(BASELINE))
    assert any(reason.startswith("ndcg@10 fell") for reason in told)
    assert any("below its lexical leg" in reason for reason in told)


def test_a_fusion_turned_upside_down_fails(snapshot, encoder, monkeypatch):
    fuse = candidates.fuse
    monkeypatch.setattr(candidates, "fuse", lambda *parts: -fuse(*parts))
    told = failures(found(snapshot, encoder), read_baseline(BASELINE))
    assert any(reason.startswith("hit@1 fell") for reason in told)
    assert any("below its dense leg" in reason for reason in told)


def test_another_processors_rounding_passes(snapshot, encoder):
    a_hair = replace(DEFAULT_WEIGHTS, dense=DEFAULT_WEIGHTS.dense * 1.01)
    assert failures(found(snapshot, encoder, a_hair), read_baseline(BASELINE)) == ()


def test_queries_judged_otherwise_call_for_a_new_baseline(snapshot, encoder, tmp_path):
    now = found(snapshot, encoder)
    write_baseline(now, tmp_path / "gate.json")
    baseline = read_baseline(tmp_path / "gate.json")
    assert failures(now, baseline) == ()
    told = failures(now, {**baseline, "queries": dict.fromkeys(baseline["queries"], "other")})
    assert len(told) == 1 and "python -m eval.gate --write" in told[0]
