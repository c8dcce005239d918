"""The nested numbering of official documents, as sections."""

from kb.outline.nesting import outline

__all__ = ["outline"]
