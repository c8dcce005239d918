"""The list of the catalogue as CSV that Excel opens."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from kb.report import inert
from kb.types import DEPTHS, PracticeCard
from kb.web.state import ORIGINS
from kb.web.tables import region_name

HEAD = (
    "做法", "也写作", "来历", "详略", *(f"{depth}（处）" for depth in reversed(DEPTHS)), "地区数",
    "地区", "年份", "主题", "专题", "文件", "提及", "指标数据",
)  # fmt: skip
_JOINED = "；"


def catalogue_csv(cards: Iterable[PracticeCard]) -> str:
    """One line a practice, in the order given. With a byte order mark, and no cell that a
    spreadsheet would take for a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(HEAD)
    for card in cards:
        writer.writerow([inert(cell) for cell in _cells(card)])
    return "\ufeff" + stream.getvalue()


def _cells(card: PracticeCard) -> list[str]:
    names = [name for name in map(region_name, card.regions) if name]
    return [
        card.name,
        _JOINED.join(card.aliases),
        ORIGINS[card.programme],
        card.depth,
        *map(str, reversed(card.depths)),
        str(len(names)),
        _JOINED.join(names),
        _JOINED.join(map(str, card.years)),
        _JOINED.join(card.themes),
        _JOINED.join(card.topics),
        *map(str, (card.documents, card.mentions, card.figures)),
    ]
