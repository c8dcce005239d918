"""What differs inside the common body of two texts, and whether it may.

In two texts with a text layer nothing may but lines beside the text and numbers of a list
that one format leaves to its layout. Where one was read from a picture or converted between
scripts, single characters may, within measured limits.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kb.copies.alignment import Block, distance
from kb.copies.line_kinds import LONGEST_ASIDE, is_beside
from kb.copies.plain import Plain

# Of the characters. Clean scans are read with 0.5 to 2 % of errors; the residue of a
# conversion with the words of another region is 0.1 to 3 %.
_SCAN_ERRORS = 0.05
_SCRIPT_ERRORS = 0.04
# Of the digits, beside two misread by chance in a text with many.
_SCAN_DIGITS = 0.05
_MANY_FIGURES = 60
_YEARS_APART = 0.34
_LONGEST_MISREAD = 40
_LONGEST_CONVERTED = 2
_INNER_ASIDES = 0.08
_LABEL = re.compile(r"(?:第?[一二三四五六七八九十百]{1,4}[条章节是]?|\d{1,4})")
_NUMERAL = re.compile(r"[\d〇零一二三四五六七八九十百千两]+")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
_PLACE_WORD = "省市县区州盟旗乡镇村局厅委办院"
_PLACE_NEXT = re.compile(f".?[{_PLACE_WORD}]")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts. ``scanned``: at least one of them was read from pictures."""

    a: Plain
    b: Plain
    scanned: bool

    @property
    def converted(self) -> bool:
        """Whether one is Traditional and the other Simplified."""
        return self.a.traditional != self.b.traditional

    def sides(self, block: Block) -> tuple[str, str]:
        """What stands in either text."""
        return self.a.chars[block.a0 : block.a1], self.b.chars[block.b0 : block.b1]


@dataclass(slots=True)
class Errors:
    """How much differs, in characters."""

    characters: int = 0
    digits: int = 0
    asides: int = 0


def inner_errors(pair: Pair, body: Sequence[Block], common: int) -> Errors | None:
    """What differs between the first and the last long equal run; ``None``: too much.

    ``common``: how many characters of the two texts are equal.
    """
    errors = Errors()
    for block in body:
        if block.equal:
            continue
        if _is_aside(pair, block) or _is_label(pair, block):
            errors.asides += block.size
        elif not _is_misread(pair, block):
            return None
        else:
            errors.characters += distance(*pair.sides(block))
            errors.digits += distance(*map(_digits, pair.sides(block)))
    limit = _SCAN_ERRORS if pair.scanned else _SCRIPT_ERRORS
    too_much = (
        errors.asides > max(LONGEST_ASIDE, _INNER_ASIDES * common)
        or errors.characters > limit * common
        or _names_differ(pair, body)
        or _figures_differ(pair, errors, common)
    )
    return None if too_much else errors


def is_swap(pair: Pair, blocks: Sequence[Block], at: int) -> bool:
    """Whether a number or the name of a place was put for another in the same words."""
    left, right = pair.sides(blocks[at])
    if not left or not right or max(len(left), len(right)) > 12:
        return False
    if pair.scanned and min(len(left), len(right)) < 2:
        return False
    framed = at + 1 < len(blocks) and blocks[at + 1].size >= 2
    numbers = bool(_NUMERAL.fullmatch(left) and _NUMERAL.fullmatch(right))
    return framed and (numbers or _names_place(pair, blocks[at]))


def _is_misread(pair: Pair, block: Block) -> bool:
    """Whether a difference can come from the reading of a picture or from a conversion."""
    left, right = pair.sides(block)
    if pair.scanned:
        return block.size <= _LONGEST_MISREAD
    longest = _LONGEST_MISREAD if left and right else _LONGEST_CONVERTED
    return pair.converted and not _digits(left + right) and block.size <= longest


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _names_differ(pair: Pair, body: Sequence[Block]) -> bool:
    """Whether the name of a place is another one throughout, which no misreading does."""
    swapped = Counter(
        pair.sides(block) for block in body if not block.equal and _names_place(pair, block)
    )
    return any(
        times > 1 and min(len(left), len(right)) > 1 for (left, right), times in swapped.items()
    )


def _figures_differ(pair: Pair, errors: Errors, common: int) -> bool:
    """Whether more digits differ than the reading of a picture explains: it misreads words
    as well, and does not turn the years of one text into other years."""
    if not errors.digits:
        return False
    figures = len(_digits(pair.a.chars))
    rate = min(_SCAN_DIGITS, 3 * (errors.characters - errors.digits) / common)
    if errors.digits > (2 if figures >= _MANY_FIGURES else 1) + rate * figures:
        return True
    years_a, years_b = (Counter(_YEAR.findall(text.chars)) for text in (pair.a, pair.b))
    apart = min((years_a - years_b).total(), (years_b - years_a).total())
    return apart > _YEARS_APART * min(years_a.total(), years_b.total())


def _names_place(pair: Pair, block: Block) -> bool:
    """Whether the piece that differs ends with, or stands right before, the word of a place
    or an organ."""
    left, right = pair.sides(block)
    ended = bool(left and right) and left[-1] in _PLACE_WORD and right[-1] in _PLACE_WORD
    return ended or bool(_PLACE_NEXT.match(pair.a.chars, block.a1))


def _one_sided(pair: Pair, block: Block) -> tuple[Plain, int, int] | None:
    """The text that has more, and the span; ``None`` where both sides have something."""
    left, right = pair.sides(block)
    if left and right:
        return None
    return (pair.a, block.a0, block.a1) if left else (pair.b, block.b0, block.b1)


def _is_label(pair: Pair, block: Block) -> bool:
    """Whether one text writes the number of a paragraph that the other leaves to the format."""
    more = _one_sided(pair, block)
    if more is None:
        return False
    text, start, end = more
    return bool(_LABEL.fullmatch(text.chars, start, end)) and text.begins_line(start)


def _is_aside(pair: Pair, block: Block) -> bool:
    """Whether one text has whole lines more that are no part of the words."""
    more = _one_sided(pair, block)
    whole = _slid(*more) if more else None
    if more is None or whole is None:
        return False
    return all(map(is_beside, more[0].lines_of(*whole)))


def _slid(text: Plain, start: int, end: int) -> tuple[int, int] | None:
    """The same insertion moved so that it covers whole lines, if it can be: where it begins
    as the text after it does, an alignment may have cut it off too far along."""
    chars = text.chars
    left = 0
    while start - left > 0 and chars[start - left - 1] == chars[end - left - 1]:
        left += 1
    right = 0
    while end + right < len(chars) and chars[start + right] == chars[end + right]:
        right += 1
    for shift in range(-left, right + 1):
        if text.begins_line(start + shift) and text.begins_line(end + shift):
            return start + shift, end + shift
    return None
