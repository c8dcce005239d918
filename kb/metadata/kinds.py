"""The kind of a document: by its title, else by what its text says of itself."""

from __future__ import annotations

import re
from dataclasses import replace

from kb.metadata import issuance
from kb.metadata.dates import Found
from kb.metadata.kindnouns import kind_of_title
from kb.metadata.sheet import Sheet
from kb.script import fold
from kb.types import Evidence, Kind, Value

_HEAD = 3000  # characters at the start in which a text says what it is
_BODY_KINDS: tuple[tuple[str, Kind], ...] = (
    (r"报告工作|报告政府工作|现[将就].{0,40}(?:情况|工作)?(?:汇报|报告)如下", "报告"),
    (r"制(?:定|订)本(?:暂行|管理)?(?:条例|办法|规定|细则|法|规则)|(?:^|\n)\s*第一条\s", "法规"),
    (r"制(?:定|订)本(?:行动|工作|实施)?(?:方案|计划)", "方案"),
    (r"(?:制定|编制)本规划", "规划"),
    (r"(?:提出|制定)(?:如下|以下|本)(?:指导|实施)?意见", "意见"),
    (r"(?:提出|制定|出台)(?:如下|以下|本)(?:若干)?(?:政策)?(?:措施|政策)", "意见"),
    (r"(?:现|特此)(?:就|将)?[^。]{0,40}(?:通知|公告|通告)(?:如下|。)", "通知"),
    (r"现(?:予以?|将[^。\n]{4,60}予以)(?:公布|公示|公告)", "通知"),
)
_LATER_KINDS: tuple[tuple[str, Kind], ...] = (
    (r"(?:^|\n)\s*各位代表[!,]", "报告"),
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


def find_kind(sheet: Sheet, title: Found | None, composed: Found | None) -> Value:
    """The kind of a document; 其他 where nothing tells it.

    In this order: the printed ``title``; a line such as 典型经验 near the top; the signs of
    news; the title ``composed`` of its text; the first sentence that names what it is.
    """
    page = sheet.page
    if title:
        folded = page.folded[title.start : title.end].replace("\n", "")
        kind = kind_of_title(folded)
        if kind:
            return Value(kind, "stated", Evidence(title.start, title.end))
    for line in sheet.raw.lines[:12]:
        if len(line.text) < 20 and _EXPERIENCE_LINE.search(line.tight):
            return Value("经验", "inferred", sheet.evidence_of_raw(line.start, line.end))
    made = kind_of_title(fold(composed.value)) if composed else None
    if composed and made:
        return Value(made, "inferred", Evidence(composed.start, composed.end))
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
