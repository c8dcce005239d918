"""The figures of a load run, without a run."""

from __future__ import annotations

from itertools import islice

from eval.load import percentile, queries, summary
from eval.load_sessions import Turn


def test_the_percentile_is_a_time_that_was_measured() -> None:
    times = [float(n) for n in range(1, 21)]
    assert percentile(times, 0.95) == 19
    assert percentile(times, 0.5) == 10
    assert percentile([3.0], 0.95) == 3


def test_queries_are_the_same_in_every_run_and_seldom_asked_twice() -> None:
    first, again = (list(islice(queries(7), 400)) for _ in range(2))
    assert first == again
    assert len(set(first)) > 230


def test_a_summary_counts_what_failed_and_compares_the_memory_of_two_quarters() -> None:
    turns = [Turn("a", 0.1, 100, None), Turn("b", 0.3, 300, "程序出错"), Turn("c", 0.2, 200, None)]
    memory = [600.0, 610.0, 700.0, 720.0, 730.0, 740.0, 735.0, 741.0]
    found = summary("websocket", 20, turns, memory, 0.5, [9.0, 9.1, 9.3, 9.6])
    assert (found.searches, found.errors, found.p50_s, found.longest_s) == (3, 1, 0.2, 0.3)
    assert (found.mean_bytes, found.cpu_s) == (200, 0.2)
    assert (found.cpu_first_quarter_s, found.cpu_last_quarter_s) == (0.1, 0.3)
    assert (found.memory_start, found.memory_peak) == (600.0, 741.0)
    assert (found.memory_second_quarter, found.memory_last_quarter) == (710.0, 738.0)
