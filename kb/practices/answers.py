"""At query time: hits are answered by the named practices that fit the query, else by the
heading; and the catalogue of all named practices."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from kb.practices.forms import form_of
from kb.practices.gathering import telling, weight
from kb.practices.mentions import key_of, subject_name
from kb.practices.naming import either, lexicon
from kb.script import fold, to_simplified
from kb.types import DEPTHS, Depth, Hit, Mention, Practice, PracticeCard, Region

_BESIDE = 40
"""How far from its name, in characters, a practice is told of what is asked."""
_GAIN = 3
"""Ranks that a name or heading gains which holds most of what is asked."""


@dataclass(frozen=True, slots=True)
class _Fit:
    """How well a mention answers a query; ordered by ``_order``. ``said``: the passage has
    words of what is asked, not only its document's title."""

    mention: Mention
    rank: int
    match: int
    said: bool = True


def practices(
    hits: tuple[Hit, ...],
    mentions_by_row: Mapping[int, tuple[Mention, ...]],
    regions: Mapping[str, Region],
    query_terms: tuple[str, ...] = (),
    cards: Mapping[str, PracticeCard] | None = None,
) -> tuple[Practice, ...]:
    """The practices that ``hits`` answer with, best first; every hit has at least one, but
    those found by nothing but the words of their document's title where others say it.

    ``mentions_by_row``: mentions by the row of the passage they stand in. ``regions``: by
    document. ``query_terms``: what the query is about, folded, without places and years.
    ``cards``: the practices of the library by id; without them mentions of one name are one.
    Order: what is asked for by its very name and told, told before merely named, names that
    hold all that is asked (what is asked for but merely named after those told), best rank
    (what holds most of it in its name or heading gains a few), depth.
    """
    terms = _subject_terms(query_terms)
    known = cards or {}
    spoken = any(hit.why.terms for hit in hits) if terms else False
    fits = [
        _Fit(mention, hit.rank, match, not spoken or bool(hit.why.terms))
        for hit in hits
        if not spoken or hit.why.terms or hit.why.dense_rank is not None
        for mention, match in _answers(hit, mentions_by_row.get(hit.row, ()), terms, known)
    ]
    ids = {f.mention.key: f.mention.practice for f in fits if f.mention.practice in known}
    groups: dict[str, list[_Fit]] = {}
    for fit in fits:
        key = fit.mention.practice or fit.mention.key
        groups.setdefault(ids.get(key, key), []).append(fit)
    ordered = sorted(groups.items(), key=lambda item: _order(item[1], terms, known.get(item[0])))
    return tuple(_answer(group, regions, known.get(key)) for key, group in ordered)


def _order(
    group: list[_Fit], terms: tuple[str, ...], card: PracticeCard | None
) -> tuple[bool, bool, bool, bool, bool, int, int, str]:
    match = max(f.match for f in group)
    level = max(DEPTHS.index(f.mention.depth) for f in group)
    if card:
        level = max(level, DEPTHS.index(card.depth))
    best = min(f.rank for f in group)
    named = [f.mention for f in group if f.mention.named]
    asked = any(label in terms for m in named for label in form_of(m.name, m.key).labels)
    exact = match == 2 and bool(named)
    ahead = best - _GAIN * bool(match)
    said = any(f.said for f in group)
    answers, told = asked and level > 0, asked or level > 0
    key = group[0].mention.key
    return not answers, not told, not said, not exact, not level, ahead, -level, key


def _answer(
    group: list[_Fit], regions: Mapping[str, Region], card: PracticeCard | None
) -> Practice:
    """One practice of an answer: its mentions in the hits, and what the library calls it."""
    told = _practice([f.mention for f in group], regions, sorted({f.rank for f in group}))
    if card is None:
        return told
    return replace(
        told,
        id=card.id,
        name=card.name,
        named=True,
        aliases=card.aliases,
        years=card.years,
        themes=card.themes,
        topics=card.topics,
        programme=card.programme,
    )


def _answers(
    hit: Hit,
    found: tuple[Mention, ...],
    terms: tuple[str, ...],
    cards: Mapping[str, PracticeCard],
) -> list[tuple[Mention, int]]:
    """The mentions of a hit that answer the query, each with how well its name fits:
    2 all of the query, 1 most of it, 0 only what stands beside it or its heading does."""
    # A named mention without a practice is of one that users have hidden.
    named = [m for m in found if m.named and (not cards or m.practice in cards)]
    by_name = [(m, fit) for m in named if (fit := _mention_fit(m, terms, cards))]
    subject = next((m for m in found if not m.named), None) or _fallback(hit)
    fit = _name_fit(subject.key, terms) if hit.passage.headings else 0
    heading = _heading(subject, named)
    if by_name:
        # 垃圾分类：甲模式: what is asked for, and how a place does it.
        own = fit and heading and heading.key not in {m.key for m, _ in by_name}
        return [*by_name, (heading, fit)] if own and heading else by_name
    if fit < 2 and heading and 2 * len(heading.key) >= len(subject.key):
        return [(heading, fit)]
    beside = _beside(hit, named, terms) if fit < 2 else []
    if 0 < len({m.key for m in beside}) <= 2 and (deep := [m for m in beside if _is_told(m)]):
        return [(m, 0) for m in deep]
    return [(subject, fit)]


def _heading(subject: Mention, named: Sequence[Mention]) -> Mention | None:
    """The last practice that the heading of a passage names and that is told of."""
    own = [m for m in named if m.key in subject.key and _is_told(m)]
    return max(own, key=lambda m: subject.key.rindex(m.key) + len(m.key), default=None)


def _is_told(mention: Mention) -> bool:
    return mention.depth != "仅提及"


def _fallback(hit: Hit) -> Mention:
    """The subject of a hit whose mentions are not at hand."""
    passage = hit.passage
    name = subject_name(passage.headings) if passage.headings else hit.text[:20].strip()
    span = (passage.start, passage.end)
    return Mention(
        key_of(name), name, False, passage.document_id, *span, *span[:1], *span[:1], "仅提及"
    )


@cache
def _generic() -> re.Pattern[str]:
    return re.compile(rf"(?:{either(lexicon().words['generic_terms'])})+")


@cache
def _themes() -> frozenset[str]:
    """Keys of the practices known everywhere: they answer only a query that names them."""
    return frozenset(map(key_of, lexicon().words["bare_names"]))


def _subject_terms(query_terms: Iterable[str]) -> tuple[str, ...]:
    """The terms that name a subject: no generic word, none that is part of another."""
    terms = [t for t in dict.fromkeys(query_terms) if len(t) > 1 and not _generic().fullmatch(t)]
    return tuple(t for t in terms if not any(t != other and t in other for other in terms))


def _covered(text: str, terms: tuple[str, ...]) -> float:
    """Share of the terms' characters that occur in ``text``, term by whole term."""
    total = sum(map(len, terms))
    return sum(len(t) for t in terms if t in text) / total if total else 0.0


def _name_fit(key: str, terms: tuple[str, ...]) -> int:
    """2: the name holds all that is asked; 1: more than half, words with others in
    between (宅基地改革 in 宅基地制度改革) included; 0: less."""
    if not terms:
        return 0
    if all(term in key for term in terms):
        return 2
    held = sum(len(term) for term in terms if term in key or _spread(key, term))
    return int(held > sum(map(len, terms)) / 2)


def _mention_fit(
    mention: Mention, terms: tuple[str, ...], cards: Mapping[str, PracticeCard]
) -> int:
    """How well a mention's name, or what its practice is called elsewhere, fits."""
    card = cards.get(mention.practice)
    called = _called(card.name) if card else mention.key
    return max(_name_fit(mention.key, terms), _name_fit(called, terms))


@lru_cache(maxsize=4096)
def _called(name: str) -> str:
    return key_of(to_simplified(name))


def _spread(key: str, term: str) -> bool:
    pairs = [term[i : i + 2] for i in range(len(term) - 1)]
    return len(term) >= 4 and 3 * sum(pair in key for pair in pairs) >= 2 * len(pairs)


def _beside(hit: Hit, named: Sequence[Mention], terms: tuple[str, ...]) -> list[Mention]:
    """The mentions around whose name most of what is asked stands, in the same sentence."""
    own = [m for m in named if m.key not in _themes()]
    if not own or not terms:
        return []
    folded, base = fold(hit.text), hit.passage.start
    around = (
        (m, max(m.start, m.name_start - _BESIDE), min(m.end, m.name_end + _BESIDE)) for m in own
    )
    return [
        m for m, start, end in around if _covered(folded[start - base : end - base], terms) > 0.5
    ]


def catalogue(mentions: Iterable[Mention], regions: Mapping[str, Region]) -> tuple[Practice, ...]:
    """Every named practice of a library, the most told first, then by name."""
    groups: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.named:
            groups.setdefault(mention.key, []).append(mention)
    found = [_practice(group, regions, ()) for group in groups.values()]
    return tuple(sorted(found, key=lambda p: (-weight(p.mentions), p.name)))


def _practice(
    group: Sequence[Mention], regions: Mapping[str, Region], ranks: Sequence[int]
) -> Practice:
    printed = Counter(m.name for m in group)
    names_ = sorted(printed, key=lambda name: (-printed[name], len(name), name))
    deepest: Depth = max((m.depth for m in group), key=DEPTHS.index)
    best_first = sorted(group, key=telling)
    places = dict.fromkeys(m.region or regions.get(m.document_id, Region()) for m in group)
    return Practice(
        name=names_[0],
        named=any(m.named for m in group),
        depth=deepest,
        regions=tuple(place for place in places if place != Region()),
        mentions=tuple(best_first),
        hits=tuple(ranks),
        aliases=tuple(names_[1:]),
    )
