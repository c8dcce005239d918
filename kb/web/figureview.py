"""Figures as safe HTML: the number as printed, what it counts, target or achieved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from kb.figures import scaled
from kb.script import fold
from kb.types import FIGURE_STATUSES, Document, Figure, FigureStatus, Mention
from kb.web.marking import Span, escaped
from kb.web.quotes import Quote, digest_html, linked_html

STATUS_TOLD: dict[FigureStatus, str] = {
    "目标": "原文说的是打算或要求达到的数",
    "已完成": "原文说的是已经达到的数",
    "未判定": "从原文看不出是目标还是已完成",
}
_STATUS_CLASS = {"目标": "kb-fs1", "已完成": "kb-fs2", "未判定": "kb-fs0"}
_TELLING = ("元", "%", "倍")
"""Bases that say most of what came of a practice; counts of things follow."""
_MANY = 1e5
_NEAR = 40
"""Characters from the name of a practice within which a figure is likely to be of it."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure and the mention it belongs to."""

    figure: Figure
    mention: Mention

    @property
    def order(self) -> tuple[bool, bool, int, bool, int, int]:
        """Sorts the most telling first: of the practice itself, near its name, achieved before
        aimed at, with what it counts, money and shares before counts of things."""
        figure, mention = self.figure, self.mention
        base = _TELLING.index(figure.base) if figure.base in _TELLING else len(_TELLING)
        apart = max(mention.name_start - figure.end, figure.start - mention.name_end)
        status = ("已完成", "目标", "未判定").index(figure.status)
        return not self.own, apart > _NEAR, status, figure.counts is None, base, apart

    @property
    def own(self) -> bool:
        """Whether what is counted is the practice by its name."""
        counts, mention = self.figure.counts, self.mention
        return (
            counts is not None and counts[0] < mention.name_end and counts[1] > mention.name_start
        )


def stated(mentions: Iterable[Mention]) -> tuple[Stated, ...]:
    """Every figure of ``mentions``, each place in a document once, in their order."""
    found: dict[tuple[str, int, int], Stated] = {}
    for mention in mentions:
        for figure in mention.figures:
            key = (mention.document_id, figure.start, figure.end)
            found.setdefault(key, Stated(figure, mention))
    return tuple(found.values())


def most_telling(
    groups: Iterable[Sequence[Stated]], most: int, of: Callable[[str], Document | None]
) -> tuple[tuple[Stated, Document], ...]:
    """The ``most`` most telling figures, each value once, those of the first group before
    those of the next. ``of``: id → document."""
    chosen: dict[tuple[float, float | None, str], tuple[Stated, Document]] = {}
    for found in (one for group in groups for one in sorted(group, key=lambda s: s.order)):
        said = (found.figure.value, found.figure.high, found.figure.base)
        document = None if said in chosen else of(found.mention.document_id)
        if document is not None:
            chosen[said] = (found, document)
        if len(chosen) == most:
            break
    return tuple(chosen.values())


def status_html(status: FigureStatus) -> str:
    """The mark of a target or of what was achieved."""
    return (
        f'<span class="kb-fs {_STATUS_CLASS[status]}" title="{STATUS_TOLD[status]}">'
        f"{escaped(status)}</span>"
    )


def figure_html(figure: Figure, document: Document) -> str:
    """The number with the words that say what is counted, in the order of the document, as a
    link to their place, and the mark."""
    number = Quote(document, figure.start, figure.end)
    told = _told(figure, document, number)
    form = other_form(figure, number.text)
    other = f' <small class="kb-meta">＝{escaped(form)}</small>' if form else ""
    mark = f"{status_html(figure.status)}{digest_html(document)}"
    return f'<span class="kb-figure">{told}{other} {mark}</span>'


def normalised(figure: Figure) -> str:
    """14984万元 → 1.4984亿元: the value in its base with the magnitude people read."""
    low, unit = scaled(figure)
    if figure.high is None:
        return f"{_digits(low)}{unit}"
    high, unit_of_high = scaled(replace(figure, value=figure.high))
    return f"{_digits(low)}{unit if unit != unit_of_high else ''}—{_digits(high)}{unit_of_high}"


def counts_quote(figure: Figure, document: Document) -> Quote | None:
    """The words that say what is counted."""
    return Quote(document, *figure.counts) if figure.counts else None


def by_status(figures: Sequence[Stated]) -> tuple[tuple[FigureStatus, int], ...]:
    """How many figures there are of each status, those with none left out."""
    statuses = [one.figure.status for one in figures]
    return tuple((s, statuses.count(s)) for s in FIGURE_STATUSES if s in statuses)


def _told(figure: Figure, document: Document, number: Quote) -> str:
    span = figure.counts
    if span is None:
        return linked_html(number, [(number.start, number.end)])
    if _joined(span, number, document):
        both = Quote(document, min(span[0], number.start), max(span[1], number.end))
        return linked_html(both, [(number.start, number.end)])
    counted = linked_html(Quote(document, *span))
    shown = linked_html(number, [(number.start, number.end)])
    return f"{counted} {shown}" if span[0] < number.start else f"{shown} {counted}"


def _joined(span: Span, number: Quote, document: Document) -> bool:
    """Whether nothing but a character or two stands between what is counted and the number."""
    first, last = sorted((span, (number.start, number.end)))
    between = document.text[first[1] : last[0]]
    return len(between) <= 3 and not set(between) & set("，。；、,;\n\t")


def other_form(figure: Figure, printed: str) -> str:
    """The value as people read it, where it is printed otherwise; a plain number of a few
    digits reads well as it is."""
    told = normalised(figure)
    plain = figure.unit == figure.base and figure.value < _MANY
    return "" if plain or bare(told) == bare(printed) else told


def bare(text: str) -> str:
    """A number as it is compared with another way of writing it."""
    return fold(text).replace(",", "").replace(" ", "")


def _digits(value: float) -> str:
    return f"{value:.8f}".rstrip("0").rstrip(".")
