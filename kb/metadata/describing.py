"""What a document is about beside its own place: further places, themes, grade of source."""

from __future__ import annotations

from dataclasses import replace

from kb.metadata import digests, placing, provenance, several
from kb.metadata.sheet import Sheet
from kb.types import CleanedText, Metadata, RegionValue


def described(found: Metadata, cleaned: CleanedText, sheet: Sheet) -> Metadata:
    """``found`` with its further places and the grade of its source."""
    return replace(
        found, others=_others(found, cleaned, sheet), provenance=provenance.grade(found, sheet)
    )


def _others(found: Metadata, cleaned: CleanedText, sheet: Sheet) -> tuple[RegionValue, ...]:
    if found.digest:
        return placing.listed_others(sheet, digests.read(sheet.raw).place, found.region)
    title = found.title.evidence if found.title else None
    span = (title.start, title.end) if title and not title.removed else None
    return several.further_regions(sheet.page, cleaned.marks, span, found.region)
