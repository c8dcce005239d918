"""From when and until when a document is in force."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from kb.metadata.dates import DATE, Found, han_number, parse_date
from kb.metadata.textlines import View

_SUBJECT = (
    r"本[\u4e00-\u9fff]{0,8}?(?:通知|办法|规定|条例|细则|意见|方案|计划|规划|纲要|措施|政策|规则|规范|决定"
    r"|公告|通告|法|令|章程|标准|制度|指南|指引|准则|预案|文件|目录|若干[\u4e00-\u9fff]{0,4}|函|解释)"
)
_NUMBERED = r"(?:第[\d\s一二三四五六七八九十百零]+条\s*(?:\[[^\]\n]{2,14}\])?|[\d一二三四五六七八九十]+[.、])?"
_OWN = re.compile(rf"{_SUBJECT}|^\s*{_NUMBERED}\s*(?:上述规定)?自")
_VERB = r"(?:开始|正式|试)*(?:施行|实施|执行|生效|起效)(?:(?![\u4e00-\u9fff])|(?=[至并]))"
_FROM_DATE = re.compile(rf"(?:[自从]\s*({DATE})\s*起?|({DATE})\s*起){_VERB}")
_FROM_DAY = re.compile(rf"自?(印发|发布|公布|颁布|下发|发文|签发)之?日起{_VERB}")
_UNDER_TITLE = re.compile(rf"[(,]\s*自\s*({DATE})\s*起?{_VERB}")
_UNTIL = re.compile(
    rf"(?:有效期(?:限)?(?:延长|延续|调整|顺延)?(?:为|是)?(?:截)?[至到止]+|(?:施行|实施|执行)[至到])\s*({DATE})"
)
_FROM_TO = re.compile(rf"有效期(?:限)?(?:为|是|:)?\s*自?\s*({DATE})\s*起?\s*[至到-]+\s*({DATE})")
_LASTS = re.compile(
    r"(?:有效期(?:限)?|试行期(?:限)?|试行|暂行)(?:为|是|暂定为?)?\s*([\d一二两三四五六七八九十]{1,2})\s*(年|个月)"
    r"|暂定\s*([\d一二两三四五六七八九十]{1,2})\s*(年)有效"
)
_RENEWED = re.compile(r"重新发布|重新印发|继续有效|》[^。,]{0,20}有效期")
_HEAD_LINES = 8
_WEB_DELAY_DAYS = 31  # a page put up later than this says nothing about the day of 发布


@dataclass(frozen=True, slots=True)
class Validity:
    """``in_force`` and ``expires``, each with whether it is printed (``True``) or worked
    out from another date."""

    in_force: tuple[Found, bool] | None = None
    expires: tuple[Found, bool] | None = None


def find_validity(
    page: View, written: str | None, issued: str | None, published: str | None
) -> Validity:
    """When a document says of itself that it comes into force and expires.

    Only sentences whose subject is the document (本办法 …) or that have none count, so the
    term of a card or of another law is not taken. 自印发之日起 needs the date of printing
    or of signing; 自发布之日起 a page put up within a month of signing. A term in years
    is counted only from a whole date. Where sentences differ, nothing is said.
    """
    in_force = _agreed(_begins(page, written, issued, published)) or _under_title(page)
    start = in_force[0].value if in_force else None
    return Validity(in_force, _agreed(_ends(page, start)))


def _agreed(found: Iterator[tuple[Found, bool]]) -> tuple[Found, bool] | None:
    ways = list(found)
    return ways[0] if len({one.value for one, _ in ways}) == 1 else None


def _sentences(page: View) -> Iterator[re.Match[str]]:
    """Sentences of the document about itself that speak of force or term."""
    for match in re.finditer(r"[^。\n]+", page.folded):
        text = match.group()
        if re.search(r"[施实执]行|生效|实施|有效期|起效", text) and (
            _OWN.search(text) or _RENEWED.search(text)
        ):
            yield match


def _begins(
    page: View, written: str | None, issued: str | None, published: str | None
) -> Iterator[tuple[Found, bool]]:
    for sentence in _sentences(page):
        text, at = sentence.group(), sentence.start()
        between = _FROM_TO.search(text)
        for match in (between,) if between else _FROM_DATE.finditer(text):
            group = 1 if match[1] else 2
            value = parse_date(match[group])
            if value and "-" in value:
                yield Found(value, at + match.start(group), at + match.end(group)), True
        day = _FROM_DAY.search(text)
        value = _day(day[1], written, issued, published) if day else None
        if day and value:
            yield Found(value, at + day.start(), at + day.end()), False


def _day(event: str, written: str | None, issued: str | None, published: str | None) -> str | None:
    if event in ("印发", "下发", "发文", "签发"):
        return issued or written
    if published is None or len(published) < 10:
        return None
    if written is None or len(written) < 10:
        return published
    delay = date.fromisoformat(published) - date.fromisoformat(written)
    return published if 0 <= delay.days <= _WEB_DELAY_DAYS else None


def _under_title(page: View) -> tuple[Found, bool] | None:
    """“(… 通过,自2020年6月1日起施行)” under the title."""
    for line in page.lines[:_HEAD_LINES]:
        match = _UNDER_TITLE.search(line.text) if line.text.startswith("(") else None
        value = parse_date(match[1]) if match else None
        if match and value:
            return Found(value, line.start + match.start(1), line.start + match.end(1)), True
    return None


def _ends(page: View, start: str | None) -> Iterator[tuple[Found, bool]]:
    for sentence in _sentences(page):
        text, at = sentence.group(), sentence.start()
        between = _FROM_TO.search(text)
        until, group = (between, 2) if between else (_UNTIL.search(text), 1)
        value = parse_date(until[group]) if until else None
        if until and value and "-" in value:
            yield Found(value, at + until.start(group), at + until.end(group)), True
        lasts = None if value else _LASTS.search(text)
        last_day = _after(start, lasts[1] or lasts[3], lasts[2] or lasts[4]) if lasts else None
        if lasts and last_day:
            yield Found(last_day, at + lasts.start(), at + lasts.end()), False


def _after(start: str | None, count: str, unit: str) -> str | None:
    """The last day of a term of ``count`` years or months that begins on ``start``."""
    if start is None or len(start) < 10:
        return None
    begin = date.fromisoformat(start)
    number = int(count) if count.isdecimal() else han_number(count.replace("两", "二"))
    months = begin.month - 1 + number * (12 if unit == "年" else 1)
    year, month = begin.year + months // 12, months % 12 + 1
    try:
        end = date(year, month, begin.day)
    except ValueError:  # 29 February, or the 31st: the month ends before
        end = date(year + month // 12, month % 12 + 1, 1)
    return (end - timedelta(days=1)).isoformat()
