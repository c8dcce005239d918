"""One version of the index, opened for reading: library, lexical leg, dense leg."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from kb.errors import StaleIndexError
from kb.store.dense import DenseIndex
from kb.store.lexical import LexicalIndex, load_lexical
from kb.store.library import Library
from kb.store.versions import (
    FORMAT,
    Manifest,
    check_files,
    current_version,
    damaged,
    read_manifest,
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An opened version. ``dense`` is ``None`` where it was built without a model."""

    folder: Path
    manifest: Manifest
    library: Library
    lexical: LexicalIndex
    dense: DenseIndex | None

    @property
    def version(self) -> str:
        """The version's name, e.g. ``"0007"``."""
        return self.folder.name


def open_snapshot(index: Path, recipe: dict[str, str]) -> Snapshot:
    """Open the served version after checking every file against its manifest.

    ``recipe``: what this program would build with now. Raises ``MissingIndexError``,
    ``DamagedIndexError``, or ``StaleIndexError`` where the recipes differ.
    """
    folder = current_version(index)
    manifest = read_manifest(folder)
    refuse_stale(manifest, recipe)
    check_files(folder, manifest)
    try:
        library = Library(folder)
        lexical = load_lexical(folder, library.rows)
        dense = DenseIndex.load(folder) if manifest.encoder else None
    except (OSError, ValueError, RuntimeError, sqlite3.Error) as error:
        raise damaged(f"索引文件读不出来（{type(error).__name__}）") from error
    counts = {library.rows, lexical.rows, manifest.passages} | ({dense.rows} if dense else set())
    if len(counts) != 1:
        raise damaged(f"各部分的段落数不一致（{'、'.join(map(str, sorted(counts)))}）")
    return Snapshot(folder, manifest, library, lexical, dense)


def refuse_stale(manifest: Manifest, recipe: dict[str, str]) -> None:
    """Raise ``StaleIndexError`` where the index was built by another recipe or format."""
    built = {"format": str(manifest.format), **manifest.recipe}
    wanted = {"format": str(FORMAT), **recipe}
    differing = [
        f"{key}（索引为 {built.get(key)}，现在为 {wanted.get(key)}）"
        for key in sorted(built.keys() | wanted.keys())
        if built.get(key) != wanted.get(key)
    ]
    if differing:
        raise StaleIndexError(
            f"索引是用别的设置建的：{'；'.join(differing)}。请重新建库：python -m kb build"
        )
