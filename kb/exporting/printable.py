"""Text that every format can hold."""

from __future__ import annotations

import re

# What XML 1.0 forbids, and marks that turn the direction of a line around.
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_UNFIT_NAME = re.compile(r'[\\/:*?"<>|#%&{}$!`\'=@+\s.\x00-\x1f\x7f]+')
_LONGEST_NAME = 60
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)")


def printable(text: str) -> str:
    """``text`` with every character that no file can hold replaced by U+FFFD; of the same
    length."""
    return _UNFIT.sub("\ufffd", text)


def one_line(text: str) -> str:
    """Printable text without line ends and runs of spaces."""
    return " ".join(printable(text).split())


def file_stem(title: str, otherwise: str = "导出") -> str:
    """A name for a file, fit for any system, without its ending."""
    name = _UNFIT_NAME.sub("_", printable(title).replace("\ufffd", "")).strip("_-")
    name = name[:_LONGEST_NAME].strip("_-")
    return otherwise if not name or _RESERVED.fullmatch(name) else name
