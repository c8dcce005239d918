"""Quotations with their citations, and whether they still stand in the library."""

from kb.citing.quoting import quote

__all__ = ["quote"]
