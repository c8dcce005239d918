"""Bars, columns and the map of tiles as safe HTML; every chart is a list of links, and has its
table behind it. Bars are drawn by style alone, so there is nothing to load and no toolbar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from kb.comparing.tiles import tiles
from kb.web.marking import escaped

MAP_NOTE = "示意图：每格是一个省级行政区，只表示大致方位，不表示位置、面积和边界。"
_STEPS = (1, 5, 20, 60)
"""From how many documents on a tile is shaded one step deeper."""


@dataclass(frozen=True, slots=True)
class Bar:
    """``name``, how many, of what (份文件), and where it leads: an address, relative and not
    escaped, ``""`` for nowhere."""

    name: str
    count: int
    unit: str
    address: str = ""


def address(page: str, **params: str) -> str:
    """The address of a page of the app."""
    return f"{page}?{urlencode(params)}" if params else page


def bars_html(bars: Sequence[Bar]) -> str:
    """Lying bars, one below the other."""
    most = max((bar.count for bar in bars), default=1)
    items = "".join(
        f'<li>{_opened(bar)}<span class="kb-obar-name">{escaped(bar.name)}</span>'
        f'<span class="kb-obar-track" aria-hidden="true"><i style="width:{_share(bar, most)}%"></i>'
        f'</span><span class="kb-obar-count">{bar.count}<span class="kb-unseen"> {bar.unit}</span>'
        f"</span>{_closed(bar)}</li>"
        for bar in bars
    )
    return f'<ul class="kb-obars">{items}</ul>'


def columns_html(bars: Sequence[Bar], label: str) -> str:
    """Standing bars, side by side; ``label``: what they are, for the box that scrolls."""
    most = max((bar.count for bar in bars), default=1)
    items = "".join(
        f"<li>{_opened(bar)}<span>{bar.count}"
        f'<span class="kb-unseen"> {bar.unit}</span></span>'
        f'<i aria-hidden="true" style="height:{_share(bar, most) * 0.9:.0f}px"></i>'
        f"<span>{escaped(bar.name)}</span>{_closed(bar)}</li>"
        for bar in bars
    )
    return (
        f'<div class="kb-ocolbox" tabindex="0" role="region" aria-label="{escaped(label)}">'
        f'<ul class="kb-ocols">{items}</ul></div>'
    )


def table_html(head: Sequence[str], rows: Sequence[Sequence[str | int]], caption: str) -> str:
    """The table behind a chart, folded away."""
    columns = "".join(f'<th scope="col">{escaped(name)}</th>' for name in head)
    lines = "".join(
        f'<tr><th scope="row">{escaped(str(row[0]))}</th>'
        + "".join(f"<td>{escaped(str(cell))}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return (
        f'<details class="kb-more"><summary>{escaped(caption)}：列成表格</summary>'
        f'<table class="kb-values kb-otable"><caption>{escaped(caption)}</caption>'
        f"<thead><tr>{columns}</tr></thead><tbody>{lines}</tbody></table></details>"
    )


def tiles_html(counts: Mapping[str, int], page: str) -> str:
    """The provinces on the schematic grid with their documents, each a link to ``page``."""
    drawn = "".join(
        _tile(tile.province, tile.short, tile.row, tile.column, counts.get(tile.province, 0), page)
        for tile in tiles()
    )
    width = max(tile.column for tile in tiles()) + 1
    return (
        f'<ul class="kb-otiles" style="grid-template-columns:repeat({width},minmax(0,1fr))">'
        f'{drawn}</ul><p class="kb-meta">{MAP_NOTE}</p>'
    )


def _tile(province: str, short: str, row: int, column: int, count: int, page: str) -> str:
    step = sum(count >= least for least in _STEPS)
    place = f"grid-row:{row + 1};grid-column:{column + 1}"
    told = f"{province}，{count} 份文件" if count else f"{province}，库内未见文件"
    if not count:
        return (
            f'<li class="kb-ot0" style="{place}"><span aria-hidden="true">{escaped(short)}</span>'
            f'<span class="kb-unseen">{escaped(told)}</span></li>'
        )
    link = escaped(address(page, province=province))
    return (
        f'<li class="kb-ot{step}" style="{place}"><a href="{link}" target="_self" '
        f'aria-label="{escaped(told)}">{escaped(short)}<b>{count}</b></a></li>'
    )


def _share(bar: Bar, most: int) -> int:
    """In percent of the longest; what is there at all is seen."""
    return max(round(100 * bar.count / most), 1 if bar.count else 0)


def _opened(bar: Bar) -> str:
    if not bar.address:
        return '<span class="kb-obar">'
    return f'<a class="kb-obar" href="{escaped(bar.address)}" target="_self">'


def _closed(bar: Bar) -> str:
    return "</a>" if bar.address else "</span>"
