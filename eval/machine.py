"""What a measurement was made with: commit, libraries, processor."""

from __future__ import annotations

import platform
import subprocess
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from kb.settings import ROOT

LIBRARIES = (
    "sentence-transformers", "transformers", "torch", "openvino", "tokenizers", "faiss-cpu",
    "rank-bm25", "scipy", "numpy", "rjieba", "OpenCC", "langchain-text-splitters", "ir-measures",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Commit:
    """``name``: twelve digits, "unknown" outside a checkout. ``dirty``: tracked files
    differ from it."""

    name: str
    dirty: bool

    def __str__(self) -> str:
        return f"{self.name}-dirty" if self.dirty else self.name


def commit() -> Commit:
    """The commit of this checkout."""
    name = _git("rev-parse", "--short=12", "HEAD")
    return Commit(name or "unknown", bool(_git("status", "--porcelain", "-uno")))


def library_versions() -> dict[str, str]:
    """Library → installed version, of those that decide what is found."""
    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def processor() -> str:
    """The processor's name as the system gives it."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, "") or platform.processor() or platform.machine()


def _git(*arguments: str) -> str:
    try:
        run = subprocess.run(
            ["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return run.stdout.strip() if run.returncode == 0 else ""
