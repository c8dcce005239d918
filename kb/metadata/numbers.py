"""The number a document itself carries, never one it cites."""

from __future__ import annotations

import re

from kb.metadata.dates import DATE, Found
from kb.metadata.textlines import Line, View, spaced

_HEAD_LINES = 30
_LONGEST_LINE = 60
_LABEL_REACH = (3000, 1500)  # labels are read this far into a page, and this far from its end
_B = r"[^\S\n]{0,2}"
_HAN = r"[\u4e00-\u9fff]"
_MARK = rf"{_HAN}(?:{_B}{_HAN}){{0,13}}(?:\({_HAN}{{1,4}}\))?"
_YEAR = rf"(?:(?:19|20)\d\d|(?:1{_B}9|2{_B}0){_B}\d{_B}\d|二[〇○零o][〇○零o一二][〇○零o一二三四五六七八九])"
_OPEN, _CLOSE = r"[\[(<〈{]", r"[\])>〉}]"
_SERIAL = (
    rf"(?:\d{{1,5}}(?:[^\S\n]\d){{0,3}}(?:-\d{{1,3}})?|[一二三四五六七八九十百]{{1,5}}){_B}[号號]"
)
_ORDINAL = rf"第{_B}{_SERIAL}"
_NUMBER = re.compile(
    rf"({_MARK}{_B}{_OPEN}{_B}{_YEAR}{_B}{_CLOSE}{_B}第?{_B}{_SERIAL}"
    rf"|{_HAN}{{2,10}}字第{_B}\d{{4,12}}{_B}[号號]"
    rf"|{_MARK}(?:令|公告|通告){_B}(?:{_YEAR}{_B}年)?{_B}(?:[(]{_B}{_ORDINAL}{_B}[)]|第?{_B}{_SERIAL})"
    rf"|(?:公告|通告)?{_B}{_YEAR}{_B}年{_B}{_ORDINAL}(?:令|公告|通告)?"
    rf"|{_ORDINAL}{_B}(?:令|公告|通告))"
)
_NUMBER_LINE = re.compile(
    rf"(?:[^\s《》]{{2,30}}文件\s+|编\s?号\s*:\s*)?[(\s]*{_NUMBER.pattern}[)\s]*"
    rf"(?:签发人\s*:?.*|[(]?{DATE}[)]?)?"
)
_SHORTEST_SENTENCE = 10
_ADDRESS = re.compile(r"^各[^:]*:$|(?:们|政府|单位|部门|代表|委员|公司|大学|[局厅会办]):$")
_ORDER_HEAD = re.compile(rf"{_HAN}{{2,40}}(?:令|公告|通告)")
_ORDER_NUMBER = re.compile(rf"[(\s]*((?:{_YEAR}{_B}年)?{_B}{_ORDINAL})[)\s]*")
_LABEL = re.compile(
    rf"(?:{spaced('发文字号|发文文号|发文号|文件编号|文件字号|文件文号|公文字号|公文文号|文号')})"
    r"\s?[:\]]?\s*"
)


def find_number(page: View) -> Found | None:
    """The document's own number: after its label, or alone on a line above the text.

    A number inside a sentence, or behind the name of another document, is a citation; so
    is one below the first paragraph.
    """
    return _labelled(page) or _above_text(page)


def number_in_title(page: View, title: Found | None) -> Found | None:
    """A number in brackets at the end of the title line itself."""
    if title is None:
        return None
    match = re.search(rf"\(({_NUMBER.pattern})\)$", page.folded[title.start : title.end])
    return (
        _number(page, title.start + match.start(1), title.start + match.end(1)) if match else None
    )


def _labelled(page: View) -> Found | None:
    first, last = _LABEL_REACH
    for label in _LABEL.finditer(page.folded):
        if first < label.start() < len(page.folded) - last:
            continue
        match = _NUMBER.match(page.folded, label.end())
        if match and label.group().count("\n") <= 1:
            return _number(page, match.start(1), match.end(1))
    return None


def _above_text(page: View) -> Found | None:
    before: Line | None = None
    for line in page.lines[:_HEAD_LINES]:
        if _starts_text(line):
            return None
        match = _NUMBER_LINE.fullmatch(line.text) if len(line.text) <= _LONGEST_LINE else None
        if match:
            return _number(page, line.start + match.start(1), line.start + match.end(1))
        order = _ORDER_NUMBER.fullmatch(line.text)
        if order and before and _ORDER_HEAD.fullmatch(before.tight):
            return _number(page, before.start, line.start + order.end(1))
        before = line
    return None


def _starts_text(line: Line) -> bool:
    """A paragraph, or the line that addresses those it is sent to."""
    return _ADDRESS.search(line.text) is not None or (
        len(line.text) > _SHORTEST_SENTENCE and line.text.endswith("。")
    )


def _number(page: View, start: int, end: int) -> Found:
    printed = re.sub(r"\s+", "", page.text[start:end])
    if not printed.endswith((")", "\uff09")):
        printed = re.sub(r"[(\uff08](?=第)", "", printed)
    return Found(printed, start, end)
