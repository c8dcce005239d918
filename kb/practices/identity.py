"""Which mentions of a library are one practice. Pure: names, places and texts in, groups out.

Mentions are put together by place and key first (a cell), then cells that share a label: the
name without its class noun, its quoted part, what it is explained to stand for. A label that
tells little by itself (“三个一”, “双百”) joins cells of one place only, and of several where
the same words keep it company.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from kb.practices.company import Company, pairs
from kb.practices.explained import other_names
from kb.practices.forms import Form, form_of, level, strength
from kb.script import to_simplified
from kb.types import Document, Mention, Region

ID_LENGTH = 12
Label = tuple[str, ...]
_LITTLE = frozenset({"short", "generic"})
_REACH = 60
"""Characters on either side of a name that are its company."""
_SAMPLE = 2000
_NEAR, _FAR = 0.08, 0.22
"""How much of its company a name must share between places of one province, and of two."""
_SHARED = 3
"""Places of a province that make a name the province's."""


@dataclass(frozen=True, slots=True)
class Group:
    """The mentions of one practice, in library order. ``key``: what its id is made of.
    ``places``: where a name that tells little by itself is used; empty for any other.
    ``name``: what a user calls it, ``None`` for the name as printed."""

    key: str
    mentions: tuple[Mention, ...]
    places: tuple[Region, ...] = ()
    name: str | None = None

    @property
    def id(self) -> str:
        """Twelve hex digits, the same for the same key on any machine."""
        return hashlib.sha256(self.key.encode()).hexdigest()[:ID_LENGTH]


@dataclass(slots=True)
class _Cell:
    """The mentions of one key, in one place (``where``) where the key tells little by itself.
    ``places``: where its mentions are."""

    form: Form
    where: str | None
    mentions: list[Mention] = field(default_factory=list)
    places: dict[str, Region] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What an id is made of."""
        return self.form.key if self.where is None else f"{self.form.key}@{self.where}"

    @property
    def programme(self) -> bool:
        """Whether most of its mentions are of a programme from above."""
        return 2 * sum(m.programme for m in self.mentions) > len(self.mentions)


def groups(mentions: Iterable[Mention], documents: Mapping[str, Document]) -> tuple[Group, ...]:
    """The practices that the named ones among ``mentions`` make up, sorted by key.

    ``mentions``: in library order. ``documents``: by id, those of the mentions.
    """
    cells = _cells(mentions, documents)
    nouns = _usual_nouns(cells)
    sets = _Sets(len(cells))
    holders: dict[Label, int] = {}
    for number, cell in enumerate(cells):
        for label in _labels(cell, nouns, documents):
            sets.unite(holders.setdefault(label, number), number)
    _join_places(cells, sets, documents)
    members: dict[int, list[_Cell]] = defaultdict(list)
    for number, cell in enumerate(cells):
        members[sets.find(number)].append(cell)
    return tuple(sorted(map(_group, members.values()), key=lambda group: group.key))


def _cells(mentions: Iterable[Mention], documents: Mapping[str, Document]) -> list[_Cell]:
    cells: dict[tuple[str, str | None], _Cell] = {}
    for mention in mentions:
        if not mention.named:
            continue
        form = form_of(mention.name, mention.key)
        region = region_of(mention, documents)
        place = place_key(region) or mention.document_id
        where = place if level(form.key) in _LITTLE and not form.known else None
        cell = cells.setdefault((form.key, where), _Cell(form, where))
        cell.mentions.append(mention)
        cell.places.setdefault(place, region)
    return [cells[key] for key in sorted(cells, key=lambda k: (k[0], k[1] or ""))]


def _labels(
    cell: _Cell, nouns: Mapping[tuple[str, str], str], documents: Mapping[str, Document]
) -> Iterator[Label]:
    """What a cell is joined by. Cells of one name are one practice whoever carries it out;
    by less than the name a programme from above joins none of a place's own."""
    yield ("", cell.form.key, cell.where or "")
    others = [key for m in cell.mentions for key in other_names(m, documents[m.document_id])]
    for label in (*cell.form.labels, *others):
        told = level(label) if label == cell.form.key else strength(label)
        kind = "programme" if cell.programme else "own"
        if told not in _LITTLE:
            yield (kind, label, "")
            continue
        for place in cell.places:
            noun = cell.form.noun or nouns.get((label, place), "")
            yield (kind, label, place, noun) if told == "generic" else (kind, label, place)


def _usual_nouns(cells: Sequence[_Cell]) -> dict[tuple[str, str], str]:
    """(generic label, place) → the class noun it mostly has there, for where it has none."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for cell in cells:
        for label in cell.form.labels if cell.form.noun else ():
            for place in cell.places if level(label) == "generic" else ():
                counts[label, place][cell.form.noun] += len(cell.mentions)
    return {key: min(found, key=lambda n: (-found[n], n)) for key, found in counts.items()}


def _join_places(cells: Sequence[_Cell], sets: _Sets, documents: Mapping[str, Document]) -> None:
    """Unite cells of several places that share a label which tells little, and company."""
    sharing: dict[str, list[int]] = defaultdict(list)
    for number, cell in enumerate(cells):
        if cell.where is not None:
            sharing[cell.form.root].append(number)
    company = _company(cells, documents)
    for numbers in sharing.values():
        words = {n: _words(cells[n], documents) for n in numbers} if len(numbers) > 1 else {}
        for one, other in combinations(words, 2):
            if _may_be_one(cells[one], cells[other]) and sets.find(one) != sets.find(other):
                bound = _NEAR if _is_near(cells[one], cells[other]) else _FAR
                if company.alike(words[one], words[other]) >= bound:
                    sets.unite(one, other)
        _join_province(cells, numbers, sets)


def _join_province(cells: Sequence[_Cell], numbers: Sequence[int], sets: _Sets) -> None:
    """What several places of a province share is the province's: the rest of its places
    that name it, with the same class noun, carry out the same."""
    provinces: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number in numbers:
        for region in cells[number].places.values():
            if region.province:
                provinces[region.province, cells[number].form.noun].append(number)
    for (_, noun), found in provinces.items():
        root, shared = Counter(map(sets.find, found)).most_common(1)[0]
        for number in found if noun and shared >= _SHARED else ():
            if cells[number].programme == cells[root].programme:
                sets.unite(root, number)


def _may_be_one(one: _Cell, other: _Cell) -> bool:
    nouns = {one.form.noun, other.form.noun} - {""}
    return len(nouns) < 2 and one.programme == other.programme


def _is_near(one: _Cell, other: _Cell) -> bool:
    """Whether both are of one province: what it does, its cities name alike."""
    provinces = {r.province for cell in (one, other) for r in cell.places.values()}
    return len(provinces) == 1 and None not in provinces


def _words(cell: _Cell, documents: Mapping[str, Document]) -> frozenset[str]:
    return frozenset().union(*(pairs(_around(m, documents)) for m in cell.mentions))


def _around(mention: Mention, documents: Mapping[str, Document]) -> str:
    """The sentence of a mention without the name."""
    text = documents[mention.document_id].text
    begin = max(mention.start, mention.name_start - _REACH)
    end = min(mention.end, mention.name_end + _REACH)
    before, after = text[begin : mention.name_start], text[mention.name_end : end]
    return to_simplified(f"{before}\n{after}")


def _company(cells: Sequence[_Cell], documents: Mapping[str, Document]) -> Company:
    step = max(1, sum(len(cell.mentions) for cell in cells) // _SAMPLE)
    sample = [m for cell in cells for m in cell.mentions][::step]
    return Company(_around(mention, documents) for mention in sample)


def _group(cells: Sequence[_Cell]) -> Group:
    first = min(cells, key=lambda cell: (len(cell.form.key), cell.key))
    mentions = [m for cell in cells for m in cell.mentions]
    apart = all(cell.where is not None for cell in cells)
    places = {place: r for cell in cells for place, r in cell.places.items()} if apart else {}
    return Group(first.key, tuple(mentions), tuple(places[place] for place in sorted(places)))


class _Sets:
    """Disjoint sets of numbers; the least number stands for its set."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def find(self, number: int) -> int:
        """The number that stands for the set of ``number``."""
        while self._above[number] != number:
            self._above[number] = self._above[self._above[number]]
            number = self._above[number]
        return number

    def unite(self, one: int, other: int) -> None:
        """Make the sets of the two one."""
        low, high = sorted((self.find(one), self.find(other)))
        self._above[high] = low


def place_key(region: Region) -> str:
    """A region as one word, ``""`` for an unknown one."""
    return "".join(filter(None, (region.province, region.city, region.county)))


def region_of(mention: Mention, documents: Mapping[str, Document]) -> Region:
    """The place a mention is about: its own, else that of its document."""
    if mention.region is not None:
        return mention.region
    found = documents.get(mention.document_id)
    return found.metadata.region if found else Region()


def canonical(names: Sequence[str]) -> str:
    """The name shown for names as printed, one an occurrence: the most frequent that is not
    the longest, the shorter of two; in Simplified where one is, and without the quotation
    marks around all of it."""
    counts = Counter(map(bare, names))
    simple = [name for name in counts if to_simplified(name) == name] or list(counts)
    longest = max(map(len, simple))
    plain = [name for name in simple if len(name) < longest] or simple
    return min(plain, key=lambda name: (-counts[name], len(name), name))


def bare(name: str) -> str:
    """A name without quotation marks that stand around the whole of it."""
    inner, pair = name[1:-1], name[:1] + name[-1:]
    whole = pair in {"“”", "「」", "『』", "《》", '""'} and pair[0] not in inner
    return inner if whole and inner else name
