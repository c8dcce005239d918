"""The years a document is about: of its title, of the period it sets itself, of what it reports."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from kb.metadata.dates import Found
from kb.metadata.textlines import View
from kb.types import Kind

_B = r"[^\S\n]{0,2}"
_YEAR = r"(?:19|20)\d\d"
_RANGE = re.compile(
    rf"(?<!\d)({_YEAR}){_B}年?{_B}(?:-+|~|至|到){_B}(?:({_YEAR})(?!\d)|(\d\d)(?=年|\))){_B}年?"
)
_FIVE_YEARS = (
    ("十一五|第十一个五年", 2006),
    ("十二五|第十二个五年", 2011),
    ("十三五|第十三个五年", 2016),
    ("十四五|第十四个五年", 2021),
    ("十五五|第十五个五年", 2026),
)
_SINGLE = re.compile(
    rf"(?<![\d到至])({_YEAR})(?:{_B}年度?(?!修订|修正|版|\d{{1,2}}月版|本|第|远景|底|末|前|以前)|(?=行动|工作方案|重点))"
)
_OWN_PERIOD = re.compile(
    rf"(?:规划期|实施期|行动期|期限|时限|规划年限|规划时间)[^。\n]{{0,12}}?{_RANGE.pattern}"
)
_OPENING = re.compile(
    rf"(?:(?:过去的|刚刚过去的|即将过去的)({_YEAR}){_B}年|^\s*({_YEAR}){_B}年[,是]|\n\s*({_YEAR}){_B}年[,是])"
)
_OPENING_REACH = 600
_REPORTED = re.compile(rf"({_YEAR}){_B}年[^。,;]{{0,10}}?(?:回顾|总结|工作情况|完成情况|执行情况)")
_WORK_REPORT = re.compile(r"工作报告")
_MOST_YEARS = 40
_LEAST_YEAR = 3


def years_in_title(title: str) -> tuple[int, ...]:
    """The years a folded title names: a range, a five-year plan, or single years."""
    ranges = [_span(m) for m in _RANGE.finditer(title)]
    if any(ranges):
        return max(ranges, key=len)
    for name, first in _FIVE_YEARS:
        if re.search(name, title):
            return tuple(range(first, first + 5))
    return tuple(sorted({int(y) for y in _SINGLE.findall(title)}))


def _span(match: re.Match[str]) -> tuple[int, ...]:
    first = int(match[1])
    last = int(match[2]) if match[2] else first // 100 * 100 + int(match[3])
    return tuple(range(first, last + 1)) if first < last <= first + _MOST_YEARS else ()


def years_in_text(page: View, plan: bool) -> tuple[int, ...]:
    """The years a text covers by its own words.

    A plan (``plan``): the range it sets itself. Else the years its headings name, else
    every year that is a quarter of those mentioned, targets (到2025年) left out.
    """
    if plan and (own := _OWN_PERIOD.search(page.folded)) and (years := _span(own)):
        return years
    headed = {year for year, _ in heading_years(page)}
    if headed:
        return tuple(sorted(headed))
    past = re.findall(rf"(?<![到至\d])({_YEAR})\s?年(?!底前|以前)", page.folded)
    counts = Counter(int(y) for y in past)
    return tuple(
        year for year, n in sorted(counts.items()) if n >= _LEAST_YEAR and n * 4 >= counts.total()
    )


def heading_years(page: View) -> Iterator[tuple[int, Found]]:
    """The years short lines name with their work, and where: 一、2023年工作回顾."""
    for line in page.lines:
        if len(line.text) <= 30 and not line.text.endswith(("。", ";", ",")):
            match = re.search(
                rf"({_YEAR}){_B}年[^。,;]{{0,8}}?(?:工作|回顾|总结|目标|任务|安排|重点|情况)",
                line.text,
            )
            if match:
                span = (line.start + match.start(1), line.start + match.end(1))
                yield int(match[1]), Found(match[1], *span)


def covered(page: View, title: Found | None, kind: Kind) -> tuple[Found, bool] | None:
    """The period a document is about, ``YYYY`` or ``YYYY/YYYY``, and whether it is stated.

    Of a report the year it looks back on, not the one it plans; of anything else what the
    title names, or the period a plan sets itself. A year the text merely opens with is
    inferred, and only for reports and experiences.
    """
    printed = page.folded[title.start : title.end] if title else ""
    back = _looked_back(page) if kind == "报告" else None
    if back and (not printed or _WORK_REPORT.search(printed)):
        return back, True
    years = years_in_title(re.sub(r"\s", "", printed))
    if title and years and not (_WORK_REPORT.search(printed) and len(years) == 1):
        last = years[0] if kind == "报告" and len(years) == 2 else years[-1]
        return Found(_period(years[0], last), title.start, title.end), True
    if back:
        return back, True
    if kind in ("规划", "方案", "意见") and (own := _OWN_PERIOD.search(page.folded)):
        span = _span(own)
        return (Found(_period(span[0], span[-1]), own.start(1), own.end()), True) if span else None
    return _opening(page) if kind in ("报告", "经验") else None


def _period(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}/{last}"


def _looked_back(page: View) -> Found | None:
    """The year of a heading that looks back: 2023年工作回顾."""
    for line in page.lines:
        match = _REPORTED.search(line.text) if len(line.text) <= 30 else None
        if match and not line.text.endswith(("。", ";", ",")):
            return Found(match[1], line.start + match.start(1), line.start + match.end(1))
    return None


def _opening(page: View) -> tuple[Found, bool] | None:
    match = _OPENING.search(page.folded[:_OPENING_REACH])
    if not match:
        return None
    group = next(i for i in (1, 2, 3) if match[i])
    return Found(match[group], match.start(group), match.end(group)), False
