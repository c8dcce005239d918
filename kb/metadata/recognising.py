"""What a document says of itself: title, place, issuer, number, dates, kind, years.

Lines that carry metadata may have been removed by cleaning, so labels are read from the
raw text and everything else from the cleaned one; each value's evidence says which.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kb.metadata import dates, digests, issuance, titles
from kb.metadata.dates import Found
from kb.metadata.placing import with_place
from kb.metadata.textlines import View, view
from kb.types import CleanedText, Evidence, Kind, Metadata, Removal, Status, Value

_HEAD = 3000  # characters at the start in which a text says what it is
_BODY_KINDS: tuple[tuple[str, Kind], ...] = (
    (r"报告工作|报告政府工作|现[将就].{0,40}(?:情况|工作)?(?:汇报|报告)如下", "报告"),
    (r"制(?:定|订)本(?:暂行|管理)?(?:条例|办法|规定|细则|法|规则)|(?:^|\n)\s*第一条\s", "法规"),
    (r"制(?:定|订)本(?:行动|工作|实施)?(?:方案|计划)", "方案"),
    (r"(?:制定|编制)本规划", "规划"),
    (r"(?:提出|制定)(?:如下|以下|本)(?:指导|实施)?意见", "意见"),
    (r"(?:提出|制定|出台)(?:如下|以下|本)(?:若干)?(?:政策)?(?:措施|政策)", "意见"),
    (r"(?:现|特此)(?:就|将)?[^。]{0,40}(?:通知|公告|通告)(?:如下|。)", "通知"),
)
_LATER_KINDS: tuple[tuple[str, Kind], ...] = (
    (r"本(?:行动|实施)?(?:方案|计划)", "方案"),
    (r"本规划", "规划"),
    (r"本(?:办法|条例|规定|细则)", "法规"),
    (r"本(?:指导|实施)?意见", "意见"),
    (r"(?:^|\n)\s*各[^\n]{2,80}:\s*\n", "通知"),
)
_NEWS = re.compile(r"(?:^|\n)\s*(?:本报讯|[^\n]{0,20}(?:讯|电)[(\s]|[^\n]{0,30}记者)|\(记者")
_NEWS_SOURCE = re.compile(
    r"日报|晚报|晨报|时报|农报|人民网|新华|央视|央广|新闻|融媒|客户端|周刊|电视台|中国[^,。]{0,6}报"
)
_EXPERIENCE_LINE = re.compile(r"经验做法|典型经验|典型案例|经验交流|改革创新项目")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A document as it is read here: the cleaned page, and the raw one with its removals."""

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
        return Value(found.value, status, _evidence(self.removals, found.start, found.end))


def _evidence(removals: tuple[Removal, ...], start: int, end: int) -> Evidence:
    """A raw span in offsets of the cleaned text, or as it is where it was removed."""
    gone = 0
    for removal in removals:
        if removal.start < end and removal.end > start:
            return Evidence(start, end, removed=True)
        if removal.end <= start:
            gone += removal.end - removal.start
    return Evidence(start - gone, end - gone)


def recognise(cleaned: CleanedText, path: str) -> Metadata:
    """Read the metadata of one document.

    ``path``: relative path of the file; its name is the title only where the document
    prints none. Each value carries its evidence, in offsets of the cleaned text or,
    for a removed line, of the raw text.
    """
    page = view(cleaned.text)
    raw = view(cleaned.raw.text) if cleaned.removals else page
    sheet = _Sheet(page, raw, cleaned.removals)
    if digests.is_digest(raw):
        return _digest(sheet)
    title = titles.find_title(page, cleaned.marks, cleaned.raw.declared_title)
    issuer = issuance.find_issuer(page, title)
    number = issuance.find_number(page) or issuance.number_in_title(page, title)
    found = Metadata(
        title=sheet.own(title) or Value(titles.file_title(path), "inferred"),
        issuer=sheet.own(issuer) or sheet.of_raw(issuance.find_issuer(raw, None)),
        number=sheet.own(number) or sheet.of_raw(issuance.find_number(raw)),
        written=sheet.own(dates.signed(page)) or sheet.of_raw(dates.labelled(raw, "written")),
        issued=sheet.own(dates.printed(page)) or sheet.of_raw(dates.labelled(raw, "issued")),
        published=sheet.of_raw(dates.labelled(raw, "published") or dates.stamped(raw)),
        kind=_kind(sheet, title),
        source=sheet.of_raw(issuance.find_source(raw)),
    )
    return _with_years(with_place(found, sheet, title, issuer), page, title)


def _digest(sheet: _Sheet) -> Metadata:
    """A digest: its label lines state its place and date; they may have been removed."""
    head = digests.read(sheet.raw)

    def part(name: str | None) -> Value | None:
        if name is None or head.place is None:
            return None
        return sheet.of_raw(Found(name, head.place.start, head.place.end))

    title = sheet.of_raw(head.title)
    kind = titles.kind_of_title(sheet.raw.folded[head.title.start : head.title.end])
    found = Metadata(
        title=title,
        province=part(head.region.province),
        city=part(head.region.city),
        county=part(head.region.county),
        written=sheet.of_raw(head.date),
        kind=Value(kind, "stated", title.evidence) if kind and title else Value("经验", "inferred"),
        digest=True,
    )
    return _with_years(found, sheet.raw, head.title)


def _kind(sheet: _Sheet, title: Found | None) -> Value:
    page = sheet.page
    if title:
        folded = page.folded[title.start : title.end].replace("\n", "")
        kind = titles.kind_of_title(folded)
        if kind:
            return Value(kind, "stated", Evidence(title.start, title.end))
    for line in sheet.raw.lines[:12]:
        if len(line.text) < 20 and _EXPERIENCE_LINE.search(line.tight):
            return Value("经验", "inferred", _evidence(sheet.removals, line.start, line.end))
    news = _NEWS.search(page.folded[:600])
    if news:
        return Value("新闻", "inferred", Evidence(news.start(), news.end()))
    for head, table in ((page.folded[:_HEAD], _BODY_KINDS), (page.folded, _LATER_KINDS)):
        cues = [(m.start(), m.end(), k) for cue, k in table if (m := re.search(cue, head))]
        if cues:
            start, end, kind = min(cues)
            return Value(kind, "inferred", Evidence(start, end))
    source = sheet.of_raw(issuance.find_source(sheet.raw), "inferred")
    if source and _NEWS_SOURCE.search(source.value):
        return replace(source, value="新闻")
    return Value("其他", "inferred")


def _with_years(found: Metadata, page: View, title: Found | None) -> Metadata:
    printed = re.sub(r"\s", "", page.folded[title.start : title.end]) if title else ""
    plan = found.kind is not None and found.kind.value in ("规划", "方案", "意见")
    years = dates.years_in_title(printed) or dates.years_in_text(page, plan)
    if not years:
        first = next((d for d in (found.written, found.issued, found.published) if d), None)
        years = (int(first.value[:4]),) if first else ()
    return replace(found, years=years)
