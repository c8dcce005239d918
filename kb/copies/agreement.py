"""Whether two similar texts are one document, and how they differ if so.

What may differ: lines at the head and the end that a page or a reprint adds, captions and
other short lines between paragraphs, numbers of a list that one format does not write out,
single characters where one text was read from a picture or converted between scripts. A
figure, a name or a word that differs in the body makes two documents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kb.copies.alignment import align
from kb.copies.differences import Errors, Pair, inner_errors
from kb.copies.edges import WHOLE_SHARE, cut_side, edge_agrees, is_worded
from kb.copies.plain import Plain

How = Literal[
    "同一文件", "文字相同", "繁简不同", "页面不同", "标题或按语不同", "扫描识别",
    "扫描识别，数字有出入", "不完整的副本",
]  # fmt: skip
# A run of so many equal characters is no chance: what lies between the first and the last
# of them is the common body.
_ANCHOR = 20
_LEAST_COMMON = 60


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two texts are one document. ``how``: in what they differ. ``cut``: which of them
    lacks the end."""

    how: How
    cut: Literal["a", "b"] | None = None


def agreement(a: Plain, b: Plain, scanned: bool) -> Agreement | None:
    """How ``a`` and ``b`` agree; ``None``: they are two documents.

    ``scanned``: at least one of them was read from pictures.
    """
    pair = Pair(a, b, scanned)
    blocks = align(a.chars, b.chars)
    common = sum(block.size for block in blocks if block.equal)
    anchors = [at for at, block in enumerate(blocks) if block.equal and block.size >= _ANCHOR]
    if not anchors or common < _LEAST_COMMON:
        return None
    head, tail = range(anchors[0]), range(anchors[-1] + 1, len(blocks))
    errors = inner_errors(pair, blocks[anchors[0] : anchors[-1] + 1], common)
    if errors is None or not edge_agrees(pair, blocks, head, common):
        return None
    cut = cut_side(pair, blocks[anchors[-1] + 1 :], common)
    if cut:
        return Agreement("不完整的副本", cut)
    whole = common >= WHOLE_SHARE * max(len(a.chars), len(b.chars))
    if not whole or not edge_agrees(pair, blocks, tail, common):
        return None
    edges = [blocks[at] for at in (*head, *tail)]
    return Agreement(_how(pair, errors, is_worded(pair, edges)))


def _how(pair: Pair, errors: Errors, worded: bool) -> How:
    if pair.scanned and errors.characters:
        return "扫描识别，数字有出入" if errors.digits else "扫描识别"
    if pair.converted:
        return "繁简不同"
    return "标题或按语不同" if worded else "页面不同"
