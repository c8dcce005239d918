"""The practices of a whole library, gathered from its mentions at every build."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kb.practices.identity import Group, canonical, groups
from kb.types import DEPTHS, Depth, Document, Mention, Metadata, Practice, PracticeCard, Region

_TOP = 3
"""Topics a practice has at most."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """``practices``: the most told first. ``of``: mention, as it came → id of its practice."""

    practices: tuple[Practice, ...]
    of: Mapping[Mention, str] = field(default_factory=dict)


def gather(mentions: Iterable[Mention], documents: Mapping[str, Metadata]) -> Gathered:
    """The practices of a library.

    ``mentions``: all of them, in library order. ``documents``: what each says of itself.
    """
    found = groups(mentions)
    practices = [_practice(group, documents) for group in found]
    of = {mention: group.id for group in found for mention in group.mentions}
    return Gathered(tuple(sorted(practices, key=lambda p: (-weight(p.mentions), p.name, p.id))), of)


def metadata_of(documents: Iterable[Document]) -> dict[str, Metadata]:
    """What ``gather`` needs of documents."""
    return {document.id: document.metadata for document in documents}


def telling(mention: Mention) -> tuple[int, bool, bool, int]:
    """Sorts mentions: the deepest first, then by figures, bureaus in charge and length."""
    length = min(mention.end - mention.start, 400)
    return -DEPTHS.index(mention.depth), not mention.figures, not mention.leads, -length


def weight(mentions: Sequence[Mention]) -> int:
    """How much is told in all of ``mentions``."""
    return sum(1 + 2 * DEPTHS.index(m.depth) for m in mentions)


def card(practice: Practice) -> PracticeCard:
    """What lists show of a practice."""
    depths = Counter(m.depth for m in practice.mentions)
    figures = {(m.document_id, f.start, f.end) for m in practice.mentions for f in m.figures}
    return PracticeCard(
        id=practice.id,
        name=practice.name,
        aliases=practice.aliases,
        depth=practice.depth,
        depths=(depths["仅提及"], depths["有做法"], depths["有成效"]),
        regions=practice.regions,
        years=practice.years,
        themes=practice.themes,
        topics=practice.topics,
        programme=practice.programme,
        mentions=len(practice.mentions),
        documents=len({m.document_id for m in practice.mentions}),
        figures=len(figures),
    )


def _practice(group: Group, documents: Mapping[str, Metadata]) -> Practice:
    names = [m.name for m in group.mentions]
    name = canonical(names)
    others = [printed for printed, _ in Counter(names).most_common() if printed != name]
    ordered = tuple(sorted(group.mentions, key=telling))
    deepest: Depth = max((m.depth for m in ordered), key=DEPTHS.index)
    return Practice(
        id=group.id,
        name=f"{name}（{group.place}）" if group.place else name,
        named=True,
        depth=deepest,
        regions=_regions(ordered, documents),
        mentions=ordered,
        aliases=tuple(others),
        years=_years(ordered, documents),
        themes=_most([m.themes for m in ordered]),
        topics=_most([m.topics for m in ordered]),
        programme=2 * sum(m.programme for m in ordered) > len(ordered),
    )


def region_of(mention: Mention, documents: Mapping[str, Metadata]) -> Region:
    """The place a mention is about: its own, else that of its document."""
    if mention.region is not None:
        return mention.region
    found = documents.get(mention.document_id)
    return found.region if found else Region()


def _regions(mentions: Sequence[Mention], documents: Mapping[str, Metadata]) -> tuple[Region, ...]:
    found = dict.fromkeys(region_of(mention, documents) for mention in mentions)
    return tuple(region for region in found if region != Region())


def _years(mentions: Sequence[Mention], documents: Mapping[str, Metadata]) -> tuple[int, ...]:
    years = {
        y for m in mentions if m.document_id in documents for y in documents[m.document_id].years
    }
    said = (v.value[:4] for m in mentions for v in (m.since, m.until) if v is not None)
    return tuple(sorted(years | {int(year) for year in said if year.isdecimal()}))


def _most(named: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The names that most mentions with any have; the most frequent where none has a majority."""
    counts = Counter(name for names in named for name in dict.fromkeys(names))
    having = sum(bool(names) for names in named)
    ordered = sorted(counts, key=lambda name: (-counts[name], name))
    return tuple([name for name in ordered if 2 * counts[name] > having] or ordered[:1])[:_TOP]
