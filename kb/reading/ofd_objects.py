"""The objects of one OFD page: pieces of text, ruled lines and pictures, where they stand.

Everything is in millimetres from the top left corner of the page.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from kb.errors import UnreadableError
from kb.reading.ofd_package import Resources

Matrix = tuple[float, float, float, float, float, float]
Frame = tuple[float, float, float, float]
_Style = tuple[Matrix, float, float, bool]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_MAX_DEPTH = 6
_MAX_OBJECTS = 500_000
_WIDE_FROM = "\u2e80"
_STRAIGHT = 0.3
_MAX_PATH = 20_000
_NUMBER = r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,2})?)"
_STEP = re.compile(rf"([SML])\s*{_NUMBER}[\s,]+{_NUMBER}|C")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text on one baseline. ``size``: the height of a character. ``slanted``: by an
    angle no line of text has, as watermarks are. ``hidden``: not shown on the page."""

    text: str
    left: float
    right: float
    base: float
    size: float
    slanted: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, level or upright, from (x0, y0) to (x1, y1), the smaller first."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(slots=True)
class Found:
    """What a page holds. ``pictures``: the ID of each and its left, top, width and height."""

    pieces: list[Piece] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    pictures: list[tuple[str, Frame]] = field(default_factory=list)


class Gatherer:
    """Gathers the objects of page after page; composite graphics are opened up.

    Raises ``UnreadableError`` where there are more objects than any document has.
    """

    def __init__(self) -> None:
        self._seen = 0

    def gather(self, parent: etree._Element, resources: Resources, into: Found) -> None:
        """Add every object below ``parent``, in the order of the file."""
        self._walk(parent, IDENTITY, resources, into, 0)

    def _walk(
        self, parent: etree._Element, frame: Matrix, resources: Resources, into: Found, depth: int
    ) -> None:
        for element in parent:
            self._seen += 1
            if self._seen > _MAX_OBJECTS:
                raise UnreadableError("这份 OFD 文件里的对象多得不正常，为安全起见没有读。")
            tag = etree.QName(element).localname
            if tag == "TextObject":
                into.pieces.extend(_pieces(element, frame))
            elif tag == "PathObject":
                into.rules.extend(_rules(element, _placed(element, frame)))
            elif tag == "ImageObject":
                into.pictures.append((element.get("ResourceID", ""), _box(element, frame)))
            elif tag == "CompositeObject":
                unit = resources.composites.get(element.get("ResourceID", ""))
                if unit is not None and depth < _MAX_DEPTH:
                    self._walk(unit, _placed(element, frame), resources, into, depth + 1)
            elif tag == "Appearance":
                self._walk(element, _placed(element, frame), resources, into, depth)
            elif tag in {"Content", "Layer", "PageBlock"} and depth < _MAX_DEPTH * 10:
                self._walk(element, frame, resources, into, depth + 1)


def _placed(element: etree._Element, frame: Matrix) -> Matrix:
    """Return the matrix from the inside of ``element`` to the page."""
    box = numbers(element.get("Boundary"))
    x, y = (box[0], box[1]) if len(box) >= 2 else (0.0, 0.0)
    own = numbers(element.get("CTM"))
    inner: Matrix = (own[0], own[1], own[2], own[3], own[4], own[5]) if len(own) == 6 else IDENTITY
    return _times(frame, _times((1.0, 0.0, 0.0, 1.0, x, y), inner))


def _times(outer: Matrix, inner: Matrix) -> Matrix:
    a, b, c, d, e, f = outer
    p, q, r, s, t, u = inner
    return (
        a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s,
        a * t + c * u + e, b * t + d * u + f,
    )  # fmt: skip


def _at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _box(element: etree._Element, frame: Matrix) -> Frame:
    box = numbers(element.get("Boundary"))
    if len(box) != 4:
        return 0.0, 0.0, 0.0, 0.0
    (x0, y0), (x1, y1) = _at(frame, box[0], box[1]), _at(frame, box[0] + box[2], box[1] + box[3])
    return min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0)


def numbers(text: str | None) -> list[float]:
    """Return the numbers of an attribute, none where one of them is not a number."""
    found = []
    for part in (text or "").split():
        try:
            number = float(part)
        except ValueError:
            return []
        found.append(number if math.isfinite(number) else 0.0)
    return found


def _pieces(element: etree._Element, frame: Matrix) -> Iterator[Piece]:
    matrix = _placed(element, frame)
    size = (numbers(element.get("Size")) or [4.0])[0]
    stretch = (numbers(element.get("HScale")) or [1.0])[0]
    hidden = element.get("Visible", "").lower() == "false"
    x = y = 0.0
    for code in element.findall("{*}TextCode"):
        x = (numbers(code.get("X")) or [x])[0]
        y = (numbers(code.get("Y")) or [y])[0]
        text = code.text or ""
        across = _advances(code.get("DeltaX"), len(text), size * stretch, text)
        down = _advances(code.get("DeltaY"), len(text), 0.0, text)
        if code.get("DeltaY") and not code.get("DeltaX"):
            # Written downwards: one run, standing where it begins.
            yield from _run(text, [(x, y)] * len(text), (matrix, size, stretch, hidden))
        else:
            yield from _runs(text, (x, y), across, down, (matrix, size, stretch, hidden))


def _advances(deltas: str | None, count: int, ordinary: float, text: str) -> list[float]:
    """Return how far each character is from the one before it, the first 0.

    ``g 3 5`` stands for ``5 5 5``. Where the file is silent, characters stand side by side.
    """
    parts, found = (deltas or "").split(), [0.0]
    at = 0
    while at < len(parts) and len(found) < count:
        if parts[at] == "g" and at + 2 < len(parts) and parts[at + 1].isdigit():
            step = (numbers(parts[at + 2]) or [0.0])[0]
            found.extend([step] * min(int(parts[at + 1]), count - len(found)))
            at += 3
        else:
            found.append((numbers(parts[at]) or [0.0])[0])
            at += 1
    if parts:
        found.extend([found[-1]] * (count - len(found)))
    return [*found, *(ordinary * _width(text[i - 1]) for i in range(len(found), count))][:count]


def _width(char: str) -> float:
    return 1.0 if char >= _WIDE_FROM else 0.5


def _runs(
    text: str, place: tuple[float, float], across: list[float], down: list[float], style: _Style
) -> Iterator[Piece]:
    """Yield the runs of one text code: parted where it goes to another line or a wide gap."""
    _, size, stretch, _ = style
    usual = sorted(across[1:])[len(across) // 2 - 1] if len(across) > 2 else size * stretch
    start, places = 0, [place]
    for i in range(1, len(text)):
        places.append((places[-1][0] + across[i], places[-1][1] + down[i]))
        gap = across[i] - max(usual, size * stretch * _width(text[i - 1]))
        if abs(down[i]) > size / 4 or across[i] < -size / 4 or gap > 1.5 * size:
            yield from _run(text[start:i], places[start:i], style)
            start = i
    yield from _run(text[start:], places[start:], style)


def _run(text: str, places: list[tuple[float, float]], style: _Style) -> Iterator[Piece]:
    if not text.strip():
        return
    matrix, size, stretch, hidden = style
    lead, last = len(text) - len(text.lstrip()), len(text.rstrip()) - 1
    left, base = _at(matrix, *places[lead])
    end_x, end_y = places[last]
    right, end = _at(matrix, end_x + size * stretch * _width(text[last]), end_y)
    height = size * math.hypot(matrix[2], matrix[3])
    slanted = abs(end - base) > max(height, 0.1) and abs(right - left) > max(height, 0.1)
    yield Piece(text.strip(), min(left, right), max(left, right), base, height, slanted, hidden)


def _rules(element: etree._Element, matrix: Matrix) -> Iterator[Rule]:
    """Yield the straight lines of a path that are level or upright."""
    drawing = element.find("{*}AbbreviatedData")
    start = here = (0.0, 0.0)
    for step in _STEP.finditer((drawing.text or "")[:_MAX_PATH] if drawing is not None else ""):
        if step[1] is None:
            there = start
        else:
            there = (float(step[2]), float(step[3]))
        if step[1] in ("S", "M"):
            start = there
        else:
            yield from _rule(_at(matrix, *here), _at(matrix, *there))
        here = there


def _rule(one: tuple[float, float], other: tuple[float, float]) -> Iterator[Rule]:
    (x0, x1), (y0, y1) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    if (x1 - x0 < _STRAIGHT) != (y1 - y0 < _STRAIGHT):
        yield Rule(x0, y0, x1, y1)
