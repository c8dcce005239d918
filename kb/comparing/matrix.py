"""What a comparison is made of: places by columns, every cell spans of documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kb.types import Depth, Figure, Region

Column = Literal["做法", "指标数据", "责任单位", "成效", "来源"]
COLUMNS: tuple[Column, ...] = ("做法", "指标数据", "责任单位", "成效", "来源")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A span of a document's cleaned text, as it stands in a cell.

    ``figure``: in 指标数据, the figure that the span shows. ``practice``: id of the practice
    it is told of, ``""`` where that has none.
    """

    document_id: str
    start: int
    end: int
    column: Column
    figure: Figure | None = None
    practice: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A document that is quoted. ``date``: as in ``Metadata``, the first known of 成文, 印发,
    发布, 涉及时间; ``digest``: a 整理稿, not an original."""

    document_id: str
    title: str
    path: str
    date: str | None
    digest: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One place. ``practice``: the asked practice the row is about, ``None`` for a question.
    ``cells``: every column, an empty tuple for 库内未见. ``depth``: the deepest telling,
    ``None`` in a row of empty cells."""

    region: Region
    practice: str | None
    depth: Depth | None
    cells: Mapping[Column, tuple[Quotation, ...]]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Places side by side, in the usual order of the provinces.

    ``asked``: the question, or the names of practices. ``understood``: how, as sentences for
    the user. ``mentioned``: places that only name what was asked and tell nothing of it.
    ``sources``: document id → what is known of each document quoted. ``notes``: what the
    user should know besides. ``general``: what documents about no one place say of it, such as
    those of the state; the best first, in the column 做法.
    """

    asked: tuple[str, ...]
    understood: tuple[str, ...]
    rows: tuple[Row, ...]
    mentioned: tuple[Region, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    general: tuple[Quotation, ...] = ()
