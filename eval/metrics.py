"""Metrics of runs against judgments, by ir_measures (a face over trec_eval)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ir_measures
from ir_measures import RR, R, Success, nDCG

Qrels = Mapping[str, Mapping[str, int]]
"""Query id → document id → grade, above zero where relevant."""
Run = Mapping[str, Mapping[str, float]]
"""Query id → document id → score, higher is better."""

MEASURES = {"ndcg@10": nDCG @ 10, "recall@10": R @ 10, "mrr@10": RR @ 10, "hit@1": Success @ 1}


@dataclass(frozen=True, slots=True)
class Scores:
    """``mean``: measure → mean over the judged queries. ``each``: measure → query id →
    value; a query without any result counts as zero."""

    mean: dict[str, float]
    each: dict[str, dict[str, float]]


def evaluate(qrels: Qrels, run: Run) -> Scores:
    """Score ``run``. Ranks follow the scores; the runs made here have no ties."""
    if not qrels:
        return Scores(dict.fromkeys(MEASURES, 0.0), {name: {} for name in MEASURES})
    each: dict[str, dict[str, float]] = {name: dict.fromkeys(qrels, 0.0) for name in MEASURES}
    names = {measure: name for name, measure in MEASURES.items()}
    complete = {query: dict(run.get(query, {})) for query in qrels}
    for found in ir_measures.iter_calc(list(names), _plain(qrels), complete):
        each[names[found.measure]][found.query_id] = float(found.value)
    mean = {name: sum(values.values()) / len(qrels) for name, values in each.items()}
    return Scores({name: round(value, 4) for name, value in mean.items()}, each)


def ranked(ids: list[str]) -> dict[str, float]:
    """A run's scores for ids given best first."""
    return {name: float(len(ids) - rank) for rank, name in enumerate(ids)}


def _plain(qrels: Qrels) -> dict[str, dict[str, int]]:
    return {query: dict(grades) for query, grades in qrels.items()}
