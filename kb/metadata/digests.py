"""Digests (整理稿): restatements whose head says title, place, date and source."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb import regions
from kb.metadata import dates
from kb.metadata.dates import Found
from kb.metadata.textlines import Line, View
from kb.types import Region

_HEAD_LINES = 8
_MARK = re.compile(r"整理稿\s*,\s*据\s*《")
_LABEL = re.compile(r"(地区|日期)\s*:\s*(\S.*)")
_HEADING = re.compile(r"#+\s*")


def is_digest(page: View) -> bool:
    """Whether a line near the top begins 整理稿,据《."""
    return digest_line(page) is not None


def digest_line(page: View) -> Line | None:
    """The line near the top that begins 整理稿,据《."""
    return next((x for x in page.lines[1:_HEAD_LINES] if _MARK.match(_plain(x))), None)


def _plain(line: Line) -> str:
    """The line without the marks of Markdown around it."""
    return line.text.strip("*_> ")


@dataclass(frozen=True, slots=True)
class DigestHead:
    """What the head of a digest states. ``region`` and ``date`` are ``None`` where their
    label is missing or cannot be read; ``place`` is the span behind the label 地区."""

    title: Found
    region: Region
    place: Found | None
    date: Found | None


def read(page: View) -> DigestHead:
    """The first line and the label lines of a digest, in offsets of ``page``."""
    first = page.lines[0]
    start = first.start + (m.end() if (m := _HEADING.match(first.text)) else 0)
    title = Found(page.text[start : first.end], start, first.end)
    place, date = _label(page, "地区"), _label(page, "日期")
    parsed = dates.parse_date(date.value) if date else None
    return DigestHead(
        title=title,
        region=_region(place.value) if place else Region(),
        place=place,
        date=Found(parsed, date.start, date.end) if date and parsed else None,
    )


def _label(page: View, name: str) -> Found | None:
    for line in page.lines[1:_HEAD_LINES]:
        match = _LABEL.search(line.text)
        if match and match[1] == name:
            value = match[2].rstrip("* ")
            start = line.start + match.start(2)
            return Found(value, start, start + len(value))
    return None


def _region(label: str) -> Region:
    """The region named; of several separated by 、 what they have in common."""
    parts = [regions.resolve(part) for part in re.split(r"[、,;]", label)]
    return regions.common(found[0] for found in parts if len(found) == 1)
