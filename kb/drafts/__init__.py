"""The check of a draft (核对): every figure, year, 《title》, document number and “term” of a
text looked up in the library."""

from kb.drafts.checking import MAX_DRAFT, check, doubts
from kb.drafts.papering import lines_of, paper_of, summary
from kb.drafts.results import (
    FAULTS,
    MEANINGS,
    VERDICTS,
    Checked,
    Item,
    ItemKind,
    Verdict,
)

__all__ = [
    "FAULTS", "MAX_DRAFT", "MEANINGS", "VERDICTS", "Checked", "Item", "ItemKind",
    "Verdict", "check", "doubts", "lines_of", "paper_of", "summary",
]  # fmt: skip
