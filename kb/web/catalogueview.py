"""The lines of the catalogue as safe HTML."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from kb.types import DEPTHS, PracticeCard, Region
from kb.web.cards import DEPTH_CLASS, practice_link, programme_badge
from kb.web.marking import escaped
from kb.web.tables import region_name

_PLACES = 2
_NAMES = 2
_CHIPS = 3


def head_html() -> str:
    """The names of the columns."""
    names = ("做法", "地区", "详略（处）", "主题", "出处")
    return f'<div class="kb-phead">{"".join(f"<span>{name}</span>" for name in names)}</div>'


def row_html(card: PracticeCard, link: str) -> str:
    """One practice: name, places, how often it is told how deeply, themes, how much there is
    of it. ``link``: the address of its page, relative and not escaped."""
    return (
        '<div class="kb-prow"><div class="kb-pname">'
        f'<a href="{escaped(link)}" target="_self">{escaped(card.name)}</a>'
        f"{programme_badge(card.programme)}{_aliases(card)}</div>"
        f'<div class="kb-pplaces">{_places(card.regions)}</div>'
        f'<div class="kb-pdepths">{_depths(card.depths)}</div>'
        f'<div class="kb-chips">{_chips(card)}</div>'
        f'<div class="kb-meta">{card.documents} 份文件{_figures(card)}</div></div>'
    )


def link_of(card: PracticeCard, namesakes: bool) -> str:
    """The address of a practice's page: by its name, by its id where others have the name."""
    return f"practice?{urlencode({'id': card.id})}" if namesakes else practice_link(card.name)


def counted_told(found: int, everything: int) -> str:
    """How many practices are listed."""
    if found == everything:
        return f"共 {everything} 项做法"
    return f"符合的做法 {found} 项，库内共 {everything} 项"


def _figures(card: PracticeCard) -> str:
    return f"<br>{card.figures} 个数据" if card.figures else ""


def _aliases(card: PracticeCard) -> str:
    if not card.aliases:
        return ""
    more = f"等 {len(card.aliases)} 种写法" if len(card.aliases) > _NAMES else ""
    told = "、".join(card.aliases[:_NAMES]) + more
    return f'<div class="kb-meta">也写作 {escaped(told)}</div>'


def _places(regions: Sequence[Region]) -> str:
    """How many places, and the first of them."""
    names = [name for name in map(region_name, regions) if name]
    if not names:
        return '<span class="kb-none">地区不明</span>'
    more = " 等" if len(names) > _PLACES else ""
    return f"<b>{len(names)} 地</b> {escaped('、'.join(names[:_PLACES]))}{more}"


def _depths(counts: Sequence[int]) -> str:
    pairs = [(depth, n) for depth, n in zip(DEPTHS, counts, strict=True) if n]
    return "".join(
        f'<span class="kb-badge {DEPTH_CLASS[depth]}">{depth} {n}</span>'
        for depth, n in reversed(pairs)
    )


def _chips(card: PracticeCard) -> str:
    names = tuple(dict.fromkeys((*card.themes, *card.topics)))[:_CHIPS]
    return "".join(f'<span class="kb-chip">{escaped(name)}</span>' for name in names)
