"""How good the source of a document is: an official notice with its number first, a text of
nobody knows where last.

The grade speaks of the copy at hand, not of the document: an official notice on an essay
site is that site's copy.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from kb.metadata.digests import digest_line
from kb.metadata.sheet import Sheet
from kb.metadata.textlines import Line
from kb.script import fold
from kb.types import Evidence, Metadata, Value

FORMAL, OFFICIAL, MEDIA, ESSAY, DIGEST, UNKNOWN = (
    "正式文件", "官方网站", "媒体门户", "文库网站", "整理稿", "未注明",
)  # fmt: skip
GRADES: tuple[str, ...] = (FORMAL, OFFICIAL, MEDIA, ESSAY, DIGEST, UNKNOWN)
"""The grades of a source, the best first."""

Kind = Literal["official", "media", "essay"]
_GRADE: dict[Kind, str] = {"official": OFFICIAL, "media": MEDIA, "essay": ESSAY}
_LEXICON = Path(__file__).parent.parent / "lexicon"
_LEAST_CUES = 2  # words of an essay site's furniture: one alone may be the text's own
_LONGEST_CUE_LINE = 80  # a longer line is text


@dataclass(frozen=True, slots=True)
class _Sites:
    """``sites.tsv``: hosts, endings of names and furniture by kind."""

    hosts: dict[str, Kind]
    sources: dict[str, Kind]
    cues: dict[Kind, re.Pattern[str]]


@cache
def _sites() -> _Sites:
    hosts: dict[str, Kind] = {}
    sources: dict[str, Kind] = {}
    cues: dict[Kind, list[str]] = defaultdict(list)
    for line in (_LEXICON / "sites.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        kind, what, values = line.split("\t")
        of: Kind = kind  # type: ignore[assignment]
        if what == "host":
            hosts.update(dict.fromkeys(values.split(), of))
        elif what == "source":
            sources.update(dict.fromkeys(values.split(), of))
        else:
            cues[of].extend(values.split())
    return _Sites(hosts, sources, {k: re.compile("|".join(v)) for k, v in cues.items()})


def rank(grade: str | None) -> int:
    """0 for the best grade; what is no grade ranks last."""
    return GRADES.index(grade) if grade in GRADES else len(GRADES)


def grade(found: Metadata, sheet: Sheet) -> Value:
    """The grade of one document, with the span that tells it.

    A digest says so itself. Then the address of a saved page, then what stands round the
    text on a page of an essay site, then the document's own number with its issuer, then
    the name behind 来源 and the marks of a government's page.
    """
    if found.digest:
        line = digest_line(sheet.raw)
        return Value(DIGEST, "stated", _at(sheet, line) if line else None)
    hosted = _of_address(found)
    essay = _furniture(sheet, "essay", _LEAST_CUES)
    if essay and (hosted is None or hosted.value != OFFICIAL):
        return Value(ESSAY, "inferred", essay)
    if hosted and hosted.value != OFFICIAL:
        return hosted
    sourced = _of_source(found)
    if found.number and (found.issuer or hosted or _is(sourced, OFFICIAL)):
        return Value(FORMAL, found.number.status, found.number.evidence)
    if hosted or sourced:
        return hosted or sourced or Value(UNKNOWN, "inferred")
    official = _furniture(sheet, "official", 1)
    return Value(OFFICIAL, "inferred", official) if official else Value(UNKNOWN, "inferred")


def _is(value: Value | None, wanted: str) -> bool:
    return value is not None and value.value == wanted


def _of_address(found: Metadata) -> Value | None:
    if found.address is None:
        return None
    kind = _kind_of_host(urlsplit(found.address.value).hostname or "")
    return Value(_GRADE[kind], "stated", found.address.evidence) if kind else None


def _kind_of_host(host: str) -> Kind | None:
    """The kind of a host, or of the nearest domain above it that is listed."""
    labels = host.lower().split(".")
    for at in range(len(labels)):
        if kind := _sites().hosts.get(".".join(labels[at:])):
            return kind
    return None


def _of_source(found: Metadata) -> Value | None:
    """By the name behind 来源: the longest listed ending of it tells the kind."""
    if found.source is None:
        return None
    name = re.sub(r"\s|[\"《》]|\([^()]*\)$", "", fold(found.source.value))
    endings = [ending for ending in _sites().sources if name.endswith(ending)]
    if not endings:
        return None
    kind = _sites().sources[max(endings, key=len)]
    return Value(_GRADE[kind], "stated", found.source.evidence)


def _furniture(sheet: Sheet, kind: Kind, least: int) -> Evidence | None:
    """The first line with furniture of this kind, where ``least`` lines differ in it."""
    seen = {word: line for line, word in reversed(list(_cues(sheet, kind)))}
    if len(seen) < least:
        return None
    return _at(sheet, min(seen.values(), key=lambda line: line.start))


def _cues(sheet: Sheet, kind: Kind) -> Iterator[tuple[Line, str]]:
    pattern = _sites().cues[kind]
    for line in sheet.raw.lines:
        if len(line.text) <= _LONGEST_CUE_LINE and (match := pattern.search(line.text.lower())):
            yield line, match.group()


def _at(sheet: Sheet, line: Line) -> Evidence:
    return sheet.evidence_of_raw(line.start, line.end)
