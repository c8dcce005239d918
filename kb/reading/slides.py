"""Presentations: a slide is a page, its title a heading, its notes lines after its text."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pptx
from lxml import etree
from pptx.exc import PythonPptxError
from pptx.presentation import Presentation
from pptx.shapes.autoshape import Shape
from pptx.shapes.base import BaseShape
from pptx.shapes.graphfrm import GraphicFrame
from pptx.shapes.group import GroupShape
from pptx.slide import Slide
from pptx.table import Table

from kb.errors import UnreadableError
from kb.reading.desk import desk
from kb.reading.limits import check_characters, check_unpacked
from kb.reading.lines import LineCollector, unify_line_ends
from kb.reading.slide_charts import chart_rows, diagram_texts
from kb.types import MarkKind, RawText

_DAMAGED = "演示文稿不完整或已损坏，打不开。请用演示软件打开后另存一份，或重新下载。"
_LOCKED = "文件设有打开密码，无法读取。请取消密码后另存一份再添加。"
_MAX_SLIDES = 3_000
_MAX_SHAPES = 200_000
_MAX_DEPTH = 20
_FURNITURE = frozenset({"DATE", "FOOTER", "SLIDE_NUMBER", "HEADER"})
# What stands side by side differs in height by less than a line, 0.2 inch in EMU.
_ROW = 182_880
_BELOW_ALL = 10**9
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


def read_slides(content: bytes) -> RawText:
    """Read a presentation; hidden slides too, which Office prints unless told not to.

    Raises ``UnreadableError`` where it is damaged, locked or too large.
    """
    try:
        _check_archive(content)
        return _Show(pptx.Presentation(io.BytesIO(content))).read()
    except (PythonPptxError, zipfile.BadZipFile, etree.XMLSyntaxError, zlib.error) as error:
        raise UnreadableError(_DAMAGED) from error
    except (KeyError, IndexError, AttributeError, TypeError, ValueError) as error:
        # What the library meets in a file whose parts do not fit together.
        raise UnreadableError(_DAMAGED) from error
    except (EOFError, OSError, NotImplementedError, AssertionError, RecursionError) as error:
        raise UnreadableError(_DAMAGED) from error


def _check_archive(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if any(entry.flag_bits & 1 for entry in entries):
            raise UnreadableError(_LOCKED)
        check_unpacked(len(content), sum(entry.file_size for entry in entries))
        slides = sum(
            entry.filename.startswith("ppt/slides/") and entry.filename.endswith(".xml")
            for entry in entries
        )
        if slides > _MAX_SLIDES:
            raise UnreadableError(
                f"演示文稿有 {slides} 张，超过了 {_MAX_SLIDES} 张的上限。请拆分成几个文件。"
            )


@dataclass(frozen=True, slots=True)
class _Placed:
    """A shape and where its top left corner stands on the slide, in EMU."""

    shape: BaseShape
    top: float
    left: float


class _Show:
    def __init__(self, show: Presentation) -> None:
        self._show = show
        self._lines = LineCollector()
        self._pictures = 0
        self._shapes = 0
        self._objects = 0

    def read(self) -> RawText:
        total = len(self._show.slides)
        for number, slide in enumerate(self._show.slides, 1):
            start = self._lines.position
            self._slide(slide)
            self._notes(slide)
            check_characters(self._lines.position)
            self._lines.mark("page", start, self._lines.position, number)
            desk().page_done(number, total)
        title = (self._show.core_properties.title or "").strip()
        # What the programs put there of themselves is no title.
        own = title if not title.lower().startswith(("powerpoint", "幻灯片")) else ""
        raw = self._lines.finish("slides", own or None)
        return replace(raw, pages=total, unread=self._unread())

    def _unread(self) -> tuple[str, ...]:
        told = (
            (self._pictures, "张嵌入的图片没有读"),
            (self._objects, "个嵌入的文件或音视频没有读"),
        )
        return tuple(f"有 {count} {what}。" for count, what in told if count)

    def _slide(self, slide: Slide) -> None:
        title = slide.shapes.title
        heading = _one_line(title.text_frame.text) if title is not None else ""
        if heading:
            self._lines.add(heading, "heading", 1)
        skipped = title.shape_id if heading and title is not None else None
        for shape in self._ordered(slide):
            if shape.shape_id != skipped:
                self._shape(slide, shape)
        for text in _alternative_texts(slide):
            self._plain(text)

    def _ordered(self, slide: Slide) -> list[BaseShape]:
        """Return the shapes of a slide, those of groups among them, top down and left first."""
        placed = sorted(self._placed(slide.shapes, (1.0, 1.0, 0.0, 0.0), 0), key=lambda p: p.top)
        ordered: list[BaseShape] = []
        row: list[_Placed] = []
        for one in placed:
            if row and one.top - row[0].top > _ROW:
                ordered.extend(p.shape for p in sorted(row, key=lambda p: p.left))
                row = []
            row.append(one)
        return ordered + [p.shape for p in sorted(row, key=lambda p: p.left)]

    def _placed(
        self, shapes: object, frame: tuple[float, float, float, float], depth: int
    ) -> Iterator[_Placed]:
        """Yield shapes with their place; ``frame``: scale and shift of the group around."""
        across, down, right, below = frame
        for shape in shapes:  # type: ignore[attr-defined]
            self._shapes += 1
            if self._shapes > _MAX_SHAPES or depth > _MAX_DEPTH:
                raise UnreadableError("演示文稿里的图形多得不正常，为安全起见没有读。")
            if isinstance(shape, GroupShape):
                yield from self._placed(shape.shapes, _inside(shape, frame), depth + 1)
            else:
                top, left = shape.top or 0, shape.left or 0
                if isinstance(shape, Shape) and _is_furniture(shape):
                    top = _BELOW_ALL
                yield _Placed(shape, top * down + below, left * across + right)

    def _shape(self, slide: Slide, shape: BaseShape) -> None:
        if isinstance(shape, Shape):
            kind: MarkKind | None = "furniture" if _is_furniture(shape) else None
            self._plain(shape.text_frame.text, kind)
        elif isinstance(shape, GraphicFrame):
            self._graphic(slide, shape)
        elif etree.QName(shape.element).localname == "pic":
            media = shape.element.find(".//{*}videoFile") is not None
            self._pictures += not media
            self._objects += media

    def _graphic(self, slide: Slide, shape: GraphicFrame) -> None:
        if shape.has_table:
            self._table(_table_rows(shape.table), 1 if shape.table.first_row else 0)
        elif shape.has_chart:
            title, rows = chart_rows(shape.chart)
            if title:
                self._lines.add(title)
            self._table(rows, 1)
        elif texts := diagram_texts(slide, shape):
            for text in texts:
                self._lines.add(_one_line(text))
        else:
            self._objects += 1

    def _table(self, rows: list[list[str]], header: int) -> None:
        with self._lines.marked("table", header):
            for row in rows:
                if any(row):
                    self._lines.add("\t".join(row).rstrip("\t"))

    def _notes(self, slide: Slide) -> None:
        notes = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
        self._plain(notes.text if notes is not None else "")

    def _plain(self, text: str, kind: MarkKind | None = None) -> None:
        for line in unify_line_ends(text).split("\n"):
            if line.strip():
                self._lines.add(" ".join(line.split()), kind)


def _is_furniture(shape: Shape) -> bool:
    kind = shape.placeholder_format.type if shape.is_placeholder else None
    return kind is not None and kind.name in _FURNITURE


def _alternative_texts(slide: Slide) -> Iterator[str]:
    """Yield the text of shapes that stand in several versions, which the library passes over."""
    for choice in slide.element.iterfind(f".//{_MC}AlternateContent/{_MC}Choice[1]"):
        for body in choice.iter("{*}txBody"):
            runs = ([t.text or "" for t in p.iter("{*}t")] for p in body.iter("{*}p"))
            yield "\n".join(map("".join, runs))


def _one_line(text: str) -> str:
    return " ".join(unify_line_ends(text).split())


def _table_rows(table: Table) -> list[list[str]]:
    return [
        ["" if cell.is_spanned else _one_line(cell.text) for cell in row.cells]
        for row in table.rows
    ]


def _inside(
    group: GroupShape, frame: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    """Return the scale and shift from inside ``group`` to the slide."""
    across, down, right, below = frame
    placed = group.element.find("{*}grpSpPr/{*}xfrm")
    found = {} if placed is None else {etree.QName(one).localname: one for one in placed}
    if not {"off", "ext", "chOff", "chExt"} <= set(found):
        return frame
    x, y = (float(found["off"].get(key, "0")) for key in "xy")
    inner_x, inner_y = (float(found["chOff"].get(key, "0")) for key in "xy")
    wide, high = (float(found["ext"].get(key, "0")) for key in ("cx", "cy"))
    inner_wide, inner_high = (float(found["chExt"].get(key, "0")) for key in ("cx", "cy"))
    own_across = wide / inner_wide if inner_wide else 1.0
    own_down = high / inner_high if inner_high else 1.0
    return (
        across * own_across,
        down * own_down,
        right + across * (x - inner_x * own_across),
        below + down * (y - inner_y * own_down),
    )
