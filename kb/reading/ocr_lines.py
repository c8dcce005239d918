"""Lines read from the picture of a page, and how they are kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from kb.reading.page_lines import PageLine, em_of


@dataclass(frozen=True, slots=True)
class OcrLine:
    """One line read from a picture. ``box``: left, top, right, bottom in pixels of the
    picture turned upright, y counted from above. ``confidence``: 0 to 1."""

    text: str
    box: tuple[float, float, float, float]
    confidence: float


def page_lines(lines: Sequence[OcrLine], height: float) -> list[PageLine]:
    """The lines of a picture ``height`` pixels high as lines of a page."""
    return [
        PageLine(
            line.text,
            line.box[0],
            height - line.box[3],
            line.box[2],
            height - line.box[1],
            em_of(line.text, line.box[2] - line.box[0]),
            line.confidence,
        )
        for line in lines
    ]


def to_json(lines: Sequence[OcrLine]) -> str:
    """The lines as kept on the desk."""
    return json.dumps([[line.text, line.box, line.confidence] for line in lines])


def from_json(kept: str) -> tuple[OcrLine, ...] | None:
    """What ``to_json`` wrote; ``None`` where it is anything else."""
    try:
        return tuple(
            OcrLine(str(text), (float(a), float(b), float(c), float(d)), float(confidence))
            for text, (a, b, c, d), confidence in json.loads(kept)
        )
    except (ValueError, TypeError):
        return None
