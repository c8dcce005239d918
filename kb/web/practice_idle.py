"""Corrections of practices that match nothing in the library, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from kb.corrections import PracticeCorrection
from kb.practices.mentions import key_of
from kb.script import fold, to_simplified
from kb.store.library import Library
from kb.types import Document, Mention

_NO_PRACTICE = "库内没有叫这个名称的做法。"
_NO_DOCUMENT = "库内没有这个编号的文件，它可能改动后换了编号。"
_NO_PART = "没有符合这些条件的提及。"
_NO_WORDS = "文件里没有这些字。"
_NO_FIGURE = "这些字里没有识别出指标。"


def idle(lines: Sequence[PracticeCorrection], library: Library) -> dict[PracticeCorrection, str]:
    """The lines that change nothing, each with a sentence why. What an earlier line calls a
    practice is a name that a later one may use."""
    names = _Names(library)
    told: dict[PracticeCorrection, str] = {}
    for line in lines:
        why = _figure(line, library) if line.action == "指标" else _identity(line, names, library)
        if why:
            told[line] = why
        elif line.action != "指标" and line.to:
            names.made.add(_key(line.to))
    return told


class _Names:
    """What practices are called, printed or made by a correction. The mentions are read only
    once a name is not among those of the practices: that of a hidden one."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.made: set[str] = set()

    def has(self, name: str) -> bool:
        """Whether a practice is, or was before corrections, called so."""
        keys = {_key(name), _key(_without_place(name))}
        return bool(keys & self.made or keys & self._cards or keys & self._printed)

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Every named mention."""
        return tuple(mention for mention in self._library.all_mentions() if mention.named)

    @cached_property
    def _cards(self) -> set[str]:
        return _keys(
            name for card in self._library.practice_cards() for name in (card.name, *card.aliases)
        )

    @cached_property
    def _printed(self) -> set[str]:
        return {m.key for m in self.mentions} | _keys({m.name for m in self.mentions})


def _identity(line: PracticeCorrection, names: _Names, library: Library) -> str:
    if not names.has(line.practice):
        return _NO_PRACTICE
    if line.action != "拆分":
        return ""
    document = library.document(line.document_id) if line.document_id else None
    if line.document_id and document is None:
        return _NO_DOCUMENT
    parting = (
        mention
        for mention in names.mentions
        if (document is None or mention.document_id == document.id)
        and (not line.text or _plain(mention.name) == _plain(line.text))
    )
    return "" if any(parting) else _NO_PART


def _figure(line: PracticeCorrection, library: Library) -> str:
    document = library.document(line.document_id)
    if document is None:
        return _NO_DOCUMENT
    spans = _places(document, line.text)
    if not spans:
        return _NO_WORDS
    card = library.cards[library.row_of_document[document.id]]
    found = library.mentions(range(card.first_row, card.first_row + card.passages))
    # As read: a correction that takes a figure away is none that matches nothing.
    figures = {
        (figure.start, figure.end)
        for mentions in found.values()
        for mention in mentions
        for figure in (mention.recognised or mention).figures
    }
    inside = any(a <= start and end <= b for a, b in spans for start, end in figures)
    return "" if inside else _NO_FIGURE


def _places(document: Document, words: str) -> list[tuple[int, int]]:
    text, wanted = fold(document.text), fold(words)
    found, at = list[tuple[int, int]](), text.find(wanted) if wanted else -1
    while at >= 0:
        found.append((at, at + len(wanted)))
        at = text.find(wanted, at + 1)
    return found


def _without_place(name: str) -> str:
    """双百行动（甲县） → 双百行动."""
    return name.replace("(", "（").rpartition("（")[0] or name


def _keys(names: Iterable[str]) -> set[str]:
    return set(map(_key, names))


def _key(name: str) -> str:
    return key_of(to_simplified(name))


def _plain(name: str) -> str:
    return fold(to_simplified(name)).strip()
