"""A quotation: a span of a document with all that its citation needs."""

from __future__ import annotations

from dataclasses import dataclass

from kb.types.documents import FlagKind, Region


@dataclass(frozen=True, slots=True)
class Quotation:
    """``text`` is ``document.text[start:end]`` at the time it was quoted.

    It holds everything a page, a basket or an export prints of it, so that it can be read
    where its document is gone; ``kb.citing.standing`` says whether it still stands in the
    library. ``path``: relative to the documents folder. ``sha256``: of the file. ``date``:
    the date the document is best known by. ``digest``: the document is a 整理稿.
    ``headings``: the heading path of its place, outermost first. ``pages``: first and last
    page, where the format has pages. ``flags``: what is doubted within the span.
    """

    document_id: str
    start: int
    end: int
    text: str
    title: str
    path: str
    sha256: str
    region: Region
    number: str | None = None
    issuer: str | None = None
    date: str | None = None
    kind: str | None = None
    source: str | None = None
    address: str | None = None
    captured: str | None = None
    digest: bool = False
    headings: tuple[str, ...] = ()
    pages: tuple[int, int] | None = None
    flags: tuple[FlagKind, ...] = ()
