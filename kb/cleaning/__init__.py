"""Raw text → cleaned text: what is page noise, and the map between the two."""

from kb.cleaning.removing import REASONS, clean, source_offset, text_offset

__all__ = ["REASONS", "clean", "source_offset", "text_offset"]
