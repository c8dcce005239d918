"""The result of a check as a paper, and in lines of plain text."""

from __future__ import annotations

from kb.citing import official
from kb.drafts.results import MEANINGS, Checked, Item
from kb.types import Block, Cell, Grid, Heading, Items, Paper, Prose

_HEADER = ("序号", "文稿中的文字", "类别", "结论", "说明", "来源原文")
_NONE = "没有可引的原文"


def paper_of(checked: Checked) -> Paper:
    """The result as a table, every line with the sentence of its source."""
    rows = tuple(_row(number, item) for number, item in enumerate(checked.items, 1))
    blocks: tuple[Block, ...] = (
        Prose(summary(checked)),
        Heading("逐项结果"),
        Grid(_HEADER, rows),
        Heading("结论的意思"),
        Items(tuple(f"{verdict}：{meaning}。" for verdict, meaning in MEANINGS.items())),
    )
    return Paper("核对结果", blocks if rows else blocks[:1], contents=False)


def summary(checked: Checked) -> str:
    """How many items have which verdict, in a sentence."""
    if not checked.items:
        return "文稿里没有可以核对的内容（数据、年份、《标题》、文号、带引号的词语）。"
    told = "，".join(f"{verdict} {n} 项" for verdict, n in checked.counts.items() if n)
    return f"共核对 {len(checked.items)} 项：{told}。"


def lines_of(checked: Checked) -> str:
    """The result as plain text, to be copied."""
    lines = [summary(checked)]
    for number, item in enumerate(checked.items, 1):
        lines.append(f"{number}. {item.text}（{item.kind}）：{item.verdict}。{item.why}")
        if item.quotation:
            words = " ".join(item.quotation.text.split())
            lines.append(f"   来源：“{words}”{official(item.quotation)}")
    return "\n".join(lines)


def _row(number: int, item: Item) -> tuple[Cell, ...]:
    quoted: Cell = (item.quotation,) if item.quotation else _NONE
    return str(number), item.text, item.kind, item.verdict, item.why, quoted
