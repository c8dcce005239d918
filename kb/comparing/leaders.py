"""Who leads it: the bureaus that places name as in charge of a theme or of practices."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from kb.comparing.bureaus import bureau_name
from kb.comparing.matrix import Matrix, Quotation
from kb.comparing.ordering import in_usual_order, place_of
from kb.store.library import Library
from kb.types import Region


@dataclass(frozen=True, slots=True)
class Leader:
    """A bureau, by its name without a place. ``places``: where it leads, in the usual order.
    ``practices``: ids of the practices it is in charge of, the oftenest first.
    ``quotations``: where documents say so, one a document and printed name."""

    name: str
    places: tuple[Region, ...]
    practices: tuple[str, ...]
    quotations: tuple[Quotation, ...]


def leaders(
    library: Library,
    *,
    theme: str | None = None,
    topic: str | None = None,
    practices: Collection[str] | None = None,
) -> tuple[Leader, ...]:
    """The bureaus in charge of what is told in ``library``, those in most places first.

    ``theme``, ``topic``: names as in ``Mention``; ``practices``: ids. Every one given must
    hold of a mention.
    """
    regions = {card.id: card.metadata.region for card in library.cards}
    found = [
        (Quotation(m.document_id, *lead, "责任单位", None, m.practice), place_of(
            m.region or regions.get(m.document_id, Region())
        ))
        for m in library.led_mentions()
        if (theme is None or theme in m.themes)
        and (topic is None or topic in m.topics)
        and (practices is None or m.practice in practices)
        for lead in m.leads
    ]  # fmt: skip
    return _leaders(found, lambda document_id: _text(library, document_id))


def leaders_of(matrix: Matrix, library: Library) -> tuple[Leader, ...]:
    """The bureaus in the cells of a comparison, those in most places first."""
    found = [(q, row.region) for row in matrix.rows for q in row.cells["责任单位"]]
    return _leaders(found, lambda document_id: _text(library, document_id))


def _leaders(
    found: Iterable[tuple[Quotation, Region]], text: Callable[[str], str]
) -> tuple[Leader, ...]:
    by_name: dict[str, dict[tuple[str, str], tuple[Quotation, Region]]] = {}
    practices: dict[str, list[str]] = {}
    # One document at a time: a library keeps only a few of them in memory.
    for quotation, region in sorted(found, key=lambda pair: pair[0].document_id):
        printed = text(quotation.document_id)[quotation.start : quotation.end]
        name = bureau_name(printed)
        if name is None:
            continue
        here = by_name.setdefault(name, {})
        here.setdefault((quotation.document_id, printed), (quotation, region))
        practices.setdefault(name, []).append(quotation.practice)
    made = [_leader(name, pairs.values(), practices[name]) for name, pairs in by_name.items()]
    return tuple(sorted(made, key=lambda leader: (-len(leader.places), leader.name)))


def _leader(name: str, pairs: Collection[tuple[Quotation, Region]], practices: list[str]) -> Leader:
    known = sorted({region for _, region in pairs} - {Region()}, key=in_usual_order)
    ids = sorted({i for i in practices if i}, key=lambda i: (-practices.count(i), i))
    return Leader(name, tuple(known), tuple(ids), tuple(quotation for quotation, _ in pairs))


def _text(library: Library, document_id: str) -> str:
    document = library.document(document_id)
    return document.text if document else ""
