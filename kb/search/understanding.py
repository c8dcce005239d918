"""What a query asks for: subject, places, years, exact phrases, synonyms.

Nothing here looks at the index. A place or a year in the query favours; only an explicit
filter excludes.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from kb.errors import InputError
from kb.regions import find
from kb.script import fold, fold_query, has_han, is_traditional, to_simplified
from kb.search.alternatives import Subject, in_chinese, subjects
from kb.search.asking import parse
from kb.search.fusion import Tongue
from kb.types import Region
from kb.words import query_parts, query_terms, query_tokens, tokens

MAX_QUERY = 500
"""Characters of a query that are looked at; the model reads no more than about that."""
SYNONYM_WEIGHT = 0.2
"""How much a synonym's tokens count against the query's own."""
TRANSLATION_WEIGHT = 0.8
"""The same for the Chinese of an English word, which documents hardly ever have itself."""

_QUOTED = re.compile(r'"([^"]{2,60})"')
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:\s*[-~至到]\s*((?:19|20)\d\d))?\s*年?(?!\d)")
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the query: the words for it and what they may mean."""

    text: str
    regions: tuple[Region, ...]


@dataclass(frozen=True, slots=True)
class Understanding:
    """A query as it was understood.

    ``text``: what the encoder reads, Simplified, Chinese words for English ones.
    ``weights``: token → weight in the lexical leg; ``expansion``: the same for what documents
    may call it instead. ``subjects``: what it is about, places and years left out; they
    decide whether the library has anything on it. ``parts``: its unbroken stretches. ``terms``: its words, for telling and marking.
    ``phrases``: what was put in quotation marks, folded. ``truncated``: the query was longer
    than ``MAX_QUERY``. ``excluded``: words left out, as typed; ``left_out``: places left out,
    which are none of these. ``glossed``: all subjects of an English query that is read in
    Chinese, places among them, else empty. ``ways``: each way of asking by itself where several are joined,
    else empty; all else is then of their words together. ``exact``: without synonyms.
    ``corrected``: the query without its typing errors, of which all else is; ``""`` where it
    has none.
    """

    query: str
    text: str
    weights: Mapping[str, float]
    expansion: Mapping[str, float]
    subjects: tuple[Subject, ...]
    parts: tuple[str, ...]
    terms: tuple[str, ...]
    phrases: tuple[str, ...]
    places: tuple[Place, ...]
    years: tuple[int, ...]
    glossed: tuple[Subject, ...] = ()
    truncated: bool = False
    excluded: tuple[str, ...] = ()
    left_out: tuple[Place, ...] = ()
    ways: tuple[Understanding, ...] = ()
    exact: bool = False
    corrected: str = ""

    @property
    def synonyms(self) -> dict[str, tuple[str, ...]]:
        """Words of the query → what else was looked for."""
        return {s.word: s.others for s in self.subjects if s.others}

    @property
    def asked(self) -> str:
        """What is asked for, without marks, words left out and typing errors."""
        return parse(" ".join((self.corrected or self.query).split())).text

    @property
    def tongue(self) -> Tongue:
        """How it is read."""
        if self.glossed:
            return "glossed"
        return "chinese" if has_han(self.text) else "foreign"


def understand(query: str, exact: bool = False) -> Understanding:
    """Take a query apart. ``exact``: look for no synonyms. Raises ``InputError`` where it
    holds no word at all."""
    cut = " ".join(query.split())[:MAX_QUERY]
    if not _WORD.search(cut):
        raise InputError("检索词里没有可以查找的文字。请输入词语或问题，例如：强村公司。")
    asked = parse(cut)
    if not asked.ways:
        raise InputError(
            f"只写了要排除的词，没有要查找的词。请在“-{asked.excluded[0]}”前面再写上要找的内容，"
            f"例如：强村公司 -{asked.excluded[0]}。"
        )
    ways = tuple(_understood(way, exact) for way in asked.ways if _WORD.search(way))
    if not ways:
        raise InputError("检索词里没有可以查找的文字。请输入词语或问题，例如：强村公司。")
    left_out = {word: _whole_place(word) for word in asked.excluded}
    return replace(
        ways[0] if len(ways) == 1 else _understood(asked.text, exact),
        query=query,
        truncated=len(" ".join(query.split())) > MAX_QUERY,
        excluded=tuple(word for word, place in left_out.items() if place is None),
        left_out=tuple(place for place in left_out.values() if place),
        ways=ways if len(ways) > 1 else (),
    )


def _understood(cut: str, exact: bool) -> Understanding:
    """A query without marks."""
    folded = fold_query(cut)
    places = tuple(_places(cut))
    years = tuple(_years(folded))
    bare = _without(folded, places, years)
    subject = subjects(bare) if _WORD.search(bare) else ()
    foreign = [s for s in subject if not has_han(s.word) and _is_place(s)]
    places += tuple(map(_foreign_place, foreign))
    if exact:
        subject = tuple(Subject(s.word) if has_han(s.word) else s for s in subject)
    text = _for_encoder(cut, folded, subject)
    return Understanding(
        query=cut,
        text=text,
        weights=_asked(cut),
        expansion=_expansion(subject),
        subjects=tuple(s for s in subject if s not in foreign),
        parts=tuple(part for part in query_parts(bare) if len(part) > 1),
        terms=query_terms(cut),
        phrases=tuple(dict.fromkeys(p.strip() for p in _QUOTED.findall(folded) if p.strip())),
        places=places,
        years=years,
        glossed=subject if has_han(text) and not has_han(cut) else (),
        exact=exact,
    )


def _for_encoder(cut: str, folded: str, found: tuple[Subject, ...]) -> str:
    if not has_han(cut):
        return in_chinese(folded, found) or cut
    return to_simplified(cut) if folded != fold(cut) or is_traditional(cut) else cut


def _foreign_place(subject: Subject) -> Place:
    """The place that all the Chinese of a subject in another script is the name of."""
    mentions = [mention for other in subject.others for mention in find(other)]
    return Place(subject.word, tuple(dict.fromkeys(r for m in mentions for r in m.candidates)))


def _whole_place(word: str) -> Place | None:
    """The place that all of a word is the name of."""
    chain = find(word)
    if not chain or chain[0].start != 0 or chain[-1].end != len(word):
        return None
    return Place(word, chain[-1].candidates)


def _places(query: str) -> Iterator[Place]:
    mentions = find(query)
    for number, mention in enumerate(mentions):
        following = mentions[number + 1] if number + 1 < len(mentions) else None
        narrowed = (
            following
            and following.start - mention.end <= 1
            and any(
                _lies_within(inner, outer)
                for inner in following.candidates
                for outer in mention.candidates
            )
        )
        if not narrowed:
            yield Place(query[mention.start : mention.end], mention.candidates)


def _lies_within(inner: Region, outer: Region) -> bool:
    pairs = zip(
        (outer.province, outer.city, outer.county),
        (inner.province, inner.city, inner.county),
        strict=True,
    )
    return inner != outer and all(o in (None, i) for o, i in pairs)


def _years(folded: str) -> Iterator[int]:
    for first, last in _YEAR.findall(folded):
        yield from range(int(first), min(int(last or first), int(first) + 10) + 1)


def _without(folded: str, places: tuple[Place, ...], years: tuple[int, ...]) -> str:
    """The folded query with places, years and quotation marks blanked."""
    bare = _YEAR.sub(" ", folded) if years else folded
    for mention in reversed(find(folded)) if places else ():
        bare = bare.replace(folded[mention.start : mention.end], " ")
    return bare.replace('"', " ")


def _asked(cut: str) -> dict[str, float]:
    """Token → weight: the root of how often it is asked. What a question repeats is not
    twice as much what it is about."""
    return {token: math.sqrt(count) for token, count in Counter(query_tokens(cut)).items()}


def _expansion(found: tuple[Subject, ...]) -> dict[str, float]:
    """Token → weight. The alternatives of one subject are alternatives: a token counts
    once, however many of them hold it."""
    weights: dict[str, float] = {}
    for subject in found:
        weight = SYNONYM_WEIGHT if has_han(subject.word) else TRANSLATION_WEIGHT
        for other in subject.others:
            for token in tokens(other):
                weights[token] = max(weight, weights.get(token, 0.0))
    return weights


def _is_place(subject: Subject) -> bool:
    """A place in another script: all its Chinese is the name of one."""
    return any(m.end - m.start == len(other) for other in subject.others for m in find(other))
