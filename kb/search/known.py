"""The names a library knows, laid out to be found by their sound or with a character missing.

Words of two characters are not here: there are few enough ways to mistype one to look each
up in the vocabulary.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from kb.script import fold
from kb.search.alternatives import listed
from kb.search.sounds import keys_of, spellings
from kb.store.snapshot import Snapshot
from kb.words import cutter

SHORTEST, LONGEST = 3, 12
"""Characters of a name."""
_FOR_MISSING = 5
"""Characters from which on a name is known with one of them missing."""
_OFTEN = 2
_NAME = re.compile(rf"[\u3400-\u9fff]{{{SHORTEST},{LONGEST}}}")


@dataclass(frozen=True, slots=True)
class Names:
    """``worth``: name → in how many passages or mentions it is, 0 for one that the library
    knows only by other words. ``by_sound``: key of a sound → names. ``missing``: name
    without one character within → (name, the place of that character)."""

    worth: Mapping[str, int]
    by_sound: Mapping[str, tuple[str, ...]]
    missing: Mapping[str, tuple[tuple[str, int], ...]]


def names_of(snapshot: Snapshot) -> Names:
    """The names of a library: its words, practices and places, and what its words are asked
    by."""
    worth = dict(_named(snapshot))
    by_sound: dict[str, list[str]] = defaultdict(list)
    missing: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for name in worth:
        for key in keys_of(name):
            by_sound[key].append(name)
        if len(name) >= _FOR_MISSING:
            for at in range(1, len(name) - 1):
                missing[name[:at] + name[at + 1 :]].append((name, at))
    return Names(
        worth,
        {key: tuple(names) for key, names in by_sound.items()},
        {rest: tuple(names) for rest, names in missing.items()},
    )


def letters_of(names: Names) -> dict[str, str]:
    """How a name is typed in letters → the name; of several the one of most worth."""
    found: dict[str, str] = {}
    for name in sorted(names.worth, key=lambda name: names.worth[name]):
        found.update((letters, name) for letters in spellings(name))
    return found


def _named(snapshot: Snapshot) -> Iterator[tuple[str, int]]:
    """Names and their worth; what comes later counts more."""
    for word in listed():
        if _NAME.fullmatch(word):
            yield word, 0
    index = snapshot.lexical
    held = np.diff(index.weights.indptr).tolist()
    for word, count in zip(index.vocabulary, held, strict=True):
        # What the tokenizer only guessed to be a word is one where it stands more than once.
        named = len(word) >= SHORTEST and _NAME.fullmatch(word)
        if named and (count >= _OFTEN or cutter().has_word(word)):
            yield word, count
    for card in snapshot.library.practice_cards():
        for name in (card.name, *card.aliases):
            if _NAME.fullmatch(folded := fold(name)):
                yield folded, card.mentions
    regions = {region for card in snapshot.library.cards for region in card.metadata.regions}
    for region in regions:
        for name in filter(None, (region.province, region.city, region.county)):
            if _NAME.fullmatch(name):
                yield name, 1
