"""Pages of an OFD file that are pictures, recognised."""

from __future__ import annotations

from dataclasses import replace

from kb.errors import UnreadableError
from kb.reading.ocr import page_lines, recognise_once
from kb.reading.ofd_lines import POINTS
from kb.reading.ofd_objects import Found
from kb.reading.ofd_package import Package, PagePart
from kb.reading.page_lines import PageLine
from kb.reading.picture import frame, opened_picture
from kb.reading.reading_order import in_order

MAX_SCANNED_PAGES = 300
_PAGE_SHARE = 0.3
_PART_SHARE = 0.05
_MAX_PARTS = 20


def covers_page(found: Found, width: float, height: float) -> bool:
    """Tell whether pictures cover a good part of a page of this size, as scans do."""
    return sum(w * h for _, (_, _, w, h) in found.pictures) >= _PAGE_SHARE * width * height


def scanned_lines(
    package: Package, page: PagePart, found: Found, number: int, height: float
) -> list[PageLine]:
    """Return the lines read from the pictures of a page in reading order, in points.

    ``height``: of the page in millimetres. Raises ``UnreadableError`` where a picture is
    missing, damaged or of a kind that cannot be opened.
    """
    whole = sum(w * h for _, (_, _, w, h) in found.pictures)
    lines: list[PageLine] = []
    parts = [part for part in found.pictures if part[1][2] * part[1][3] > _PART_SHARE * whole]
    for identifier, (left, top, width, _) in parts[:_MAX_PARTS]:
        name = page.resources.pictures.get(identifier, "")
        if not package.has(name):
            raise UnreadableError("图片在文件里找不到。")
        with opened_picture(package.bytes_of(name)) as picture:
            image = frame(picture, 1)
        scale = width * POINTS / image.width
        upper = (height - top) * POINTS - image.height * scale
        for line in page_lines(recognise_once(image, number), image.height):
            lines.append(_moved(line, scale, left * POINTS, upper))
    return in_order(lines)


def _moved(line: PageLine, scale: float, right: float, up: float) -> PageLine:
    return replace(
        line,
        left=line.left * scale + right,
        right=line.right * scale + right,
        bottom=line.bottom * scale + up,
        top=line.top * scale + up,
        em=line.em * scale,
    )
