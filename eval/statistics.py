"""How sure a figure is: intervals and paired tests, by scipy, with a fixed seed.

Means: the percentile bootstrap over queries (Efron & Tibshirani, 1993). Two runs of the
same queries: the bootstrap of the paired differences and Fisher's randomisation test, by
which the signs of the differences are drawn anew (Smucker, Allan & Carterette, CIKM 2007).
Shares: Wilson's interval, which the bootstrap would make empty at 0 and 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

SEED = 20260701
RESAMPLES = 9999
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean or a share over ``n`` queries, between ``low`` and ``high`` with ``LEVEL``."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Paired:
    """By how much one run is above another, on average over the same queries, and ``p``:
    how often chance alone would part them as far (two-sided)."""

    difference: Interval
    p: float


def mean_interval(values: Sequence[float], level: float = LEVEL) -> Interval:
    """The mean of a measure over queries; a single value has no width, none is NaN."""
    if not values:
        return Interval(float("nan"), float("nan"), float("nan"), 0)
    mean = float(np.mean(values))
    if len(values) < 2:
        return Interval(mean, mean, mean, len(values))
    found = stats.bootstrap(
        (np.asarray(values),),
        np.mean,
        n_resamples=RESAMPLES,
        confidence_level=level,
        method="percentile",
        rng=np.random.default_rng(SEED),
    ).confidence_interval
    return Interval(mean, float(found.low), float(found.high), len(values))


def share_interval(hits: int, n: int) -> Interval:
    """The share of ``hits`` among ``n`` (Wilson, 1927)."""
    if n == 0:
        return Interval(float("nan"), float("nan"), float("nan"), 0)
    found = stats.binomtest(hits, n).proportion_ci(confidence_level=LEVEL, method="wilson")
    return Interval(hits / n, float(found.low), float(found.high), n)


def paired(one: Mapping[str, float], other: Mapping[str, float]) -> Paired:
    """``one`` minus ``other``, query id → value, over the queries that both have."""
    shared = sorted(one.keys() & other.keys())
    differences = [one[query] - other[query] for query in shared]
    if len(differences) < 2 or not any(differences):
        return Paired(mean_interval(differences), 1.0)
    found = stats.permutation_test(
        (np.asarray(differences),),
        np.mean,
        permutation_type="samples",
        n_resamples=RESAMPLES,
        rng=np.random.default_rng(SEED),
    )
    return Paired(mean_interval(differences), float(found.pvalue))
