"""Has LibreOffice turn a document into .docx: a process of its own with an empty profile,
no macros, no linked content, and a time after which it and all it started are ended."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import psutil

from kb.errors import UnreadableError

LIMIT_S = 50.0
"""Seconds one conversion may take; less than a reader may be silent."""

_ITEM = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
    "<value>{value}</value></prop></item>"
)
_SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableOLEAutomation", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Common/Misc", "FirstRun", "false"),
)
_TOO_SLOW = "LibreOffice 打开这个文件超过了 {limit:.0f} 秒，已停止。请另存为 .docx 再添加。"
_FAILED = "文件不完整或已损坏，LibreOffice 也打不开。请用 Word 或 WPS 另存为 .docx 再添加。"


def to_docx(content: bytes, suffix: str, program: Path, limit_s: float = LIMIT_S) -> bytes:
    """``content``, a file whose name ends in ``suffix``, as a .docx.

    Raises ``UnreadableError`` where ``program`` cannot open it or takes longer than
    ``limit_s`` seconds.
    """
    with tempfile.TemporaryDirectory(prefix="kb-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source = folder / f"source{suffix}"
        source.write_bytes(content)
        _run(_command(program, folder, source), folder, limit_s)
        try:
            return (folder / "out" / "source.docx").read_bytes()
        except OSError as error:
            raise UnreadableError(_FAILED) from error


def _command(program: Path, folder: Path, source: Path) -> list[str]:
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    items = "".join(_ITEM.format(path=p, name=n, value=v) for p, n, v in _SETTINGS)
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>',
        encoding="utf-8",
    )
    return [
        str(program), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore",
        "--nolockcheck", "--nodefault", "--nologo", "--convert-to", "docx",
        "--outdir", str(folder / "out"), str(source),
    ]  # fmt: skip


def _run(command: list[str], folder: Path, limit_s: float) -> None:
    # No proxy: should a link be followed against the settings, it is on its own.
    kept = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=kept,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise UnreadableError(_FAILED) from error
    try:
        process.wait(limit_s)
    except subprocess.TimeoutExpired as error:
        raise UnreadableError(_TOO_SLOW.format(limit=limit_s)) from error
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process that still runs, and all that it started."""
    if process.poll() is not None:
        return
    try:
        family = [*psutil.Process(process.pid).children(recursive=True)]
    except psutil.Error:
        family = []
    process.kill()
    for member in family:
        try:
            member.kill()
        except psutil.Error:
            continue
    process.wait()
