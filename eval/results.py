"""Results on disk: a JSON file and runs in TREC format; two results side by side.

A result file holds the value of every query, so that two can be compared pair by pair.
Outside the tuning half the queries go by a hash of their ids: single errors of the report
half are not to be looked at.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from eval.halves import in_half
from eval.kinds import KINDS
from eval.legs import LEGS
from eval.machine import commit, library_versions, processor
from eval.measured import MAIN, Measured
from eval.metrics import Run
from eval.statistics import mean_interval, paired
from eval.tables import shown, shown_pair
from kb.embedding.model import FOLDER
from kb.indexing.recipe import recipe
from kb.search.candidates import POOL
from kb.search.searcher import DEFAULT_WEIGHTS

ALL = "all"


def save(found: Measured, folder: Path, model: str = FOLDER) -> Path:
    """Write ``<set>-<half>-<commit>[-dirty].json`` and a run for each leg beside it; returns
    the path of the former."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{found.dataset}-{found.half}-{commit()}"
    path = folder / f"{name}.json"
    made = json.dumps(result(found, model), ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(made + "\n", encoding="utf-8")
    for leg, run in found.runs.items():
        lines = trec_lines(run, f"{leg}-{commit()}")
        (folder / f"{name}-{leg}.trec").write_text("".join(lines), encoding="utf-8")
    return path


def result(found: Measured, model: str) -> dict[str, Any]:
    """Everything a result file holds."""
    made = commit()
    return {
        **found.json(),
        "commit": made.name,
        "dirty": made.dirty,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "processor": processor(),
        "libraries": library_versions(),
        "parameters": {"weights": asdict(DEFAULT_WEIGHTS), "pool": POOL, **recipe()},
        "model": model,
        "intervals": {leg: _intervals(found, leg) for leg in LEGS},
        "each": {_key(q): {"kind": kind, **_of_query(found, q)} for q, kind in found.kinds.items()},
        "told": {_key(query): said for query, said in found.told.items()},
        "silenced": {_key(query): said for query, said in found.silenced.items()},
    }


def trec_lines(run: Run, tag: str) -> Iterator[str]:
    """A run in TREC format: query, Q0, document, rank, score, tag. A judged passage goes by
    its row in the index."""
    for query, scores in run.items():
        best = sorted(scores, key=lambda name: (-scores[name], name))
        for rank, name in enumerate(best, 1):
            yield f"{query} Q0 {name.replace(' ', '_')} {rank} {scores[name]:g} {tag}\n"


def compare(first: Path, second: Path) -> str:
    """The second result minus the first: nDCG@10 of every leg and kind, paired, with
    intervals and p. Raises ``ValueError`` where they are of other sets."""
    one, other = (json.loads(path.read_text("utf-8")) for path in (first, second))
    if one["dataset"] != other["dataset"]:
        raise ValueError(f"results of different sets: {one['dataset']}, {other['dataset']}")
    shared = sorted(one["each"].keys() & other["each"].keys())
    lines = [f"{one['dataset']}: {_named(one)} → {_named(other)}, {len(shared)} shared queries"]
    lines += [f"{key}: {a} → {b}" for key, a, b in _differing(one, other)]
    occurring = {one["each"][query]["kind"] for query in shared}
    kinds = [ALL, *(k for k in KINDS if k in occurring), *sorted(occurring - set(KINDS))]
    for kind in kinds if len(occurring) > 1 else [ALL]:
        chosen = [q for q in shared if kind in (ALL, one["each"][q]["kind"])]
        for leg in LEGS:
            before, after = ({q: r["each"][q][leg] for q in chosen} for r in (one, other))
            means = (sum(values.values()) / max(len(chosen), 1) for values in (before, after))
            told = " → ".join(f"{mean:.4f}" for mean in means)
            lines.append(f"{kind:13} {leg:8} {told}  {shown_pair(paired(after, before))}")
    for key in ("told", "silenced"):
        counts = (f"{sum(r[key].values())} of {len(r[key])}" for r in (one, other))
        lines.append(f"{key}: {' → '.join(counts)}")
    return "\n".join(lines)


def _differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Libraries and parameters that are not the same."""
    for group in ("libraries", "parameters"):
        for key in sorted(one[group].keys() | other[group].keys()):
            pair = one[group].get(key), other[group].get(key)
            if pair[0] != pair[1]:
                yield key, *pair


def _named(made: Mapping[str, Any]) -> str:
    return f"{made['commit']}{'-dirty' if made['dirty'] else ''} ({made['half']})"


def _intervals(found: Measured, leg: str) -> dict[str, str]:
    """Kind → nDCG@10 with its interval."""
    kinds = dict.fromkeys((None, *found.kinds.values()))
    values = {kind: list(found.of_kind(leg, MAIN, kind).values()) for kind in kinds}
    return {kind or ALL: shown(mean_interval(value)) for kind, value in values.items()}


def _of_query(found: Measured, query: str) -> dict[str, float]:
    return {leg: round(found.legs[leg].each[MAIN][query], 4) for leg in LEGS}


def _key(query: str) -> str:
    if in_half(query, "even"):
        return query
    return hashlib.blake2b(query.encode(), digest_size=6).hexdigest()
