"""From what documents say of others, and from their titles, to links between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from kb.series.citations import Citation
from kb.series.names import names_of, number_key, series_key, times_in, title_key
from kb.types import Evidence, Link, Metadata, Region, Relation

_INVERSE: dict[str, Relation] = {"修订": "被修订", "废止": "被废止", "转发": "被转发"}
_ORDER: tuple[Relation, ...] = (
    "修订", "废止", "转发", "被修订", "被废止", "被转发", "同系列",
)  # fmt: skip
_LARGEST_SERIES = 60
_LEAST_TITLE = 5
_WORK_REPORT = "政府工作报告"


class Named(Protocol):
    """What is asked of a document, or of its card."""

    @property
    def id(self) -> str:
        """The document's id."""

    @property
    def metadata(self) -> Metadata:
        """What was recognised, corrections applied."""


@dataclass(frozen=True, slots=True)
class _Library:
    cards: dict[str, Named]
    by_number: dict[str, list[str]]
    by_name: dict[str, list[str]]


def links(
    documents: Sequence[tuple[Named, Sequence[Citation]]],
) -> dict[str, tuple[Link, ...]]:
    """Document id → its links, acts before series, the older document first.

    ``documents``: with their ``citations``; of several files that hold one document the
    leading one only. Documents without links are left out. The result does not depend on
    the input's order.
    """
    library = _library([card for card, _ in documents])
    found: dict[str, dict[tuple[Relation, str], Link]] = defaultdict(dict)
    for source, link in (*_acts(documents, library), *_series(library)):
        kept = found[source].setdefault((link.relation, link.document_id), link)
        if kept.evidence is None and link.evidence is not None:
            found[source][link.relation, link.document_id] = link
    return {
        source: tuple(sorted(made.values(), key=lambda link: _place(library, link)))
        for source, made in sorted(found.items())
    }


def _place(library: _Library, link: Link) -> tuple[int, str, str]:
    card = library.cards[link.document_id]
    return _ORDER.index(link.relation), _when(card.metadata), card.id


def _library(cards: Sequence[Named]) -> _Library:
    by_number: dict[str, list[str]] = defaultdict(list)
    by_name: dict[str, list[str]] = defaultdict(list)
    for card in sorted(cards, key=lambda card: card.id):
        known = card.metadata
        if known.digest:
            continue
        if known.number:
            by_number[number_key(known.number.value)].append(card.id)
        for name in names_of(known.title.value) if known.title else ():
            by_name[name].append(card.id)
    return _Library({card.id: card for card in cards}, by_number, by_name)


def _acts(
    documents: Sequence[tuple[Named, Sequence[Citation]]], library: _Library
) -> Iterator[tuple[str, Link]]:
    for card, said in documents:
        for citation in said:
            target = _target(card, citation, library)
            if target is None:
                continue
            span = (citation.start, citation.end)
            evidence = Evidence(*span) if span[0] < span[1] else None
            yield card.id, Link(citation.act, target, evidence)
            yield target, Link(_INVERSE[citation.act], card.id)


def _target(card: Named, citation: Citation, library: _Library) -> str | None:
    """The one document that is meant; ``None`` where none is, or it is not sure which."""
    if citation.number:
        numbered = [i for i in _numbered(citation, library) if i != card.id]
        if len(numbered) == 1:
            return numbered[0]
        if numbered:
            return _only(i for i in numbered if citation.title in _names(library, i))
    if not citation.title:
        return None
    fits = [
        i
        for i in library.by_name.get(citation.title, ())
        if i != card.id and _can_be(library.cards[i], card, citation)
    ]
    return _only(fits) or _only(i for i in fits if _same_place(library.cards[i], card))


def _numbered(citation: Citation, library: _Library) -> Sequence[str]:
    """The documents with the cited number. One cited without a title may have taken words of
    the sentence before it for its own."""
    number = citation.number or ""
    longest = number.find("[") if citation.title is None else 1
    for start in range(max(longest, 1)):
        if number[start:] in library.by_number:
            return library.by_number[number[start:]]
    return ()


def _names(library: _Library, document_id: str) -> frozenset[str]:
    title = library.cards[document_id].metadata.title
    return names_of(title.value) if title else frozenset()


def _only(ids: Iterable[str]) -> str | None:
    found = list(ids)
    return found[0] if len(found) == 1 else None


def _can_be(target: Named, source: Named, citation: Citation) -> bool:
    """Whether number, date and place of ``target`` allow that it is meant."""
    theirs, own = target.metadata, source.metadata
    if citation.number and theirs.number and number_key(theirs.number.value) != citation.number:
        return False
    before, after = _when(theirs), _when(own)
    shorter = min(len(before), len(after))
    if before[:shorter] > after[:shorter]:
        return False
    return _compatible(theirs.region, own.region)


def _compatible(theirs: Region, own: Region) -> bool:
    """Whether one place lies in the other, or one is not known."""
    pairs = (
        (theirs.province, own.province),
        (theirs.city, own.city),
        (theirs.county, own.county),
    )
    return all(a is None or b is None or a == b for a, b in pairs)


def _same_place(one: Named, other: Named) -> bool:
    return one.metadata.region == other.metadata.region


def _when(known: Metadata) -> str:
    """The date that orders documents; empty where none is known."""
    dates = (known.written, known.issued, known.published, known.in_force)
    return next((value.value for value in dates if value), "")


# Series: the same title of the same place at another time.


def _series(library: _Library) -> Iterator[tuple[str, Link]]:
    families: dict[tuple[Region, str, str], list[_Member]] = defaultdict(list)
    for document_id, card in sorted(library.cards.items()):
        found = _member(document_id, card.metadata)
        if found:
            families[found[0]].append(found[1])
    for members in families.values():
        periodical = any(member.periodical for member in members)
        if not periodical or len(members) > _LARGEST_SERIES:
            continue
        for member in members:
            for other in members:
                if other.when != member.when:
                    yield member.document_id, Link("同系列", other.document_id)


@dataclass(frozen=True, slots=True)
class _Member:
    """A document that may be one of a series. ``when``: what tells it from the others.
    ``periodical``: its title names a time, or it is a kind of paper that comes each year."""

    document_id: str
    when: str
    periodical: bool


def _member(document_id: str, known: Metadata) -> tuple[tuple[Region, str, str], _Member] | None:
    """What the members of its series have in common, and the document as one of them;
    ``None`` where it can belong to none."""
    if known.digest or known.title is None:
        return None
    title = known.title.value
    base = series_key(title)
    report = _WORK_REPORT in base
    if report:
        base = _WORK_REPORT
    issuer = title_key(known.issuer.value) if known.issuer else ""
    placed = known.region != Region()
    times = times_in(title)
    when = "".join(times) or _year(known)
    if len(base) < _LEAST_TITLE or not (placed or issuer) or not when:
        return None
    key = (known.region, "" if placed else issuer, base)
    return key, _Member(document_id, when, report or bool(times))


def _year(known: Metadata) -> str:
    if known.covered:
        return known.covered.value
    return _when(known)[:4]
