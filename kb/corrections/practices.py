"""What users know better of practices: the lines of 做法更正.csv.

Columns 操作, 做法, 改为, 文件编号, 原文, 说明. Practices are named as printed, never by an id,
so that a copy of the file beside other documents says the same of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal, cast

from kb.corrections.lines import Problem
from kb.types import FIGURE_STATUSES, FigureStatus

PRACTICES_FILE = "做法更正.csv"
PRACTICE_COLUMNS = ("操作", "做法", "改为", "文件编号", "原文", "说明")
Action = Literal["合并", "拆分", "改名", "隐藏", "指标"]
ACTIONS: tuple[Action, ...] = ("合并", "拆分", "改名", "隐藏", "指标")
NO_FIGURE = "不是指标"
FIGURE_VALUES = (*FIGURE_STATUSES, NO_FIGURE)
_LONGEST = 60
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
_NUMBER = re.compile(r"[\d零一二两三四五六七八九十百千万半全]")


@dataclass(frozen=True, slots=True)
class PracticeCorrection:
    """One line. ``practice``: the name of the practice it is about. ``to``: 合并: the one it
    joins; 拆分, 改名: the new name; 指标: one of ``FIGURE_VALUES``. ``document_id``, ``text``:
    which mentions part (those of the document, those printed so), or which figure it is,
    with words around it as they stand in the document. ``line``: its 1-based number in the
    file, ``None`` where it is not in one yet."""

    action: Action
    practice: str = ""
    to: str = ""
    document_id: str = ""
    text: str = ""
    note: str = ""
    line: int | None = None

    @property
    def subject(self) -> tuple[str, str, str, str]:
        """What it is about: a line of the same subject takes its place."""
        if self.action == "指标":
            return self.action, "", self.document_id, self.text
        if self.action == "拆分":
            return self.action, _plain(self.practice), self.document_id, self.text
        return self.action, _plain(self.practice), "", ""

    @property
    def status(self) -> FigureStatus | None:
        """Of a 指标 line, what the figure is; ``None``: none at all."""
        return None if self.to == NO_FIGURE else cast(FigureStatus, self.to)


@dataclass(frozen=True, slots=True)
class PracticeCorrections:
    """All usable lines, in the order of the file, and what is wrong with the others."""

    lines: tuple[PracticeCorrection, ...] = ()
    problems: tuple[Problem, ...] = ()

    def figures(self, document_ids: Collection[str]) -> tuple[PracticeCorrection, ...]:
        """The lines about figures of a document. ``document_ids``: of all its files."""
        return tuple(
            line
            for line in self.lines
            if line.action == "指标" and line.document_id in document_ids
        )

    @property
    def identities(self) -> tuple[PracticeCorrection, ...]:
        """The lines about which practices there are and what they are called."""
        return tuple(line for line in self.lines if line.action != "指标")


def checked_practice(correction: PracticeCorrection) -> PracticeCorrection | str:
    """The correction in the form that is kept, or a sentence for the user about what is wrong."""
    made = replace(
        correction,
        practice=_plain(correction.practice),
        to=_plain(correction.to),
        document_id=correction.document_id.strip(),
        text=correction.text.strip(),
    )
    if made.action not in ACTIONS:
        return f"“{made.action[:20]}”不是可以做的操作。可以做的有：{'、'.join(ACTIONS)}。"
    wrong = _wrong_figure(made) if made.action == "指标" else _wrong_identity(made)
    return wrong or made


def _plain(name: str) -> str:
    """A name on one line, without what cannot be seen and might turn the text around it."""
    seen = "".join(c for c in name if c.isspace() or unicodedata.category(c) not in _UNSEEN)
    return " ".join(seen.split())


def _wrong_identity(made: PracticeCorrection) -> str | None:
    if not made.practice:
        return "没有写明是哪项做法：“做法”一栏是空的。"
    long = next((name for name in (made.practice, made.to) if len(name) > _LONGEST), None)
    if long is not None:
        return f"“{long[:20]}…”太长，做法的名称不超过 {_LONGEST} 个字。"
    if made.action == "隐藏":
        return None
    if not made.to:
        return f"{made.action}成什么没有写：“改为”一栏是空的。"
    if made.to == made.practice:
        return f"“做法”和“改为”都是“{made.to}”，没有可{made.action}的。"
    if made.action == "拆分" and not made.document_id and not made.text:
        return "没有写明拆出哪些：请在“文件编号”写一份文件，或在“原文”写文件里的名称。"
    return None


def _wrong_figure(made: PracticeCorrection) -> str | None:
    if made.to not in FIGURE_VALUES:
        return f"“{made.to[:20]}”不是指标的状态。可以写：{'、'.join(FIGURE_VALUES)}。"
    if not made.document_id:
        return "没有写明是哪个文件：“文件编号”一栏是空的。"
    if not _NUMBER.search(made.text):
        return "“原文”里没有数字。请照抄文件里的数字和它前后的几个字。"
    return None
