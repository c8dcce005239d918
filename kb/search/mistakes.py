"""What may have been meant where a query goes wrong: every change worth weighing."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

from kb.search.known import LONGEST, SHORTEST, Names
from kb.search.sounds import heard, same_sound, shapes, sounds
from kb.words import cutter, stopwords

SURE = 4
"""Characters from which on a name needs no surroundings to be believed."""
SAME, _CONFUSED, _OTHER, _LOST = 1.0, 1.5, 2.0, 2.5
"""How unlikely a mistake is: the sound agrees, nearly agrees, anything else, a character is
missing."""


@dataclass(frozen=True, slots=True)
class Change:
    """``start``, ``end``: of what is replaced, in a stretch. ``word``: by what. ``cost``:
    how unlikely the mistakes are, together."""

    start: int
    end: int
    word: str
    cost: float

    def of(self, text: str) -> str:
        """The stretch with the change made."""
        return text[: self.start] + self.word + text[self.end :]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Chinese without a break. ``gaps``: where two characters follow each other that the
    library never has so. ``trusted``: of every character, whether it stands in a word that
    is one. ``within``: the offsets inside words. ``keys``: of every character, its sounds."""

    text: str
    gaps: tuple[int, ...]
    trusted: tuple[bool, ...]
    within: frozenset[int]
    keys: tuple[str, ...]

    def doubtful(self, at: int) -> bool:
        """Whether the character may be a mistake: in no word, and beside a gap."""
        return not self.trusted[at] and (at in self.gaps or at - 1 in self.gaps)


def stretch_of(text: str, gaps: tuple[int, ...]) -> Stretch:
    """A stretch with what its words tell of it."""
    trusted: list[bool] = []
    within: set[int] = set()
    for word in cutter().cut(text):
        within.update(range(len(trusted) + 1, len(trusted) + len(word)))
        is_word = word in stopwords() or (len(word) > 1 and cutter().has_word(word))
        trusted += [is_word] * len(word)
    keys = tuple(sounds().keys.get(char, "") for char in text)
    return Stretch(text, gaps, tuple(trusted), frozenset(within), keys)


def names_for(stretch: Stretch, names: Names) -> Iterator[Change]:
    """Names for what stands around a gap."""
    for start, end in _windows(stretch, SHORTEST):
        yield from _heard(stretch, start, end, names)
        yield from _missing(stretch, start, end, names)
        yield from _mistyped(stretch, start, end, names)


def heard_names(stretch: Stretch, names: Names) -> Iterator[Change]:
    """Long names of the very sound of what stands around a gap."""
    for start, end in _windows(stretch, SURE):
        found = _heard(stretch, start, end, names)
        yield from (c for c in found if c.cost == _changed(stretch.text[start:end], c.word))


def words_for(stretch: Stretch, held: Container[str]) -> Iterator[Change]:
    """Words of two characters, one of them mistyped, or both in each other's place; and one
    character for two that are the same."""
    text = stretch.text
    for start in range(len(text) - 1):
        first, second = text[start], text[start + 1]
        doubts = stretch.doubtful(start), stretch.doubtful(start + 1)
        if first == second and {start - 1, start, start + 1}.intersection(stretch.gaps):
            yield Change(start, start + 2, first, _OTHER)
        made = [(char + second, cost) for char, cost in _instead(first)] if doubts[0] else []
        made += [(first + char, cost) for char, cost in _instead(second)] if doubts[1] else []
        made += [(second + first, _OTHER)] if all(doubts) else []
        yield from (Change(start, start + 2, word, cost) for word, cost in made if word in held)


def _windows(stretch: Stretch, shortest: int) -> Iterator[tuple[int, int]]:
    """Every part of a stretch with a gap in it, as long as a name may be."""
    length = len(stretch.text)
    for start in range(length):
        for end in range(start + shortest - 1, min(length, start + LONGEST + 1) + 1):
            if any(start <= gap < end - 1 for gap in stretch.gaps):
                yield start, end


def _heard(stretch: Stretch, start: int, end: int, names: Names) -> Iterator[Change]:
    typed = stretch.text[start:end]
    for key in heard(stretch.keys[start:end]):
        for name in names.by_sound.get(key, ()):
            changed = [i for i, (a, b) in enumerate(zip(typed, name, strict=True)) if a != b]
            cost = sum(SAME if same_sound(typed[i], name[i]) else _CONFUSED for i in changed)
            # Who types by sound is given words: a long name outweighs one that is none of
            # the library's beside its neighbour.
            free = cost == len(changed) and len(name) >= SURE
            touched = not free and any(stretch.trusted[start + i] for i in changed)
            if 0 < cost <= len(name) / 2 and not touched:
                yield Change(start, end, name, cost)


def _missing(stretch: Stretch, start: int, end: int, names: Names) -> Iterator[Change]:
    if start in stretch.within or end in stretch.within:
        return
    for name, at in names.missing.get(stretch.text[start:end], ()):
        if start + at - 1 in stretch.gaps:
            yield Change(start, end, name, _LOST)


def _mistyped(stretch: Stretch, start: int, end: int, names: Names) -> Iterator[Change]:
    """By a character that looks alike, that is doubled, or that changed places."""
    typed = stretch.text[start:end]
    for at in range(len(typed)):
        if not stretch.doubtful(start + at):
            continue
        made = [typed[:at] + c + typed[at + 1 :] for c in shapes().get(typed[at], ())]
        following = typed[at + 1 : at + 2]
        if typed[at] == following:
            made.append(typed[:at] + typed[at + 1 :])
        elif following and stretch.doubtful(start + at + 1):
            made.append(typed[:at] + following + typed[at] + typed[at + 2 :])
        yield from (Change(start, end, name, _OTHER) for name in made if name in names.worth)


def _changed(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def _instead(typed: str) -> Iterator[tuple[str, float]]:
    """What may be meant by a character, and how unlikely it is."""
    table = sounds()
    near = {char for key in table.keys.get(typed, "") for char in table.alike[key]} - {typed}
    for char in near:
        yield char, SAME if same_sound(typed, char) else _CONFUSED
    for char in shapes().get(typed, frozenset()) - near:
        yield char, _OTHER
