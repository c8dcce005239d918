"""Document numbers (文号) in a query, and which documents have or cite them.

A number is mark, year and serial: 国办发〔2023〕12号. People write it with any brackets or
none, with 第, without 号, after other words, or only in part. Marks are never listed: a
query's is compared with those that the documents of the library have, by their ends, since
words may stand before it (关于穗府办规…) and a document may print more of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kb.script import fold, fold_query
from kb.search.candidates import Mask, Rows, holds
from kb.store.entries import Card
from kb.store.lexical import LexicalIndex
from kb.words import tokens

Floats = NDArray[np.float32]

FULL = 1.0
"""Mark, year and serial agree."""
PARTIAL = 0.2
"""Only a part of the number was asked, and it agrees."""
CITED = 0.3
"""A passage of another document has the number in its text."""

_HAN = r"[\u4e00-\u9fff]"
_MARK = rf"(?P<mark>(?:{_HAN}(?:\({_HAN}{{1,4}}\))?\s?){{0,20}})"
_YEAR = r"(?P<year>(?:19|20)\d\d|[一二][九〇○零o][〇○零o一二三四五六七八九]{2})"
_SERIAL = r"(?P<serial>\d{1,5}|[一二三四五六七八九十百]{1,5})"
_ORDER = r"(?P<order>令|公告|通告)?"
_DATED = re.compile(
    rf"{_MARK}\s*(?P<open>[\[(<〈{{《\"]?)\s*(?<!\d){_YEAR}(?!\d)\s*(?:年|[\])>〉}}》\"])?"
    rf"\s*[-第,]?\s*(?:{_SERIAL}(?![\d.%年月日个])\s*(?:(?P<end>号){_ORDER})?)?"
)
_UNDATED = re.compile(rf"{_MARK}\s*第?\s*(?<!\d){_SERIAL}\s*(?P<end>号){_ORDER}")
_ORDERS = ("令", "公告", "通告")
_UNDATED_MARKS = ("令", "字")
"""Ends of marks whose serials do not begin anew each year."""
_SHORTEST = 2
_WORD = re.compile(r"\w")
_MARK_LENGTH = 5
"""Characters of a usual mark; what is more are words before it."""
_BEFORE, _AFTER = 2, 4
"""Characters before and after a number (查找, 全文, 是什么) that ask for nothing else."""
_DIGITS = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")}
_DIGITS |= dict.fromkeys("○零o", "0")


@dataclass(frozen=True, slots=True)
class Number:
    """A document number as it is compared. ``mark``: folded, without white space; that of a
    query may have words before it. ``year``, ``serial``: in digits, ``""`` where not given.
    ``sure``: written so that it can be nothing else."""

    mark: str
    year: str
    serial: str
    sure: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it can name no more than one document."""
        named = len(self.mark) >= _SHORTEST and self.mark not in _ORDERS
        return bool(named and self.serial and (self.year or self.mark.endswith(_UNDATED_MARKS)))


def numbers_in(text: str) -> tuple[Number, ...]:
    """The document numbers of a query, whole ones or parts. What looks like one and is none
    (德清县2023年) is told only by comparing it with numbers that documents have."""
    folded = fold_query(text)
    found = [_number(match) for match in _DATED.finditer(folded)]
    if not any(number.serial for number in found):
        found += [_number(match) for match in _UNDATED.finditer(folded)]
    return tuple(dict.fromkeys(n for n in found if n.mark or n.sure))


def own_number(printed: str) -> Number | None:
    """The number of a document as its metadata has it; ``None`` for one of another form."""
    folded = fold(printed)
    match = _DATED.search(folded) or _UNDATED.search(folded)
    number = _number(match) if match else None
    return number if number and number.serial else None


def likeness(asked: Number, own: Number) -> float:
    """0, ``PARTIAL`` or ``FULL``: how far the number that was asked is a document's own."""
    told = [(asked.year, own.year), (asked.serial, own.serial)]
    if any(one and other and one != other for one, other in told):
        return 0.0
    shorter = min(asked.mark, own.mark, key=len)
    if shorter in ("", *_ORDERS):  # whoever issued it
        alike = asked.mark.endswith(shorter) and own.mark.endswith(shorter)
        return PARTIAL if asked.serial and alike else 0.0
    if not _same_mark(asked.mark, own.mark):
        return 0.0
    return FULL if asked.is_whole and asked.serial == own.serial else PARTIAL


def is_only_number(text: str) -> bool:
    """Whether a query asks for a document number and hardly anything else."""
    numbers = numbers_in(text)
    before = sum(max(0, len(number.mark) - _MARK_LENGTH) for number in numbers)
    after = _WORD.findall(_UNDATED.sub("", _DATED.sub("", fold_query(text))))
    return bool(numbers) and before <= _BEFORE and len(after) <= _AFTER


def is_found(numbered: Floats) -> bool:
    """Whether a candidate has, or states, a number in full. ``numbered``: of the candidates."""
    return bool((numbered >= CITED).any())


class OwnNumbers:
    """The numbers that the documents of a library have, read when first asked for."""

    def __init__(self, cards: Sequence[Card]) -> None:
        self._cards = cards

    def having(self, asked: Sequence[Number]) -> Floats:
        """(documents,) float32: for each document the best ``likeness`` of any asked."""
        found = np.zeros(len(self._cards), np.float32)
        for row, own in self._own.items() if asked else ():
            found[row] = max(likeness(number, own) for number in asked)
        return found

    def heads(self, having: Floats) -> list[int]:
        """The rows of the first passages of the documents that have a number in full."""
        return [self._cards[int(row)].first_row for row in np.flatnonzero(having >= FULL)]

    @cached_property
    def _own(self) -> dict[int, Number]:
        found = ((row, card.metadata.number) for row, card in enumerate(self._cards))
        read = ((row, own_number(value.value)) for row, value in found if value)
        return {row: number for row, number in read if number}


def states(asked: Iterable[Number], index: LexicalIndex, rows: Rows) -> Mask:
    """(n,): whether each of the rows holds all tokens of a number that was asked."""
    held = [[holds(index, token, rows) for token in marks(number)] for number in asked]
    found = [np.logical_and.reduce(each) for each in held if each]
    return np.logical_or.reduce(found) if found else np.zeros(len(rows), bool)


def marks(number: Number) -> tuple[str, ...]:
    """The tokens that stand together in hardly any passage that does not state the number:
    the end of its mark, year and serial. Empty for one that is not whole."""
    if not number.is_whole:
        return ()
    end = [token for token in tokens(number.mark[-3:]) if len(token) == _SHORTEST]
    return tuple(filter(None, (*dict.fromkeys(end), number.year, number.serial)))


def _number(match: re.Match[str]) -> Number:
    groups = match.groupdict()
    mark = re.sub(r"\s+", "", groups["mark"] or "").removesuffix("第") + (groups["order"] or "")
    serial = groups["serial"] or ""
    bracketed = bool(groups.get("open"))
    return Number(
        mark=mark,
        year="".join(_DIGITS.get(c, c) for c in groups.get("year") or ""),
        serial=_counted(serial),
        sure=bool(serial and groups["end"] and (bracketed or mark.endswith(_ORDERS))),
    )


def _same_mark(asked: str, own: str) -> bool:
    if min(len(asked), len(own)) < _SHORTEST:
        return False
    if asked.endswith(own) or own.endswith(asked):
        return True
    return asked.endswith(_ORDERS) and _is_within(asked, own)


def _is_within(short: str, long: str) -> bool:
    """Whether all characters of ``short`` stand in ``long`` in this order: 市政府令 in
    市人民政府令. Of marks in brackets that would take 府发 for 府办发."""
    rest = iter(long)
    return all(char in rest for char in short)


def _counted(serial: str) -> str:
    """A serial in digits, without leading zeros."""
    if serial.isdigit() and serial.isascii():
        return str(int(serial))
    total, digit = 0, 0
    for char in serial:
        unit = {"十": 10, "百": 100}.get(char)
        if unit is None:
            digit = int(_DIGITS[char])
        else:
            total, digit = total + (digit or 1) * unit, 0
    return str(total + digit) if serial else ""
