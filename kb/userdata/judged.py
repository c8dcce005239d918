"""Opinions as judged queries, in the lines that ``eval`` reads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence

from kb.report import inert
from kb.userdata.shapes import Judged, Opinion

_COLUMNS = ("检索词", "评价", "文件", "起", "止", "段落", "评价人", "时间", "原文")


def judged_lines(opinions: Iterable[Opinion], collection: str = "documents") -> list[str]:
    """One JSON line a query, in the order of their text.

    A passage is relevant with grade 1 where more people called it useful than not; nobody
    says that it answers in full, which would be 2. A query without any such passage is left
    out: it would count as one that the collection cannot answer.
    """
    by_query: dict[str, list[Opinion]] = {}
    for opinion in opinions:
        by_query.setdefault(opinion.judged.query, []).append(opinion)
    lines = []
    for query in sorted(by_query):
        relevant = [
            {"path": one.path, "quotation": one.text, "grade": 1}
            for one in _useful(by_query[query])
        ]
        if relevant:
            told = {"id": _id(query), "query": query, "kind": "feedback",
                    "collection": collection, "relevant": relevant}  # fmt: skip
            lines.append(json.dumps(told, ensure_ascii=False))
    return lines


def opinion_rows(opinions: Iterable[Opinion]) -> list[tuple[str, ...]]:
    """A table of every opinion, its heads first; no cell is one a spreadsheet would take for
    a formula, and none breaks its line. People are told apart by a number only."""
    numbers: dict[str, int] = {}
    rows: list[tuple[str, ...]] = [_COLUMNS]
    for opinion in opinions:
        judged = opinion.judged
        number = numbers.setdefault(opinion.person, len(numbers) + 1)
        cells = (
            judged.query, "有用" if opinion.useful else "没用", judged.path, str(judged.start),
            str(judged.end), judged.passage_id, str(number), opinion.at, judged.text,
        )  # fmt: skip
        rows.append(tuple(inert(" ".join(cell.split())) for cell in cells))
    return rows


def _useful(opinions: Sequence[Opinion]) -> list[Judged]:
    """The passages more people called useful than not, each once."""
    votes: dict[str, int] = {}
    first: dict[str, Judged] = {}
    for opinion in opinions:
        passage = opinion.judged.passage_id
        votes[passage] = votes.get(passage, 0) + (1 if opinion.useful else -1)
        first.setdefault(passage, opinion.judged)
    return [first[passage] for passage, sum_ in votes.items() if sum_ > 0]


def _id(query: str) -> str:
    return "f" + hashlib.sha256(query.encode()).hexdigest()[:8]
