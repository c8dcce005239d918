"""The cells of one place: the best of what is told there, each thing once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from kb.comparing.matrix import COLUMNS, Column, Quotation
from kb.comparing.telling import Told
from kb.script import fold
from kb.types import DEPTHS, FIGURE_STATUSES, Figure, Span

MOST: dict[Column, int] = {"做法": 3, "指标数据": 6, "责任单位": 6, "成效": 3, "来源": 4}
"""Quotations a cell shows; the practice's own page has them all."""
_NOISE = re.compile(r"[\W_]+")
_BESIDE = 30
"""How far from its number, in characters, what is counted is quoted along with it."""
_GENERAL, _OF_ONE = 12, 3
"""Quotations of documents about no one place: at most, and of one document."""
_STATUS_ORDER = {"已完成": 0, "目标": 1, "未判定": 2}
_T = TypeVar("_T")

assert set(_STATUS_ORDER) == set(FIGURE_STATUSES)


def cells_of(
    told: Sequence[Told], text: Callable[[str], str]
) -> Mapping[Column, tuple[Quotation, ...]]:
    """The cells of one place from all that is ``told`` there. ``text``: document id → its
    text."""
    best = sorted(told, key=lambda t: (-t.score, -DEPTHS.index(t.depth), t.document_id, t.start))
    results = _spans(best, "成效", text, lambda t: t.results)
    effects = {(q.document_id, q.start, q.end) for q in results}
    measures = _spans(best, "做法", text, lambda t: t.measures)
    # A sentence that is but a result says what is done only where nothing else does.
    doing = [q for q in measures if (q.document_id, q.start, q.end) not in effects] or measures
    found: dict[Column, Iterable[Quotation]] = {
        "做法": doing,
        "指标数据": _figures(best, text),
        "责任单位": _spans(best, "责任单位", text, lambda t: t.leads),
        "成效": results,
        "来源": _sources(best),
    }
    return {column: tuple(found[column])[: MOST[column]] for column in COLUMNS}


def general_of(told: Sequence[Told], text: Callable[[str], str]) -> tuple[Quotation, ...]:
    """What documents about no one place say: of each document its best sentences."""
    best = sorted(told, key=lambda t: (-t.score, -DEPTHS.index(t.depth), t.document_id, t.start))
    quoted = _spans(best, "做法", text, lambda t: t.measures or t.results)
    seen: dict[str, int] = {}
    kept = []
    for quotation in quoted:
        seen[quotation.document_id] = seen.get(quotation.document_id, 0) + 1
        if seen[quotation.document_id] <= _OF_ONE:
            kept.append(quotation)
    return tuple(kept[:_GENERAL])


def empty_cells() -> Mapping[Column, tuple[Quotation, ...]]:
    """The cells of a place of which nothing was found."""
    return dict.fromkeys(COLUMNS, ())


def _spans(
    told: Sequence[Told],
    column: Column,
    text: Callable[[str], str],
    spans: Callable[[Told], Sequence[Span]],
) -> list[Quotation]:
    quoted = [
        Quotation(t.document_id, *s, column, None, t.practice) for t in told for s in spans(t)
    ]
    return _each_once(quoted, lambda q: _said(text(q.document_id)[q.start : q.end]))


def _figures(told: Sequence[Told], text: Callable[[str], str]) -> list[Quotation]:
    quoted = [
        Quotation(t.document_id, *_shown(f), "指标数据", f, t.practice)
        for t in told
        for f in t.figures
    ]
    once = _each_once(quoted, lambda q: _said(text(q.document_id)[q.start : q.end]))
    return sorted(once, key=_figure_order)


def _shown(figure: Figure) -> Span:
    """The figure, together with what it counts where that stands beside it."""
    counts = figure.counts
    if counts is None:
        return figure.start, figure.end
    start, end = min(figure.start, counts[0]), max(figure.end, counts[1])
    near = end - start <= figure.end - figure.start + counts[1] - counts[0] + _BESIDE
    return (start, end) if near else (figure.start, figure.end)


def _figure_order(quotation: Quotation) -> tuple[int, bool]:
    figure = quotation.figure
    if figure is None:
        return len(_STATUS_ORDER), True
    return _STATUS_ORDER[figure.status], figure.counts is None


def _sources(told: Sequence[Told]) -> list[Quotation]:
    """One a document: where it tells most."""
    quoted = [Quotation(t.document_id, t.start, t.end, "来源", None, t.practice) for t in told]
    return _each_once(quoted, lambda q: q.document_id)


def _each_once(quoted: Iterable[_T], key: Callable[[_T], str]) -> list[_T]:
    found: dict[str, _T] = {}
    for quotation in quoted:
        found.setdefault(key(quotation), quotation)
    return list(found.values())


def _said(text: str) -> str:
    """What makes two quotations the same: marks and space do not count."""
    return _NOISE.sub("", fold(text))
