"""A table beside the documents on disk: read in whatever encoding, swapped in whole."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

from kb.errors import InputError, StorageError

_ENCODINGS = ("utf-8-sig", "gb18030")
_TRIES = 5
_writing = threading.Lock()


def text_of(path: Path) -> str | None:
    """What the file says, ``""`` where there is none, ``None`` where its encoding is not
    known. Raises ``StorageError`` where it cannot be opened."""
    return _decoded(_bytes_of(path))


def unreadable(path: Path) -> str:
    """The sentence about a file whose encoding is not known."""
    return f"{path.name} 的文字编码认不出，没有采用。请用 Excel 另存为“CSV UTF-8”。"


def rewrite(path: Path, change: Callable[[str], str]) -> None:
    """Put ``change`` of the file's text for it, whole or not at all.

    Raises ``InputError`` where its encoding is not known, ``StorageError`` where it cannot
    be written.
    """
    with _writing:
        for _ in range(_TRIES):
            before = _bytes_of(path)
            text = _decoded(before)
            if text is None:
                raise InputError(
                    f"{path.name} 的文字编码认不出，没有改动它。请用 Excel 另存为“CSV UTF-8”。"
                )
            if _replaced(path, before, change(text)):
                return
    raise StorageError(f"{path.name} 正在被别人反复改动，没有保存。请稍后再试。")


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise StorageError(
            f"打不开 {path.name}：{error.strerror}。请关闭正在用它的程序。"
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
            f"写不了 {path.name}：{error.strerror}。请关闭正在用它的程序（如 Excel）后再试。"
        ) from error
    finally:
        beside.unlink(missing_ok=True)
    return True
