"""What a document is about beside its own place: further places, themes, grade of source."""

from __future__ import annotations

from dataclasses import replace

from kb.metadata import digests, placing, provenance, several
from kb.metadata.sheet import Sheet
from kb.metadata.themes import themes_of
from kb.types import CleanedText, Metadata, RegionValue


def described(found: Metadata, cleaned: CleanedText, sheet: Sheet) -> Metadata:
    """``found`` with its further places, themes, topics and the grade of its source."""
    span = _title_span(found)
    themes, topics = themes_of(sheet.page, cleaned.marks, span)
    return replace(
        found,
        others=_others(found, cleaned, sheet),
        themes=themes,
        topics=topics,
        provenance=provenance.grade(found, sheet),
    )


def _title_span(found: Metadata) -> tuple[int, int] | None:
    title = found.title.evidence if found.title else None
    return (title.start, title.end) if title and not title.removed else None


def _others(found: Metadata, cleaned: CleanedText, sheet: Sheet) -> tuple[RegionValue, ...]:
    if found.digest:
        return placing.listed_others(sheet, digests.read(sheet.raw).place, found.region)
    return several.further_regions(sheet.page, cleaned.marks, _title_span(found), found.region)
