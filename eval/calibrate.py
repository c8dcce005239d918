"""Fitting the rule that tells 库内未见: ``python -m eval.calibrate``.

Examples are the judged queries of the tuning half: answerable ones, ones their collection
can't answer, and the answerable ones with every judged passage left out of the library
(something near usually remains, so these count less). ``calibration_queries.jsonl`` adds
answerable ones of hard sorts (paraphrase, English, everyday words) whose words nobody
widened the lexicon for; they serve nothing else. A logistic regression over ``Support``
gives the coefficients of ``kb.search.answerable``. Of the tuning half it is also told what
the rule does in each collection when fitted on the others; the other half only reports.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from eval.halves import in_half
from eval.judged import HERE, JudgedQuery, grades, read_judged, read_queries
from eval.run import searcher_for
from kb.cli.bar import bar
from kb.search.answerable import Support, features
from kb.search.candidates import Rows
from kb.search.searcher import DEFAULT_WEIGHTS, Searcher
from kb.search.supporting import support
from kb.settings import load_settings
from kb.workspace import encoder_for

Source = Literal["answerable", "hard", "unanswerable", "left out"]
WEIGHTS: dict[Source, float] = {
    "answerable": 1.0,
    "hard": 1.0,
    "unanswerable": 2.0,
    "left out": 0.15,
}
HARD = HERE / "calibration_queries.jsonl"
_THRESHOLDS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4)
_SHOWN = 25


@dataclass(frozen=True, slots=True)
class Example:
    """One query under one condition."""

    query: JudgedQuery
    source: Source
    support: Support

    @property
    def answered(self) -> bool:
        """What should be said."""
        return self.source in ("answerable", "hard")

    @property
    def tuning(self) -> bool:
        """Whether the rule may be fitted on it."""
        return self.source == "hard" or in_half(self.query.id, "even")


def main() -> int:
    """Fit on the tuning half, print the coefficients and what they do on both halves."""
    with bar() as tell:
        encoder = encoder_for(load_settings(), tell)
        if encoder is None:
            print("没有向量模型。", file=sys.stderr)
            return 1
        examples: list[Example] = []
        judged, hard = read_judged(), read_queries(HARD)
        for collection in sorted({query.collection for query in judged}):
            searcher = searcher_for(collection, encoder, DEFAULT_WEIGHTS, tell)
            examples += _examples(collection, searcher, judged)
            examples += _hard(collection, searcher, hard)
    weighed = [e for e in examples if e.support.settled is None]
    tuning = [e for e in weighed if e.tuning]
    rule = _fit(tuning)
    print("bias", np.round(rule.intercept_, 2), "coefficients", np.round(rule.coef_[0], 2))
    print("fitted on the other collections:")
    _print_thresholds(tuning, _by_others(tuning))
    print("fitted on all:")
    _print_thresholds(weighed, _chances(rule, weighed))
    _print_nearest(tuning, _chances(rule, tuning))
    return 0


def _examples(collection: str, searcher: Searcher, judged: list[JudgedQuery]) -> Iterator[Example]:
    for query in judged:
        if query.collection != collection:
            continue
        allowed = searcher.allowed(query.filters, searcher.understand(query.query))
        source: Source = "answerable" if query.relevant else "unanswerable"
        yield Example(query, source, _support(searcher, query, allowed))
        if query.relevant:
            answers = {int(row) for row in grades(query, searcher.snapshot)}
            rows = range(searcher.snapshot.library.rows) if allowed is None else allowed
            rest = np.array([row for row in rows if int(row) not in answers], np.int64)
            yield Example(query, "left out", _support(searcher, query, rest))


def _hard(collection: str, searcher: Searcher, hard: list[JudgedQuery]) -> Iterator[Example]:
    for query in hard:
        if query.collection == collection:
            yield Example(query, "hard", _support(searcher, query, None))


def _support(searcher: Searcher, query: JudgedQuery, rows: Rows | None) -> Support:
    understood = searcher.understand(query.query)
    found = searcher.candidates(understood, rows)
    return support(understood, found, searcher.snapshot.lexical)


def _matrix(examples: Sequence[Example]) -> np.ndarray:
    return np.array([features(example.support) for example in examples])


def _fit(examples: Sequence[Example]) -> LogisticRegression:
    weights = [WEIGHTS[example.source] for example in examples]
    labels = [example.answered for example in examples]
    return LogisticRegression(max_iter=5000).fit(_matrix(examples), labels, sample_weight=weights)


def _chances(rule: LogisticRegression, examples: Sequence[Example]) -> np.ndarray:
    return np.asarray(rule.predict_proba(_matrix(examples))[:, 1])


def _by_others(examples: Sequence[Example]) -> np.ndarray:
    """For each example the chance by a rule fitted without its collection."""
    chances = np.zeros(len(examples))
    collections = np.array([example.query.collection for example in examples])
    for collection in np.unique(collections):
        inside = collections == collection
        rule = _fit([e for e, one in zip(examples, inside, strict=True) if not one])
        chances[inside] = _chances(rule, [e for e, o in zip(examples, inside, strict=True) if o])
    return chances


def _print_thresholds(examples: Sequence[Example], chances: np.ndarray) -> None:
    for name, tuning in (("tuning", True), ("report", False)):
        part = np.array([example.tuning is tuning for example in examples])
        if not part.any():
            continue
        asked = np.array([example.source != "left out" for example in examples]) & part
        labels = [e.answered for e, one in zip(examples, asked, strict=True) if one]
        print(f"{name}: AUC {roc_auc_score(labels, chances[asked]):.3f}")
        for threshold in _THRESHOLDS:
            below = [_below(source, examples, chances, part, threshold) for source in WEIGHTS]
            print(f"  {threshold:<6}" + "  ".join(told for told in below if told))


def _below(
    source: Source,
    examples: Sequence[Example],
    chances: np.ndarray,
    part: np.ndarray,
    threshold: float,
) -> str:
    of = np.array([example.source == source for example in examples]) & part
    return f"{source} {int((chances[of] < threshold).sum())}/{int(of.sum())}" if of.any() else ""


def _print_nearest(examples: Sequence[Example], chances: np.ndarray) -> None:
    """The tuning half's queries that are nearest to being told wrongly, to be read."""
    for answered, sign in ((True, 1), (False, -1)):
        pairs = zip(chances, examples, strict=True)
        own = [(c, e) for c, e in pairs if e.answered is answered and e.source != "left out"]
        for chance, example in sorted(own, key=lambda pair: sign * pair[0])[:_SHOWN]:
            values = " ".join(f"{value:.2f}" for value in features(example.support))
            print(f"{chance:.2f} {example.source:12} {values:22} {example.query.query}")


if __name__ == "__main__":
    sys.exit(main())
