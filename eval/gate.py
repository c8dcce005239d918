"""The gate: retrieval over ``documents/`` may not fall below what ``gate.json`` holds.

``python -m eval.gate`` says whether it has; ``--write`` makes the present state the new
measure, to be committed with the change that made it better. The set: the judged queries of
the tuning half over ``documents/``, and those of ``gate_queries.jsonl``, which serve nothing
else. A query that is newer than the baseline counts from the next ``--write`` on.

The rule. The program is deterministic, but another processor rounds vectors otherwise and a
good change moves some queries up and others down. So the hybrid has fallen where its mean
(nDCG@10, hit@1, or the share rightly answered or told 库内未见) is more than ``MARGIN``
below the baseline *and* the one-sided 95 % bootstrap bound of the paired difference lies
below zero: three queries lost outright, or many that all lost a little. And in any case
where the hybrid is below one of its own legs: then the fusion is worth nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from eval.judged import HERE, JudgedQuery, read_judged, read_queries
from eval.legs import LEGS
from eval.machine import commit, processor
from eval.measured import MAIN, Measured
from eval.run import ask_judged, judged_snapshot
from eval.statistics import mean_interval
from kb.cli.bar import bar
from kb.search.searcher import Searcher
from kb.settings import load_settings
from kb.workspace import encoder_for

BASELINE = HERE / "gate.json"
OWN_QUERIES = HERE / "gate_queries.jsonl"
COLLECTION = "documents"
MARGIN = 0.01
ONE_SIDED = 0.9
"""The two-sided level whose upper bound is the one-sided 95 % one."""
KNOWN = 0.9
"""Share of the baseline's queries that must still be asked and judged alike."""

Values = dict[str, dict[str, float]]
"""Name of a measure → query id → value."""


def main() -> int:
    """Measure; print the verdict, or write the baseline."""
    parser = argparse.ArgumentParser(prog="python -m eval.gate", description=__doc__)
    parser.add_argument("--write", action="store_true", help="make this the baseline")
    options = parser.parse_args()
    with bar() as tell:
        encoder = encoder_for(load_settings(), tell)
        if encoder is None:
            print("没有向量模型，无法比较。请先运行 python -m kb prepare。", file=sys.stderr)
            return 1
        searcher = Searcher(judged_snapshot(COLLECTION, encoder, tell), lambda: encoder)
    found = measure(searcher)
    if options.write:
        write_baseline(found, BASELINE)
        return 0
    reasons = failures(found, read_baseline(BASELINE))
    print("\n".join([*_told(found), *(reasons or ("the gate holds",))]))
    return 1 if reasons else 0


def gate_queries() -> list[JudgedQuery]:
    """The queries of the gate, of the tuning half or its own."""
    tuning = [query for query in read_judged("even") if query.collection == COLLECTION]
    return tuning + read_queries(OWN_QUERIES)


def measure(searcher: Searcher) -> Measured:
    """The gate's queries through ``searcher``, which is over ``documents/``."""
    return ask_judged(gate_queries(), {COLLECTION: searcher}, "even")


def failures(found: Measured, baseline: Mapping[str, Any]) -> tuple[str, ...]:
    """Why the gate does not hold, in words; empty where it does."""
    return (*_changed(baseline), *_fallen(found, baseline), *_below_a_leg(found))


def write_baseline(found: Measured, path: Path) -> None:
    """Write what ``failures`` compares with."""
    values = _values(found)
    queries = {query.id: _digest(query) for query in gate_queries()}
    made = {
        "commit": str(commit()),
        "processor": processor(),
        "mean": {name: round(_mean(each), 4) for name, each in values.items()},
        "legs": {leg: found.legs[leg].mean for leg in LEGS},
        "queries": queries,
        "each": {name: {q: round(v, 4) for q, v in each.items()} for name, each in values.items()},
    }
    text = json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


def read_baseline(path: Path) -> dict[str, Any]:
    """What ``write_baseline`` wrote."""
    made: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return made


def _changed(baseline: Mapping[str, Any]) -> Iterator[str]:
    """Where too many of the queries are no longer what was measured."""
    known = _unchanged(baseline)
    if len(known) < KNOWN * len(baseline["queries"]):
        yield (
            f"only {len(known)} of {len(baseline['queries'])} queries of the baseline are asked "
            "and judged as before; measure anew: python -m eval.gate --write"
        )


def _unchanged(baseline: Mapping[str, Any]) -> set[str]:
    now = {query.id: _digest(query) for query in gate_queries()}
    return {query for query, digest in baseline["queries"].items() if now.get(query) == digest}


def _fallen(found: Measured, baseline: Mapping[str, Any]) -> Iterator[str]:
    known = _unchanged(baseline)
    for name, now in _values(found).items():
        before: dict[str, float] = baseline["each"][name]
        shared = sorted(known & before.keys() & now.keys())
        change = mean_interval([now[q] - before[q] for q in shared], ONE_SIDED)
        if change.value < -MARGIN and change.high < 0:
            worst = sorted(shared, key=lambda q: now[q] - before[q])[:5]
            yield (
                f"{name} fell by {-change.value:.3f} over {change.n} queries (at least "
                f"{-change.high:.3f} with 95 %), most at {' '.join(worst)}"
            )


def _below_a_leg(found: Measured) -> Iterator[str]:
    hybrid = _mean(found.of_kind("hybrid", MAIN))
    for leg in LEGS:
        alone = _mean(found.of_kind(leg, MAIN))
        if hybrid < alone:
            yield f"the hybrid ({hybrid:.3f}) is below its {leg} leg ({alone:.3f})"


def _values(found: Measured) -> Values:
    right = {query: float(not said) for query, said in found.silenced.items()}
    right |= {query: float(said) for query, said in found.told.items()}
    return {
        MAIN: found.of_kind("hybrid", MAIN),
        "hit@1": found.of_kind("hybrid", "hit@1"),
        "answered": right,
    }


def _told(found: Measured) -> Iterator[str]:
    yield f"{len(found.kinds)} queries, {len(found.told)} without an answer"
    for leg in LEGS:
        yield f"{leg:8} " + " ".join(f"{k} {v:.3f}" for k, v in found.legs[leg].mean.items())


def _mean(values: Mapping[str, float]) -> float:
    return sum(values.values()) / max(len(values), 1)


def _digest(query: JudgedQuery) -> str:
    """Changes with what is asked and with what answers it."""
    return hashlib.blake2b(repr((query.query, query.relevant)).encode(), digest_size=6).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
