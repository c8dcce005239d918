"""更正.csv beside the documents: read without complaint, written one line at a time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kb.corrections.checking import Checks, checked
from kb.corrections.keeping import rewrite, text_of, unreadable
from kb.corrections.lines import COLUMNS, FILE_NAME, Correction, Corrections, Problem
from kb.corrections.table import Form, Line, lines_in, with_line, without_lines
from kb.errors import InputError

_FORM = Form(COLUMNS, frozenset({"项目", "值"}))


def read_corrections(folder: Path, checks: Checks | None = None) -> Corrections:
    """The corrections beside the documents in ``folder``; none where there is no file.

    Never raises over what the file holds: a line that cannot be used is a ``Problem``.
    Raises ``StorageError`` where it cannot be opened.
    """
    text = text_of(folder / FILE_NAME)
    if text is None:
        return Corrections(problems=(Problem(1, unreadable(folder / FILE_NAME)),))
    return _parsed(text, checks or Checks())


def write_correction(folder: Path, correction: Correction, checks: Checks | None = None) -> None:
    """Add ``correction`` to the file, or put it for the line of the same document and item.

    Every other line keeps its place and its words, understood or not. Raises ``InputError``
    where the value cannot be right or the file cannot be read as text, ``StorageError``
    where it cannot be written.
    """
    kept = checked(correction, checks or Checks())
    if isinstance(kept, str):
        raise InputError(f"没有保存：{kept}")
    said = _cells(kept)
    rewrite(
        folder / FILE_NAME,
        lambda text: with_line(text, _FORM, said, lambda cells: _is_same(cells, kept)),
    )


def remove_correction(folder: Path, correction: Correction) -> None:
    """Take the lines about the same document and item as ``correction`` out of the file: what
    was recognised holds again after the next build. Raises ``InputError`` where the file
    cannot be read as text, ``StorageError`` where it cannot be written."""
    if text_of(folder / FILE_NAME) == "":
        return
    rewrite(
        folder / FILE_NAME,
        lambda text: without_lines(text, _FORM, lambda cells: _is_same(cells, correction)),
    )


def _parsed(text: str, checks: Checks) -> Corrections:
    lines: list[Correction] = []
    problems: list[Problem] = []
    for line in lines_in(text, _FORM):
        made = checked(_correction(line), checks)
        if isinstance(made, str):
            told = f"{FILE_NAME} 第 {line.number} 行没有采用：{made}"
            problems.append(Problem(line.number, told))
        else:
            lines.append(made)
    return Corrections(tuple(lines), tuple(problems))


def _correction(line: Line) -> Correction:
    document_id, path, item, value, note = (line.cells[name] for name in COLUMNS)
    return Correction(document_id, path, item, value or None, note, line.number)


def _cells(kept: Correction) -> dict[str, str]:
    values = (kept.document_id, kept.path, kept.item, kept.value or "", kept.note)
    return dict(zip(COLUMNS, values, strict=True))


def _is_same(cells: Mapping[str, str], kept: Correction) -> bool:
    if cells["项目"] != kept.item:
        return False
    if cells["文件编号"] and kept.document_id:
        return cells["文件编号"] == kept.document_id
    return bool(cells["文件"]) and cells["文件"] == kept.path
