"""A practice as a paper to take away: what it is, places, figures, years."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from kb.citing import quote
from kb.store.entries import Card
from kb.types import Block, Cell, Grid, Heading, Items, Paper, Practice, Prose, Quotation, Quoted
from kb.web import practice_places, practiceview
from kb.web.cards import Documents
from kb.web.figureview import Stated, stated
from kb.web.practice_figures import sentence_around, sorted_by
from kb.web.practice_places import Place, RegionOf
from kb.web.practice_quoting import plain
from kb.web.practice_timeline import Event, events
from kb.web.quotes import Quote
from kb.web.tables import region_name

PLACES = 20
FIGURES = 150
EVENTS = 40
"""What of each a paper holds; it says where there is more."""
_EACH = 3
_UNKNOWN = "未写明"
_COUNTED = ("地区", "指标", "数值", "状态", "原句")


def practice_paper(
    practice: Practice,
    of: Documents,
    card_of: Callable[[str], Card | None],
    region_of: RegionOf,
) -> Paper:
    """``practice`` with the quotations of its page, places deepest told first."""
    places = practice_places.by_place(practice, region_of)
    blocks: list[Block] = [
        Heading("这是什么"),
        *_what(practice, of),
        Heading("各地怎么做"),
        *(block for place in places[:PLACES] for block in _place(place, of)),
        *_more(len(places), PLACES, "个地区"),
        *_figures(practice, of, region_of),
        *_years(practice, of, card_of, region_of),
    ]
    return Paper(practice.name, tuple(blocks), asked=practice.name)


def _what(practice: Practice, of: Documents) -> Iterator[Block]:
    quoted = practiceview.defining(practice, of)
    if quoted is not None:
        yield Quoted(plain(quoted.quote))
    documents = len({mention.document_id for mention in practice.mentions})
    facts = [
        f"地区：{len(practice.regions)} 地" if practice.regions else "地区：不明",
        f"出处：{documents} 份文件、{len(practice.mentions)} 处",
        f"详略：{practice.depth}",
    ]
    if practice.aliases:
        facts.append(f"也写作：{'、'.join(practice.aliases[:8])}")
    if practice.programme:
        facts.append("来源：上级统一部署")
    yield Items(tuple(facts))


def _place(place: Place, of: Documents) -> Iterator[Block]:
    yield Heading(f"{place.name}（{place.depth}）", 2)
    told = [mention for mention in place.mentions if mention.depth != "仅提及"]
    if not told:
        yield from _led("只提到：", practice_places.sentences_of(place.mentions, of))
        return
    measures = list(islice(practice_places.chosen(practice_places.measures_of(told, of)), _EACH))
    yield from (Quoted(plain(one), "怎么做：") for one in measures)
    yield from _led(
        "责任单位：", practice_places.spans_of(place.mentions, of, lambda mention: mention.leads)
    )
    said = {(one.document.id, one.start, one.end) for one in measures}
    results = practice_places.results_of(place.mentions, of)
    fresh = (one for one in results if (one.document.id, one.start, one.end) not in said)
    yield from _led("成效与认可：", fresh)


def _led(lead: str, found: Iterable[Quote]) -> Iterator[Block]:
    for one in islice(practice_places.chosen(found), _EACH):
        yield Quoted(plain(one), lead)


def _figures(practice: Practice, of: Documents, region_of: RegionOf) -> Iterator[Block]:
    found = stated(practice.mentions)
    rows = [_row(one, of, region_of) for one in sorted_by(found, "按地区", region_of)[:FIGURES]]
    if rows:
        yield Heading("指标数据")
        yield Grid(
            _COUNTED, tuple(row for row in rows if row), caption=f"{practice.name}的指标数据"
        )
        yield from _more(len(found), FIGURES, "个指标")


def _row(one: Stated, of: Documents, region_of: RegionOf) -> tuple[Cell, ...]:
    document, figure = of(one.mention.document_id), one.figure
    if document is None:
        return ()
    sentence = sentence_around(document.text, figure.start, figure.end)
    return (
        region_name(region_of(one.mention)) or "地区不明",
        (quote(document, *figure.counts),) if figure.counts else _UNKNOWN,
        (quote(document, figure.start, figure.end),),
        figure.status,
        (plain(Quote(document, *sentence)),),
    )


def _years(
    practice: Practice,
    of: Documents,
    card_of: Callable[[str], Card | None],
    region_of: RegionOf,
) -> Iterator[Block]:
    found = events(practice, card_of)
    if found:
        yield Heading("时间线")
    lines: list[str] = []
    for event in found[:EVENTS]:
        place = region_name(region_of(event.mention)) or "地区不明"
        quoted = _said(event, of)
        if quoted is None:
            card = card_of(event.mention.document_id)
            lines.append(
                f"{event.date} {event.label} · {place}{f' 《{card.title}》' if card else ''}"
            )
            continue
        if lines:
            yield Items(tuple(lines))
            lines = []
        yield Quoted(quoted, f"{event.date} {event.label} · {place}：")
    if lines:
        yield Items(tuple(lines))
    yield from _more(len(found), EVENTS, "条")


def _said(event: Event, of: Documents) -> Quotation | None:
    """The words a beginning or an end was read from; of a document's date there are none."""
    document = of(event.mention.document_id) if event.label in ("开始", "截止") else None
    return quote(document, event.mention.start, event.mention.end) if document else None


def _more(count: int, most: int, unit: str) -> Sequence[Block]:
    return (Prose(f"这里列出 {most} {unit}，共有 {count} {unit}。"),) if count > most else ()
