"""What a measurement of one set holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from eval.halves import Half, in_half
from eval.metrics import Run, Scores
from eval.statistics import Interval, share_interval

MAIN = "ndcg@10"
"""The measure that tests are of."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One set, or one half of it, asked through the app's search.

    ``kinds``: id of a judged query → its kind, one kind where a set tells none apart.
    ``legs``, ``runs``: leg → scores, → what it found. ``times``: seconds of each query.
    ``told``: id of a query that the set can't answer → whether 库内未见 was said;
    ``silenced``: the same of the answerable ones. ``twins``: query id → the hybrid's nDCG@10
    for the same query in another form (Simplified, typed right).
    """

    dataset: str
    half: Half
    documents: int
    kinds: Mapping[str, str]
    legs: Mapping[str, Scores]
    runs: Mapping[str, Run]
    times: tuple[float, ...]
    told: Mapping[str, bool] = field(default_factory=dict)
    silenced: Mapping[str, bool] = field(default_factory=dict)
    twins: Mapping[str, float] = field(default_factory=dict)

    @property
    def query_ms(self) -> float:
        """The median time of a query in milliseconds."""
        return sorted(self.times)[len(self.times) // 2] * 1000 if self.times else 0.0

    def of_kind(self, leg: str, measure: str, kind: str | None = None) -> dict[str, float]:
        """Query id → value, of one kind or of all."""
        each = self.legs[leg].each[measure]
        return {query: v for query, v in each.items() if kind in (None, self.kinds[query])}

    def nothing(self, half: Half) -> tuple[Interval, Interval]:
        """Shares within a half: unanswerable queries that are told as such, and false
        alarms among the answerable ones."""
        return _share(self.told, half), _share(self.silenced, half)

    def json(self) -> dict[str, Any]:
        """The JSON of ``python -m eval --json``; no single queries of the report half."""
        made: dict[str, Any] = {
            "dataset": self.dataset,
            "half": self.half,
            "documents": self.documents,
            "queries": len(self.kinds),
            **{leg: scores.mean for leg, scores in self.legs.items()},
            "query_ms": round(self.query_ms, 2),
        }
        if self.told:
            made["unanswerable"] = {"queries": len(self.told), "told": sum(self.told.values())}
            made["false_alarms"] = sum(self.silenced.values())
        return made


def _share(said: Mapping[str, bool], half: Half) -> Interval:
    chosen = [value for query, value in said.items() if in_half(query, half)]
    return share_interval(sum(chosen), len(chosen))
