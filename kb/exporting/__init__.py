"""What users take away: Word, Markdown, Excel and an evidence pack, proved against the library."""

from kb.exporting.markdown import markdown
from kb.exporting.pack import evidence_pack
from kb.exporting.printable import file_stem
from kb.exporting.proving import Check, Problem, Proved, prove, proved
from kb.exporting.rows import quotations_csv
from kb.exporting.word import word
from kb.exporting.workbook import workbook

__all__ = [
    "Check",
    "Problem",
    "Proved",
    "evidence_pack",
    "file_stem",
    "markdown",
    "prove",
    "proved",
    "quotations_csv",
    "word",
    "workbook",
]
