"""The practices of a whole library, gathered from its mentions at every build."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from kb.practices.identity import Group, canonical, groups, region_of
from kb.practices.relations import Stand, Vectors, related
from kb.script import to_simplified
from kb.types import DEPTHS, Depth, Document, Mention, Practice, PracticeCard, Region

_TOP = 3
"""Themes and topics that a practice has at most."""

_EARLY = 20
"""Characters of a sentence in which what it is about is named."""

Revise = Callable[[tuple[Group, ...]], tuple[Group, ...]]
"""What users said of the practices found: merged, split, renamed, hidden."""
Spot = tuple[str, int, int, str]
"""What tells a mention from every other: document, sentence, name, key."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """``practices``: the most told first. ``of``: spot of a mention → id of its practice."""

    practices: tuple[Practice, ...]
    of: Mapping[Spot, str] = field(default_factory=dict)


def gather(
    mentions: Sequence[tuple[int, Mention]],
    documents: Mapping[str, Document],
    rows: NDArray[np.int32],
    vectors: Vectors | None = None,
    revise: Revise | None = None,
) -> Gathered:
    """The practices of a library.

    ``mentions``: each with the row of its passage, in library order. ``documents``: by id.
    ``rows``: (n,) number of the document of each passage. ``vectors``: (n, d) of all
    passages, ``None`` without a model.
    """
    found = groups((mention for _, mention in mentions), documents)
    if revise is not None:
        found = revise(found)
    practices = _told_apart([_practice(group, documents) for group in found], found)
    practices.sort(key=lambda p: (-weight(p.mentions), p.name, p.id))
    of = {spot(mention): group.id for group in found for mention in group.mentions}
    beside = related(practices, _stands(practices, mentions, of), rows, vectors)
    told = (replace(p, related=r) for p, r in zip(practices, beside, strict=True))
    return Gathered(tuple(told), of)


def spot(mention: Mention) -> Spot:
    """What tells a mention from every other of the library."""
    return mention.document_id, mention.start, mention.name_start, mention.key


def telling(mention: Mention) -> tuple[int, bool, bool, bool, bool, int]:
    """Sorts mentions: the deepest first, then those whose name stands early, so that they are
    about it, then by measures, figures, bureaus in charge and length."""
    length = min(mention.end - mention.start, 400)
    late = mention.name_start - mention.start > _EARLY
    depth = -DEPTHS.index(mention.depth)
    told = (not mention.measures, not mention.figures, not mention.leads)
    return depth, late, *told, -length


def weight(mentions: Iterable[Mention]) -> int:
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


def _practice(group: Group, documents: Mapping[str, Document]) -> Practice:
    names = [mention.name for mention in group.mentions]
    name = group.name or canonical(names)
    others = [printed for printed, _ in Counter(names).most_common() if printed != name]
    ordered = tuple(sorted(group.mentions, key=telling))
    deepest: Depth = max((m.depth for m in ordered), key=DEPTHS.index)
    return Practice(
        id=group.id,
        name=name,
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


def _told_apart(practices: list[Practice], found: Sequence[Group]) -> list[Practice]:
    """Practices of one name with their place behind it, where the name alone is of several."""
    shown = Counter(to_simplified(practice.name) for practice in practices)
    return [
        replace(p, name=f"{p.name}（{place}）")
        if shown[to_simplified(p.name)] > 1 and g.name is None and (place := _place(p, g))
        else p
        for p, g in zip(practices, found, strict=True)
    ]


def _place(practice: Practice, group: Group) -> str | None:
    """What a practice of an ambiguous name is told by: its place, the province of several."""
    if not group.places or not practice.regions:
        return None
    if len(practice.regions) == 1:
        only = practice.regions[0]
        return only.county or only.city or only.province
    provinces = {region.province for region in practice.regions}
    first = practice.regions[0]
    return first.province if len(provinces) == 1 else f"{first.city or first.province}等"


def _stands(
    practices: Sequence[Practice], mentions: Sequence[tuple[int, Mention]], of: Mapping[Spot, str]
) -> list[Stand]:
    named: dict[str, list[tuple[int, Mention]]] = defaultdict(list)
    for row, mention in mentions:
        if mention.named and (practice := of.get(spot(mention))):
            named[practice].append((row, mention))
    return [_stand(named[practice.id]) for practice in practices]


def _stand(mentions: Sequence[tuple[int, Mention]]) -> Stand:
    return Stand(
        frozenset(row for row, _ in mentions),
        frozenset(row for row, mention in mentions if mention.depth != "仅提及"),
        frozenset((mention.document_id, mention.start) for _, mention in mentions),
    )


def _regions(mentions: Sequence[Mention], documents: Mapping[str, Document]) -> tuple[Region, ...]:
    found = dict.fromkeys(region_of(mention, documents) for mention in mentions)
    return tuple(region for region in found if region != Region())


def _years(mentions: Sequence[Mention], documents: Mapping[str, Document]) -> tuple[int, ...]:
    ids = {mention.document_id for mention in mentions} & documents.keys()
    years = {year for document_id in ids for year in documents[document_id].metadata.years}
    said = (value.value[:4] for m in mentions for value in (m.since, m.until) if value is not None)
    return tuple(sorted(years | {int(year) for year in said if year.isdecimal()}))


def _most(named: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The names that most mentions with any have; the most frequent where none is of most."""
    counts = Counter(name for names in named for name in dict.fromkeys(names))
    having = sum(bool(names) for names in named)
    ordered = sorted(counts, key=lambda name: (-counts[name], name))
    return tuple([name for name in ordered if 2 * counts[name] > having] or ordered[:1])[:_TOP]
