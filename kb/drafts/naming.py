"""Titles, document numbers and terms: whether the library has them, and where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from kb.drafts.alignment import Likely
from kb.drafts.judging import Ground
from kb.drafts.marks import Mark
from kb.drafts.sentences import Bag, Sentence, bigrams
from kb.drafts.sources import Source, Sources
from kb.series.names import names_of, number_key
from kb.store.entries import Card
from kb.types import Span

HOME = 0.4
"""Share of a sentence that a passage says at least to be what it rests on."""
_LIKE = 0.6
"""How much alike two names are at least of which one is taken for a slip of the other."""
_ISSUE = re.compile(r"^(.*?)[\[(<]?((?:19|20)\d\d)?[\])>年]*(\d{1,5})号$")
_MOST = 40
"""Passages that are read in search of a name."""


@dataclass(frozen=True, slots=True)
class Named:
    """Where a name stands. ``span``: of the document ``document_id``; ``around``: what is
    quoted around it; both ``None`` where the document as a whole is meant. ``otherwise``: the
    source writes it otherwise. ``issued``: the number that the library knows of the document
    whose title stands before."""

    ground: Ground
    document_id: str | None = None
    span: Span | None = None
    around: Span | None = None
    otherwise: bool = False
    issued: str | None = None


class Names:
    """Looks names up in one opened index."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    @cached_property
    def _titles(self) -> dict[str, Card]:
        found: dict[str, Card] = {}
        for card in self._sources.cards:
            for key in names_of(card.title):
                found.setdefault(key, card)
        return found

    @cached_property
    def _numbers(self) -> dict[str, Card]:
        found: dict[str, Card] = {}
        for card in self._sources.cards:
            if card.metadata.number:
                found.setdefault(number_key(card.metadata.number.value), card)
        return found

    def find(self, folded: str, mark: Mark, home: Sequence[Likely], title: str | None) -> Named:
        """Where the name of ``mark``, in the draft ``folded``, stands. ``home``: what its
        sentence rests on, best first. ``title``: key of the title a number follows."""
        here = [(source, sentence) for share, source, sentence in home if share >= HOME]
        for source, _ in here:
            if found := _in(mark, source):
                return _named("same", source, found)
        own = self._own(mark, title)
        if own:
            at_home = any(source.document_id == own.id for source, _ in here)
            return _of_card("same" if at_home else "elsewhere", own)
        if mark.kind == "文号" and title and (other := self._issued(mark, title)):
            return other
        words = bigrams(folded[mark.start : mark.end])
        there = self._anywhere(mark, words) or self._practice(mark)
        # Two names alike that both are in the library are two names.
        return there or _slip(mark, here) or Named("nothing")

    def _own(self, mark: Mark, title: str | None) -> Card | None:
        """The document of the library that the name is of."""
        if mark.kind == "标题":
            return self._titles.get(mark.key)
        if mark.kind == "文号":
            found = next((c for key, c in self._numbers.items() if same_issue(mark.key, key)), None)
            if title and found and title not in names_of(found.title):
                return None
            return found
        return None

    def _issued(self, mark: Mark, title: str) -> Named | None:
        """The number that the library knows of a document of that title, another one."""
        card = self._titles.get(title)
        number = card.metadata.number if card else None
        if card is None or number is None or same_issue(mark.key, number_key(number.value)):
            return None
        return _of_card("unlike", card, number.value)

    def _practice(self, mark: Mark) -> Named | None:
        """A practice of the library that also goes by this name."""
        practice = self._sources.practice(mark.key) if mark.kind == "词语" else None
        if practice is None or not practice.mentions:
            return None
        told = practice.mentions[0]
        name, around = (told.name_start, told.name_end), (told.start, told.end)
        return Named("elsewhere", told.document_id, name, around, otherwise=True)

    def _anywhere(self, mark: Mark, words: Bag) -> Named | None:
        for source in self._sources.read(self._sources.holding(words, _MOST)):
            if found := _in(mark, source):
                return _named("elsewhere", source, found)
        return None


def _of_card(ground: Ground, card: Card, issued: str | None = None) -> Named:
    value = card.metadata.number if issued else card.metadata.title
    evidence = value.evidence if value else None
    if evidence is None or evidence.removed:
        return Named(ground, card.id, issued=issued)
    span = (evidence.start, evidence.end)
    return Named(ground, card.id, span, span, issued=issued)


def same_issue(one: str, other: str) -> bool:
    """Whether two numbers are one: what stands before a number in running text may be read as
    part of its issuer."""
    mine, yours = _ISSUE.match(one), _ISSUE.match(other)
    if not mine or not yours or mine.groups()[1:] != yours.groups()[1:]:
        return one == other
    return mine[1].endswith(yours[1]) or yours[1].endswith(mine[1])


Found = tuple[Sentence, Span, bool]
"""The sentence, the name within its passage, and whether it is written otherwise."""


def _in(mark: Mark, source: Source) -> Found | None:
    """The name in a passage: itself, or the longer or shorter form of a title."""
    for sentence in source.sentences:
        for pin in sentence.pins:
            other = pin.mark
            if other.kind != mark.kind or not other.key:
                continue
            if other.key == mark.key or (mark.kind == "文号" and same_issue(mark.key, other.key)):
                return sentence, (other.start, other.end), False
            if mark.kind == "标题" and _short_for(mark.key, other.key):
                return sentence, (other.start, other.end), True
    if mark.kind == "词语":
        at = source.folded.find(mark.key)
        for sentence in source.sentences:
            if sentence.start <= at < sentence.end:
                return sentence, (at, at + len(mark.key)), False
    return None


def _short_for(one: str, other: str) -> bool:
    """Whether one title is the other without its year, edition or issuer."""
    short, long = sorted((one, other), key=len)
    rest = long.replace(short, "", 1)
    return (
        len(short) >= 4
        and rest != long
        and not (re.search(r"\d", short) and re.search(r"\d", rest))
    )


def _named(ground: Ground, source: Source, found: Found) -> Named:
    sentence, span, otherwise = found
    offset = source.offset
    return Named(
        ground,
        source.document_id,
        (offset + span[0], offset + span[1]),
        (offset + sentence.start, offset + sentence.end),
        otherwise,
    )


def _slip(mark: Mark, here: Sequence[tuple[Source, Sentence]]) -> Named | None:
    """The name in what the sentence rests on that this one is most likely a slip of."""
    best: tuple[float, Source, Sentence, Mark] | None = None
    for source, sentence in here:
        for pin in sentence.pins:
            if pin.mark.kind == mark.kind:
                like = SequenceMatcher(None, mark.key, pin.mark.key, autojunk=False).ratio()
                if like >= _LIKE and (best is None or like > best[0]):
                    best = like, source, sentence, pin.mark
    if best is None:
        return None
    _, source, sentence, other = best
    return _named("unlike", source, (sentence, (other.start, other.end), True))


def title_before(mark: Mark, marked: Sequence[Mark]) -> str | None:
    """Key of the title that stands right before a document number."""
    before = [m for m in marked if m.kind == "标题" and 0 <= mark.start - m.end <= 2]
    return before[-1].key if before else None
