"""做法更正.csv beside the documents: read without complaint, written one line at a time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import cast

from kb.corrections.keeping import rewrite, text_of, unreadable
from kb.corrections.lines import Problem
from kb.corrections.practices import (
    PRACTICE_COLUMNS,
    PRACTICES_FILE,
    Action,
    PracticeCorrection,
    PracticeCorrections,
    checked_practice,
)
from kb.corrections.table import Form, lines_in, with_line, without_lines
from kb.errors import InputError

_FORM = Form(PRACTICE_COLUMNS, frozenset({"操作", "改为"}))


def read_practice_corrections(folder: Path) -> PracticeCorrections:
    """What users said of practices beside the documents in ``folder``; nothing where there
    is no file.

    Never raises over what the file holds: a line that cannot be used is a ``Problem``.
    Raises ``StorageError`` where it cannot be opened.
    """
    path = folder / PRACTICES_FILE
    text = text_of(path)
    if text is None:
        return PracticeCorrections(problems=(Problem(1, unreadable(path)),))
    lines: list[PracticeCorrection] = []
    problems: list[Problem] = []
    for line in lines_in(text, _FORM):
        made = checked_practice(_correction(line.cells, line.number))
        if isinstance(made, str):
            told = f"{PRACTICES_FILE} 第 {line.number} 行没有采用：{made}"
            problems.append(Problem(line.number, told))
        else:
            lines.append(made)
    return PracticeCorrections(tuple(lines), tuple(problems))


def write_practice_correction(folder: Path, correction: PracticeCorrection) -> None:
    """Add ``correction`` to the file, or put it for the line about the same.

    Every other line keeps its place and its words, understood or not. Raises ``InputError``
    where it cannot be right or the file cannot be read as text, ``StorageError`` where it
    cannot be written.
    """
    kept = checked_practice(correction)
    if isinstance(kept, str):
        raise InputError(f"没有保存：{kept}")
    values = (kept.action, kept.practice, kept.to, kept.document_id, kept.text, kept.note)
    said = dict(zip(PRACTICE_COLUMNS, values, strict=True))
    rewrite(
        folder / PRACTICES_FILE,
        lambda text: with_line(text, _FORM, said, lambda cells: _is_about(cells, kept)),
    )


def remove_practice_correction(folder: Path, correction: PracticeCorrection) -> None:
    """Take the lines about the same as ``correction`` out of the file: what the program had
    found holds again after the next build. Raises like ``write_practice_correction``."""
    if text_of(folder / PRACTICES_FILE) == "":
        return
    rewrite(
        folder / PRACTICES_FILE,
        lambda text: without_lines(text, _FORM, lambda cells: _is_about(cells, correction)),
    )


def _correction(cells: Mapping[str, str], number: int | None) -> PracticeCorrection:
    action, practice, to, document_id, text, note = (cells[name] for name in PRACTICE_COLUMNS)
    return PracticeCorrection(cast(Action, action), practice, to, document_id, text, note, number)


def _is_about(cells: Mapping[str, str], correction: PracticeCorrection) -> bool:
    return _correction(cells, None).subject == correction.subject
