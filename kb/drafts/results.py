"""What the check of a draft says of each thing that can be looked up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from kb.types import Quotation, Span

Verdict = Literal[
    "同段有据", "别处有", "目标误作结果", "结果误作目标", "与来源不符", "未找到", "未判定",
]  # fmt: skip
VERDICTS: tuple[Verdict, ...] = (
    "与来源不符", "目标误作结果", "结果误作目标", "未找到", "未判定", "别处有", "同段有据",
)  # fmt: skip
"""What needs a look first."""
FAULTS: frozenset[Verdict] = frozenset({"与来源不符", "目标误作结果", "结果误作目标"})
"""Where the source says otherwise than the draft."""
MEANINGS: dict[Verdict, str] = {
    "与来源不符": "来源说的是同一件事，但数据、年份、名称或文号不同",
    "目标误作结果": "来源说的是目标，文稿写成了已经完成的结果",
    "结果误作目标": "来源说的是已经完成的结果，文稿写成了目标",
    "未找到": "文库里没有找到",
    "未判定": "找到了相关的内容，但不能断定是否一致",
    "别处有": "文库里有，但不在本句其余内容所在的段落",
    "同段有据": "与本句其余内容在同一段落里找到",
}
ItemKind = Literal["指标数据", "年份", "标题", "文号", "词语"]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a draft that can be looked up.

    ``start``/``end``: in the draft as given, half-open; ``text``: those words. ``why``: a
    sentence for the user. ``quotation``: the sentence of a source that the verdict rests on,
    ``None`` where nothing comes near; ``mark``: the words within its document that were
    compared.
    """

    start: int
    end: int
    text: str
    kind: ItemKind
    verdict: Verdict
    why: str
    quotation: Quotation | None = None
    mark: Span | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft and its items in order, disjoint. ``version``: of the index that was asked."""

    text: str
    items: tuple[Item, ...]
    version: str

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many items have each verdict, in the order of ``VERDICTS``; all are listed."""
        found = Counter(item.verdict for item in self.items)
        return {verdict: found[verdict] for verdict in VERDICTS}
