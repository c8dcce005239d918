"""What a mistyped query means, by sound and by shape, after what the library holds.

Characters that no passage has side by side give a mistake away. Around them a name that the
library knows is looked for: of the same sound, with one character that looks alike, with two
that changed places, one missing or one doubled. A word of two or three characters counts only
where the library has it in the same surroundings. What the tokenizer's dictionary knows as a
word stays, unless a long name of the very same sound holds it. Chinese typed in letters is
read as what the library knows by that sound.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise

import numpy as np

from kb.script import fold, fold_query
from kb.search.known import SHORTEST, Names, names_of
from kb.search.letters import Letters
from kb.search.mistakes import (
    SAME,
    SURE,
    Change,
    Stretch,
    heard_names,
    names_for,
    stretch_of,
    words_for,
)
from kb.store.snapshot import Snapshot
from kb.words import cutter, stopwords

_KEPT = re.compile(r'"[^"]*"|(?<!\S)-\S+')
"""What is asked for to the letter, or left out."""
# 7县, B市: what stands beside letters and digits belongs to them.
_RUN = re.compile(r"(?<![a-z0-9])[\u3400-\u9fff]{2,}(?![a-z0-9])")
_LETTERS = re.compile(r"(?<![a-z0-9])[a-z]+(?:[ '][a-z]+)*(?![a-z0-9.])")
_LONGEST_QUERY = 60
_MOST_MISTAKES = 3
_MOST_GAPS = 8
"""From more on a text is of another subject than the library, not mistyped."""
_MOST_TRIED = 6
_MOST_READ = 20
_KNOWN, _OFTEN = 2, 10
"""Passages with a name of three characters, with a word of two, from which on it is believed
where it stands alone."""


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
        found = [(run, self._meant(run[0])) for run in _RUN.finditer(hidden)]
        found += [(run, self._letters_read(run[0])) for run in _LETTERS.finditer(hidden)]
        made = query
        for run, meant in sorted(found, key=lambda pair: -pair[0].start()):
            if meant != run[0]:
                made = made[: run.start()] + meant + made[run.end() :]
        return made

    @cached_property
    def _names(self) -> Names:
        return names_of(self._snapshot)

    @cached_property
    def _letters(self) -> Letters:
        return Letters(self._names, self._index)

    def _letters_read(self, typed: str) -> str:
        if not Letters.may_be(typed, self._index.vocabulary):
            return typed
        return self._letters.chinese(typed) or typed

    def _meant(self, text: str) -> str:
        for _ in range(_MOST_MISTAKES):
            gaps = self._gaps(text)
            if len(gaps) > _MOST_GAPS:
                break
            change = self._best(stretch_of(text, gaps)) if gaps else self._renamed(text)
            if change is None:
                break
            text = change.of(text)
        return text

    def _gaps(self, text: str) -> tuple[int, ...]:
        known = self._index.vocabulary
        return tuple(i for i in range(len(text) - 1) if text[i : i + 2] not in known)

    def _breaks(self, text: str) -> tuple[int, ...]:
        """Where three characters follow each other that no passage has two by two."""
        pairs = [self._index.holders(text[i : i + 2]) for i in range(len(text) - 1)]
        return tuple(
            i
            for i, (one, other) in enumerate(pairwise(pairs))
            if len(np.intersect1d(one, other, assume_unique=True)) == 0
        )

    def _renamed(self, text: str) -> Change | None:
        """The name that was meant where every two characters of what was typed stand side by
        side somewhere, but not together."""
        breaks = self._breaks(text) if len(text) >= SURE else ()
        if not 0 < len(breaks) <= _MOST_GAPS:
            return None
        changes = heard_names(stretch_of(text, breaks), self._names)
        return next(
            (c for c in changes if len(self._breaks(c.of(text))) < len(breaks)),
            None,
        )

    def _best(self, stretch: Stretch) -> Change | None:
        """The likeliest change that the library bears out."""
        weighed = self._weighed(stretch, names_for(stretch, self._names))
        weighed |= self._weighed(stretch, words_for(stretch, self._index.vocabulary))
        likely = sorted(weighed, key=lambda change: (-weighed[change], change.word))
        return next((c for c in likely[:_MOST_TRIED] if self._borne_out(stretch, c)), None)

    def _weighed(self, stretch: Stretch, changes: Iterable[Change]) -> dict[Change, float]:
        """Those that close a gap, and what speaks for each."""
        weighed = {}
        for change in changes:
            closed = len(stretch.gaps) - len(self._gaps(change.of(stretch.text)))
            if closed > 0:
                often = 0.3 * float(np.log1p(self._held(change.word)))
                known = self._is_known(change.word)
                weighed[change] = closed + len(change.word) + known + often - change.cost
        return weighed

    def _borne_out(self, stretch: Stretch, change: Change) -> bool:
        word = change.word
        if len(word) >= SURE:
            return True
        before = stretch.text[max(change.start - 1, 0) : change.start]
        behind = stretch.text[change.end : change.end + 1]
        around = _unless_stop(before) + word + _unless_stop(behind)
        known = self._is_known(word)
        if len(around) > max(len(word) + (not known), 2):
            return self._reads(around)
        if not known:
            return around in self._index.vocabulary and self._is_known(around)
        return change.cost <= SAME and self._held(word) >= (
            _OFTEN if len(word) < SHORTEST else _KNOWN
        )

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

    def _is_known(self, word: str) -> bool:
        return word in self._names.worth or (len(word) > 1 and cutter().has_word(word))


def _unless_stop(char: str) -> str:
    return "" if char in stopwords() else char
