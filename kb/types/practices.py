"""A practice: where documents tell of it, and what with which figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kb.types.documents import Region, Value

Depth = Literal["仅提及", "有做法", "有成效"]
DEPTHS: tuple[Depth, ...] = ("仅提及", "有做法", "有成效")
FigureStatus = Literal["目标", "已完成", "未判定"]
FIGURE_STATUSES: tuple[FigureStatus, ...] = ("目标", "已完成", "未判定")
Span = tuple[int, int]
"""Half-open, of a document's cleaned text."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit, as a document prints it.

    ``start``/``end``: number and unit together (``14984万元``). ``number``: as printed, a
    range with both ends (``3—5``). ``unit``: as printed, magnitude included, ``""`` for none.
    ``value``: in ``base``, the unit without its magnitude (元, 人, 亩, ``%`` for 成 too); the
    lower end of a range, whose upper end is ``high``. ``counts``: the words that say what is
    counted. ``status``: whether it is a target or was achieved, by its sentence.
    """

    start: int
    end: int
    number: str
    unit: str
    value: float
    base: str
    status: FigureStatus
    counts: Span | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """One place in one document where a practice occurs.

    ``start``/``end``: the sentence or passage that tells of it, in the cleaned text;
    ``name_start``/``name_end``: the name itself (the heading for an unnamed one).
    ``key``: the folded name. ``practice``: id of the practice of the library that it is a
    mention of, ``""`` for an unnamed one and outside of a library. ``region``: where the
    document is about several places, the one that is told of here, ``place`` the words that
    say so. ``actor``: who does it; ``leads``: the bureaus in charge (责任单位); ``measures``:
    the sentences that say what is done; ``since``/``until``: from and until when, as
    ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; ``honours``: clauses of recognition by others.
    ``themes``/``topics``: names, most fitting first. ``programme``: a programme from above
    that the place carries out, not its own. ``recognised``: the mention as the program read
    it, where users' corrections of figures changed it.
    """

    key: str
    name: str
    named: bool
    document_id: str
    start: int
    end: int
    name_start: int
    name_end: int
    depth: Depth
    practice: str = ""
    region: Region | None = None
    place: Span | None = None
    actor: Span | None = None
    leads: tuple[Span, ...] = ()
    measures: tuple[Span, ...] = ()
    since: Value | None = None
    until: Value | None = None
    figures: tuple[Figure, ...] = ()
    honours: tuple[Span, ...] = ()
    themes: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    programme: bool = False
    recognised: Mention | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """A practice beside another. ``together``: in how many passages both stand; ``alike``:
    cosine of what is told of the two, ``None`` without vectors. ``why``: for the user."""

    id: str
    name: str
    why: str
    together: int = 0
    alike: float | None = None


@dataclass(frozen=True, slots=True)
class Practice:
    """What some place does: a named model or measure, or the subject of a heading.

    ``id``: of a named practice of the library, stable over rebuilds; ``""`` for an unnamed
    one. ``mentions``: the deepest first. ``hits``: ranks of the hits it answers. ``aliases``:
    the other printed names. ``years``: those its mentions and their documents speak of,
    ascending. ``programme``: a programme from above. ``related``: closest first.
    """

    name: str
    named: bool
    depth: Depth
    regions: tuple[Region, ...]
    mentions: tuple[Mention, ...]
    hits: tuple[int, ...] = ()
    aliases: tuple[str, ...] = field(default=())
    id: str = ""
    years: tuple[int, ...] = ()
    themes: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    programme: bool = False
    related: tuple[Related, ...] = ()


@dataclass(frozen=True, slots=True)
class PracticeCard:
    """A practice without its mentions: what the catalogue lists and filters.

    ``mentions``, ``documents``: how many. ``regions``: every place of a mention, the deepest
    told first. ``depths``: mentions by depth, in the order of ``DEPTHS``.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    depth: Depth
    depths: tuple[int, int, int]
    regions: tuple[Region, ...]
    years: tuple[int, ...]
    themes: tuple[str, ...]
    topics: tuple[str, ...]
    programme: bool
    mentions: int
    documents: int
    figures: int
