"""What differs before the first and after the last long run that two texts have in common:
a page's lines, another heading, an editor's note, or the end that a copy lacks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from kb.copies.alignment import Block
from kb.copies.differences import Pair, is_swap
from kb.copies.line_kinds import (
    LONGEST_ASIDE,
    is_beside,
    is_first,
    is_note,
    is_prose,
    is_salutation,
    is_title,
)
from kb.copies.plain import Plain, squeeze

WHOLE_SHARE = 0.6
"""A copy that lacks its end holds at least this share of the whole."""

# Characters of sentences that only one text has: an editor's note has about 100, the letter
# with which a document is issued 150 to 250. What stands around a quotation has more.
_LEAST_PROSE, _MOST_PROSE, _PROSE_SHARE = 80, 250, 0.12
_LEAST_LINES, _LINES_SHARE = 200, 0.5
_NUMERAL = "[\\d〇○零一二三四五六七八九十]"
_DATE_END = re.compile(f"{_NUMERAL}{{4}}年{_NUMERAL}{{1,3}}月{_NUMERAL}{{1,3}}日$")
_CLOSED = ("。", ".", "!", "”", '"', ")", ";")
_APPENDED = re.compile(r"附件|附表|附录|附[:\uff1a]|此件|抄送|主送|印发|公开方式")


def edge_agrees(pair: Pair, blocks: Sequence[Block], edge: range, common: int) -> bool:
    """Whether head or end differ in no more than a page, a heading or a note.

    ``edge``: which of ``blocks``. ``common``: how many characters of the texts are equal.
    """
    apart = [at for at in edge if not blocks[at].equal]
    if any(is_swap(pair, blocks, at) for at in apart):
        return False
    prose, lines = 0, 0
    for text, start, end in _spans(pair, [blocks[at] for at in apart]):
        for line, size in text.pieces_of(start, end):
            if is_beside(line) or is_note(line):
                lines += size
            else:
                prose += size
    most = min(max(_LEAST_PROSE, _PROSE_SHARE * common), _MOST_PROSE)
    return prose <= most and lines <= max(_LEAST_LINES, _LINES_SHARE * common)


def is_worded(pair: Pair, edges: Sequence[Block]) -> bool:
    """Whether the first line or sentences differ, not only a page's lines."""
    return any(
        text.line_at(start) == 0 or is_note(line) or is_prose(line)
        for text, start, end in _spans(pair, edges)
        for line, _ in text.pieces_of(start, end)
    )


def cut_side(pair: Pair, tail: Sequence[Block], common: int) -> Literal["a", "b"] | None:
    """Which text stops early, the rest being the other's alone."""
    rest_a = sum(block.a1 - block.a0 for block in tail)
    rest_b = sum(block.b1 - block.b0 for block in tail)
    if _lacks_end(pair.a, pair.b, rest_a, rest_b, common):
        return "a"
    return "b" if _lacks_end(pair.b, pair.a, rest_b, rest_a, common) else None


def _lacks_end(short: Plain, long: Plain, rest_short: int, rest: int, common: int) -> bool:
    """``rest_short``, ``rest``: what either has after the last common run."""
    if rest <= max(LONGEST_ASIDE, 2 * rest_short) or rest_short > 2 * LONGEST_ASIDE:
        return False
    offset = len(long.chars) - rest
    following = [line for line, _ in long.pieces_of(offset, len(long.chars))]
    appended = bool(_APPENDED.match(following[0]))
    signed = _DATE_END.search(short.chars[: len(short.chars) - rest_short])
    return (
        common >= WHOLE_SHARE * len(long.chars)
        and any(map(is_prose, following))
        and (appended or not (signed or _begins_another(short, long, offset)))
    )


def _begins_another(short: Plain, text: Plain, offset: int) -> bool:
    """Whether another document follows at ``offset``, as in a compilation: a title or those
    whom it addresses, or a numbering that begins anew."""
    at = text.line_at(offset)
    if not at or not text.begins_line(offset):
        return False
    before, line = text.lines[at - 1], text.lines[at]
    closed = before.endswith(_CLOSED) or _DATE_END.search(squeeze(before)) is not None
    anew = any(map(is_first, text.lines[at:])) and any(map(is_first, short.lines))
    return closed and (anew or is_title(line) or is_salutation(line))


def _spans(pair: Pair, blocks: Sequence[Block]) -> list[tuple[Plain, int, int]]:
    """What only one of the texts has, block by block."""
    apart = [block for block in blocks if not block.equal]
    return [
        *((pair.a, block.a0, block.a1) for block in apart),
        *((pair.b, block.b0, block.b1) for block in apart),
    ]
