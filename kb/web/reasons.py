"""Why a practice answers a query, in the user's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kb.script import fold
from kb.types import Hit

_WORDS = 8


def reasons(practice: str, hits: Sequence[Hit], terms: Sequence[str]) -> list[str]:
    """Which words, which way they were found, and what else favoured the passages.

    ``practice``: its name. ``hits``: the passages it answers. ``terms``: what is sought, folded.
    """
    name = fold(practice)
    named = [term for term in terms if len(term) > 1 and term in name]
    told = [f"名称里就有“{max(named, key=len)}”"] if named else []
    words = _words(hits)
    told.append(f"文中出现：{'、'.join(words)}" if words else "文中没有检索的原词")
    by_words = any(hit.why.lexical_rank for hit in hits)
    by_meaning = any(hit.why.dense_rank for hit in hits)
    ways: Mapping[tuple[bool, bool], str] = {
        (True, True): "按词语和按意思都找到了它",
        (True, False): "按词语找到",
        (False, True): "按意思相近找到",
    }
    if told_way := ways.get((by_words, by_meaning)):
        told.append(told_way)
    told += dict.fromkeys(note for hit in hits for note in hit.why.notes)
    return told


def _words(hits: Sequence[Hit]) -> list[str]:
    """The sought words that occur, longest first, without those inside of another."""
    words = sorted(dict.fromkeys(w for hit in hits for w in hit.why.terms), key=lambda w: -len(w))
    kept: list[str] = []
    for word in words:
        if not any(word in other for other in kept):
            kept.append(word)
    return kept[:_WORDS]
