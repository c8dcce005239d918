"""The figures of a practice as a table, as safe HTML."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kb.script import fold
from kb.types import Document, Region
from kb.web import quotes
from kb.web.cards import Documents
from kb.web.figureview import Stated, counts_quote, normalised, status_html
from kb.web.marking import escaped
from kb.web.practice_places import RegionOf
from kb.web.quotes import Quote
from kb.web.tables import region_name

ORDERS = ("按地区", "按状态", "按数值从大到小")
"""The orders the table can be had in."""
_STATUS_ORDER = ("已完成", "目标", "未判定")
_HEAD = ("地区", "指标", "数值", "折合", "状态", "原句与出处")


def sorted_by(figures: Sequence[Stated], order: str, region_of: RegionOf) -> tuple[Stated, ...]:
    """``figures`` in one of ``ORDERS``; within a place, status or unit the most telling
    first. Values are only compared within one unit."""
    keys: dict[str, Callable[[Stated], tuple[object, ...]]] = {
        "按地区": lambda one: (_place(one, region_of), one.order),
        "按状态": lambda one: (_STATUS_ORDER.index(one.figure.status), one.order),
        "按数值从大到小": lambda one: (one.figure.base, -one.figure.value, one.order),
    }
    return tuple(sorted(figures, key=keys[order]))


def table_html(figures: Sequence[Stated], of: Documents, region_of: RegionOf) -> str:
    """A row a figure: where, what is counted, the number as printed, its value in the usual
    unit, target or achieved, and the sentence with its source."""
    rows = []
    for one in figures:
        document = of(one.mention.document_id)
        if document is not None:
            rows.append(_row(one, document, region_of(one.mention)))
    head = "".join(f"<th>{name}</th>" for name in _HEAD)
    return (
        f'<table class="kb-values kb-figtable"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def sentence_around(text: str, start: int, end: int, most: int = 160) -> tuple[int, int]:
    """The sentence that holds ``text[start:end]``, at most ``most`` characters of it to
    either side."""
    left = max(text.rfind(mark, max(0, start - most), start) for mark in "。！？；\n")
    first = left + 1 if left >= 0 else max(0, start - most)
    stops = [at for mark in "。！？；\n" if (at := text.find(mark, end, end + most)) >= 0]
    last = min(stops) + 1 if stops else min(len(text), end + most)
    return first, last - 1 if text[last - 1 : last] == "\n" else last


def _row(one: Stated, document: Document, region: Region) -> str:
    figure = one.figure
    counted = counts_quote(figure, document)
    number = Quote(document, figure.start, figure.end)
    sentence = Quote(document, *sentence_around(document.text, figure.start, figure.end))
    cells = (
        escaped(region_name(region) or "地区不明"),
        quotes.words_html(counted) if counted else '<span class="kb-none">未写明</span>',
        f"<b>{quotes.linked_html(number)}</b>",
        _other_form(normalised(figure), number.text),
        status_html(figure.status),
        f"{quotes.words_html(sentence, [(figure.start, figure.end)])} {quotes.source_html(number)}",
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _other_form(told: str, printed: str) -> str:
    return "" if fold(printed).replace(",", "") == fold(told) else escaped(told)


def _place(one: Stated, region_of: RegionOf) -> str:
    return region_name(region_of(one.mention)) or "\uffff"
