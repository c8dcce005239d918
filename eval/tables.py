"""Measurements as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from eval.halves import Half
from eval.kinds import KINDS
from eval.legs import LEGS
from eval.measured import MAIN, Measured
from eval.statistics import Interval, Paired, mean_interval, paired

WITH_INTERVALS = (MAIN, "hit@1")
PLAIN = ("recall@10", "mrr@10")


def table(found: Measured) -> str:
    """Every leg by every kind with intervals, the hybrid against each leg, twins, and what
    is told of nothing."""
    head = f"{found.dataset}, {found.half} half: {found.documents} documents, {len(found.kinds)}"
    lines = [f"{head} queries, median query {found.query_ms:.1f} ms", *_by_kind(found), ""]
    lines += ["hybrid against a leg, nDCG@10, paired:", *_against(found)]
    lines += [*_twins(found), *_nothing(found)]
    return "\n".join(lines)


def kinds_of(found: Measured) -> list[str | None]:
    """All together, then each kind that occurs, in the order of ``KINDS``."""
    occurring = set(found.kinds.values())
    kinds = [kind for kind in KINDS if kind in occurring]
    return [None, *kinds, *sorted(occurring - set(KINDS))] if len(occurring) > 1 else [None]


def shown(value: Interval, sign: str = "") -> str:
    """``0.912 [0.880, 0.941]``."""
    return f"{value.value:{sign}.3f} [{value.low:{sign}.3f}, {value.high:{sign}.3f}]"


def shown_pair(value: Paired) -> str:
    """``+0.012 [+0.001, +0.023] p=0.031``."""
    return f"{shown(value.difference, '+')} p={value.p:.4f}"


def _by_kind(found: Measured) -> Iterator[str]:
    heads = "".join(f"{name + ' [95 %]':>24}" for name in WITH_INTERVALS)
    yield f"{'':24}{'n':>4}{heads}" + "".join(f"{name:>11}" for name in PLAIN)
    for kind in kinds_of(found):
        for leg in LEGS:
            cells = [f"{kind or 'all':13} {leg:10}"]
            cells.append(f"{len(found.of_kind(leg, MAIN, kind)):4}")
            for measure in WITH_INTERVALS:
                values = list(found.of_kind(leg, measure, kind).values())
                cells.append(f"{shown(mean_interval(values)):>24}")
            for measure in PLAIN:
                plain = list(found.of_kind(leg, measure, kind).values())
                cells.append(f"{sum(plain) / max(len(plain), 1):11.3f}")
            yield "".join(cells)


def _against(found: Measured) -> Iterator[str]:
    for kind in kinds_of(found):
        cells = [f"{kind or 'all':13}"]
        hybrid = found.of_kind("hybrid", MAIN, kind)
        for leg in LEGS:
            if leg != "hybrid":
                pair = paired(hybrid, found.of_kind(leg, MAIN, kind))
                cells.append(f"- {leg}: {shown_pair(pair):35}")
        yield " ".join(cells).rstrip()


def _twins(found: Measured) -> Iterator[str]:
    for kind in kinds_of(found):
        own = found.of_kind("hybrid", MAIN, kind)
        twins = {query: found.twins[query] for query in own if query in found.twins}
        if kind and twins:
            pair = paired(own, twins)
            yield f"{kind} against the twin, n={pair.difference.n}: {shown_pair(pair)}"


def _nothing(found: Measured) -> Iterator[str]:
    if not found.told:
        return
    halves: tuple[Half, ...] = ("even", "odd", "all") if found.half == "all" else (found.half,)
    for half in halves:
        told, alarms = found.nothing(half)
        yield f"nothing ({half}): told {_of(told)}, false alarms {_of(alarms)}"
    # Single queries are looked at in the tuning half only.
    names = sorted(query for query, said in found.silenced.items() if said)
    if found.half == "even" and names:
        yield f"false alarms: {' '.join(names)}"


def _of(share: Interval) -> str:
    return f"{round(share.value * share.n) if share.n else 0} of {share.n} = {shown(share)}"
