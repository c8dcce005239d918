"""What of a text can be looked up: figures, years, titles, document numbers, terms."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kb.drafts.amounts import Amount, amount
from kb.drafts.results import ItemKind
from kb.drafts.words import relative_years
from kb.figures.quantities import quantities
from kb.series.names import NUMBER, number_key, title_key

_YEAR = r"(?:19|20)\d\d"
_DATE = re.compile(
    rf"(?<!\d)({_YEAR})\s?年?\s?[-~至到]{{1,2}}\s?({_YEAR})\s?年(?!代)"
    rf"|(?<!\d)({_YEAR})\s?年(?!代)(?:\s?(\d{{1,2}})\s?月(?:\s?(\d{{1,2}})\s?日)?)?"
)
_TITLE = re.compile(
    r"《([^《》\n]{2,120})》|<<([^<>\n]{2,120})>>|〈([^〈〉\n]{2,120})〉|≪([^≪≫\n]{2,120})≫"
)
_NUMBER = re.compile(NUMBER)
# What may stand before an issuer in running text, which the pattern of a number takes along.
_LEAD = re.compile(
    r".*(?:依据|根据|按照|依照|参照|贯彻|落实|印发|下发|出台|执行|文件|以及|关于|见|和|与|及|的|了)"
    r"(?=[\u4e00-\u9fff]{3})"
)
_TERM = re.compile(r'"([^"\n。]{2,40})"')
_WORD = re.compile(r"[\u3400-\u9fffa-z]")
Years = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """``start``/``end``: of the text it was found in. ``key``: of a title, number or term, in
    the one form in which they are compared. ``years``: of a date its year, of a period both;
    ``month``: where told. ``implied``: the year is not printed but follows from 去年."""

    start: int
    end: int
    kind: ItemKind
    amount: Amount | None = None
    key: str = ""
    years: Years = ()
    month: int | None = None
    implied: bool = False


def marks(plain: str, folded: str, written: int | None = None) -> tuple[Mark, ...]:
    """Everything that can be looked up, in order, disjoint.

    ``plain``: the text, Simplified; ``folded``: the same, folded. ``written``: the year of a
    source, by which 去年 is a year.
    """
    named = _disjoint((*_titles(folded), *_numbers(folded)))
    taken = _disjoint((*named, *_dates(folded, written)))
    counted = _disjoint((*taken, *_figures(plain)))
    # Figures inside of a term keep their place in it: “户均增收3000元” is both.
    return _disjoint((*counted, *_terms(folded)))


def _disjoint(found: Iterable[Mark]) -> tuple[Mark, ...]:
    """Those given first stay, of one that meets them only what comes first."""
    kept: list[Mark] = []
    for mark in found:
        at = bisect_left(kept, mark.end, key=lambda other: other.start)
        if at == 0 or kept[at - 1].end <= mark.start:
            kept.insert(at, mark)
    return tuple(kept)


def _titles(folded: str) -> Iterator[Mark]:
    for found in _TITLE.finditer(folded):
        key = title_key(next(inner for inner in found.groups() if inner))
        if key:
            yield Mark(*found.span(), "标题", key=key)


def _numbers(folded: str) -> Iterator[Mark]:
    for found in _NUMBER.finditer(folded):
        start, end = found.span()
        if lead := _LEAD.match(folded, start, end):
            start = lead.end()
        yield Mark(start, end, "文号", key=number_key(folded[start:end]))


def _dates(folded: str, written: int | None) -> Iterator[Mark]:
    for found in _DATE.finditer(folded):
        first, last, year, month, _ = found.groups()
        years = (int(first), int(last)) if first else (int(year),)
        yield Mark(*found.span(), "年份", years=years, month=int(month) if month else None)
    if written is None:
        return
    for word, later in relative_years().items():
        at = folded.find(word)
        while at >= 0:
            yield Mark(at, at + len(word), "年份", years=(written + later,), implied=True)
            at = folded.find(word, at + len(word))


def _figures(plain: str) -> Iterator[Mark]:
    found = sorted(quantities(plain, 0, len(plain)), key=lambda q: q.start)
    for quantity in found:
        yield Mark(quantity.start, quantity.end, "指标数据", amount=amount(plain, quantity))


def _terms(folded: str) -> Iterator[Mark]:
    for found in _TERM.finditer(folded):
        inner = found[1].strip()
        if _WORD.search(inner):
            yield Mark(found.start(), found.end(), "词语", key=inner)
