"""What each place does of a practice, value by value, every one a quotation; safe HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from kb.store.entries import Card
from kb.types import DEPTHS, Depth, Document, Mention, Practice, Region, Value
from kb.web import quotes
from kb.web.cards import Documents, depth_badge, telling
from kb.web.figureview import figure_html, stated
from kb.web.marking import Span, escaped
from kb.web.quotes import Quote
from kb.web.tables import region_name

RegionOf = Callable[[Mention], Region]
NOT_SEEN = '<span class="kb-none">库内未见</span>'
_SHOWN = 3
_MOST = 40
"""Values of one kind that a place shows, the others being in the documents."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place and the mentions that tell of it, the deepest first."""

    region: Region
    mentions: tuple[Mention, ...]

    @property
    def depth(self) -> Depth:
        """How much is told."""
        return max((mention.depth for mention in self.mentions), key=DEPTHS.index)

    @property
    def name(self) -> str:
        """The whole name."""
        return region_name(self.region) or "地区不明"

    @property
    def documents(self) -> int:
        """How many tell of it."""
        return len({mention.document_id for mention in self.mentions})


def regions_by(card_of: Callable[[str], Card | None]) -> RegionOf:
    """The place a mention is about: its own, else that of its document."""

    def region_of(mention: Mention) -> Region:
        card = card_of(mention.document_id)
        return mention.region or (card.metadata.region if card else Region())

    return region_of


def by_place(practice: Practice, region_of: RegionOf) -> tuple[Place, ...]:
    """The places of a practice: those with the deepest mention first, then those with the
    most; mentions of no known place last."""
    groups: dict[Region, list[Mention]] = {}
    for mention in practice.mentions:
        groups.setdefault(region_of(mention), []).append(mention)
    places = [Place(region, tuple(sorted(found, key=telling))) for region, found in groups.items()]
    return tuple(
        sorted(
            places,
            key=lambda place: (
                place.region == Region(),
                -DEPTHS.index(place.depth),
                -len(place.mentions),
                place.name,
            ),
        )
    )


def place_html(place: Place, of: Documents, anchor: str) -> str:
    """One place: what is done, by whom, who is in charge, figures, results, since when; what
    the library does not say is named in one line. ``anchor``: the id of its heading."""
    rows = [(label, _several(found)) for label, found in _rows(place, of)]
    told = "".join(f"<div><dt>{label}</dt><dd>{cell}</dd></div>" for label, cell in rows if cell)
    missing = "、".join(label for label, cell in rows if not cell)
    if missing:
        told += f"<div><dt>{NOT_SEEN}</dt><dd>{missing}</dd></div>"
    return (
        f'<section class="kb-region"><h3 id="{escaped(anchor)}">{escaped(place.name)} '
        f'{depth_badge(place.depth)} <small class="kb-meta">{place.documents} 份文件、'
        f"{len(place.mentions)} 处</small></h3><dl>{told}</dl></section>"
    )


def _rows(place: Place, of: Documents) -> Iterator[tuple[str, Sequence[str]]]:
    told = [mention for mention in place.mentions if mention.depth != "仅提及"]
    measures, results = chosen(measures_of(told, of)), chosen(results_of(place.mentions, of))
    # Official prose often says both in one breath: what stands above is not said again.
    in_one = bool(results) and all(quotes.within(result, measures) for result in results)
    if not told:
        yield "只提到", _sourced(chosen(sentences_of(place.mentions, of)))
    yield "怎么做与成效" if in_one else "怎么做", _sourced(measures)
    yield "谁来做", _quoted(spans_of(place.mentions, of, lambda m: [m.actor] if m.actor else []))
    yield "责任单位", _quoted(spans_of(place.mentions, of, lambda m: m.leads))
    yield "指标数据", _figures(place.mentions, of)
    if not in_one:
        yield "成效与认可", _sourced(results)
    yield "起止时间", _periods(place.mentions, of)


def sentences_of(mentions: Sequence[Mention], of: Documents) -> Iterator[Quote]:
    """The sentence or passage of each mention."""
    for mention in mentions:
        document = of(mention.document_id)
        if document is not None:
            yield Quote(document, mention.start, mention.end)


def measures_of(mentions: Sequence[Mention], of: Documents) -> Iterator[Quote]:
    """The sentences that say what is done; where a mention has none and is not about what
    came of it, the mention itself."""
    yield from spans_of(mentions, of, lambda mention: mention.measures)
    bare = [m for m in mentions if not m.measures and m.depth == "有做法"]
    yield from sentences_of(bare, of)


def results_of(mentions: Sequence[Mention], of: Documents) -> Iterator[Quote]:
    """Recognition by others, then the sentences with what was achieved."""
    yield from spans_of(mentions, of, lambda mention: mention.honours)
    yield from sentences_of([m for m in mentions if _achieved(m)], of)


def _achieved(mention: Mention) -> bool:
    if any(figure.status == "已完成" for figure in mention.figures):
        return True
    return mention.depth == "有成效" and not mention.honours


def spans_of(
    mentions: Sequence[Mention], of: Documents, spans: Callable[[Mention], Sequence[Span]]
) -> Iterator[Quote]:
    """Stretches of each mention."""
    for mention in mentions:
        found = spans(mention)
        document = of(mention.document_id) if found else None
        if document is not None:
            yield from (Quote(document, *span) for span in found)


def chosen(found: Iterable[Quote]) -> tuple[Quote, ...]:
    """Each wording once, and not too many."""
    return quotes.distinct(islice(found, _MOST))


def _sourced(found: Iterable[Quote]) -> list[str]:
    return [f"{quotes.words_html(quote)} {quotes.source_html(quote)}" for quote in found]


def _quoted(found: Iterable[Quote]) -> list[str]:
    return [
        f"{quotes.linked_html(quote)}{quotes.digest_html(quote.document)}"
        for quote in chosen(found)
    ]


def _figures(mentions: Sequence[Mention], of: Documents) -> list[str]:
    found = sorted(stated(mentions), key=lambda one: one.order)[:_MOST]
    told: dict[str, str] = {}
    for one in found:
        document = of(one.mention.document_id)
        if document is not None:
            words = document.text[one.figure.start : one.figure.end]
            told.setdefault(f"{words}{one.figure.status}", figure_html(one.figure, document))
    return list(told.values())


def _periods(mentions: Sequence[Mention], of: Documents) -> list[str]:
    told: dict[tuple[str, str], str] = {}
    for mention in mentions:
        for label, value in (("自", mention.since), ("至", mention.until)):
            if value is not None:
                key = (label, value.value)
                told.setdefault(
                    key, f"{label} {escaped(value.value)}{_evidence(value, mention, of)}"
                )
    return list(told.values())


def _evidence(value: Value, mention: Mention, of: Documents) -> str:
    """The words a date was read from, as a link."""
    document: Document | None = of(mention.document_id) if value.evidence else None
    if document is None or value.evidence is None or value.evidence.removed:
        return ""
    quote = Quote(document, value.evidence.start, value.evidence.end)
    return f"（{quotes.linked_html(quote)}）{quotes.digest_html(document)}"


def _several(told: Sequence[str]) -> str:
    """A list; what goes beyond a few is folded away."""
    if not told:
        return ""
    shown = "".join(f"<li>{one}</li>" for one in told[:_SHOWN])
    rest = "".join(f"<li>{one}</li>" for one in told[_SHOWN:])
    more = (
        f'<details class="kb-more"><summary>其余 {len(told) - _SHOWN} 条</summary>'
        f"<ul>{rest}</ul></details>"
        if rest
        else ""
    )
    return f"<ul>{shown}</ul>{more}"
