"""A span of a document as a quotation."""

from __future__ import annotations

from kb.types import Document, Flag, Quotation, Section


def quote(document: Document, start: int, end: int) -> Quotation:
    """``document.text[start:end]`` with all that its citation needs.

    Raises ``ValueError`` where the span is empty or outside the text.
    """
    if not 0 <= start < end <= len(document.text):
        raise ValueError(f"no span of the document: {start} to {end}")
    metadata = document.metadata
    date = metadata.written or metadata.issued or metadata.published
    return Quotation(
        document_id=document.id,
        start=start,
        end=end,
        text=document.text[start:end],
        title=document.title,
        path=document.path,
        sha256=document.sha256,
        region=metadata.region,
        number=metadata.number.value if metadata.number else None,
        issuer=metadata.issuer.value if metadata.issuer else None,
        date=date.value if date else None,
        kind=metadata.kind.value if metadata.kind else None,
        source=metadata.source.value if metadata.source else None,
        address=metadata.address.value if metadata.address else None,
        captured=metadata.captured.value if metadata.captured else None,
        digest=metadata.digest,
        headings=_headings(document.outline, start),
        pages=_pages(document, start, end),
        flags=tuple(dict.fromkeys(f.kind for f in document.flags if _meets(f, start, end))),
    )


def _meets(flag: Flag, start: int, end: int) -> bool:
    return flag.start < end and start < flag.end


def _headings(outline: tuple[Section, ...], at: int) -> tuple[str, ...]:
    return tuple(s.title for s in outline if s.start <= at < s.end)


def _pages(document: Document, start: int, end: int) -> tuple[int, int] | None:
    met = [page.number for page in document.pages if page.start < end and start < page.end]
    return (met[0], met[-1]) if met else None
