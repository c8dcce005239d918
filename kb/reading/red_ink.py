"""Red seals over black print: what a page says once the red ink is taken away.

A seal hides the line it is stamped on, and the engine then drops the line without a word.
In the red channel of the picture red ink is as light as paper.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kb.reading.ocr_lines import OcrLine

Pixels = NDArray[np.uint8]

_LITTLE = 0.0005
"""The share of red pixels below which a page shows neither seal nor red head."""
_STAMPED = 0.005
"""The shares of red and of dark pixels that a line of print under a seal has."""
_SAME_PLACE = 0.5


def has_red(pixels: Pixels) -> bool:
    """Whether there is red ink on a page, (h, w, 3) uint8 with blue first."""
    return bool(_red(pixels).mean() > _LITTLE)


def without_red(pixels: Pixels) -> Pixels:
    """The page as red light shows it."""
    return np.ascontiguousarray(np.repeat(pixels[:, :, 2:3], 3, axis=2))


def lines_under_red(
    pixels: Pixels, lines: Sequence[OcrLine], beneath: Sequence[OcrLine]
) -> list[OcrLine]:
    """``lines`` of the whole picture, those under a seal replaced by what was read
    ``beneath`` it, and those found only there added."""
    stamped = [line for line in beneath if _is_stamped(pixels, line)]
    new = [line for line in beneath if not any(_overlap(line, other) for other in lines)]
    kept = [line for line in lines if not any(_overlap(line, other) for other in stamped)]
    return [*kept, *stamped, *(line for line in new if line not in stamped)]


def _red(pixels: Pixels) -> NDArray[np.bool_]:
    blue, green, red = (pixels[:, :, i].astype(np.int16) for i in range(3))
    return (red > 130) & (red - green > 70) & (red - blue > 70)


def _is_stamped(pixels: Pixels, line: OcrLine) -> bool:
    left, top, right, bottom = (round(edge) for edge in line.box)
    inside = pixels[top:bottom, left:right]
    if not inside.size:
        return False
    dark = inside.max(axis=2) < 110
    return bool(_red(inside).mean() > _STAMPED and dark.mean() > _STAMPED)


def _overlap(one: OcrLine, other: OcrLine) -> bool:
    """Whether the smaller of two boxes lies for the most part in the larger."""
    width = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
    height = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    if width <= 0 or height <= 0:
        return False
    return width * height > _SAME_PLACE * min(_area(one), _area(other))


def _area(line: OcrLine) -> float:
    left, top, right, bottom = line.box
    return (right - left) * (bottom - top)
