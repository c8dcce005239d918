"""The straight lines drawn on a PDF page: what tables are ruled with."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

_MOST_PATHS = 4_000
_MOST_POINTS = 20_000
_SHORTEST = 6.0
_STRAIGHT = 1.5
"""Points by which the ends of a level or upright line may differ, and how thick it may be."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Ruling:
    """A level or upright line in points. ``at``: its height, or its place from the left
    where ``upright``; ``start`` < ``end``: along it."""

    upright: bool
    at: float
    start: float
    end: float


def rulings(page: pdfium.PdfPage) -> list[Ruling]:
    """The level and upright lines of a page, edges of boxes among them. None of a page
    with so many paths that it must be a drawing, or of one shown turned."""
    if page.get_rotation():
        return []
    found: list[Ruling] = []
    points = 0
    for count, path in enumerate(page.get_objects([pdfium_c.FPDF_PAGEOBJ_PATH])):
        segments = pdfium_c.FPDFPath_CountSegments(path)
        points += max(0, segments)
        if count >= _MOST_PATHS or points > _MOST_POINTS:
            return []
        found.extend(_of_path(path, segments))
    return found


def _of_path(path: pdfium.PdfObject, segments: int) -> Iterator[Ruling]:
    stroked = _is_stroked(path)
    for line in _subpaths(path, segments):
        thin = _as_thin(line)
        if thin is not None:
            yield thin
        elif stroked:
            for one, other in pairwise(line):
                edge = _edge(one, other)
                if edge is not None:
                    yield edge


def _is_stroked(path: pdfium.PdfObject) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
    return bool(stroke.value)


def _subpaths(path: pdfium.PdfObject, segments: int) -> Iterator[list[Point]]:
    matrix = path.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    line: list[Point] = []
    for index in range(segments):
        segment = pdfium_c.FPDFPath_GetPathSegment(path, index)
        pdfium_c.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO and line:
            yield line
            line = []
        line.append(matrix.on_point(x.value, y.value))
        if pdfium_c.FPDFPathSegment_GetClose(segment):
            line.append(line[0])
    if line:
        yield line


def _as_thin(line: list[Point]) -> Ruling | None:
    """A whole subpath that is no thicker than a line: drawn, or a filled bar."""
    left, right = min(x for x, _ in line), max(x for x, _ in line)
    bottom, top = min(y for _, y in line), max(y for _, y in line)
    if top - bottom <= _STRAIGHT and right - left >= _SHORTEST:
        return Ruling(False, (bottom + top) / 2, left, right)
    if right - left <= _STRAIGHT and top - bottom >= _SHORTEST:
        return Ruling(True, (left + right) / 2, bottom, top)
    return None


def _edge(one: Point, other: Point) -> Ruling | None:
    return _as_thin([one, other])
