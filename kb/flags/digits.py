"""Figures whose digits are gone: “预算投入亿元”, “支出的%”, “达到以上”."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NUMERAL = r"[\d一二三四五六七八九十百千万亿两几数多余半每上成近超过双零○〇点.]"
_END = r"(?=\s*[,，。;；、)）:：]|\s*$|余[,，。;；、]|的)"
# What an amount is of, directly before it: 投入 in 投入亿元. 超, 过, 上, 近 make 亿元 a round
# figure and are not here.
_COUNTED = (
    "投入|资金|贷款|投资|总投资|签约|资产|收入|产值|支出|补助|补贴|金额|总额|销售额|交易额|余额|利润|税收|营收"
    "|成本|债券|融资|授信|保费|达到|达|增长|增加|减少|下降|提高到|增至|降至|实现|完成|筹集|整合|发放|累计"
    "|筹资|集资|到账|落实|争取|奖励|产量|总产|生产总值|增加值"
)
_MONEY = re.compile(rf"(?:{_COUNTED})((?:亿|万)元){_END}")
_AREA = re.compile(
    rf"(?:用地|耕地|荒地|土地|农田|林地|草地|面积|水面|撂荒地)((?:万)?(?:亩|公顷)){_END}"
)
_YEARLY = re.compile(r"(?<=\d年度)(万亩)")
_PEOPLE = re.compile(rf"(?:农民工|劳动力|群众|农民|农户|人才|人口)(万余?(?:人|户|名)){_END}")
_PERCENT = re.compile(r"(?<=[\u4e00-\u9fff、,，])([%％‰])(?![)）])")
_POINTS = re.compile(r"(?:增长|提高|提升|上升|下降|降低|高|低|快|回落|加快)(个百分点)")
_BOUND = re.compile(r"(?:达到|稳定在|保持在|控制在)((?:以上|以内|左右|以下))(?=[,，。;；、])")
_ROADS = re.compile(r"(?:新建|改建|建成|硬化|整治|改造|疏浚)(公里)")
_PATTERNS = (
    _MONEY, _AREA, _YEARLY, _PEOPLE, _PERCENT, _POINTS, _BOUND, _ROADS,
)  # fmt: skip
_AROUND = 200  # characters of the line looked at on either side
# The head of a column or the name of a unit is no sentence with a figure missing.
_NAMES_UNIT = re.compile(r"(?:单位|占比|比例|比重|增速|增幅|同比|百分比|比率|覆盖率|率)\s*$")


def missing(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the units that stand without a number, in order."""
    found = {
        match.span(1)
        for pattern in _PATTERNS
        for match in pattern.finditer(text)
        if not re.match(_NUMERAL, text[match.start(1) - 1])
    }
    for start, end in sorted(found):
        if _in_sentence(text, start, end):
            yield start, end


def _in_sentence(text: str, start: int, end: int) -> bool:
    """Whether the line is running text: it is long, or goes on after a comma."""
    first = max(text.rfind("\n", max(0, start - _AROUND), start) + 1, start - _AROUND, 0)
    last = text.find("\n", end, end + _AROUND)
    line = text[first : last if last >= 0 else end + _AROUND]
    if "\t" in line or re.match(r"\s*单位\s*[:\uff1a]", line):
        return False
    whole = len(line.strip()) >= 12 or re.search(r"[,，。]", line) is not None
    return whole and not (
        text[start:end] in "%％‰" and _NAMES_UNIT.search(text[first:start]) and len(line) < 30
    )
