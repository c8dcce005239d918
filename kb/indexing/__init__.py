"""The walk of a folder: which files are new → entries → vectors and words → a version."""

from kb.indexing.building import BuildReport, Progress, build, write_index

__all__ = ["BuildReport", "Progress", "build", "write_index"]
