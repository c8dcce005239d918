"""Which files are one document, and which of them leads."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from kb.copies.agreement import Agreement, How, agreement
from kb.copies.fingerprints import Fingerprint, near_pairs, numbers
from kb.copies.plain import Plain, plain, squeeze
from kb.script import fold
from kb.types import Metadata, Value

# 0.36 shared shingles are what a copy with 60 % of the text and 8 % misread ones keeps.
_LEAST_SHARED = 0.36
_LEAST_LENGTH = 30
_CACHED_TEXTS = 256
_CHINESE_OUTSIDE = ("台湾省", "香港特别行政区", "澳门特别行政区")


class Named(Protocol):
    """What is asked of a document, or of its card."""

    @property
    def id(self) -> str:
        """The document's id."""

    @property
    def path(self) -> str:
        """The path within the documents folder."""

    @property
    def sha256(self) -> str:
        """The hash of the file."""

    @property
    def metadata(self) -> Metadata:
        """What was recognised."""


@dataclass(frozen=True, slots=True)
class Group:
    """Files that hold one document. ``members``: the others' ids, each with how its text
    agrees with that of the leader, in the order in which they would lead."""

    leader_id: str
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _File:
    card: Named
    print: Fingerprint
    rank: tuple[int | str, ...]


def groups(
    documents: Sequence[tuple[Named, Fingerprint]],
    text_of: Callable[[str], str],
    grades: Sequence[str] = (),
) -> list[Group]:
    """The groups of two files and more, in the order of their leaders' paths.

    ``text_of``: id → cleaned text, asked only for files that look alike. ``grades``: the
    grades of provenance, best first. The result does not depend on the input's order.
    """
    files = sorted(
        (_File(card, print_, _rank(card, print_, grades)) for card, print_ in documents),
        key=lambda file: file.rank,
    )

    @lru_cache(maxsize=_CACHED_TEXTS)
    def text(document_id: str) -> Plain:
        return plain(text_of(document_id))

    compare = _Comparison(text)
    found: list[Group] = []
    for alike in _components(files):
        found.extend(_led(alike, compare))
    paths = {file.card.id: file.card.path for file in files}
    return sorted(found, key=lambda group: paths[group.leader_id])


def _rank(card: Named, print_: Fingerprint, grades: Sequence[str]) -> tuple[int | str, ...]:
    """Smaller leads. Which of two texts is cut off is known only when both are compared."""
    known = card.metadata
    grade = known.provenance.value if known.provenance else ""
    original = known.region.province in _CHINESE_OUTSIDE
    return (
        grades.index(grade) if grade in grades else len(grades),
        int(known.number is None),
        int(print_.truncated),
        print_.flags,
        print_.removals,
        int(print_.scanned),
        int(print_.traditional != original),
        card.path,
        card.id,
    )


class _Comparison:
    """How two files agree, each pair looked at once."""

    def __init__(self, text: Callable[[str], Plain]) -> None:
        self._text = text
        self._known: dict[tuple[str, str], Agreement | None] = {}

    def __call__(self, a: _File, b: _File) -> Agreement | None:
        key = (a.card.id, b.card.id)
        if key not in self._known:
            self._known[key] = self._compared(a, b)
        return self._known[key]

    def _compared(self, a: _File, b: _File) -> Agreement | None:
        if a.card.sha256 == b.card.sha256:
            return Agreement("同一文件")
        if a.card.metadata.digest != b.card.metadata.digest:
            return None
        if a.print.exact == b.print.exact and a.print.length >= _LEAST_LENGTH:
            return Agreement(_same_words(a, b))
        if min(a.print.length, b.print.length) < _LEAST_LENGTH or _differ_by_name(a, b):
            return None
        scanned = a.print.scanned or b.print.scanned
        return agreement(self._text(a.card.id), self._text(b.card.id), scanned)


def _same_words(a: _File, b: _File) -> How:
    return "繁简不同" if a.print.traditional != b.print.traditional else "文字相同"


def _differ_by_name(a: _File, b: _File) -> bool:
    """Whether what the two say of themselves makes them two documents."""
    one, other = a.card.metadata, b.card.metadata
    years, other_years = _years(one.title), _years(other.title)
    other_year = bool(years and other_years and years.isdisjoint(other_years))
    passed_on = _passes_on(one.title) != _passes_on(other.title)
    return other_year or passed_on or _unlike(one.number, other.number)


def _unlike(one: Value | None, other: Value | None) -> bool:
    stated = one and other and one.status != "inferred" and other.status != "inferred"
    return bool(stated and one and other and squeeze(fold(one.value)) != squeeze(fold(other.value)))


def _years(title: Value | None) -> set[str]:
    return set(re.findall(r"(?:19|20)\d\d", title.value)) if title else set()


def _passes_on(title: Value | None) -> bool:
    return bool(title and re.search("转发|轉發|批转|批轉", title.value))


def _components(files: Sequence[_File]) -> Iterable[list[_File]]:
    """Files joined by likeness, each list in the order of rank."""
    parent = list(range(len(files)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for i, j in _candidates(files):
        first, second = sorted((root(i), root(j)))
        parent[second] = first
    joined: dict[int, list[_File]] = defaultdict(list)
    for at, file in enumerate(files):
        joined[root(at)].append(file)
    return [alike for alike in joined.values() if len(alike) > 1]


def _candidates(files: Sequence[_File]) -> Iterable[tuple[int, int]]:
    """Pairs of positions worth a comparison: the same file, the same words, or alike."""
    first_file: dict[str, int] = {}
    first_words: dict[str, int] = {}
    distinct: list[int] = []
    for at, file in enumerate(files):
        same_file = first_file.setdefault(file.card.sha256, at)
        same_words = first_words.setdefault(file.print.exact, at)
        if same_file < at:
            yield same_file, at
        elif file.print.length < _LEAST_LENGTH:
            continue
        elif same_words < at:
            yield same_words, at
        else:
            distinct.append(at)
    if distinct:
        signatures = np.stack([numbers(files[at].print.signature) for at in distinct])
        for i, j in near_pairs(signatures, _LEAST_SHARED):
            yield distinct[i], distinct[j]


def _led(alike: list[_File], compare: _Comparison) -> Iterable[Group]:
    """The groups within files that look alike: the best leads all that agree with it, and
    what is left is looked at again."""
    left = alike
    while len(left) > 1:
        leader = _whole(left[0], left, compare)
        agreed = [(file, compare(leader, file)) for file in left if file is not leader]
        members = [(file, how) for file, how in agreed if how is not None]
        if members:
            yield Group(leader.card.id, tuple((file.card.id, how.how) for file, how in members))
        left = [file for file, how in agreed if how is None]


def _whole(best: _File, files: list[_File], compare: _Comparison) -> _File:
    """The best file, or the best of those that have the end it lacks."""
    for file in files:
        found = compare(best, file) if file is not best else None
        if found and found.cut == "a":
            return _whole(file, files, compare)
    return best
