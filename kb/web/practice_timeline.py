"""Since when and until when: the years of a practice, as safe HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kb.store.entries import Card
from kb.types import Mention, Practice
from kb.web import quotes
from kb.web.cards import Documents
from kb.web.marking import escaped
from kb.web.practice_places import RegionOf
from kb.web.quotes import Quote
from kb.web.tables import date_of, digest_label, region_name

LABELS = ("开始", "截止", "文件", "文件所讲的年份")
"""What is dated: what the texts say, when a document was made, or else what it is about."""
_MOST = 6
"""Entries of a year that stand open; the others are folded away."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something dated. ``date``: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``. ``label``: one of
    ``LABELS``. ``mention``: the one it was read from, of a document its deepest."""

    date: str
    label: str
    mention: Mention


def events(practice: Practice, card_of: Callable[[str], Card | None]) -> tuple[Event, ...]:
    """Everything dated of a practice, the earliest first; what is said of the practice
    before the dates of the documents that tell of it."""
    found = [*_said(practice), *_documents(practice, card_of)]
    return tuple(sorted(found, key=lambda event: (event.date, LABELS.index(event.label))))


def years(found: Sequence[Event]) -> tuple[tuple[str, tuple[Event, ...]], ...]:
    """The events by year."""
    groups: dict[str, list[Event]] = {}
    for event in found:
        groups.setdefault(event.date[:4], []).append(event)
    return tuple((year, tuple(group)) for year, group in groups.items())


def year_html(
    year: str,
    found: Sequence[Event],
    of: Documents,
    card_of: Callable[[str], Card | None],
    region_of: RegionOf,
) -> str:
    """One year: what begins, what is to end, which documents are of it."""
    items = [f"<li>{_event_html(event, of, card_of, region_of)}</li>" for event in found]
    more = ""
    if len(items) > _MOST:
        more = (
            f'<details class="kb-more"><summary>其余 {len(items) - _MOST} 条</summary>'
            f"<ul>{''.join(items[_MOST:])}</ul></details>"
        )
    return (
        f'<div class="kb-year"><b>{escaped(year)} 年</b>'
        f"<div><ul>{''.join(items[:_MOST])}</ul>{more}</div></div>"
    )


def _said(practice: Practice) -> Iterator[Event]:
    seen: set[tuple[str, str, str]] = set()
    for mention in practice.mentions:
        for label, value in (("开始", mention.since), ("截止", mention.until)):
            key = (label, value.value if value else "", mention.document_id)
            if value is not None and key not in seen:
                seen.add(key)
                yield Event(value.value, label, mention)


def _documents(practice: Practice, card_of: Callable[[str], Card | None]) -> Iterator[Event]:
    seen: set[str] = set()
    for mention in practice.mentions:
        card = None if mention.document_id in seen else card_of(mention.document_id)
        seen.add(mention.document_id)
        date = date_of(card.metadata) if card else None
        covered = card.metadata.covered if card else None
        if date:
            yield Event(date, "文件", mention)
        elif covered and "/" not in covered.value:
            yield Event(covered.value, "文件所讲的年份", mention)


def _event_html(
    event: Event, of: Documents, card_of: Callable[[str], Card | None], region_of: RegionOf
) -> str:
    mention = event.mention
    place = escaped(region_name(region_of(mention)) or "地区不明")
    head = f'<span class="kb-date">{escaped(event.date)}</span> {event.label} · {place} '
    if event.label not in ("开始", "截止"):
        return head + _titled(mention, card_of)
    document = of(mention.document_id)
    if document is None:
        return head
    value = mention.since if event.label == "开始" else mention.until
    evidence = value.evidence if value else None
    marks = [(evidence.start, evidence.end)] if evidence and not evidence.removed else []
    quote = Quote(document, mention.start, mention.end)
    return f"{head}{quotes.words_html(quote, marks)} {quotes.source_html(quote)}"


def _titled(mention: Mention, card_of: Callable[[str], Card | None]) -> str:
    card = card_of(mention.document_id)
    if card is None:
        return ""
    address = quotes.address_of(card.id, mention.start, mention.end, card.path)
    return (
        f"{digest_label(card.metadata)}"
        f'<a href="{escaped(address)}" target="_self">《{escaped(card.title)}》</a>'
    )
