"""The JSON of practices. Names may be added, never changed. Every ``text`` is the span of the
document beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

from kb.figures import scaled
from kb.store.entries import Card
from kb.store.library import Library
from kb.types import Figure, Mention, Practice, Region, Span, Value

Json = dict[str, Any]
Text = Callable[[str], str]
"""Document id → its text."""


def texts_of(library: Library) -> Text:
    """The texts of a library, each read once."""

    @cache
    def text(document_id: str) -> str:
        document = library.document(document_id)
        return document.text if document else ""

    return text


def answered_json(practice: Practice, text: Text) -> Json:
    """One practice of an answer of ``search``."""
    return {
        "name": practice.name,
        "named": practice.named,
        "depth": practice.depth,
        "regions": _regions(practice.regions),
        "hits": list(practice.hits),
        "id": practice.id,
        "aliases": list(practice.aliases),
        "figures": figures_json(practice.mentions, text),
    }


def listed_json(practice: Practice, text: Text) -> Json:
    """One entry of ``practices``."""
    return _head(practice) | {
        "mentions": [
            {
                "document_id": m.document_id,
                "start": m.start,
                "end": m.end,
                "depth": m.depth,
                "name": m.name,
            }
            for m in practice.mentions
        ],
        "figures": figures_json(practice.mentions, text),
        "related": [asdict(related) for related in practice.related],
    }


def whole_json(practice: Practice, library: Library) -> Json:
    """The answer of ``practice``: everything that is known of one."""
    text = texts_of(library)
    cards = [library.cards[library.row_of_document[m.document_id]] for m in practice.mentions]
    sources = {card.id: card for card in cards}
    return _head(practice) | {
        "mentions": [
            _mention_json(m, card, text) for m, card in zip(practice.mentions, cards, strict=True)
        ],
        "figures": figures_json(practice.mentions, text),
        "related": [asdict(related) for related in practice.related],
        "sources": [_source_json(card, practice) for card in sources.values()],
    }


def figures_json(mentions: Iterable[Mention], text: Text) -> list[Json]:
    """Every figure of ``mentions``, once, in their order."""
    found = {(m.document_id, f.start, f.end): f for m in mentions for f in m.figures}
    return [_figure_json(figure, spot[0], text) for spot, figure in found.items()]


def _figure_json(figure: Figure, document_id: str, text: Text) -> Json:
    value, unit = scaled(figure)
    printed = text(document_id)
    return {
        "text": printed[figure.start : figure.end],
        "value": value,
        "unit": unit,
        "counts": printed[slice(*figure.counts)] if figure.counts else None,
        "status": figure.status,
        "document_id": document_id,
        "start": figure.start,
        "end": figure.end,
        "number": figure.number,
        "printed_unit": figure.unit,
        "high": figure.high,
        "base": figure.base,
    }


def _head(practice: Practice) -> Json:
    return {
        "name": practice.name,
        "named": practice.named,
        "aliases": list(practice.aliases),
        "regions": _regions(practice.regions),
        "depth": practice.depth,
        "id": practice.id,
        "themes": list(practice.themes),
        "topics": list(practice.topics),
        "years": list(practice.years),
        "programme": practice.programme,
    }


def _mention_json(mention: Mention, card: Card, text: Text) -> Json:
    printed = text(mention.document_id)

    def told(span: Span) -> Json:
        return {"text": printed[slice(*span)], "start": span[0], "end": span[1]}

    def value(found: Value | None) -> Json | None:
        if found is None:
            return None
        span = (found.evidence.start, found.evidence.end) if found.evidence else None
        return {"value": found.value, "status": found.status} | (told(span) if span else {})

    return {
        "document_id": mention.document_id,
        "start": mention.start,
        "end": mention.end,
        "depth": mention.depth,
        "name": mention.name,
        "name_start": mention.name_start,
        "name_end": mention.name_end,
        "text": printed[mention.start : mention.end],
        "region": asdict(mention.region or card.metadata.region),
        "place": told(mention.place) if mention.place else None,
        "actor": told(mention.actor) if mention.actor else None,
        "leads": [told(span) for span in mention.leads],
        "measures": [told(span) for span in mention.measures],
        "honours": [told(span) for span in mention.honours],
        "since": value(mention.since),
        "until": value(mention.until),
        "figures": figures_json((mention,), text),
        "themes": list(mention.themes),
        "topics": list(mention.topics),
        "programme": mention.programme,
    }


def _source_json(card: Card, practice: Practice) -> Json:
    return {
        "document_id": card.id,
        "path": card.path,
        "title": card.title,
        "digest": card.metadata.digest,
        **asdict(card.metadata.region),
        "mentions": sum(m.document_id == card.id for m in practice.mentions),
    }


def _regions(regions: Sequence[Region]) -> list[Json]:
    return [asdict(region) for region in regions]
