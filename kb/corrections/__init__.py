"""What users know better: a small table beside the documents, 更正.csv.

Excel opens it, a person can read it, and the program only ever adds or replaces the line it
is told to. Columns: 文件编号, 文件, 项目, 值, 说明. An empty 值 says that the recognised value
is wrong and none is known.
"""

from kb.corrections.applying import apply
from kb.corrections.checking import Checks
from kb.corrections.files import read_corrections, write_correction
from kb.corrections.lines import COLUMNS, FILE_NAME, ITEMS, Correction, Corrections, Problem

__all__ = [
    "COLUMNS",
    "FILE_NAME",
    "ITEMS",
    "Checks",
    "Correction",
    "Corrections",
    "Problem",
    "apply",
    "read_corrections",
    "write_correction",
]
