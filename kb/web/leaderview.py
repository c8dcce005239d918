"""Who leads it: bureaus, the places they lead in, and where documents say so; safe HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kb.comparing import Leader, Quotation
from kb.types import PracticeCard, Region
from kb.web import quotes
from kb.web.cards import Documents, practice_link
from kb.web.marking import escaped
from kb.web.practice_places import NOT_SEEN
from kb.web.quotes import Quote
from kb.web.tables import region_name

_PLACES = 6
_QUOTED = 2
_MOST = 30
_PRACTICES = 4


def leaders_html(
    leaders: Sequence[Leader], of: Documents, cards: Mapping[str, PracticeCard]
) -> str:
    """A table of ``leaders``. ``cards``: the practices of the library by id."""
    if not leaders:
        return f"<p>{NOT_SEEN}</p>"
    named = any(found in cards for leader in leaders for found in leader.practices)
    names = ("牵头单位", "地区", "原文", *(("做法",) if named else ()))
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    rows = "".join(_row(leader, of, cards if named else None) for leader in leaders)
    return f'<table class="kb-leaders"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _row(leader: Leader, of: Documents, cards: Mapping[str, PracticeCard] | None) -> str:
    practices = "" if cards is None else f'<td data-label="做法">{_practices(leader, cards)}</td>'
    return (
        f'<tr><th scope="row">{escaped(leader.name)}</th>'
        f'<td data-label="地区">{_places(leader.places)}</td>'
        f'<td data-label="原文">{_quoted(leader.quotations, of)}</td>{practices}</tr>'
    )


def _places(regions: Sequence[Region]) -> str:
    names = [name for name in map(region_name, regions) if name]
    if not names:
        return '<span class="kb-none">地区不明</span>'
    return f"<b>{len(names)} 地</b> {_folded(names, _PLACES, '地', '、')}"


def _quoted(found: Sequence[Quotation], of: Documents) -> str:
    told = []
    for quotation in found[:_MOST]:
        document = of(quotation.document_id)
        if document is not None:
            quote = Quote(document, quotation.start, quotation.end)
            told.append(f"<li>{quotes.linked_html(quote)} {quotes.source_html(quote)}</li>")
    rest = "".join(told[_QUOTED:])
    more = (
        f'<details class="kb-more"><summary>其余 {len(told) - _QUOTED} 条</summary>'
        f"<ul>{rest}</ul></details>"
        if rest
        else ""
    )
    beyond = len(found) - _MOST
    untold = f'<p class="kb-meta">另有 {beyond} 处没有列出</p>' if beyond > 0 else ""
    return f"<ul>{''.join(told[:_QUOTED])}</ul>{more}{untold}"


def _practices(leader: Leader, cards: Mapping[str, PracticeCard]) -> str:
    names = [cards[found].name for found in leader.practices if found in cards]
    links = [
        f'<a href="{escaped(practice_link(name))}" target="_self">{escaped(name)}</a>'
        for name in names[:_PRACTICES]
    ]
    more = f" 等 {len(names)} 项" if len(names) > _PRACTICES else ""
    return "、".join(links) + more if links else '<span class="kb-none">没有具名的做法</span>'


def _folded(names: Sequence[str], most: int, unit: str, between: str) -> str:
    shown, rest = names[:most], names[most:]
    more = (
        f"<details><summary>其余 {len(rest)} {unit}</summary>"
        f"{escaped(between.join(rest))}</details>"
    )
    return f"{escaped(between.join(shown))}{more if rest else ''}"
