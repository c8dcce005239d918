"""Policy that a text says it acts upon: 根据《…》, 落实《…》精神."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from kb.types import Document, Span

_LEXICON = Path(__file__).parent.parent / "lexicon"
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?")
_TITLE = r"《[^《》\n]{4,80}》"
_MOST = 2
_OPENING = 1500
"""Characters from a document's beginning in which it says what it acts upon as a whole."""
_AROUND = 120
"""Characters before and behind a telling in which it may do so for that alone: a report goes
on to another matter soon."""
_LONGEST = 260


def basis_of(document: Document, start: int, end: int) -> tuple[Span, ...]:
    """The sentences that name a document acted upon, in the lines of ``start``/``end`` close to
    it; of a document that is policy itself else those at its beginning; at most two."""
    text = document.text
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    last = len(text) if last < 0 else last
    found = _named(text, max(first, start - _AROUND), min(last, end + _AROUND))
    if not found and is_policy(document):
        found = _named(text, 0, min(len(text), _OPENING))
    return tuple(found[:_MOST])


def is_policy(document: Document) -> bool:
    """Whether a document is policy itself, by its kind."""
    kind = document.metadata.kind
    return kind is not None and kind.value in _words()["kinds"]


def _named(text: str, start: int, end: int) -> list[Span]:
    found = []
    for match in _SENTENCE.finditer(text, _back(text, start), end):
        said = match.group()
        if len(said) <= _LONGEST and _pattern().search(said):
            at = match.start() + len(said) - len(said.lstrip())
            found.append((at, match.start() + len(said.rstrip())))
    return found


def _back(text: str, at: int) -> int:
    """To the beginning of the sentence that ``at`` lies in."""
    while at > 0 and text[at - 1] not in "。！？!?；;\n":
        at -= 1
    return at


@cache
def _pattern() -> re.Pattern[str]:
    before, after = (_any(_words()[name]) for name in ("before", "after"))
    return re.compile(
        rf"(?:{before})[^，,。《》]{{0,14}}{_TITLE}|{_TITLE}[^，,。《》]{{0,12}}?(?:{after})"
    )


@cache
def _words() -> dict[str, list[str]]:
    return tomllib.loads((_LEXICON / "case_basis.toml").read_text(encoding="utf-8"))


def _any(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
