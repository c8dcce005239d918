"""The text layer of one PDF page as pieces of lines with their places."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from kb.reading.limits import check_characters
from kb.reading.page_lines import PageLine, is_full_width

_HYPHENS = {"\xad": "-", "\x02": "-", "\ufffe": "-", "\uffff": ""}
_COLUMN_GAP = 0.9
"""Ems of white between two characters that may part columns or cells."""
_NO_BLANK = 0.6
"""Ems of white next to a full-width character below which nobody typed a blank."""
_THIN_BLANK = 0.16
"""The same between two half-width ones; a blank of the narrowest fonts has 0.2."""


@dataclass(frozen=True, slots=True)
class Wall:
    """An upright ruling that parts what stands left and right of it."""

    x: float
    bottom: float
    top: float


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character and its box in points, y counted from below. ``made``: a blank that
    the library put there because of a gap."""

    char: str
    left: float
    bottom: float
    right: float
    top: float
    made: bool = False


def text_glyphs(page: pdfium.PdfPage) -> list[list[Glyph]]:
    """The characters of the text layer, line by line as the file orders them, the page
    turned as it is shown."""
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        check_characters(count)
        is_turned = page.get_rotation() != 0
        lines: list[list[Glyph]] = [[]]
        for glyph in _glyphs(textpage, count):
            if glyph.char in "\r\n":
                lines.append([])
            else:
                lines[-1].append(_turned(glyph, page) if is_turned else glyph)
    finally:
        textpage.close()
    return [line for line in lines if any(not glyph.char.isspace() for glyph in line)]


def pieces(lines: Sequence[Sequence[Glyph]], walls: Sequence[Wall] = ()) -> list[PageLine]:
    """The lines cut where a wide gap, a wall or a jump shows that no line goes on."""
    return [_piece(part) for line in lines for part in _parts(line, walls) if _has_text(part)]


def _glyphs(textpage: pdfium.PdfTextPage, count: int) -> Iterator[Glyph]:
    box = pdfium_c.FS_RECTF()
    pointer = ctypes.byref(box)
    high = ""
    for index in range(count):
        char = chr(pdfium_c.FPDFText_GetUnicode(textpage, index))
        if "\ud800" <= char <= "\udbff":
            high = char
            continue
        if "\udc00" <= char <= "\udfff":
            char = (high + char).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        high = ""
        char = _HYPHENS.get(char, char)
        if not char or char == "\0":
            continue
        pdfium_c.FPDFText_GetLooseCharBox(textpage, index, pointer)
        made = pdfium_c.FPDFText_IsGenerated(textpage, index) == 1
        yield Glyph(char, box.left, box.bottom, box.right, box.top, made)


def _turned(glyph: Glyph, page: pdfium.PdfPage) -> Glyph:
    """The glyph where it is once the page is turned as it is shown."""
    left, bottom, right, top = glyph.left, glyph.bottom, glyph.right, glyph.top
    page_left, page_bottom, page_right, page_top = page.get_mediabox()
    width, height = page_right - page_left, page_top - page_bottom
    for _ in range(page.get_rotation() // 90):
        left, bottom, right, top = bottom, width - right, top, width - left
        width, height = height, width
    return Glyph(glyph.char, left, bottom, right, top, glyph.made)


def _parts(line: Sequence[Glyph], walls: Sequence[Wall]) -> Iterator[list[Glyph]]:
    inked = [glyph for glyph in line if not glyph.char.isspace()]
    if _is_upended(inked):
        yield list(line)
        return
    em = _em(inked)
    part: list[Glyph] = []
    last: Glyph | None = None
    for glyph in line:
        if not glyph.char.isspace():
            if last is not None and _breaks(last, glyph, em, walls):
                yield part
                part = []
            last = glyph
        part.append(glyph)
    yield part


def _is_upended(inked: Sequence[Glyph]) -> bool:
    """Whether the characters run up or down the page, as in a stamp or a margin."""
    if len(inked) < 3:
        return False
    across = abs(inked[-1].left - inked[0].left)
    return abs(inked[-1].bottom - inked[0].bottom) > across


def _breaks(last: Glyph, glyph: Glyph, em: float, walls: Sequence[Wall]) -> bool:
    if _is_shifted(last, glyph):
        return True
    if glyph.left - last.right > _COLUMN_GAP * em or glyph.left < last.left - em:
        return True
    middle = (max(last.bottom, glyph.bottom) + min(last.top, glyph.top)) / 2
    return any(
        _centre(last) < wall.x < _centre(glyph) and wall.bottom < middle < wall.top
        for wall in walls
    )


def _is_shifted(last: Glyph, glyph: Glyph) -> bool:
    """Whether one stands too much higher to be of one line; a note's mark is smaller."""
    lower, higher = sorted((last.top - last.bottom, glyph.top - glyph.bottom))
    shared = min(last.top, glyph.top) - max(last.bottom, glyph.bottom)
    return shared < (0.65 if lower > 0.8 * higher else 0.3) * lower


def _centre(glyph: Glyph) -> float:
    return (glyph.left + glyph.right) / 2


def _em(inked: Sequence[Glyph]) -> float:
    full = [glyph.right - glyph.left for glyph in inked if is_full_width(glyph.char)]
    if full:
        return max(1.0, median(full))
    return max(1.0, median(glyph.top - glyph.bottom for glyph in inked) * 0.9)


def _has_text(part: Sequence[Glyph]) -> bool:
    return any(not glyph.char.isspace() for glyph in part)


def _piece(part: Sequence[Glyph]) -> PageLine:
    inked = [glyph for glyph in part if not glyph.char.isspace()]
    em = _em(inked)
    return PageLine(
        _spelled(part, em).strip(),
        min(glyph.left for glyph in inked),
        min(glyph.bottom for glyph in inked),
        max(glyph.right for glyph in inked),
        max(glyph.top for glyph in inked),
        em,
    )


def _spelled(part: Sequence[Glyph], em: float) -> str:
    """The text, without the blanks the library made of gaps too narrow for one."""
    kept = []
    inked = [i for i, glyph in enumerate(part) if not glyph.char.isspace()]
    narrow = {
        i: (part[a], part[b]) for a, b in pairwise(inked) for i in range(a + 1, b) if part[i].made
    }
    for i, glyph in enumerate(part):
        if i in narrow and not _is_blank(*narrow[i], em):
            continue
        kept.append(glyph.char)
    return "".join(kept)


def _is_blank(before: Glyph, after: Glyph, em: float) -> bool:
    full = is_full_width(before.char) or is_full_width(after.char)
    return after.left - before.right > (_NO_BLANK if full else _THIN_BLANK) * em
