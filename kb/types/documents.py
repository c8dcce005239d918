"""A document: what was read, recognised and cut of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MarkKind = Literal["page", "heading", "table", "link", "furniture", "scan"]
Status = Literal["stated", "inferred", "confirmed"]
Kind = Literal["通知", "规划", "方案", "意见", "报告", "经验", "法规", "新闻", "其他"]

KINDS: tuple[Kind, ...] = (
    "通知", "规划", "方案", "意见", "报告", "经验", "法规", "新闻", "其他",
)  # fmt: skip
FlagKind = Literal[
    "missing_digits", "replaced_words", "advertising", "anonymous_place", "low_confidence",
    "truncated",
]  # fmt: skip
FLAGS: dict[FlagKind, str] = {
    "missing_digits": "数字缺失",
    "replaced_words": "词语被遮盖或替换",
    "advertising": "插入的广告",
    "anonymous_place": "地名隐去",
    "low_confidence": "文字识别把握低",
    "truncated": "文件不完整",
}
"""What each kind of flag is called where users see it."""
Relation = Literal["修订", "废止", "转发", "被修订", "被废止", "被转发", "同系列"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A hint of layout over a raw text: what the format says of a span.

    ``page``: one page, ``level`` its 1-based number. ``heading``: one heading line,
    ``level`` from 1. ``table``: a whole table, a row a line, cells parted by tabs;
    ``level`` the number of its header rows (``None``: not known, taken as one). ``link``:
    the text of a hyperlink. ``furniture``: text the format itself puts outside the article
    (``<nav>``, ``<header>``, ``<footer>``, ``<form>``, running heads of pages). ``scan``:
    a line read from a picture, ``level`` the confidence in percent.
    """

    kind: MarkKind
    start: int
    end: int
    level: int | None = None


@dataclass(frozen=True, slots=True)
class RawText:
    """What a reader got out of one file.

    ``text``: all of it, lines ended by ``\\n``, nothing removed but markup.
    ``format``: the reader's name, e.g. ``"html"``. ``declared_title``: the title the
    format itself carries, outside the text. ``encoding``: of text files. ``pages``: how
    many the file has, where the format has pages (sheets, slides). ``unread``: what of the
    file could not be read, a sentence each for the user. ``address``: where on the web a
    saved page comes from, ``captured``: the date it was saved, as the file itself says.
    """

    text: str
    format: str
    marks: tuple[Mark, ...] = ()
    declared_title: str | None = None
    encoding: str | None = None
    pages: int | None = None
    unread: tuple[str, ...] = ()
    address: str | None = None
    captured: str | None = None


@dataclass(frozen=True, slots=True)
class Removal:
    """A span of the raw text that cleaning took out. ``start``/``end``: of the raw text."""

    start: int
    end: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class CleanedText:
    """A raw text minus its removals.

    ``removals`` are sorted and disjoint; ``text`` is ``raw.text`` without them,
    nothing else changed. ``marks`` are those of the raw text that survive, in
    offsets of ``text``.
    """

    raw: RawText
    text: str
    removals: tuple[Removal, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """The span a value was read from.

    Offsets are of the cleaned text, or of the raw text where ``removed`` is true
    (the line carried metadata and was then taken out).
    """

    start: int
    end: int
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """One recognised value: ``stated`` in so many words, ``inferred`` from others, or
    ``confirmed`` by a user, who may have corrected it."""

    value: str
    status: Status
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, order=True)
class Region:
    """Full official Simplified names; a county directly under a province has no city."""

    province: str | None = None
    city: str | None = None
    county: str | None = None


@dataclass(frozen=True, slots=True)
class RegionValue:
    """A further region a document is about, beside its own."""

    region: Region
    status: Status
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says of itself.

    Dates are ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``: ``written`` 成文或落款, ``issued``
    印发, ``published`` on the web, ``in_force`` 施行, ``expires`` 有效期至, ``captured`` when
    a web page was saved. ``covered``: the period the content is about, ``YYYY`` or
    ``YYYY/YYYY``. ``kind.value`` is one of ``KINDS``. ``years``: every year the document
    covers, ascending. ``digest``: the text is a 整理稿, not an original. ``others``: further
    regions where a document is about several. ``themes``: of the five revitalisations,
    most fitting first; ``topics``: of the finer list, likewise. ``provenance.value``: the
    grade of the source, one of ``kb.metadata.provenance.GRADES``. ``address``: on the web.
    """

    title: Value | None = None
    province: Value | None = None
    city: Value | None = None
    county: Value | None = None
    issuer: Value | None = None
    number: Value | None = None
    written: Value | None = None
    issued: Value | None = None
    published: Value | None = None
    kind: Value | None = None
    source: Value | None = None
    years: tuple[int, ...] = ()
    digest: bool = False
    in_force: Value | None = None
    expires: Value | None = None
    covered: Value | None = None
    captured: Value | None = None
    address: Value | None = None
    provenance: Value | None = None
    others: tuple[RegionValue, ...] = ()
    themes: tuple[Value, ...] = ()
    topics: tuple[Value, ...] = ()

    @property
    def region(self) -> Region:
        """The three place values as one region."""
        return Region(*(v.value if v else None for v in (self.province, self.city, self.county)))

    @property
    def regions(self) -> tuple[Region, ...]:
        """Its own region, where known, and every further one."""
        own = () if self.region == Region() else (self.region,)
        return (*own, *(other.region for other in self.others))


@dataclass(frozen=True, slots=True)
class Flag:
    """A doubt about a span of the cleaned text, e.g. digits that are missing."""

    kind: FlagKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PageSpan:
    """One page of a document in the cleaned text. ``number``: 1-based. ``scanned``: its
    text was read from a picture."""

    number: int
    start: int
    end: int
    scanned: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """One of the files that hold a document. ``document_id``: what the file's own id would
    be, which also finds the document. ``how``: in the user's words, how the file's text
    agrees with that of the leading one; ``None`` for the leading one."""

    document_id: str
    path: str
    sha256: str
    format: str
    how: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """How a document relates to another of the library. ``evidence``: the span of this
    document that says so; ``None`` where the other one says it, or the titles do."""

    relation: Relation
    document_id: str
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of an outline.

    ``level`` counts from 1 and never skips on the way down. ``start`` is where the
    heading begins, ``end`` where the section ends (the next entry of the same or a
    higher level, or the end of the text); one that begins inside a paragraph (一是…) ends
    with it. ``title_end``: where the heading ends;
    ``title`` is ``text[start:title_end]`` stripped.
    """

    title: str
    level: int
    start: int
    end: int
    title_end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrievable piece of a document: ``document.text[start:end]`` is what is shown.

    ``headings``: the heading path, outermost first. ``id`` is stable over re-indexing:
    it is made of the document's id, the heading path and the content. ``header``: the span
    of a table's header rows that stand above the piece of the table the passage is.
    ``pages``: first and last page, where the format has pages.
    """

    id: str
    document_id: str
    headings: tuple[str, ...]
    start: int
    end: int
    header: tuple[int, int] | None = None
    pages: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One source file, read, cleaned and recognised.

    ``id`` depends on the bytes of the file alone, so it survives a re-index and a
    move. ``path`` is relative to the documents folder, with ``/``; a file inside an archive
    or a message stands below it (``包.zip/通知.docx``). ``sha256``: of the file, hex. Every
    offset of the project refers to ``text``. ``page_count``, ``unread``: see ``RawText``.
    ``sources``: all files that hold this document, the leading one first; empty where it
    is the only one. ``links``: to other documents of the library. ``recognised``: what the
    program read where users' corrections changed ``metadata``.
    """

    id: str
    path: str
    sha256: str
    format: str
    text: str
    metadata: Metadata
    outline: tuple[Section, ...] = ()
    removals: tuple[Removal, ...] = ()
    flags: tuple[Flag, ...] = ()
    pages: tuple[PageSpan, ...] = ()
    page_count: int | None = None
    unread: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    links: tuple[Link, ...] = ()
    recognised: Metadata | None = None

    @property
    def title(self) -> str:
        """The recognised title, or the file's name where none was recognised."""
        return self.metadata.title.value if self.metadata.title else self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read: ``reason`` is a sentence for the user."""

    path: str
    reason: str
