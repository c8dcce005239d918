"""What the library holds, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.comparing.ordering import place_of
from kb.metadata.provenance import GRADES, UNKNOWN
from kb.metadata.themes import THEMES
from kb.store.entries import Card, FileReport
from kb.store.library import Library
from kb.types import FLAGS, KINDS, PracticeCard, Region

Counts = tuple[tuple[str, int], ...]
"""Names with how many documents or practices have them, in the order they are shown."""
OTHER_KIND = "其他"


@dataclass(frozen=True, slots=True)
class Flagged:
    """One kind of doubt. ``spots``: how many; ``documents``: id, title, spots of each, those
    with most first."""

    name: str
    spots: int
    documents: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Holdings:
    """The whole library. ``files``: of the folder, ``folded``: copies of a document that
    another file leads, ``failed``: not read. ``figures``: told of practices. ``places``: how
    many different ones documents are about; ``placeless``: documents about no known one.
    ``provinces``, ``years``, ``kinds``, ``grades``: documents by these; ``themes``,
    ``topics``: by theme, documents and practices. ``undated``: documents of no known year."""

    documents: int
    passages: int
    practices: int
    mentions: int
    figures: int
    files: int
    folded: int
    failed: int
    places: int
    placeless: int
    undated: int
    provinces: Mapping[str, int]
    years: Counts
    kinds: Counts
    grades: Counts
    themes: tuple[tuple[str, int, int], ...]
    topics: tuple[tuple[str, int, int], ...]
    flagged: tuple[Flagged, ...]


def holdings(library: Library) -> Holdings:
    """Count everything once."""
    cards, practices, reports = library.cards, library.practice_cards(), library.reports()
    outcomes = Counter(report.outcome for report in reports)
    regions = {place_of(r) for card in cards for r in card.metadata.regions} - {Region()}
    years = _by(cards, lambda card: map(str, card.metadata.years))
    return Holdings(
        documents=len(cards),
        passages=library.rows,
        practices=len(practices),
        mentions=sum(practice.mentions for practice in practices),
        figures=sum(practice.figures for practice in practices),
        files=len(reports),
        folded=outcomes["并入"],
        failed=outcomes["未收入"],
        places=len(regions),
        placeless=sum(not card.metadata.regions for card in cards),
        undated=sum(not card.metadata.years for card in cards),
        provinces=_by(cards, lambda card: [r.province for r in card.metadata.regions]),
        years=tuple(sorted(years.items())),
        kinds=_listed(_by(cards, _kind), KINDS),
        grades=_listed(_by(cards, _grade), GRADES),
        themes=_themes(cards, practices, "themes", THEMES),
        topics=_themes(cards, practices, "topics", None),
        flagged=flagged(reports),
    )


def flagged(reports: Iterable[FileReport]) -> tuple[Flagged, ...]:
    """The documents that are doubted, by kind, in the order of ``FLAGS``."""
    found: dict[str, list[tuple[str, str, int]]] = {kind: [] for kind in FLAGS}
    for report in reports:
        for kind, count in report.flags:
            if kind in found and report.document_id:
                found[kind].append((report.document_id, report.title or report.path, count))
    return tuple(
        Flagged(name, sum(n for *_, n in found[kind]), tuple(sorted(found[kind], key=_most)))
        for kind, name in FLAGS.items()
        if found[kind]
    )


def _most(line: tuple[str, str, int]) -> tuple[int, str]:
    return -line[2], line[1]


def _by(cards: Iterable[Card], values: Callable[[Card], Iterable[str | None]]) -> Counter[str]:
    """How many documents have each value."""
    return Counter(value for card in cards for value in set(values(card)) if value)


def _kind(card: Card) -> Sequence[str]:
    return (card.metadata.kind.value if card.metadata.kind else OTHER_KIND,)


def _grade(card: Card) -> Sequence[str]:
    found = card.metadata.provenance
    return (found.value if found else UNKNOWN,)


def _listed(counts: Mapping[str, int], order: Sequence[str]) -> Counts:
    """Those that occur, in ``order``."""
    return tuple((name, counts[name]) for name in order if counts.get(name))


def _themes(
    cards: Iterable[Card], practices: Iterable[PracticeCard], name: str, order: Sequence[str] | None
) -> tuple[tuple[str, int, int], ...]:
    """Theme, documents, practices; in ``order``, else the most frequent first."""
    documents = _by(cards, lambda card: [value.value for value in getattr(card.metadata, name)])
    told = Counter(theme for practice in practices for theme in set(getattr(practice, name)))
    names = order or sorted(
        documents.keys() | told.keys(), key=lambda n: (-documents[n], -told[n], n)
    )
    return tuple((n, documents[n], told[n]) for n in names if documents[n] or told[n])
