"""Captions of photographs, which come out of a saved page between its paragraphs."""

from __future__ import annotations

from kb.cleaning import noise
from kb.cleaning.page_lines import Line

_MAX_CAPTION = 45
_MANY = 6
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")}


def find_captions(
    lines: list[Line], first: int, last: int, found: dict[int, str], saved_page: bool
) -> dict[int, str]:
    """Return the captions among the lines ``first`` to ``last`` that are not in ``found``.

    A caption says so (图为…, …摄), or it is a short line without punctuation that stands
    between one numbered paragraph and the next of the same series: a heading would begin
    a series there, not interrupt one. That is guessed of a ``saved_page`` only, which has
    lost its pictures and kept their captions.
    """
    captions, guessed = {}, []
    filled = [i for i, line in enumerate(lines) if line.text and i not in found]
    for at, i in enumerate(filled):
        if i <= first or not _may_be(lines[i]):
            continue
        if noise.reason_of(lines[i].folded) == "caption":
            captions[i] = "caption"
        elif i <= last and at + 1 < len(filled) and _interrupts(lines, filled, at):
            guessed.append(i)
    # Where nearly every item is followed by such a line they are a layout, not photographs.
    if not saved_page:
        return captions
    gaps = sum(1 for i in filled if lines[i].number)
    if len(guessed) < _MANY or len(guessed) < gaps * 0.3:
        captions |= dict.fromkeys(guessed, "caption")
    return captions


def _may_be(line: Line) -> bool:
    if (
        line.number
        or line.is_lettered
        or line.heading
        or line.table
        or len(line.text) > _MAX_CAPTION
    ):
        return False
    return line.folded[-1] not in "。;!?:," and not noise.is_date(line.folded)


def _interrupts(lines: list[Line], filled: list[int], at: int) -> bool:
    line, before, after = lines[filled[at]], lines[filled[at - 1]], lines[filled[at + 1]]
    labelled = (
        ":" in line.folded or line.folded[0] in "([<*《" or any(c in line.folded for c in "、 ")
    )
    if (
        labelled
        or not any(map(str.isalpha, line.folded))
        or line.is_prose_part
        or not before.is_prose
        or len(line.text) < 4
    ):
        return False
    if noise.begins_like_heading(line.folded) or noise.ends_unlike_caption(line.folded):
        return False
    current = next((n for i in reversed(filled[:at]) if (n := lines[i].number)), None)
    coming = after.number
    if current is None or coming is None or current[0] != coming[0]:
        return False
    return _value(coming[1]) == _value(current[1]) + 1


def _value(number: str) -> int:
    """Return the value of an Arabic numeral or a Chinese one below 100, else -9."""
    if number.isdigit():
        return int(number)
    tens, ten, ones = number.rpartition("十")
    if any(char not in _DIGITS for char in tens + ones) or len(tens) > 1 or len(ones) > 1:
        return -9
    value = _DIGITS[ones] if ones else 0
    return value + (10 * (_DIGITS[tens] if tens else 1) if ten else 0)
