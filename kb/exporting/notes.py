"""What an export says beside the words: footnotes, marks, the notice at its head."""

from __future__ import annotations

from collections.abc import Sequence

from kb.citing import doubts, official, place
from kb.exporting.printable import one_line
from kb.exporting.proving import Problem
from kb.types import Quotation


def footnote(quotation: Quotation, problems: Sequence[Problem]) -> str:
    """The citation with the place in the document, what is doubted, and what the proof found."""
    where = place(quotation)
    told = official(quotation) + (f"，{where}" if where else "") + "。"
    doubted = doubts(quotation)
    told += f"{doubted}。" if doubted else ""
    found = problem_of(quotation, problems)
    return one_line(told + (f"核对：{found.told}" if found else ""))


def mark(quotation: Quotation) -> str:
    """What stands right behind words with a doubt in them, e.g. 【原文数字缺失】, or ``""``."""
    doubted = doubts(quotation)
    return f"【{doubted}】" if doubted else ""


def notices(problems: Sequence[Problem]) -> tuple[str, ...]:
    """The sentences at the head of an export that does not stand as a whole."""
    quoted = sum(problem.quotation is not None for problem in problems)
    own = tuple(one_line(p.told) for p in problems if p.quotation is None)
    if not quoted:
        return own
    return (f"核对提示：有 {quoted} 处引文与库内文字不一致，已在引文的脚注中注明。", *own)


def problem_of(quotation: Quotation, problems: Sequence[Problem]) -> Problem | None:
    """What the proof found about one quotation."""
    return next((p for p in problems if p.quotation == quotation), None)
