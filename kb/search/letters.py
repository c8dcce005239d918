"""Chinese that was typed in letters (qiangcun gongsi), as the names and words of a library."""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import lru_cache

from kb.search.alternatives import subjects
from kb.search.known import Names, letters_of
from kb.search.sounds import sounds, spelt
from kb.store.lexical import LexicalIndex
from kb.words import cutter

_SHORTEST = 4
_LONGEST = 40
_OFTEN = 10
"""Passages with a word of two characters from which on two syllables are taken for it."""


class Letters:
    """Reads letters as what one library knows by that sound."""

    def __init__(self, names: Names, index: LexicalIndex) -> None:
        self._typed = letters_of(names)
        self._index = index

    @staticmethod
    def may_be(typed: str, vocabulary: Container[str]) -> bool:
        """Whether words in letters may be Chinese: all of them are syllables, at least two
        together, and none is a word of the library or of the glossary."""
        words = _words(typed)
        together = "".join(words)
        return (
            _SHORTEST <= len(together) <= _LONGEST
            and all(spelt(word) for word in words)
            and len(spelt(together)[0]) > 1
            and not any(word in vocabulary for word in words)
            and not any(subject.others for subject in subjects(typed))
        )

    def chinese(self, typed: str) -> str:
        """What ``typed`` means; ``""`` where the library knows nothing of that sound."""
        words = _words(typed)
        whole = self._read("".join(words))
        if whole:
            return whole
        read = [self._read(word) for word in words]
        return " ".join(read) if all(read) else ""

    def _read(self, letters: str) -> str:
        """The fewest names and words that are typed so."""
        if letters in self._typed:
            return self._typed[letters]
        ways = (self._words(syllables) for syllables in spelt(letters))
        fewest = min(filter(None, ways), key=_length, default=[])
        return "".join(fewest)

    def _words(self, syllables: tuple[str, ...]) -> list[str]:
        """The syllables as few words; ``[]`` where some are of none."""
        best: list[list[str] | None] = [[]]
        for end in range(1, len(syllables) + 1):
            made: list[list[str]] = [
                [*before, word]
                for start in range(end - 1)
                if (before := best[start]) is not None
                and (word := self._word(syllables[start:end]))
            ]
            best.append(min(made, key=_length, default=None))
        return best[-1] or []

    def _word(self, syllables: tuple[str, ...]) -> str:
        if len(syllables) > 2:
            return self._typed.get("".join(syllables), "")
        held = {word: len(self._index.holders(word)) for word in _pairs(*syllables)}
        word = max(held, key=lambda one: (held[one], one), default="")
        return word if held.get(word, 0) >= _OFTEN else ""


def _words(typed: str) -> list[str]:
    return typed.replace("'", " ").split()


def _length(way: list[str]) -> int:
    return len(way)


@lru_cache(maxsize=256)
def _pairs(first: str, second: str) -> tuple[str, ...]:
    """The words of two characters that are read so."""
    return tuple(_words_of(sounds().read[first], sounds().read[second]))


def _words_of(firsts: str, seconds: str) -> Iterator[str]:
    for one in firsts:
        for other in seconds:
            if cutter().has_word(one + other):
                yield one + other
