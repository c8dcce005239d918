"""Which of the readings of a place wins, and its values with their evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kb import regions
from kb.metadata import bodyplaces, places, several
from kb.metadata.dates import Found
from kb.metadata.places import Place
from kb.metadata.sheet import Sheet
from kb.types import Metadata, Region, RegionValue, Status, Value

Valued = Callable[[Found, Status], Value | None]


def with_place(
    found: Metadata, sheet: Sheet, title: Found | None, issuer: Found | None
) -> Metadata:
    """``found`` with its place.

    Of title and issuer, else of a line that is nothing but a place, else of a township
    that is the title, else of what the text speaks of, else of the document number.
    """
    spans = [(f.start, f.end) for f in (title, issuer) if f]
    place = places.place_in(sheet.page, spans)
    line = places.place_line(sheet.raw)
    stated = places.place_in(sheet.raw, [line]) if line else None
    if stated and (place is None or regions.contains(place.region, stated.region)):
        return _placed(found, stated, sheet.of_raw)
    if place is None and title:
        place = places.place_of_township(sheet.page, (title.start, title.end))
    place = place or bodyplaces.place_of_text(sheet.page)
    if place:
        return _placed(found, place, sheet.own)
    return _with_number(found, sheet)


def listed_others(sheet: Sheet, label: Found | None, own: Region) -> tuple[RegionValue, ...]:
    """The places the label of a digest lists, where it lists several."""
    regions_listed = several.listed(label.value) if label else ()
    if label is None or len(regions_listed) < 2:
        return ()
    at = sheet.of_raw(label, "stated")
    evidence = at.evidence if at else None
    return tuple(RegionValue(r, "stated", evidence) for r in regions_listed if r != own)


def _with_number(found: Metadata, sheet: Sheet) -> Metadata:
    if found.number is None or found.number.evidence is None:
        return found
    at = found.number.evidence
    place = places.place_of_number(sheet.page, found.number.value, (at.start, at.end))
    if place is None:
        return found

    def value(part: Found, status: Status) -> Value:
        return Value(part.value, status, at)

    return _placed(found, place, value)


def _placed(found: Metadata, place: Place, value: Valued) -> Metadata:
    def part(level: regions.Level) -> Value | None:
        if level not in place.parts:
            return None
        status, start, end = place.parts[level]
        return value(Found(getattr(place.region, level), start, end), status)

    return replace(found, province=part("province"), city=part("city"), county=part("county"))
