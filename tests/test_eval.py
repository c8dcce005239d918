"""The evaluation harness: intervals, tests, tables, results, on made-up runs."""

from __future__ import annotations

import json
import math

import pytest

from eval.kinds import ANSWERABLE, KINDS, NOTHING
from eval.legs import LEGS
from eval.measured import MAIN, Measured
from eval.metrics import evaluate, ranked
from eval.results import compare, save, trec_lines
from eval.statistics import mean_interval, paired, share_interval
from eval.tables import kinds_of, table

QUERIES = [f"q{number:03}" for number in range(1, 41)]


def measured(hybrid_misses=0, half="all"):
    """Forty queries: the lexical leg finds a quarter first, the dense leg half, the hybrid
    all but ``hybrid_misses``."""
    qrels = {query: {"right": 1} for query in QUERIES}
    first = {"lexical": 10, "dense": 20, "hybrid": 40 - hybrid_misses}
    runs = {
        leg: {q: ranked(["right"] if n < first[leg] else ["wrong"]) for n, q in enumerate(QUERIES)}
        for leg in LEGS
    }
    return Measured(
        dataset="made-up",
        half=half,
        documents=2,
        kinds={q: "name" if n % 2 else "typo" for n, q in enumerate(QUERIES)},
        legs={leg: evaluate(qrels, run) for leg, run in runs.items()},
        runs=runs,
        times=(0.01,) * 40,
        told={"u001": True, "u002": True, "u003": False, "u004": True},
        silenced={query: query == "q001" for query in QUERIES},
        twins=dict.fromkeys(QUERIES[::2], 1.0),
    )


def test_an_interval_holds_the_mean_and_narrows_with_queries():
    few, many = mean_interval([0.0, 1.0] * 10), mean_interval([0.0, 1.0] * 200)
    assert few.low < few.value == 0.5 == many.value < few.high
    assert many.high - many.low < (few.high - few.low) / 3
    assert mean_interval([0.0, 1.0] * 10) == few  # the seed is fixed
    assert mean_interval([0.4]) == mean_interval([0.4]) and mean_interval([0.4]).low == 0.4
    assert math.isnan(mean_interval([]).value)


def test_a_share_of_none_or_all_still_has_a_width():
    assert share_interval(0, 30).high > 0.05 and share_interval(30, 30).low < 0.95
    assert share_interval(9, 10).value == 0.9


def test_a_paired_test_tells_a_steady_gain_from_noise():
    base = dict.fromkeys(QUERIES, 0.5)
    steady = dict.fromkeys(QUERIES, 0.55)
    noisy = {query: 0.5 + (0.4 if n % 2 else -0.4) for n, query in enumerate(QUERIES)}
    gain, noise = paired(steady, base), paired(noisy, base)
    assert gain.p < 0.01 and gain.difference.low > 0
    assert noise.p > 0.5 and noise.difference.low < 0 < noise.difference.high
    assert paired(base, base).p == 1.0
    assert paired(steady, {"q001": 0.5}).difference.n == 1


def test_every_leg_and_kind_stands_in_the_table():
    found = measured()
    assert kinds_of(found) == [None, "name", "typo"]
    lines = table(found).splitlines()
    for kind in ("all", "name", "typo"):
        assert [line.split()[1] for line in lines if line.startswith(kind)][:3] == list(LEGS)
    assert "all           lexical     40    0.250 [0.125, 0.400]" in table(found)
    assert "typo against the twin, n=20: +0.000" in table(found)


def test_nothing_is_told_per_half_and_single_errors_only_in_the_tuning_half():
    whole = table(measured())
    assert whole.count("nothing (") == 3 and "told 3 of 4" in whole
    assert "false alarms 1 of 40 = 0.025" in whole
    assert "q001" not in whole and "q001" not in table(measured(half="odd"))
    assert "false alarms: q001" in table(measured(half="even"))


def test_a_saved_result_compares_query_by_query(tmp_path):
    before = save(measured(), tmp_path / "a")
    after = save(measured(hybrid_misses=20), tmp_path / "b")
    told = compare(before, after)
    hybrid = next(line for line in told.splitlines() if line.startswith("all           hybrid"))
    assert "1.0000 → 0.5000" in hybrid and "-0.500 [" in hybrid
    dense = next(line for line in told.splitlines() if line.startswith("all           dense"))
    assert dense.endswith("+0.000 [+0.000, +0.000] p=1.0000")
    made = json.loads(before.read_text("utf-8"))
    assert made["libraries"]["faiss-cpu"] and made["parameters"]["weights"]
    assert set(made) >= {"commit", "dirty", "processor", "model", "date"}
    assert str(made["commit"]) in before.name


def test_queries_of_the_report_half_go_by_a_hash(tmp_path):
    made = json.loads(save(measured(), tmp_path).read_text("utf-8"))
    named = [query for query in QUERIES if query in made["each"]]
    assert 0 < len(named) < len(QUERIES) == len(made["each"])


def test_results_of_other_sets_are_not_compared(tmp_path):
    one = save(measured(), tmp_path)
    other = tmp_path / "other.json"
    other.write_text(json.dumps({**json.loads(one.read_text("utf-8")), "dataset": "else"}))
    with pytest.raises(ValueError, match="different sets"):
        compare(one, other)


def test_a_run_in_trec_format_has_ranks_from_one():
    lines = list(trec_lines({"q": {"b": 1.0, "a": 2.0}}, "hybrid-abc"))
    assert lines == ["q Q0 a 1 2 hybrid-abc\n", "q Q0 b 2 1 hybrid-abc\n"]


def test_the_main_measure_and_the_kinds_are_known():
    assert MAIN in measured().legs["hybrid"].mean
    assert NOTHING in KINDS and NOTHING not in ANSWERABLE and len(KINDS) == 11
