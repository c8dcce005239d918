"""The three standard streams, whatever the machine makes of them.

JSON is UTF-8 everywhere. What a person reads keeps the terminal's encoding, and a
character that it lacks becomes ``?`` rather than an end of the program. Queries come in
as UTF-8 or, from an older Windows prompt, in the machine's own encoding.
"""

from __future__ import annotations

import io
import json
import locale
import sys
from collections.abc import Iterable, Iterator


def settle() -> None:
    """Make output safe: no character can stop it, and Chinese can be shown."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(
                encoding=None if _shows_chinese(stream.encoding) else "utf-8", errors="replace"
            )


def speak_utf8() -> None:
    """From here on write UTF-8 to standard output, as programs expect of JSON."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")


def print_json(value: object) -> None:
    """Write one value as JSON, in UTF-8."""
    speak_utf8()
    print(json.dumps(value, ensure_ascii=False, indent=1))


def print_lines(lines: Iterable[str]) -> None:
    """Write each as soon as it is there."""
    for line in lines:
        print(line)


def typed_lines() -> Iterator[str]:
    """The lines of standard input without their ends, each as soon as it is there."""
    stream = sys.stdin
    if stream is None:
        return
    for number, line in enumerate(stream.buffer):
        content = line.removeprefix(b"\xef\xbb\xbf") if number == 0 else line
        yield _decoded(content.rstrip(b"\r\n"))


def well_formed(text: str) -> str:
    """``text`` with ``?`` for what no file can hold: bytes of an argument that are no text."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _decoded(content: bytes) -> str:
    # One line in another encoding must not end the answers to all that follow.
    for encoding in ("utf-8", locale.getpreferredencoding(False), "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", "replace")


def _shows_chinese(encoding: str) -> bool:
    try:
        "乡鉴".encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
