"""A paper: what a user takes away, before it is Word, Markdown, Excel or a ZIP file."""

from __future__ import annotations

from dataclasses import dataclass

from kb.types.quotations import Quotation


@dataclass(frozen=True, slots=True)
class Heading:
    """``level``: 1 to 3."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Prose:
    """Words that are not of a source: the program's fixed ones, or (``by_user``) a user's."""

    text: str
    by_user: bool = False


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation, cited in a footnote. ``lead``: what stands before it, e.g. 责任单位；
    ``note``: the user's words on it."""

    quotation: Quotation
    lead: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list of short lines."""

    lines: tuple[str, ...]
    numbered: bool = False


Cell = str | tuple[Quotation, ...]
"""Words that are no quotation, or quotations; ``()`` is printed 库内未见."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; each row has as many cells as ``header``."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""


Block = Heading | Prose | Quoted | Items | Grid


@dataclass(frozen=True, slots=True)
class Paper:
    """``asked``: the query or the names it answers, for the manifest. ``contents``: whether
    it opens with a table of contents. Sources are listed at the end by the exporter."""

    title: str
    blocks: tuple[Block, ...]
    asked: str = ""
    contents: bool = True
