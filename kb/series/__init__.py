"""Which documents revise, repeal or pass on others, and which are of one series."""

from kb.series.citations import Citation, citations
from kb.series.linking import links

__all__ = ["Citation", "citations", "links"]
