"""The walk of a folder: which files are new → entries → vectors and words → a version."""

from kb.indexing.building import BuildReport, build, dry_run, write_index
from kb.indexing.vectors import Progress

__all__ = ["BuildReport", "Progress", "build", "dry_run", "write_index"]
