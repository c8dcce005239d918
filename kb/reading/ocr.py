"""Text out of pictures of pages: rapidocr with the models in its wheel, on OpenVINO.

Nothing is ever downloaded: the paths of the models are given, so that a missing one is an
error. Measured against onnxruntime on pages of 1584 pixels with two threads: 1.6 seconds a
page against 2.1, the same characters, and nothing more to install.
"""

from __future__ import annotations

import importlib.metadata
import os
import sys
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from kb.errors import UnreadableError
from kb.reading.desk import desk
from kb.reading.ocr_lines import OcrLine, from_json, page_lines, to_json
from kb.reading.red_ink import has_red, lines_under_red, without_red

if TYPE_CHECKING:
    from rapidocr import RapidOCR

__all__ = ["THREADS", "OcrLine", "page_lines", "recognise", "recognise_once"]

Pixels = NDArray[np.uint8]

THREADS = min(2, os.cpu_count() or 1)
_LONGEST_SIDE = 2480
"""Pixels of the longer side of a page as it is read: A3 at 150 dots an inch."""
_SEARCHED_SIDE = 1280
"""The same as lines are looked for in it: half the memory of 1754, the same characters."""
_LONG = 2.2
_MOST_PARTS = 12
_SMALLEST_SIDE = 16
_WIDTH_STEP = 160
_HEIGHT = 48
_NARROWEST = 320
_TALL = 1.5
_SAMPLE = 6
_DOUBTFUL = 0.8
_NOISE = 0.3
_VERSION = 2


def recognise(image: Image.Image, threads: int = THREADS) -> tuple[OcrLine, ...]:
    """Read the lines of the picture of a page, turned upright first where it lies on its
    side or its head. Raises ``UnreadableError`` where the engine is not installed, or the
    picture too long."""
    if min(image.size) < _SMALLEST_SIDE:
        return ()
    engine = _engine(threads)
    lines: list[OcrLine] = []
    for top, bottom in _parts(image):
        part = image.crop((0, top, image.width, bottom))
        pixels = _pixels(part)
        scale = max(part.size) / max(pixels.shape[:2])
        lines.extend(_placed(line, scale, top) for line in _all_lines(engine, pixels))
    return tuple(lines)


def _all_lines(engine: RapidOCR, pixels: Pixels) -> list[OcrLine]:
    """The lines of a part; under a red seal those that show once the red is gone."""
    turns, lines = _upright(engine, pixels)
    upright = np.ascontiguousarray(np.rot90(pixels, turns))
    if not has_red(upright):
        return lines
    beneath = _recognised(engine, *_detected(engine, without_red(upright)))
    return lines_under_red(upright, lines, beneath)


def _parts(image: Image.Image) -> list[tuple[int, int]]:
    """Top and bottom of the parts that a long picture, as of a screen, is read in, cut
    where a row of pixels is plainest."""
    if image.height <= _LONG * image.width:
        return [(0, image.height)]
    grey = np.asarray(image.convert("L").reduce(max(1, image.width // 400)), np.int16)
    restless = np.abs(np.diff(grey, axis=1)).mean(axis=1)
    step = image.height / len(restless)
    reach, slack = int(_LONG * image.width / step), int(image.width / step / 4)
    cuts = [0]
    while len(restless) - cuts[-1] > reach and len(cuts) <= _MOST_PARTS:
        low = cuts[-1] + reach - slack
        cuts.append(low + int(np.argmin(restless[low : low + slack])))
    if len(cuts) > _MOST_PARTS:
        raise UnreadableError("图片太长，一次读不完。请裁成几张后再添加。")
    edges = [*(round(cut * step) for cut in cuts), image.height]
    return list(pairwise(edges))


def recognise_once(image: Image.Image, page: int, threads: int = THREADS) -> tuple[OcrLine, ...]:
    """Like ``recognise``; what was read before from the same pixels of the same page is
    recalled from the desk."""
    key = f"ocr-{_VERSION}-{_engine_version()}-{page}-{_fingerprint(image)}"
    kept = desk().recall(key)
    lines = None if kept is None else from_json(kept)
    if lines is None:
        lines = recognise(image, threads)
        desk().keep(key, to_json(lines))
    return lines


def _fingerprint(image: Image.Image) -> str:
    return sha256(f"{image.mode}{image.size}".encode() + image.tobytes()).hexdigest()


@cache
def _engine_version() -> str:
    version = importlib.metadata.version("rapidocr")
    return version.replace(".", "-")


@cache
def _engine(threads: int) -> RapidOCR:
    """The engine, loaded once a process."""
    # ``import openvino`` reports to its makers unless it finds its telemetry missing.
    if "openvino" not in sys.modules:
        sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
    try:
        import rapidocr
    except ImportError as error:
        raise UnreadableError(
            "识别扫描页所需的组件没有装好，这份文件没有读。请重新运行安装（make install）再试。"
        ) from error
    models = Path(rapidocr.__file__).parent / "models"
    parameters: dict[str, Any] = {
        "Global.log_level": "critical",
        "Global.max_side_len": 10 * _LONGEST_SIDE,
        "EngineConfig.openvino.inference_num_threads": threads,
        "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
        "Rec.model_path": str(models / "PP-OCRv6_rec_small.onnx"),
        # One line at a time: lines filled up to the width of longer ones lost characters.
        "Rec.rec_batch_num": 1,
        "Det.limit_type": "max",
        "Det.limit_side_len": _SEARCHED_SIDE,
    }
    for stage in ("Det", "Cls", "Rec"):
        parameters[f"{stage}.engine_type"] = rapidocr.EngineType.OPENVINO
    return rapidocr.RapidOCR(params=parameters)


def _pixels(image: Image.Image) -> Pixels:
    """(h, w, 3) uint8, blue first, no longer than ``_LONGEST_SIDE``."""
    colour = image.convert("RGB")
    factor = min(1.0, _LONGEST_SIDE / max(colour.size))
    if factor < 1.0:
        size = (max(1, round(colour.width * factor)), max(1, round(colour.height * factor)))
        colour = colour.resize(size, Image.Resampling.LANCZOS)
    return np.ascontiguousarray(np.asarray(colour)[:, :, ::-1])


def _upright(engine: RapidOCR, pixels: Pixels) -> tuple[int, list[OcrLine]]:
    """By how many quarter turns counter-clockwise the page reads best, and its lines so."""
    crops, boxes = _detected(engine, pixels)
    turns = 0
    if _is_sideways(boxes):
        turns = _better_turn(engine, pixels, (1, 3))
    lines = _recognised(engine, crops, boxes) if turns == 0 else []
    if turns == 0 and boxes and _yield(lines, boxes) < _DOUBTFUL:
        turns = _better_turn(engine, pixels, (0, 2))
    if turns:
        upright = np.ascontiguousarray(np.rot90(pixels, turns))
        lines = _recognised(engine, *_detected(engine, upright))
    return turns, lines


def _is_sideways(boxes: Sequence[NDArray[np.float32]]) -> bool:
    tall = [box for box in boxes if _height(box) > _TALL * _width(box)]
    return sum(map(_area, tall)) > 0.5 * sum(map(_area, boxes))


def _yield(lines: Sequence[OcrLine], boxes: Sequence[NDArray[np.float32]]) -> float:
    """Characters read, by their confidence, per character that would fit the boxes. Near 1
    or above for Chinese that stands upright; upside down little is read."""
    fitting = sum(_width(box) / max(1.0, _height(box)) for box in boxes)
    return sum(len(line.text) * line.confidence for line in lines) / max(1.0, fitting)


def _better_turn(engine: RapidOCR, pixels: Pixels, turns: tuple[int, int]) -> int:
    """Which of two ways up reads better, judged by its longest lines."""
    return max(turns, key=lambda turn: _sampled_yield(engine, np.rot90(pixels, turn)))


def _sampled_yield(engine: RapidOCR, pixels: Pixels) -> float:
    crops, boxes = _detected(engine, np.ascontiguousarray(pixels))
    longest = sorted(range(len(boxes)), key=lambda i: -_width(boxes[i]))[:_SAMPLE]
    lines = _recognised(engine, [crops[i] for i in longest], [boxes[i] for i in longest])
    return _yield(lines, [boxes[i] for i in longest])


def _detected(engine: RapidOCR, pixels: Pixels) -> tuple[list[Pixels], list[NDArray[np.float32]]]:
    """The picture of every line and its four corners, from the upper left clockwise."""
    from rapidocr.main import RapidOCRError

    try:
        crops, found = engine.detect_and_crop(pixels, {})
    except RapidOCRError:
        return [], []
    return crops, [] if found.boxes is None else list(found.boxes)


def _recognised(
    engine: RapidOCR, crops: Sequence[Pixels], boxes: Sequence[NDArray[np.float32]]
) -> list[OcrLine]:
    usable = [i for i, crop in enumerate(crops) if min(crop.shape[:2]) > 0]
    if not usable:
        return []
    read = engine.recognize_txt([_widened(crops[i]) for i in usable])
    lines = zip(usable, read.txts or (), read.scores or (), strict=True)
    return [
        OcrLine(text.strip(), _bounds(boxes[i]), round(float(score), 4))
        for i, text, score in lines
        if text.strip() and score >= _NOISE
    ]


def _widened(crop: Pixels) -> Pixels:
    """The line filled up to one of a few widths: for each new width the engine keeps
    another plan, which grew it by 700 MB in 14 pages."""
    height, width = crop.shape[:2]
    scaled = width * _HEIGHT / height
    wanted = max(_NARROWEST, -(-scaled // _WIDTH_STEP) * _WIDTH_STEP)
    missing = max(0, int(wanted * height / _HEIGHT) - width)
    return np.pad(crop, ((0, 0), (0, missing), (0, 0)), mode="edge")


def _bounds(box: NDArray[np.float32]) -> tuple[float, float, float, float]:
    (left, top), (right, bottom) = box.min(axis=0), box.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def _placed(line: OcrLine, scale: float, down: float) -> OcrLine:
    left, top, right, bottom = (edge * scale for edge in line.box)
    box = (round(left, 1), round(top + down, 1), round(right, 1), round(bottom + down, 1))
    return OcrLine(line.text, box, line.confidence)


def _width(box: NDArray[np.float32]) -> float:
    left, _, right, _ = _bounds(box)
    return right - left


def _height(box: NDArray[np.float32]) -> float:
    _, top, _, bottom = _bounds(box)
    return bottom - top


def _area(box: NDArray[np.float32]) -> float:
    return _width(box) * _height(box)
