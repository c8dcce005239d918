"""The figures of a practice as a table, as safe HTML."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from kb.types import Document, Region
from kb.web import quotes
from kb.web.cards import Documents
from kb.web.figureview import Stated, counts_quote, other_form, status_html
from kb.web.marking import Span, escaped
from kb.web.practice_places import RegionOf
from kb.web.quotes import Quote
from kb.web.tables import region_name

ORDERS = ("按地区", "按状态", "按数值从大到小")
"""The orders the table can be had in."""
_STATUS_ORDER = ("已完成", "目标", "未判定")
_HEAD = ("地区", "指标", "数值", "折合", "状态", "原句与出处")


def sorted_by(figures: Sequence[Stated], order: str, region_of: RegionOf) -> tuple[Stated, ...]:
    """``figures`` in one of ``ORDERS``: within a place as they stand in its documents, within
    a status the most telling first. Values are only compared within one unit."""
    keys: dict[str, Callable[[Stated], tuple[object, ...]]] = {
        "按地区": lambda one: (_place(one, region_of), *_spot(one)),
        "按状态": lambda one: (_STATUS_ORDER.index(one.figure.status), one.order, *_spot(one)),
        "按数值从大到小": lambda one: (one.figure.base, -one.figure.value, *_spot(one)),
    }
    return tuple(sorted(figures, key=keys[order]))


def table_html(figures: Sequence[Stated], of: Documents, region_of: RegionOf) -> str:
    """A row a figure: where, what is counted, the number as printed, its value in the usual
    unit, target or achieved, and the sentence with its source, which rows on end share."""
    found = [(one, doc) for one in figures if (doc := of(one.mention.document_id)) is not None]
    rows = [
        "".join(
            _row(one, document, region_of(one.mention), _sentence_cell(run) if first else "")
            for (one, document), first in zip(run, (True, *[False] * len(run)), strict=False)
        )
        for run in _runs(found)
    ]
    head = "".join(f'<th scope="col">{name}</th>' for name in _HEAD)
    return (
        f'<table class="kb-values kb-figtable"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def sentence_around(text: str, start: int, end: int, most: int = 160) -> Span:
    """The sentence that holds ``text[start:end]``, at most ``most`` characters of it to
    either side."""
    left = max(text.rfind(mark, max(0, start - most), start) for mark in "。！？；\n")
    first = left + 1 if left >= 0 else max(0, start - most)
    stops = [at for mark in "。！？；\n" if (at := text.find(mark, end, end + most)) >= 0]
    last = min(stops) + 1 if stops else min(len(text), end + most)
    return first, last - 1 if text[last - 1 : last] == "\n" else last


_Found = tuple[Stated, Document]


def _runs(found: Sequence[_Found]) -> list[list[_Found]]:
    """Figures on end that stand in one sentence."""
    return [list(run) for _, run in groupby(found, key=lambda one: (one[1].id, _sentence(*one)))]


def _sentence(one: Stated, document: Document) -> Span:
    return sentence_around(document.text, one.figure.start, one.figure.end)


def _sentence_cell(run: Sequence[_Found]) -> str:
    one, document = run[0]
    marks = [(other.figure.start, other.figure.end) for other, _ in run]
    words = quotes.words_html(Quote(document, *_sentence(one, document)), marks)
    source = quotes.source_html(Quote(document, one.figure.start, one.figure.end))
    return f'<td rowspan="{len(run)}">{words} {source}</td>'


def _row(one: Stated, document: Document, region: Region, sentence: str) -> str:
    figure = one.figure
    counted = counts_quote(figure, document)
    number = Quote(document, figure.start, figure.end)
    cells = (
        escaped(region_name(region) or "地区不明"),
        quotes.words_html(counted) if counted else '<span class="kb-none">未写明</span>',
        f"<b>{quotes.linked_html(number)}</b>",
        escaped(other_form(figure, number.text)),
        status_html(figure.status),
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}{sentence}</tr>"


def _spot(one: Stated) -> tuple[str, int]:
    return one.mention.document_id, one.figure.start


def _place(one: Stated, region_of: RegionOf) -> str:
    return region_name(region_of(one.mention)) or "\uffff"
