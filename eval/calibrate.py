"""Fitting the rule that tells 库内未见: ``python -m eval.calibrate``.

Examples are the judged queries of the tuning half: answerable ones, ones their collection
can't answer, the answerable ones with every judged passage left out of the library
(something near usually remains, so these count less), and rural questions put to the
collection of digital-industry policies. A logistic regression over ``Support`` gives the
coefficients of ``kb.search.answerable``; the other half only reports.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from eval.halves import in_half
from eval.judged import JudgedQuery, grades, read_judged
from eval.run import searcher_for
from kb.cli.bar import bar
from kb.search.answerable import Support, features
from kb.search.candidates import Rows, support
from kb.search.searcher import DEFAULT_WEIGHTS, Searcher
from kb.search.understanding import Understanding
from kb.settings import load_settings
from kb.workspace import encoder_for

ELSEWHERE = "policies"
WEIGHTS = {"answerable": 1.0, "unanswerable": 4.0, "left out": 0.3, "elsewhere": 0.3}


@dataclass(frozen=True, slots=True)
class Example:
    """One query under one condition; ``answered``: what should be said."""

    query: JudgedQuery
    source: str
    answered: bool
    support: Support


def main() -> int:
    """Fit on the tuning half, print the coefficients and what they do on both halves."""
    with bar() as tell:
        encoder = encoder_for(load_settings(), tell)
        if encoder is None:
            print("没有向量模型。", file=sys.stderr)
            return 1
        examples: list[Example] = []
        judged = read_judged()
        for collection in sorted({query.collection for query in judged}):
            searcher = searcher_for(collection, encoder, DEFAULT_WEIGHTS, tell)
            examples += _examples(collection, searcher, judged)
    tuning = [e for e in examples if in_half(e.query.id, "even")]
    rule = _fit(tuning)
    print("bias", np.round(rule.intercept_, 2), "coefficients", np.round(rule.coef_[0], 2))
    chances = rule.predict_proba(_matrix(examples))[:, 1]
    _print_thresholds(examples, chances)
    _print_nearest(examples, chances)
    return 0


def _examples(collection: str, searcher: Searcher, judged: list[JudgedQuery]) -> Iterator[Example]:
    for query in judged:
        understood = searcher.understand(query.query)
        allowed = searcher.allowed(query.filters)
        if query.collection == collection:
            found = _support(searcher, understood, allowed)
            source = "answerable" if query.relevant else "unanswerable"
            yield Example(query, source, bool(query.relevant), found)
            if query.relevant:
                answers = {int(row) for row in grades(query, searcher.snapshot)}
                rows = range(searcher.snapshot.library.rows) if allowed is None else allowed
                rest = np.array([row for row in rows if int(row) not in answers], np.int64)
                found = _support(searcher, understood, rest)
                yield Example(query, "left out", False, found)
        elif collection == ELSEWHERE and query.relevant:
            found = _support(searcher, understood, None)
            yield Example(query, "elsewhere", False, found)


def _support(searcher: Searcher, understood: Understanding, rows: Rows | None) -> Support:
    found = searcher.candidates(understood, rows)
    return support(understood, found, searcher.snapshot.manifest.model)


def _matrix(examples: list[Example]) -> np.ndarray:
    return np.array([features(example.support) for example in examples])


def _fit(examples: list[Example]) -> LogisticRegression:
    weights = [WEIGHTS[example.source] for example in examples]
    labels = [example.answered for example in examples]
    rule = LogisticRegression(C=3.0, max_iter=5000)
    return rule.fit(_matrix(examples), labels, sample_weight=weights)


def _print_thresholds(examples: list[Example], chances: np.ndarray) -> None:
    print(f"{'':10}" + "".join(f"{name:>26}" for name in ("even (tuning)", "odd (report)")))
    for threshold in (0.04, 0.06, 0.08, 0.1, 0.12, 0.15, 0.2, 0.3, 0.4):
        cells = [f"{threshold:<10}"]
        for half in ("even", "odd"):
            cells.append(f"{_told(examples, chances, threshold, half):>26}")
        print("".join(cells))


def _told(examples: list[Example], chances: np.ndarray, threshold: float, half: str) -> str:
    counts = dict.fromkeys(WEIGHTS, 0)
    totals = dict.fromkeys(WEIGHTS, 0)
    for example, chance in zip(examples, chances, strict=True):
        if in_half(example.query.id, "even") == (half == "even"):
            totals[example.source] += 1
            counts[example.source] += bool(chance < threshold)
    told = f"told {counts['unanswerable']}/{totals['unanswerable']}"
    return f"{told} silenced {counts['answerable']}/{totals['answerable']}"


def _print_nearest(examples: list[Example], chances: np.ndarray) -> None:
    """The tuning half's queries nearest to the border, to be read; never the other's."""
    shown = [
        (chance, example)
        for chance, example in zip(chances, examples, strict=True)
        if in_half(example.query.id, "even") and example.source in ("answerable", "unanswerable")
    ]
    for chance, example in sorted(shown, key=lambda pair: pair[0])[:25]:
        values = " ".join(f"{value:.2f}" for value in features(example.support))
        print(f"{chance:.2f} {example.source:12} {values:30} {example.query.query}")


if __name__ == "__main__":
    sys.exit(main())
