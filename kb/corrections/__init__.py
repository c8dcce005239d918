"""What users know better: a small table beside the documents, 更正.csv.

Excel opens it, a person can read it, and the program only ever adds or replaces the line it
is told to. Columns: 文件编号, 文件, 项目, 值, 说明. An empty 值 says that the recognised value
is wrong and none is known.

What they know better of practices stands in a second table, 做法更正.csv: see
``kb.corrections.practices``.
"""

from kb.corrections.applying import apply
from kb.corrections.checking import Checks
from kb.corrections.files import read_corrections, remove_correction, write_correction
from kb.corrections.lines import COLUMNS, FILE_NAME, ITEMS, Correction, Corrections, Problem
from kb.corrections.practice_files import (
    read_practice_corrections,
    remove_practice_correction,
    write_practice_correction,
)
from kb.corrections.practices import (
    ACTIONS,
    FIGURE_VALUES,
    NO_FIGURE,
    PRACTICE_COLUMNS,
    PRACTICES_FILE,
    Action,
    PracticeCorrection,
    PracticeCorrections,
)

__all__ = [
    "ACTIONS",
    "COLUMNS",
    "FIGURE_VALUES",
    "FILE_NAME",
    "ITEMS",
    "NO_FIGURE",
    "PRACTICES_FILE",
    "PRACTICE_COLUMNS",
    "Action",
    "Checks",
    "Correction",
    "Corrections",
    "PracticeCorrection",
    "PracticeCorrections",
    "Problem",
    "apply",
    "read_corrections",
    "read_practice_corrections",
    "remove_correction",
    "remove_practice_correction",
    "write_correction",
    "write_practice_correction",
]
