"""Doubts about a text, each with the span that raises it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kb.flags.digits import missing
from kb.flags.ends import truncated
from kb.flags.words import advertised, anonymous, covered
from kb.script import fold
from kb.types import Flag, FlagKind, Mark

__all__ = ["LEAST_CONFIDENCE", "flags"]

LEAST_CONFIDENCE = 95
"""Percent below which a line read from a picture is doubted. On a clean page of 21 lines the
one misread had 94, the right ones 97 or more."""


def flags(text: str, marks: Iterable[Mark] = ()) -> tuple[Flag, ...]:
    """Every doubt about a cleaned text, in its order.

    ``marks``: of the cleaned text; ``scan`` marks carry the confidence of lines read from a
    picture, tables hold no running text. Two flags of one kind never overlap.
    """
    kept = tuple(marks)
    tables = tuple((m.start, m.end) for m in kept if m.kind == "table")
    found: list[tuple[FlagKind, Iterable[tuple[int, int]]]] = [
        ("missing_digits", _outside(missing(text), tables)),
        ("replaced_words", _outside(covered(text), tables)),
        ("advertising", advertised(fold(text))),
        ("anonymous_place", anonymous(text)),
        ("low_confidence", _doubtful_lines(kept)),
        ("truncated", truncated(text, tables)),
    ]
    made = [Flag(kind, start, end) for kind, spans in found for start, end in spans]
    return tuple(sorted(made, key=lambda flag: (flag.start, flag.end, flag.kind)))


def _outside(
    spans: Iterable[tuple[int, int]], tables: tuple[tuple[int, int], ...]
) -> Iterator[tuple[int, int]]:
    for start, end in spans:
        if not any(s <= start < e for s, e in tables):
            yield start, end


def _doubtful_lines(marks: tuple[Mark, ...]) -> Iterator[tuple[int, int]]:
    """Runs of neighbouring lines whose confidence is too low, as one span each."""
    run: tuple[int, int] | None = None
    for mark in sorted((m for m in marks if m.kind == "scan"), key=lambda m: m.start):
        low = mark.level is not None and mark.level < LEAST_CONFIDENCE
        if low:
            run = (run[0] if run else mark.start, mark.end)
        elif run:
            yield run
            run = None
    if run:
        yield run
