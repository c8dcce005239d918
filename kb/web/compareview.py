"""The matrix of a comparison as safe HTML: places by columns, every cell quotations.

On narrow screens the style turns each row into a card; the names of the columns stand in
``data-label`` for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from kb.comparing import COLUMNS, Column, Matrix, Quotation, Row
from kb.types import Document, Region
from kb.web import quotes
from kb.web.cards import Documents, depth_badge, practice_link
from kb.web.figureview import figure_html
from kb.web.marking import escaped
from kb.web.practice_places import NOT_SEEN
from kb.web.quotes import Quote
from kb.web.tables import digest_label, region_name

_SHOWN: dict[Column, int] = {"做法": 2, "指标数据": 4, "责任单位": 4, "成效": 2, "来源": 3}
_LONG = 100
"""Characters from which on a quotation is shown by its first lines until it is opened."""
_NAMED = 12
_WIDTHS = {
    "地区": "kb-c0", "所比做法": "kb-c0", "做法": "kb-c3", "指标数据": "kb-c2",
    "责任单位": "kb-c1", "成效": "kb-c2", "来源": "kb-c1",
}  # fmt: skip


def matrix_html(rows: Sequence[Row], of: Documents) -> str:
    """The table of ``rows``, grouped by province."""
    several = len({row.practice for row in rows} - {None}) > 1
    names = ("地区", *(("所比做法",) if several else ()), *COLUMNS)
    head = "".join(f'<th scope="col" class="{_WIDTHS.get(name, "")}">{name}</th>' for name in names)
    body = "".join(_rows(rows, of, len(names), several))
    return (
        '<div class="kb-mbox" tabindex="0" role="region" aria-label="对比表">'
        f'<table class="kb-matrix{" kb-several" if several else ""}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def understood_html(matrix: Matrix) -> str:
    """How what was asked was understood."""
    told = "".join(f"<p>{escaped(sentence)}</p>" for sentence in matrix.understood)
    return f'<div class="kb-mhow">{told}</div>' if told else ""


def counted_told(matrix: Matrix) -> str:
    """How many places the matrix has, and of how many provinces."""
    known = {row.region for row in matrix.rows if row.depth is not None}
    provinces = {region.province for region in known}
    absent = len({row.region for row in matrix.rows} - known)
    told = f"{len(known)} 地，分属 {len(provinces)} 个省（区、市）"
    return f"{told}；另有 {absent} 地库内未见" if absent else told


def mentioned_html(regions: Sequence[Region]) -> str:
    """The places that only name what was asked, or nothing."""
    names = [name for name in map(region_name, regions) if name]
    if not names:
        return ""
    first, rest = names[:_NAMED], names[_NAMED:]
    more = f"<details><summary>其余 {len(rest)} 地</summary>{escaped('、'.join(rest))}</details>"
    return (
        f'<div class="kb-meta kb-mentioned">另有 {len(names)} 地只提到、没有讲怎么做：'
        f"{escaped('、'.join(first))}{more if rest else ''}</div>"
    )


def by_place(rows: Iterable[Row]) -> list[list[Row]]:
    """The rows of each place together."""
    return [list(group) for _, group in groupby(rows, key=lambda row: row.region)]


def _rows(rows: Sequence[Row], of: Documents, width: int, several: bool) -> Iterator[str]:
    for province, group in groupby(rows, key=lambda row: row.region.province):
        places = by_place(group)
        name = escaped(province or "地区不明")
        yield (
            f'<tr class="kb-mprov"><th scope="rowgroup" colspan="{width}">'
            f"<span>{name} <small>{len(places)} 地</small></span></th></tr>"
        )
        for place in places:
            for number, row in enumerate(place):
                yield _row(row, of, several, number > 0)


def _row(row: Row, of: Documents, several: bool, again: bool) -> str:
    badge = depth_badge(row.depth) if row.depth else NOT_SEEN
    place = (
        f'<th scope="row"><span class="kb-mplace">{escaped(_place(row.region))}</span> {badge}</th>'
    )
    named = f'<td data-label="所比做法">{_practice(row)}</td>' if several else ""
    cells = "".join(
        f'<td data-label="{column}">{_cell(column, row.cells[column], of)}</td>'
        for column in COLUMNS
    )
    return f'<tr class="kb-mrow{" kb-again" if again else ""}">{place}{named}{cells}</tr>'


def _place(region: Region) -> str:
    """The place below its province; the province where it is one itself."""
    parts = dict.fromkeys(filter(None, (region.city, region.county)))
    parts.pop(region.province or "", None)
    return " ".join(parts) or region.province or "地区不明"


def _practice(row: Row) -> str:
    if row.practice is None:
        return NOT_SEEN
    link = escaped(practice_link(row.practice))
    return f'<a href="{link}" target="_self">{escaped(row.practice)}</a>'


def _cell(column: Column, found: Sequence[Quotation], of: Documents) -> str:
    read = [(q, document) for q in found if (document := of(q.document_id)) is not None]
    if not read:
        return NOT_SEEN
    digests = {document.metadata.digest for _, document in read}
    mixed = len(digests) > 1
    told = [_item(column, q, document, mixed) for q, document in read]
    whole = digest_label(read[0][1].metadata) if not mixed and column != "来源" else ""
    return f"{_several(told, _SHOWN[column])}{whole}"


def _item(column: Column, quotation: Quotation, document: Document, mixed: bool) -> str:
    quote = Quote(document, quotation.start, quotation.end)
    if column == "来源":
        return quotes.source_html(quote)
    label = digest_label(document.metadata) if mixed else ""
    digest = f" {label}" if label else ""
    if quotation.figure is not None:
        return f"{figure_html(quotation.figure, document)}{digest}"
    if column == "责任单位":
        return f"{quotes.linked_html(quote)}{digest}"
    return f"{_words(quote)} {_way(quote)}{digest}"


def _words(quote: Quote) -> str:
    """The words, those of a long quotation by their first lines until opened."""
    words = f'<span class="kb-words">{quotes.words_html(quote)}</span>'
    if len(quote.text) <= _LONG:
        return words
    return f'<details class="kb-clamp"><summary>{words}</summary></details>'


def _way(quote: Quote) -> str:
    title = escaped(f"看原文出处：《{quote.document.title}》")
    return f'<a class="kb-goto" href="{escaped(quote.address)}" target="_self" title="{title}">原文</a>'


def _several(told: Sequence[str], most: int) -> str:
    shown = "".join(f"<li>{one}</li>" for one in told[:most])
    rest = "".join(f"<li>{one}</li>" for one in told[most:])
    more = (
        f'<details class="kb-more"><summary>其余 {len(told) - most} 条</summary>'
        f"<ul>{rest}</ul></details>"
        if rest
        else ""
    )
    return f"<ul>{shown}</ul>{more}"
