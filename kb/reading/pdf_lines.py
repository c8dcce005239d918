"""The text layer of one PDF page as lines with their places."""

from __future__ import annotations

import pypdfium2 as pdfium

from kb.reading.limits import check_characters
from kb.reading.page_lines import PageLine, em_of

_HYPHENS = {"\xad": "-", "\x02": "-", "\ufffe": "-", "\uffff": ""}


def text_lines(page: pdfium.PdfPage) -> list[PageLine]:
    """The lines of the text layer, as the file orders them."""
    textpage = page.get_textpage()
    text = textpage.get_text_range()
    check_characters(len(text))
    lines, at = [], 0
    for piece in text.split("\n"):
        line = piece.rstrip("\r")
        if line.strip():
            lines.append(_measured(textpage, line, at))
        at += len(piece) + 1
    textpage.close()
    return lines


def _measured(textpage: pdfium.PdfTextPage, line: str, at: int) -> PageLine:
    last = textpage.count_chars() - 1
    first_box = textpage.get_charbox(min(at + len(line) - len(line.lstrip()), last))
    last_box = textpage.get_charbox(min(at + len(line.rstrip()) - 1, last))
    for old, new in _HYPHENS.items():
        line = line.replace(old, new)
    text = line.strip()
    em = em_of(text, last_box[2] - first_box[0])
    return PageLine(text, first_box[0], first_box[1], last_box[2], first_box[3], em)
