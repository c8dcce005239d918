"""Programs that help to read some formats, where the computer has them."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HOW_TO_GET = "可安装免费的 LibreOffice（zh-cn.libreoffice.org）"
"""How a user gets the program, to be put into a sentence."""

_IN_PROGRAM_FILES = ("LibreOffice*/program/soffice.com", "LibreOffice*/program/soffice.exe")
_IN_OPT = ("libreoffice*/program/soffice",)
_IN_APPLICATIONS = ("LibreOffice*.app/Contents/MacOS/soffice",)


@cache
def libreoffice() -> Path | None:
    """The LibreOffice of this computer, ``None`` where there is none."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found:
        return Path(found)
    for folder, patterns in _places(sys.platform):
        for pattern in patterns:
            programs = sorted(folder.glob(pattern)) if folder.is_dir() else []
            if programs:
                return programs[-1]
    return None


def available() -> str:
    """A short fingerprint of the programs present, ``""`` where there is none: what could
    not be read without one is worth another try once it changes."""
    return "libreoffice" if libreoffice() else ""


def _places(platform: str) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Folders where an installer puts programs, with what to look for in them."""
    if platform == "win32":
        for name in ("ProgramW6432", "ProgramFiles", "ProgramFiles(x86)"):
            if os.environ.get(name):
                yield Path(os.environ[name]), _IN_PROGRAM_FILES
        if os.environ.get("LOCALAPPDATA"):
            yield Path(os.environ["LOCALAPPDATA"]) / "Programs", _IN_PROGRAM_FILES
    elif platform == "darwin":
        yield Path("/Applications"), _IN_APPLICATIONS
        yield Path.home() / "Applications", _IN_APPLICATIONS
    else:
        yield Path("/opt"), _IN_OPT
        yield Path("/snap/bin"), ("libreoffice",)
