"""Practices (做法): what some place does, as the unit of an answer.

At index time the mentions of a document are read: every named practice, and for each
passage the subject of its lowest heading. At query time hits are answered by the named
practices that fit the query, else by the heading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from kb.depth import depth, planned, sentence_around, subject_depth
from kb.naming import Name, either, lexicon, names
from kb.script import fold, is_traditional, to_simplified
from kb.types import DEPTHS, Depth, Document, Hit, Mention, Passage, Practice, Region

_NUMBERING = re.compile(
    r"^[\s—─－-]*(?:第[\d零一二三四五六七八九十百]+[编章节条部]分?|[（(〔]?[\d零一二三四五六七八九十百]+"
    r"[）)〕、．.是要]+|[①-⑳]|首先[，,]|其次[，,]|第[一二三四五六七八九十][，,、])[\s、，,]*"
)
_LONGEST = 2000
"""Characters of a passage that are read for names."""
_BESIDE = 40
"""How far from its name, in characters, a practice is told of what is asked."""
_TRAILING = "。.：:；;，,、 \n"
_KEY_NOISE = re.compile(r"[\s\"'“”‘’「」『』《》,，、。:：;；()（）的-]")


def mentions(document: Document, passages: tuple[Passage, ...]) -> tuple[Mention, ...]:
    """What ``document`` tells of: its named practices, one mention a sentence, and the
    subject of each passage's lowest heading (``named`` false), each within one passage."""
    text = document.text
    simplified = to_simplified(text) if is_traditional(text) else text
    found: list[Mention] = []
    for passage in passages:
        found.extend(_named(document, simplified, passage))
        found.append(_subject(document, simplified, passage))
    return tuple(found)


def _named(document: Document, simplified: str, passage: Passage) -> Iterator[Mention]:
    seen: set[tuple[str, int]] = set()
    ahead = _ahead(document, passage)
    # Only the row of a table is longer; a name far into one has no sentence around it.
    for name in names(simplified, passage.start, min(passage.end, passage.start + _LONGEST)):
        printed = document.text[name.start : name.end]
        key = key_of(simplified[name.start : name.end])
        sentence = sentence_around(simplified, name.start, passage.start, passage.end)
        if not key or (key, sentence[0]) in seen:
            continue
        seen.add((key, sentence[0]))
        scope = _scope(simplified, passage, name, sentence)
        how = depth(simplified, name, scope, ahead)
        yield Mention(
            key, printed, True, document.id, sentence[0], sentence[1], name.start, name.end, how
        )


def _ahead(document: Document, passage: Passage) -> bool:
    kind = document.metadata.kind.value if document.metadata.kind else None
    headings = passage.headings
    return planned(kind, tuple(map(to_simplified, headings)))


def _scope(text: str, passage: Passage, name: Name, sentence: tuple[int, int]) -> tuple[int, int]:
    """The sentence, or the passage where the sentence is its heading or all but the name."""
    lowest = passage.headings[-1] if passage.headings else ""
    heads = lowest and fold(text[name.start : name.end]) in fold(lowest)
    return (sentence[0], passage.end) if heads else sentence


def _subject(document: Document, simplified: str, passage: Passage) -> Mention:
    """The subject of a passage: its lowest heading, or the document's title."""
    shown, start, end = _heading_span(document, passage)
    body = end if passage.start <= start and end < passage.end else passage.start
    how = subject_depth(simplified, body, passage.end, _ahead(document, passage))
    simple = to_simplified(shown) if simplified is not document.text else shown
    return Mention(
        key_of(simple), shown, False, document.id, passage.start, passage.end, start, end, how
    )


def _heading_span(document: Document, passage: Passage) -> tuple[str, int, int]:
    """The name of an unnamed practice, and where the heading or title stands."""
    if not passage.headings:
        title = document.title.strip()
        at = document.text.find(title)
        span = (at, at + len(title)) if at >= 0 else (passage.start, passage.start)
        return title, *span
    shown = subject_name(passage.headings)
    at = document.text.rfind(passage.headings[-1], 0, passage.end)
    span = (at, at + len(passage.headings[-1])) if at >= 0 else (passage.start, passage.start)
    return shown, *span


def subject_name(headings: Sequence[str]) -> str:
    """The lowest heading without its number; an article keeps it, after its chapter."""
    lowest = headings[-1].strip()
    bare = _NUMBERING.sub("", lowest).strip(_TRAILING)
    if bare:
        return bare
    above = _NUMBERING.sub("", headings[-2]).strip(_TRAILING) if len(headings) > 1 else ""
    return f"{above} {lowest}".strip()


def key_of(simplified: str) -> str:
    """What makes names one practice: script, width, case, quotes and 的 do not count."""
    return _KEY_NOISE.sub("", fold(simplified))


@dataclass(frozen=True, slots=True)
class _Fit:
    """How well a mention answers a query; ordered by ``_order``."""

    mention: Mention
    rank: int
    match: int


def practices(
    hits: tuple[Hit, ...],
    mentions_by_row: Mapping[int, tuple[Mention, ...]],
    regions: Mapping[str, Region],
    query_terms: tuple[str, ...] = (),
) -> tuple[Practice, ...]:
    """The practices that ``hits`` answer with, best first; every hit has at least one.

    ``mentions_by_row``: mentions by the row of the passage they stand in. ``regions``: by
    document. ``query_terms``: the query's words, folded. Order: names that match the
    query, told before merely named, then closeness of the name, best rank, depth.
    """
    terms = _subject_terms(query_terms)
    groups: dict[str, list[_Fit]] = {}
    for hit in hits:
        for mention, match in _answers(hit, mentions_by_row.get(hit.row, ()), terms):
            groups.setdefault(mention.key, []).append(_Fit(mention, hit.rank, match))
    ordered = sorted(groups.values(), key=_order)
    return tuple(
        _practice([f.mention for f in group], regions, sorted({f.rank for f in group}))
        for group in ordered
    )


def _order(group: list[_Fit]) -> tuple[bool, bool, int, int, int, str]:
    match = max(f.match for f in group)
    level = max(DEPTHS.index(f.mention.depth) for f in group)
    best = min(f.rank for f in group)
    return not match, not level, -match, best, -level, group[0].mention.key


def _answers(
    hit: Hit, found: tuple[Mention, ...], terms: tuple[str, ...]
) -> list[tuple[Mention, int]]:
    """The mentions of a hit that answer the query, each with how well its name fits:
    2 all of the query, 1 most of it, 0 only what stands beside it or its heading does."""
    named = [m for m in found if m.named]
    by_name = [(m, fit) for m in named if (fit := _name_fit(m.key, terms))]
    if by_name:
        return by_name
    beside = _beside(hit, named, terms)
    if 0 < len({m.key for m in beside}) <= 2 and (deep := [m for m in beside if _is_told(m)]):
        return [(m, 0) for m in deep]
    subject = next((m for m in found if not m.named), None) or _fallback(hit)
    return [(subject, _name_fit(subject.key, terms))]


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
    return tuple(sorted(found, key=lambda p: (-_weight(p.mentions), p.name)))


def _weight(group: Sequence[Mention]) -> int:
    return sum(1 + 2 * DEPTHS.index(m.depth) for m in group)


def _practice(
    group: Sequence[Mention], regions: Mapping[str, Region], ranks: Sequence[int]
) -> Practice:
    printed = Counter(m.name for m in group)
    names_ = sorted(printed, key=lambda name: (-printed[name], len(name), name))
    deepest: Depth = max((m.depth for m in group), key=DEPTHS.index)
    places = dict.fromkeys(regions[m.document_id] for m in group if m.document_id in regions)
    best_first = sorted(enumerate(group), key=lambda item: (-DEPTHS.index(item[1].depth), item[0]))
    return Practice(
        name=names_[0],
        named=any(m.named for m in group),
        depth=deepest,
        regions=tuple(place for place in places if place != Region()),
        mentions=tuple(m for _, m in best_first),
        hits=tuple(ranks),
        aliases=tuple(names_[1:]),
    )
