"""A document as metadata is read from it: the cleaned page, the raw one, and evidence."""

from __future__ import annotations

from dataclasses import dataclass

from kb.metadata.dates import Found
from kb.metadata.textlines import View, view
from kb.types import CleanedText, Evidence, Removal, Status, Value


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cleaned page, and the raw one with what cleaning removed from it."""

    page: View
    raw: View
    removals: tuple[Removal, ...]

    def own(self, found: Found | None, status: Status = "stated") -> Value | None:
        """A value read from the cleaned text."""
        return Value(found.value, status, Evidence(found.start, found.end)) if found else None

    def of_raw(self, found: Found | None, status: Status = "stated") -> Value | None:
        """A value read from the raw text; its evidence is mapped where the line survives."""
        if found is None:
            return None
        return Value(found.value, status, self.evidence_of_raw(found.start, found.end))

    def evidence_of_raw(self, start: int, end: int) -> Evidence:
        """A raw span in offsets of the cleaned text, or as it is where it was removed."""
        gone = 0
        for removal in self.removals:
            if removal.start < end and removal.end > start:
                return Evidence(start, end, removed=True)
            if removal.end <= start:
                gone += removal.end - removal.start
        return Evidence(start - gone, end - gone)


def sheet_of(cleaned: CleanedText) -> Sheet:
    """Cut both texts of ``cleaned`` into lines."""
    page = view(cleaned.text)
    return Sheet(page, view(cleaned.raw.text) if cleaned.removals else page, cleaned.removals)
