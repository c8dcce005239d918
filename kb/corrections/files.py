"""The file beside the documents: read without complaint, written one line at a time."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from kb.corrections.checking import Checks, checked
from kb.corrections.lines import FILE_NAME, Correction, Corrections, Problem
from kb.corrections.table import corrections_in, with_line
from kb.errors import InputError, StorageError

_ENCODINGS = ("utf-8-sig", "gb18030")
_TRIES = 5
_writing = threading.Lock()


def read_corrections(folder: Path, checks: Checks | None = None) -> Corrections:
    """The corrections beside the documents in ``folder``; none where there is no file.

    Never raises over what the file holds: a line that cannot be used is a ``Problem``.
    Raises ``StorageError`` where it cannot be opened.
    """
    content = _bytes_of(folder / FILE_NAME)
    text = _decoded(content)
    if text is None:
        told = f"{FILE_NAME} 的文字编码认不出，没有采用。请用 Excel 另存为“CSV UTF-8”。"
        return Corrections(problems=(Problem(1, told),))
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
    path = folder / FILE_NAME
    with _writing:
        for _ in range(_TRIES):
            before = _bytes_of(path)
            text = _decoded(before)
            if text is None:
                raise InputError(
                    f"{FILE_NAME} 的文字编码认不出，没有改动它。请用 Excel 另存为“CSV UTF-8”。"
                )
            if _replaced(path, before, with_line(text, kept)):
                return
    raise StorageError(f"{FILE_NAME} 正在被别人反复改动，没有保存。请稍后再试。")


def _parsed(text: str, checks: Checks) -> Corrections:
    lines: list[Correction] = []
    problems: list[Problem] = []
    for read in corrections_in(text):
        made = checked(read, checks)
        if isinstance(made, str):
            at = read.line or 1
            problems.append(Problem(at, f"{FILE_NAME} 第 {at} 行没有采用：{made}"))
        else:
            lines.append(made)
    return Corrections(tuple(lines), tuple(problems))


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise StorageError(
            f"打不开 {FILE_NAME}：{error.strerror}。请关闭正在用它的程序。"
        ) from error


def _decoded(content: bytes) -> str | None:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = _ENCODINGS
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _replaced(path: Path, before: bytes, text: str) -> bool:
    """Swap the file for ``text``, unless somebody changed it meanwhile."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        # Opened in the ordinary way, so that others in a shared folder may read it too.
        with beside.open("wb") as stream:
            stream.write(text.encode("utf-8-sig"))
            stream.flush()
            os.fsync(stream.fileno())
        if _bytes_of(path) != before:
            return False
        beside.replace(path)
    except OSError as error:
        raise StorageError(
            f"写不了 {FILE_NAME}：{error.strerror}。请关闭正在用它的程序（如 Excel）后再试。"
        ) from error
    finally:
        beside.unlink(missing_ok=True)
    return True
