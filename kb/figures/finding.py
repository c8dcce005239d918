"""The figures of a span of text, and their readable form."""

from __future__ import annotations

from kb.figures.counting import counted
from kb.figures.cues import Sentence, sentence_at
from kb.figures.outlook import Outlook, Timeline, outlook_at
from kb.figures.quantities import quantities
from kb.figures.status import status_in
from kb.types import Figure

_WHOLE = frozenset({"%", "‰", "倍", "番", "个百分点"})


def figures(
    text: str, start: int, end: int, outlook: Outlook | Timeline, written: int | None = None
) -> tuple[Figure, ...]:
    """Every figure of ``text[start:end]``, in order.

    ``text``: the whole document, Simplified; offsets are into it. ``outlook``: of the place
    it stands in, or the timeline of the document. ``written``: the year of the document,
    where known; of a timeline, its own.
    """
    year = outlook.written if isinstance(outlook, Timeline) else written
    made: list[Figure] = []
    sentence: Sentence | None = None
    where = outlook_at(outlook, start)
    for found in sorted(quantities(text, start, end), key=lambda q: q.start):
        last = made[-1].end if made else start
        if found.start < last:
            continue
        if sentence is None or found.start >= sentence.end:
            sentence = sentence_at(text, found.start, start, end, year)
            where = outlook_at(outlook, found.start)
        made.append(Figure(
            start=found.start, end=found.end, number=found.number, unit=found.unit,
            value=found.value, base=found.base, high=found.high,
            status=status_in(text, sentence, (found.start, found.end), found.dimension, where),
            counts=counted(text, found, max(sentence.start, last), sentence.end),
        ))  # fmt: skip
    return tuple(made)


def scaled(figure: Figure) -> tuple[float, str]:
    """The value in a unit in which it reads well: 14984万元 → (1.4984, "亿元")."""
    if figure.base not in _WHOLE:
        for size, magnitude in ((1e8, "亿"), (1e4, "万")):
            if abs(figure.value) >= size:
                return float(f"{figure.value / size:.12g}"), magnitude + figure.base
    return figure.value, figure.base
