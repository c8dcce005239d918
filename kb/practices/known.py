"""Names without quotes that are known in many places (强村公司), and measure sets in book
title marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kb.practices.name import Name
from kb.practices.refusing import clause_before, honoured, is_other
from kb.practices.vocabulary import HAN, QUOTED, any_of, words

_NUMBER = re.compile(r"^[一二三四五六七八九十\d]+、$", re.M)
_QUOTE = re.compile(QUOTED)
_ANOTHER_WORD = "(?!(?<=办)[理公法事案好]|(?<=制)[度约定造品])"
"""What must not follow a name, because its last character belongs to another word: 网上办理."""


def known(text: str, start: int, end: int) -> Iterator[Name]:
    """Known practices without quotes, or all of a quotation that ends in one."""
    quoted: list[tuple[int, int]] | None = None
    for match in _matches(text, start, end):
        at, to = match.span()
        if honoured(clause_before(text, start, at)) or _is_honour_of(text, at, to, end):
            continue
        if quoted is None:
            quoted = [m.span(1) for m in _QUOTE.finditer(text, start, end)]
        inside = next((span for span in quoted if span[0] <= at and to <= span[1]), None)
        if inside is None:
            yield Name(at, to, listed=_in_list(text, start, at, to))
            continue
        joined = re.search(r"[、+＋，,]", text[inside[0] : inside[1]])
        if inside[1] == to and not joined and not is_other(text[to + 1 : to + 8]):
            yield Name(*inside)


def _in_list(text: str, start: int, at: int, to: int) -> bool:
    numbered = _NUMBER.search(text, max(start, at - 4), at)
    before = "" if numbered else text[max(start, at - 1) : at]
    return "、" in before + text[to : to + 1]


@cache
def _known() -> re.Pattern[str]:
    return re.compile(f"(?:{any_of('bare_names')}){_ANOTHER_WORD}")


@cache
def _shapes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What every name of a shape holds, and its pattern."""
    shapes = zip(words("shape_marks"), words("shape_patterns"), strict=True)
    return tuple((mark, re.compile(pattern)) for mark, pattern in shapes)


def _matches(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    whole = list(_known().finditer(text, start, end))
    yield from whole
    for mark, shape in _shapes():
        if text.find(mark, start, end) < 0:
            continue
        for match in shape.finditer(text, start, end):
            if not any(m.start() < match.end() and match.start() < m.end() for m in whole):
                yield match


@cache
def _honour() -> re.Pattern[str]:
    return re.compile(
        rf"[”」』\"]?[{HAN}]{{0,6}}(?:产业园|园区|公园|广场|试验区|示范校|[和与][{HAN}]{{2,4}}精神"
        r"|(?:建设|创建)?示范[县市区镇乡村城]|先进[县市区集单个]|百强|称号|现场会|推进会|典型案例)"
    )


def _is_honour_of(text: str, at: int, to: int, end: int) -> bool:
    return _honour().match(text, to, min(end, to + 16)) is not None


def measures(text: str, start: int, end: int) -> Iterator[Name]:
    """《…十条硬措施》 after 出台: the place's own measure, not a document cited."""
    if "《" not in text[start:end]:
        return
    for first in _MEASURE.finditer(text, start, end):
        match: re.Match[str] | None = first
        while match:
            yield Name(match.start(1), match.end(1))
            match = _NEXT.match(text, match.end(), end)


_TITLED = (
    r"《([^》\n]{4,18}"
    r"(?:措施|[十百\d]条|名录库|项目库|机制|制度|公约|工作法|模式|积分办法))》"
)
_MEASURE = re.compile(rf"(?:出台|制定|首创|推出|建立|完善|推行|推广|编制)(?:了)?{_TITLED}")
_NEXT = re.compile(f"、?{_TITLED}")
