"""What a query's words are called in documents: synonyms, official words, Chinese for English.

Three data files in ``kb/lexicon``: ``synonyms.tsv`` (groups of equals), ``everyday.tsv``
(an everyday word, then the official ones) and ``glossary.tsv`` (English, then Chinese). The
last two lead one way: a document's official words are not made everyday ones.

In ``everyday.tsv`` a word may also be several that mean the official ones only together,
wherever they stand in the query (``老人/奶奶…做饭/吃饭``), and a word with nothing after it
names no subject at all (突然).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from kb.script import fold, has_han
from kb.search.english import FUNCTION_WORDS, Forms, forms_of
from kb.search.romanised import places_spelt
from kb.words import cutter, read_lexicon, stopwords

_LONGEST = 12
"""Tokens an entry of the data files may span, spaces and hyphens among them."""
_GAP = "…"
_LATIN = re.compile(r"[a-z]")
_LATIN_WORD = re.compile(r"[a-z]+")
_TRANSLATED = 0.5
"""Share of an English query that is to be known for it to be read in Chinese. Words that
name nothing count as unknown: the more of them, the more is said by the sentence, which the
encoder reads best as it stands."""
_WHOLE = 4
"""Characters from which an entry is found however the query around it is cut into words;
shorter ones lie by chance in others (村医 in 农村医疗)."""
_JOINED = 4
"""Words that a part of a saying may span."""
_WHERE = tuple("里上下边头中")
_MUCH = tuple("很太真挺老")
_TOLD = 2
"""Chinese words the encoder is told for one of English: most mean several things."""


@dataclass(frozen=True, slots=True)
class _Saying:
    """Everyday words that mean ``official`` ones together: of each part any one."""

    parts: tuple[frozenset[str], ...]
    official: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing a query is about: its word or words as asked, folded, and what documents
    may call it instead."""

    word: str
    others: tuple[str, ...] = ()


def subjects(bare: str) -> tuple[Subject, ...]:
    """The subjects of a folded query without places and years, in order, each once."""
    found: dict[str, Subject] = {}
    words = [word for piece in _pieces(bare) for word in cutter().cut(piece)]
    for subject in _walk(words):
        found.setdefault(subject.word, subject)
    longer = [subject for subject in found.values() if len(subject.word) > 1]
    telling = [s for s in longer or found.values() if s.others or s.word not in _vague()]
    return _with_sayings(words, telling or longer or list(found.values()))


def in_chinese(asked: str, found: Sequence[Subject]) -> str:
    """The subjects of an English query (``asked``, folded) by what documents call them, for
    the encoder, which knows a language best by itself; ``""`` where too little of it has a
    Chinese name."""
    called = [[other for other in subject.others if has_han(other)] for subject in found]
    empty = sum(map(_is_empty, _LATIN_WORD.findall(asked)))
    if not called or sum(map(bool, called)) < _TRANSLATED * (len(called) + empty):
        return ""
    pairs = zip(found, called, strict=True)
    return " ".join(" ".join(names[:_TOLD] or [subject.word]) for subject, names in pairs)


def listed() -> tuple[str, ...]:
    """Every word of the data files, folded."""
    official = (o for others in _table().values() for o in others)
    said = (word for saying in _sayings() for part in saying.parts for word in part)
    return tuple(dict.fromkeys((*_table(), *official, *_vague(), *said)))


def _pieces(bare: str) -> Iterator[str]:
    """The query broken where a long entry of the data files begins and ends."""
    begun = at = 0
    while at < len(bare):
        ends = range(min(len(bare), at + _LONGEST), at + _WHOLE - 1, -1)
        end = next((end for end in ends if bare[at:end] in _table()), None)
        if end is None or not has_han(bare[at:end]):
            at += 1
            continue
        yield from filter(None, (bare[begun:at], bare[at:end]))
        begun = at = end
    yield bare[begun:]


def _with_sayings(words: Sequence[str], found: Sequence[Subject]) -> tuple[Subject, ...]:
    """The subjects, each also with what documents call the sayings that it is a part of."""
    spans = _spans(words)
    meant: dict[str, dict[str, None]] = {}
    for saying in _sayings():
        if any(part.isdisjoint(spans) for part in saying.parts):
            continue
        said = {word for part in saying.parts for word in part & spans}
        for subject in found:
            of = any(word in subject.word or subject.word in word for word in said)
            # What its own entry calls it already needs no saying, which is wider.
            if of and not {subject.word, *subject.others}.intersection(saying.official):
                meant.setdefault(subject.word, {}).update(dict.fromkeys(saying.official))
    return tuple(
        Subject(s.word, tuple(dict.fromkeys((*s.others, *meant.get(s.word, ()))))) for s in found
    )


def _spans(words: Sequence[str]) -> frozenset[str]:
    """What begins and ends where words do, also without where it is or how much (河里 is 河,
    很脏 is 脏)."""
    count = len(words)
    joined = {
        "".join(words[at:end])
        for at in range(count)
        for end in range(at + 1, min(count, at + _JOINED) + 1)
    }
    where = {word[:-1] for word in words if word.endswith(_WHERE)}
    much = {word[1:] for word in words if word.startswith(_MUCH)}
    return frozenset(joined | where | much)


def _walk(words: Sequence[str]) -> Iterator[Subject]:
    """The longest entries of the data files, from the left, and the words between them but
    for question words; an entry may hold one (谁管)."""
    at = 0
    while at < len(words):
        length, others = _longest(words, at)
        word = "".join(words[at : at + length])
        at += length
        if _names_something(word) and (others or not _is_empty(word)):
            yield Subject(word, others)


def _is_empty(word: str) -> bool:
    return word in stopwords() or word in FUNCTION_WORDS


def _longest(words: Sequence[str], at: int) -> tuple[int, tuple[str, ...]]:
    if not words[at].strip():
        return 1, ()
    for length in range(min(_LONGEST, len(words) - at), 0, -1):
        last = words[at + length - 1]
        others = _others("".join(words[at : at + length])) if last.strip() else ()
        if others:
            return length, others
    return 1, _of_part(words[at])


def _others(word: str) -> tuple[str, ...]:
    if not _LATIN.search(word) or word in _table() or word in stopwords():
        return _table().get(word, ())
    return _english().get(word) or places_spelt(word)


def _of_part(word: str) -> tuple[str, ...]:
    """A compound with the longest of its parts that has equals called otherwise: 低保标准 is
    最低生活保障标准."""
    parts = {p for p in cutter().cut_for_search(word) if 1 < len(p) < len(word) and p in _equals()}
    part = max(parts, key=lambda p: (len(p), p), default=None)
    return tuple(word.replace(part, other) for other in _equals()[part]) if part else ()


def _names_something(word: str) -> bool:
    """Not white space, a mark, a number or a single letter."""
    return any(c.isalpha() for c in word) and (len(word) > 1 or word >= "\u3400")


@cache
def _table() -> dict[str, tuple[str, ...]]:
    table = {word: dict.fromkeys((word, *others)) for word, others in _equals().items()}
    for name in ("everyday.tsv", "glossary.tsv"):
        for word, *others in _rows(name):
            if _GAP not in word:
                table.setdefault(word, {}).update(dict.fromkeys(others))
    return {word: tuple(w for w in others if w != word) for word, others in table.items()}


@cache
def _equals() -> dict[str, tuple[str, ...]]:
    table: dict[str, dict[str, None]] = {}
    for row in _rows("synonyms.tsv"):
        for word in row:
            table.setdefault(word, {}).update(dict.fromkeys(row))
    return {word: tuple(w for w in others if w != word) for word, others in table.items()}


@cache
def _sayings() -> tuple[_Saying, ...]:
    rows = [row for row in _rows("everyday.tsv") if _GAP in row[0]]
    return tuple(
        _Saying(tuple(frozenset(part.split("/")) for part in first.split(_GAP)), tuple(official))
        for first, *official in rows
    )


@cache
def _vague() -> frozenset[str]:
    """Words of ordinary talk that name no subject."""
    return frozenset(fold(line) for line in read_lexicon("everyday.tsv") if "\t" not in line)


@cache
def _english() -> Forms:
    return forms_of({word: found for word, found in _table().items() if _LATIN.search(word)})


def _rows(name: str) -> Iterator[list[str]]:
    for line in read_lexicon(name):
        row = [fold(cell.strip()) for cell in line.split("\t") if cell.strip()]
        if len(row) > 1:
            yield row
