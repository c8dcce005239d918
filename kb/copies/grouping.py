"""Which files are one document, and which of them leads."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
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
_NEAREST = 12
_CACHED_TEXTS = 512
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
    near = _near(files)
    left = dict.fromkeys(at for at in range(len(files)) if near.get(at))
    found: list[Group] = []
    while left:
        leader, members = _led(next(iter(left)), files, near, left.keys(), compare)
        if members:
            told = tuple((files[at].card.id, agreed.how) for at, agreed in sorted(members.items()))
            found.append(Group(files[leader].card.id, told))
        for at in (leader, *members):
            del left[at]
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


def _near(files: Sequence[_File]) -> dict[int, list[int]]:
    """Position → positions worth a comparison: the same file, the same words, or the most
    alike. A notice that 500 counties issued from one template has 500 neighbours and no copy;
    a copy is among its nearest."""
    near: dict[int, list[int]] = defaultdict(list)
    alike: list[tuple[int, int, int]] = []
    distinct: list[int] = []
    first: dict[str, int] = {}
    for at, file in enumerate(files):
        same = min(first.setdefault(key, at) for key in (file.card.sha256, _words(file, at)))
        if same < at:
            near[same].append(at)
            near[at].append(same)
        elif file.print.length >= _LEAST_LENGTH:
            distinct.append(at)
    if distinct:
        signatures = np.stack([numbers(files[at].print.signature) for at in distinct])
        for i, j, shared in near_pairs(signatures, _LEAST_SHARED):
            alike += [(distinct[i], -shared, distinct[j]), (distinct[j], -shared, distinct[i])]
    taken: Counter[int] = Counter()
    for at, _, other in sorted(alike):
        taken[at] += 1
        if taken[at] <= _NEAREST:
            near[at].append(other)
            near[other].append(at)
    return near


def _words(file: _File, at: int) -> str:
    """What files with the same words share; too few words are no sign of one document."""
    return file.print.exact if file.print.length >= _LEAST_LENGTH else f"#{at}"


def _led(
    best: int,
    files: Sequence[_File],
    near: Mapping[int, Sequence[int]],
    left: Collection[int],
    compare: _Comparison,
) -> tuple[int, dict[int, Agreement]]:
    """``best``, or the best of those that have the end it lacks, and all that agree with it:
    its neighbours, and those of the ones that agree."""
    members: dict[int, Agreement] = {}
    seen, queue = {best}, [best]
    for at in queue:
        for other in near[at]:
            if other in seen or other not in left:
                continue
            seen.add(other)
            agreed = compare(files[best], files[other])
            if agreed:
                members[other] = agreed
                queue.append(other)
    longer = [at for at, agreed in members.items() if agreed.cut == "a"]
    return _led(min(longer), files, near, left, compare) if longer else (best, members)
