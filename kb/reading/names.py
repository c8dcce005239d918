"""Names of files inside files, made safe to show and to join to a path."""

from __future__ import annotations

import re
import unicodedata

_DRIVE = re.compile(r"^[A-Za-z]:")
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_DEVICES = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.I)
_MAX_NAME = 100
_MAX_SUFFIX = 12
_MAX_DEPTH = 12


def climbs(path: str) -> bool:
    """Tell whether a path inside an archive points out of it."""
    return ".." in path.replace("\\", "/").split("/")


def safe_path(path: str) -> str:
    """``path`` relative, with ``/``, free of ``..``, of drives, of control and direction
    characters, and of what Windows forbids; over-long names and depths are cut."""
    visible = "".join(
        c for c in path if not unicodedata.category(c).startswith(("C", "Z")) or c == " "
    )
    pieces = _DRIVE.sub("", visible.replace("\\", "/")).split("/")
    names = [name for piece in pieces if (name := safe_name(piece))]
    return "/".join(names[-_MAX_DEPTH:]) or "未命名"


def safe_name(name: str) -> str:
    """One name of a path made safe; empty where nothing of it is left."""
    name = _FORBIDDEN.sub("_", name).strip().rstrip(". ")
    if name.strip(".") == "":
        return ""
    name = _DEVICES.sub(lambda found: f"_{found[0]}", name)
    return cut_name(name)


def cut_name(name: str, limit: int = _MAX_NAME) -> str:
    """``name`` with at most ``limit`` characters, its suffix kept."""
    stem, dot, suffix = name.rpartition(".")
    if len(name) <= limit:
        return name
    if not dot or not stem or len(suffix) > _MAX_SUFFIX:
        return name[:limit]
    return stem[: limit - len(suffix) - 1].rstrip() + dot + suffix


def distinct(path: str, taken: set[str]) -> str:
    """``path``, or ``path`` with a number where ``taken`` has it already; it joins them."""
    folder, slash, name = path.rpartition("/")
    stem, dot, suffix = name.rpartition(".")
    if not stem:
        stem, dot, suffix = name, "", ""
    number, candidate = 1, path
    while candidate.casefold() in taken:
        number += 1
        candidate = f"{folder}{slash}{stem} ({number}){dot}{suffix}"
    taken.add(candidate.casefold())
    return candidate
