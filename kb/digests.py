"""Digests (整理稿): restatements whose head says title, place, date and source."""

from __future__ import annotations

import re

from kb import dates, regions, titles
from kb.textlines import Line, View
from kb.types import Evidence, Metadata, Region, Value

_HEAD_LINES = 8
_MARK = re.compile(r"整理稿\s*,\s*据\s*《")
_LABEL = re.compile(r"(地区|日期)\s*:\s*(\S.*)")
_HEADING = re.compile(r"#+\s*")


def is_digest(page: View) -> bool:
    """Whether a line near the top begins 整理稿,据《."""
    return any(_MARK.match(_plain(line)) for line in page.lines[1:_HEAD_LINES])


def _plain(line: Line) -> str:
    """The line without the marks of Markdown around it."""
    return line.text.strip("*_> ")


def read(page: View) -> Metadata:
    """The metadata its label lines state; its first line is the title."""
    first = page.lines[0]
    start = first.start + (m.end() if (m := _HEADING.match(first.text)) else 0)
    title = Evidence(start, first.end)
    folded = page.folded[start : first.end]
    place, place_span = _place(page)
    date, date_span = _date(page)
    kind = titles.kind_of_title(folded)
    years = dates.years_in_title(re.sub(r"\s", "", folded)) or dates.years_in_text(page, False)
    return Metadata(
        title=Value(page.text[start : first.end], "stated", title),
        province=_stated(place.province, place_span),
        city=_stated(place.city, place_span),
        county=_stated(place.county, place_span),
        written=_stated(date, date_span),
        kind=Value(kind, "stated", title) if kind else Value("经验", "inferred"),
        years=years or ((int(date[:4]),) if date else ()),
        digest=True,
    )


def _stated(value: str | None, span: Evidence | None) -> Value | None:
    return Value(value, "stated", span) if value else None


def _label(page: View, name: str) -> tuple[str, Evidence] | None:
    for line in page.lines[1:_HEAD_LINES]:
        match = _LABEL.search(line.text)
        if match and match[1] == name:
            start = line.start + match.start(2)
            return match[2].strip("* "), Evidence(start, start + len(match[2].rstrip("* ")))
    return None


def _place(page: View) -> tuple[Region, Evidence | None]:
    """The region named; of several separated by 、 what they have in common."""
    label = _label(page, "地区")
    if label is None:
        return Region(), None
    parts = [regions.resolve(part) for part in re.split(r"[、,;]", label[0])]
    return regions.common(found[0] for found in parts if len(found) == 1), label[1]


def _date(page: View) -> tuple[str | None, Evidence | None]:
    label = _label(page, "日期")
    return (dates.parse_date(label[0]), label[1]) if label else (None, None)
