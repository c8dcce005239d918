"""What a mistyped query means, by sound and by shape, after what the library holds.

A pair of characters that no passage has side by side gives a mistake away. Around it a name
that the library knows is looked for: of the same sound, with one character that looks alike,
with two that changed places, one missing or one doubled. A word of two or three characters
counts only where the library has it in the same surroundings. What the tokenizer's
dictionary knows as a word is never touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np

from kb.script import fold, fold_query
from kb.search.known import LONGEST, SHORTEST, Names, names_of
from kb.search.sounds import same_sound, shapes, sounds
from kb.store.snapshot import Snapshot
from kb.words import cutter, stopwords

_KEPT = re.compile(r'"[^"]*"|(?<!\S)-\S+')
"""What is asked for to the letter, or left out."""
# 7县, B市: what stands beside letters and digits belongs to them.
_RUN = re.compile(r"(?<![a-z0-9])[\u3400-\u9fff]{2,}(?![a-z0-9])")
_LONGEST_QUERY = 60
_MOST_MISTAKES = 3
_MOST_GAPS = 8
"""From more on a text is of another subject than the library, not mistyped."""
_MOST_WAYS = 8
_MOST_TRIED = 6
_MOST_READ = 20
_SURE = 4
"""Characters from which on a name needs no surroundings to be believed."""
_KNOWN, _OFTEN = 2, 10
"""Passages with a name of three characters, with a word of two, from which on it is believed
where it stands alone."""
_SAME, _CONFUSED, _OTHER, _LOST = 1.0, 1.5, 2.0, 2.5
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

    def of(self, stretch: str) -> str:
        """The stretch with the change made."""
        return stretch[: self.start] + self.word + stretch[self.end :]


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


class Speller:
    """Corrects queries after one opened version. What it looks names up in is laid out when
    the first query needs it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._index = snapshot.lexical

    def corrected(self, query: str) -> str:
        """The query as it was meant; itself where nothing gives a mistake away."""
        if len(query) > _LONGEST_QUERY:
            return query
        hidden = _KEPT.sub(lambda kept: " " * len(kept[0]), fold_query(query))
        made = query
        for run in reversed(list(_RUN.finditer(hidden))):
            meant = self._meant(run[0])
            if meant != run[0]:
                made = made[: run.start()] + meant + made[run.end() :]
        return made

    @cached_property
    def _names(self) -> Names:
        return names_of(self._snapshot)

    def _meant(self, text: str) -> str:
        for _ in range(_MOST_MISTAKES):
            gaps = self._gaps(text)
            if not 0 < len(gaps) <= _MOST_GAPS:
                break
            change = self._best(_stretch(text, gaps))
            if change is None:
                break
            text = change.of(text)
        return text

    def _gaps(self, text: str) -> tuple[int, ...]:
        known = self._index.vocabulary
        return tuple(i for i in range(len(text) - 1) if text[i : i + 2] not in known)

    def _best(self, stretch: Stretch) -> Change | None:
        """The likeliest change that the library bears out."""
        weighed: dict[Change, float] = {}
        for change in (*self._to_names(stretch), *self._to_words(stretch)):
            closed = len(stretch.gaps) - len(self._gaps(change.of(stretch.text)))
            if closed > 0:
                often = float(np.log1p(self._held(change.word)))
                known = self._is_known(change.word)
                weighed[change] = closed + len(change.word) + known + 0.3 * often - change.cost
        likely = sorted(weighed, key=lambda change: (-weighed[change], change.word))
        return next((c for c in likely[:_MOST_TRIED] if self._borne_out(stretch, c)), None)

    def _borne_out(self, stretch: Stretch, change: Change) -> bool:
        if len(change.word) >= _SURE:
            return True
        before = stretch.text[max(change.start - 1, 0) : change.start]
        behind = stretch.text[change.end : change.end + 1]
        around = _unless_stop(before) + change.word + _unless_stop(behind)
        known = self._is_known(change.word)
        if len(around) > max(len(change.word) + (not known), 2):
            return self._reads(around)
        if not known:
            return around in self._index.vocabulary and self._is_known(around)
        often = _OFTEN if len(change.word) < SHORTEST else _KNOWN
        return change.cost <= _SAME and self._held(change.word) >= often

    def _reads(self, words: str) -> bool:
        """Whether a passage has ``words`` as they are."""
        rows = self._index.holders(words[:2])
        for i in range(1, len(words) - 1):
            rows = np.intersect1d(rows, self._index.holders(words[i : i + 2]), assume_unique=True)
        library = self._snapshot.library
        texts = (library.text(p) for p in library.passages(rows[:_MOST_READ].tolist()))
        return any(words in fold(text) for text in texts)

    def _held(self, word: str) -> int:
        return max(len(self._index.holders(word)), self._names.worth.get(word, 0))

    def _to_names(self, stretch: Stretch) -> Iterator[Change]:
        """Names for what stands around a gap."""
        length = len(stretch.text)
        for start in range(length):
            for end in range(start + SHORTEST - 1, min(length, start + LONGEST + 1) + 1):
                if any(start <= gap < end - 1 for gap in stretch.gaps):
                    yield from self._heard(stretch, start, end)
                    yield from self._missing(stretch, start, end)
                    yield from self._mistyped(stretch, start, end)

    def _heard(self, stretch: Stretch, start: int, end: int) -> Iterator[Change]:
        typed = stretch.text[start:end]
        for key in _ways(stretch.keys[start:end]):
            for name in self._names.by_sound.get(key, ()):
                changed = [i for i, (a, b) in enumerate(zip(typed, name, strict=True)) if a != b]
                cost = sum(_SAME if same_sound(typed[i], name[i]) else _CONFUSED for i in changed)
                # Who types by sound is given words: a long name outweighs one that is none of
                # the library's beside its neighbour.
                free = cost == len(changed) and len(name) >= _SURE
                touched = not free and any(stretch.trusted[start + i] for i in changed)
                if 0 < cost <= len(name) / 2 and not touched:
                    yield Change(start, end, name, cost)

    def _missing(self, stretch: Stretch, start: int, end: int) -> Iterator[Change]:
        if start in stretch.within or end in stretch.within:
            return
        for name, at in self._names.missing.get(stretch.text[start:end], ()):
            if start + at - 1 in stretch.gaps:
                yield Change(start, end, name, _LOST)

    def _mistyped(self, stretch: Stretch, start: int, end: int) -> Iterator[Change]:
        """By a character that looks alike, that is doubled, or that changed places."""
        typed, worth = stretch.text[start:end], self._names.worth
        for at in range(len(typed)):
            if not stretch.doubtful(start + at):
                continue
            made = [typed[:at] + c + typed[at + 1 :] for c in shapes().get(typed[at], ())]
            following = typed[at + 1 : at + 2]
            if typed[at] == following:
                made.append(typed[:at] + typed[at + 1 :])
            elif following and stretch.doubtful(start + at + 1):
                made.append(typed[:at] + following + typed[at] + typed[at + 2 :])
            yield from (Change(start, end, name, _OTHER) for name in made if name in worth)

    def _to_words(self, stretch: Stretch) -> Iterator[Change]:
        """Words of two characters, one of them mistyped, or both in each other's place."""
        text, held = stretch.text, self._index.vocabulary
        for start in range(len(text) - 1):
            first, second = text[start], text[start + 1]
            if first == second and {start - 1, start, start + 1} & {*stretch.gaps}:
                yield Change(start, start + 2, first, _OTHER)
            if stretch.doubtful(start):
                for char, cost in _instead(first):
                    if char + second in held:
                        yield Change(start, start + 2, char + second, cost)
            if stretch.doubtful(start + 1):
                for char, cost in _instead(second):
                    if first + char in held:
                        yield Change(start, start + 2, first + char, cost)
                if stretch.doubtful(start) and second + first in held:
                    yield Change(start, start + 2, second + first, _OTHER)

    def _is_known(self, word: str) -> bool:
        return word in self._names.worth or (len(word) > 1 and cutter().has_word(word))


def _stretch(text: str, gaps: tuple[int, ...]) -> Stretch:
    trusted: list[bool] = []
    within: set[int] = set()
    for word in cutter().cut(text):
        within.update(range(len(trusted) + 1, len(trusted) + len(word)))
        is_word = word in stopwords() or (len(word) > 1 and cutter().has_word(word))
        trusted += [is_word] * len(word)
    keys = tuple(sounds().keys.get(char, "") for char in text)
    return Stretch(text, gaps, tuple(trusted), frozenset(within), keys)


def _unless_stop(char: str) -> str:
    return "" if char in stopwords() else char


def _ways(keys: Sequence[str]) -> Iterator[str]:
    """Every way a text may sound, one character for a syllable."""
    for number, way in enumerate(product(*keys)):
        if number == _MOST_WAYS:
            return
        yield "".join(way)


def _instead(typed: str) -> Iterator[tuple[str, float]]:
    """What may be meant by a character, and how unlikely it is."""
    table = sounds()
    near = {char for key in table.keys.get(typed, "") for char in table.alike[key]} - {typed}
    for char in near:
        yield char, _SAME if same_sound(typed, char) else _CONFUSED
    for char in shapes().get(typed, frozenset()) - near:
        yield char, _OTHER
