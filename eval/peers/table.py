"""The comparison as figures and as lines for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from math import isnan, nan
from typing import Any

import numpy as np

from eval.metrics import Qrels, evaluate, ranked
from eval.peers.measuring import Measurement
from eval.peers.registry import OURS, Entry
from eval.peers.system import DEPTH
from eval.statistics import Paired, paired

_MEASURES = ("ndcg@10", "recall@10", "hit@1")
_TIMES = ("whole_p50_ms", "whole_p95_ms", "search_p50_ms", "search_p95_ms")
_COSTS = ("index_s", "library_mib", "index_mib")
_HEAD = {
    **{name: name for name in _MEASURES},
    "whole_p50_ms": "query p50",
    "whole_p95_ms": "p95 ms",
    "search_p50_ms": "search p50",
    "search_p95_ms": "p95 ms",
    "index_s": "index s",
    "library_mib": "import MiB",
    "index_mib": "index MiB",
}
_DIGITS = (dict.fromkeys(_MEASURES, 4) | dict.fromkeys(_TIMES, 1) | dict.fromkeys(_COSTS, 0)) | {
    "index_s": 1
}
_WIDTH = 11


@dataclass(frozen=True, slots=True)
class Row:
    """``figures`` is ``None`` where the system did not run; ``told`` says why. ``each``: query
    id → nDCG@10. ``below``: by how much ours is above it in nDCG@10, ``None`` for ours."""

    entry: Entry
    versions: Mapping[str, str | None]
    figures: Mapping[str, float] | None
    told: str = ""
    each: Mapping[str, float] = field(default_factory=dict)
    below: Paired | None = None

    def json(self) -> dict[str, Any]:
        """One system in ``--json``."""
        said: dict[str, Any] = {"told": self.told} if self.told else {}
        if self.below:
            said["ours_above"] = asdict(self.below)
        return {
            "name": self.entry.name,
            "title": self.entry.title,
            "versions": dict(self.versions),
            **{k: None if isnan(v) else v for k, v in (self.figures or {}).items()},
            **said,
        }


def row(entry: Entry, versions: Mapping[str, str | None], found: Measurement, qrels: Qrels) -> Row:
    """What the table shows of a measurement. Ranks count to ``DEPTH`` documents."""
    scores = evaluate(qrels, {query: ranked(names[:DEPTH]) for query, names in found.run.items()})
    times = np.percentile([found.whole_ms, found.search_ms], [50, 95], axis=1).T.flatten()
    costs = (found.index_s or nan, found.library_mib, found.index_mib)
    figures = {
        **{name: scores.mean[name] for name in _MEASURES},
        **{name: round(float(ms), 2) for name, ms in zip(_TIMES, times, strict=True)},
        **{name: round(cost, 2) for name, cost in zip(_COSTS, costs, strict=True)},
    }
    return Row(entry, versions, figures, each=scores.each["ndcg@10"])


def beside_ours(rows: Sequence[Row]) -> list[Row]:
    """The rows with how far ours is above each; as they are where ours did not run."""
    ours = next((r for r in rows if r.entry.name == OURS and r.figures), None)
    if ours is None:
        return list(rows)
    return [
        replace(r, below=paired(ours.each, r.each)) if r.figures and r is not ours else r
        for r in rows
    ]


def not_installed(entry: Entry, versions: Mapping[str, str | None]) -> Row | None:
    """The row of a system that lacks a library, ``None`` where nothing is lacking."""
    missing = [package for package, version in versions.items() if version is None]
    if not missing:
        return None
    return Row(entry, versions, None, f"not installed: {', '.join(missing)}")


def table(head: str, rows: Sequence[Row]) -> str:
    """Lines for a terminal: a row a system, then the versions of all libraries."""
    width = max(len(row.entry.title) for row in rows) + 2
    titles = "".join(f"{title:>{_WIDTH}}" for title in _HEAD.values())
    lines = [head, f"{'':{width}}{titles}   ours above it in nDCG@10, 95 %"]
    lines += [row.entry.title.ljust(width) + _cells(row) for row in rows]
    versions = {p: v or "not installed" for row in rows for p, v in row.versions.items()}
    lines.append("; ".join(f"{package} {versions[package]}" for package in sorted(versions)))
    return "\n".join(lines)


def _cells(row: Row) -> str:
    if row.figures is None:
        return f"  {row.told}"
    shown = "".join(
        f"{row.figures[name]:{_WIDTH}.{_DIGITS[name]}f}".replace("nan", "  –") for name in _HEAD
    )
    if row.below is None:
        return shown
    d = row.below.difference
    return f"{shown}   {d.value:+.4f} [{d.low:+.4f}, {d.high:+.4f}] p {row.below.p:.4f}"
