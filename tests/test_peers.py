"""The comparison with other hybrids: what of it needs none of their libraries."""

from __future__ import annotations

import pytest

from eval.peers.fusing import by_ranks, convex
from eval.peers.measuring import Measurement
from eval.peers.registry import OURS, SYSTEMS, Entry, versions
from eval.peers.system import RecordedEncoder, TimedEncoder
from eval.peers.table import Row, beside_ours, not_installed, row, table
from kb.embedding.encoder import HashEncoder

PEER = Entry("peer", "a peer", ("with_peer", "build"), ("numpy", "no-such-library"))


def measured(run: dict[str, list[str]]) -> Measurement:
    return Measurement(run, [10.0, 30.0], [4.0, 8.0], 1.5, 20.0, 30.0)


def test_ranks_are_summed_as_reciprocals_of_sixty_and_rank() -> None:
    # 7: 1/61 + 1/63 = 0.03227, 9: 1/62 + 1/61 = 0.03252, 5: 1/62.
    assert by_ranks([[7, 9], [9, 5, 7]]) == [9, 7, 5]
    assert by_ranks([[2], [1]]) == [1, 2]


def test_convex_stretches_each_leg_and_counts_what_it_lacks_as_nothing() -> None:
    lexical = {1: 30.0, 2: 20.0, 3: 10.0}
    dense = {2: 0.9, 4: 0.89, 3: 0.80}
    # Halves of (1, 0), (0.5, 1), (0, 0) and, of row 4, (nothing, 0.9).
    assert convex([lexical, dense]) == [2, 1, 4, 3]
    assert convex([{}, {5: 0.3}]) == [5]


def test_a_missing_library_is_told_and_never_left_out() -> None:
    found = versions(PEER.packages)
    assert found["numpy"] is not None and found["no-such-library"] is None
    told = not_installed(PEER, found)
    assert told is not None and told.figures is None
    assert not_installed(PEER, {"numpy": "1"}) is None
    lines = table("head", [told]).splitlines()
    assert lines[2].split() == ["a", "peer", "not", "installed:", "no-such-library"]
    assert "no-such-library not installed" in lines[3]
    assert told.json()["told"] == "not installed: no-such-library"


def test_a_row_shows_quality_times_and_costs() -> None:
    qrels = {"q1": {"a": 1}, "q2": {"b": 1}}
    shown = row(PEER, {"numpy": "1"}, measured({"q1": ["a"], "q2": ["c", "b"]}), qrels)
    assert shown.figures == {
        "ndcg@10": 0.8155, "recall@10": 1.0, "hit@1": 0.5, "whole_p50_ms": 20.0,
        "whole_p95_ms": 29.0, "search_p50_ms": 6.0, "search_p95_ms": 7.8, "index_s": 1.5,
        "library_mib": 20.0, "index_mib": 30.0,
    }  # fmt: skip


def test_what_was_not_timed_is_a_dash_and_null() -> None:
    untimed = Measurement({"q": ["a"]}, [1.0], [1.0], None, 2.0, 3.0)
    shown = row(PEER, {"numpy": "1"}, untimed, {"q": {"a": 1}})
    assert shown.json()["index_s"] is None
    assert table("head", [shown]).splitlines()[2].split()[-3:] == ["–", "2", "3"]


def test_ours_is_compared_query_by_query_with_those_that_ran() -> None:
    qrels = {f"q{n}": {"a": 1} for n in range(12)}
    ours, *_ = SYSTEMS
    rows = [
        row(ours, {}, measured({name: ["a"] for name in qrels}), qrels),
        row(PEER, {}, measured({name: ["b"] for name in qrels}), qrels),
        Row(PEER, {}, None, "failed: so"),
    ]
    first, second, third = beside_ours(rows)
    assert first.below is None and third.below is None
    assert second.below is not None and second.below.difference.value == 1.0
    assert second.below.p < 0.01
    assert beside_ours(rows[1:]) == rows[1:]


def test_ours_comes_first_and_names_are_told_apart() -> None:
    names = [entry.name for entry in SYSTEMS]
    assert names[0] == OURS and len(set(names)) == len(names)


def test_a_recorded_query_has_its_own_vector_and_holds_nobody_up() -> None:
    vectors = HashEncoder().encode_queries(["甲", "乙"])
    encoder = RecordedEncoder(["甲", "乙"], vectors)
    assert (encoder.query("乙") == vectors[1]).all()
    assert encoder.spent_s == 0
    with pytest.raises(KeyError):
        encoder.query("丙")


def test_a_timed_encoder_counts_what_a_search_waits_for() -> None:
    encoder = TimedEncoder(HashEncoder())
    encoder.encode_queries(["甲"])
    assert encoder.spent_s > 0
