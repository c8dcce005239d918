"""What a document says of itself: title, place, issuer, number, dates, kind, years.

Lines that carry metadata may have been removed by cleaning, so labels are read from the
raw text and everything else from the cleaned one; each value's evidence says which.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kb.metadata import dates, digests, issuance, numbers, periods, titles, untitled, validity
from kb.metadata.dates import Found
from kb.metadata.describing import described
from kb.metadata.kindnouns import kind_of_title
from kb.metadata.kinds import find_kind
from kb.metadata.placing import with_place
from kb.metadata.sheet import Sheet, sheet_of
from kb.types import CleanedText, Kind, Metadata, RawText, Status, Value

_LEVELS = {"省": "province", "自治区": "province", "市": "city", "州": "city", "盟": "city",
           "行署": "city", "县": "county", "区": "county", "旗": "county"}  # fmt: skip


def recognise(cleaned: CleanedText, path: str) -> Metadata:
    """Read the metadata of one document.

    ``path``: relative path of the file; its name is the title only where the document
    prints none and its text says of itself nothing that makes one; that title alone has no
    evidence. Every other value carries its evidence, in offsets of the cleaned text or,
    for a removed line, of the raw text; address and date of a saved page are of the file.
    """
    sheet = sheet_of(cleaned)
    if digests.is_digest(sheet.raw):
        return described(_of_file(_digest(sheet), cleaned.raw), cleaned, sheet)
    page = sheet.page
    title = titles.find_title(page, cleaned.marks, cleaned.raw.declared_title)
    composed = None if title else untitled.compose(page)
    issuer = issuance.find_issuer(page, title)
    found = Metadata(
        title=sheet.own(title) or sheet.own(composed, "inferred"),
        issuer=sheet.own(issuer) or sheet.of_raw(issuance.find_issuer(sheet.raw, None)),
        number=_number(sheet, title),
        kind=find_kind(sheet, title, composed),
        source=sheet.of_raw(issuance.find_source(sheet.raw)),
    )
    found = with_place(_with_dates(found, sheet), sheet, title, issuer)
    found = _with_years(_with_period(found, sheet, title), sheet, title)
    found = _of_file(_titled(found, sheet, composed, path), cleaned.raw)
    return described(found, cleaned, sheet)


def _of_file(found: Metadata, raw: RawText) -> Metadata:
    """Where and when a web page was saved, which the file says and no span of its text."""
    captured = dates.parse_date(raw.captured) if raw.captured else None
    return replace(
        found,
        address=Value(raw.address, "stated") if raw.address else found.address,
        captured=Value(captured, "stated") if captured else found.captured,
    )


def _number(sheet: Sheet, title: Found | None) -> Value | None:
    number = numbers.find_number(sheet.page) or numbers.number_in_title(sheet.page, title)
    return sheet.own(number) or sheet.of_raw(numbers.find_number(sheet.raw))


def _with_dates(found: Metadata, sheet: Sheet) -> Metadata:
    page, raw = sheet.page, sheet.raw
    written = sheet.own(dates.signed(page)) or sheet.of_raw(dates.labelled(raw, "written"))
    issued = sheet.own(dates.printed(page)) or sheet.of_raw(dates.labelled(raw, "issued"))
    published = sheet.of_raw(dates.labelled(raw, "published") or dates.stamped(raw))
    known = [value.value if value else None for value in (written, issued, published)]
    own = validity.find_validity(page, *known)
    return replace(
        found,
        written=written,
        issued=issued,
        published=published,
        in_force=_told(sheet, own.in_force) or sheet.of_raw(dates.labelled(raw, "in_force")),
        expires=_told(sheet, own.expires) or sheet.of_raw(dates.labelled(raw, "expires")),
    )


def _told(sheet: Sheet, found: tuple[Found, bool] | None) -> Value | None:
    """A value that is stated where it is printed as it is, else inferred."""
    if found is None:
        return None
    status: Status = "stated" if found[1] else "inferred"
    return sheet.own(found[0], status)


def _digest(sheet: Sheet) -> Metadata:
    """A digest: its label lines state its place and date; they may have been removed."""
    head = digests.read(sheet.raw)

    def part(name: str | None) -> Value | None:
        if name is None or head.place is None:
            return None
        return sheet.of_raw(Found(name, head.place.start, head.place.end))

    title = sheet.of_raw(head.title)
    kind = kind_of_title(sheet.raw.folded[head.title.start : head.title.end])
    found = Metadata(
        title=title,
        province=part(head.region.province),
        city=part(head.region.city),
        county=part(head.region.county),
        written=sheet.of_raw(head.date),
        kind=Value(kind, "stated", title.evidence) if kind and title else Value("经验", "inferred"),
        digest=True,
    )
    return _with_years(_with_period(found, sheet, None), sheet, head.title, of_raw=True)


def _with_period(found: Metadata, sheet: Sheet, title: Found | None) -> Metadata:
    kind: Kind = found.kind.value if found.kind else "其他"  # type: ignore[assignment]
    return replace(found, covered=_told(sheet, periods.covered(sheet.page, title, kind)))


def _with_years(
    found: Metadata, sheet: Sheet, title: Found | None, of_raw: bool = False
) -> Metadata:
    page = sheet.raw if of_raw else sheet.page
    printed = re.sub(r"\s", "", page.folded[title.start : title.end]) if title else ""
    plan = found.kind is not None and found.kind.value in ("规划", "方案", "意见")
    years = periods.years_in_title(printed) or periods.years_in_text(page, plan)
    if not years and found.covered:
        first, _, last = found.covered.value.partition("/")
        years = tuple(range(int(first), int(last or first) + 1))
    if not years:
        dated = next((d for d in (found.written, found.issued, found.published) if d), None)
        years = (int(dated.value[:4]),) if dated else ()
    return replace(found, years=years)


def _titled(found: Metadata, sheet: Sheet, composed: Found | None, path: str) -> Metadata:
    """A report that prints no title gets place and year, each where it is known; a document
    about which nothing is known, the name of its file."""
    if found.title is None:
        return replace(found, title=Value(titles.file_title(path), "inferred"))
    if composed is None or not composed.value.endswith(untitled.REPORT):
        return found
    level = untitled.speaker_level(sheet.page)
    place = getattr(found, _LEVELS[level]) if level in _LEVELS else None
    if level == "市":  # a city directly under its province is a county by the gazetteer
        place = place or found.county
    whose = place.value if place else "国务院" if level == "国务院" else ""
    year = untitled.delivered(sheet.page, found.written.value if found.written else None)
    name = f"{whose}{composed.value}" + (f"（{year}年）" if year else "")
    return replace(found, title=replace(found.title, value=name))
