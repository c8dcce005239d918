"""The project's own judged queries: by document and quotation, never by passage.

A passage is relevant where it overlaps a judged quotation, so the judgments outlive any
change of passages. Queries over material that is not on this machine are skipped.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from eval.halves import Half, in_half
from kb.settings import ROOT
from kb.store.snapshot import Snapshot
from kb.types import Filters

HERE = Path(__file__).parent
SHARED = ROOT.parent / "shared"
COLLECTIONS = {
    "documents": ROOT / "documents",
    "seeds": SHARED / "seeds",
    "library": SHARED / "library" / "city_reports_docx",
    "policies": SHARED / "library" / "policies",
    "county": SHARED / "library" / "county_html",
    "guangzhou": SHARED / "library" / "guangzhou_html",
}


@dataclass(frozen=True, slots=True)
class Judgment:
    """``quotation`` in the document at ``path`` answers with ``grade`` 2 (fully) or 1."""

    path: str
    quotation: str
    grade: int


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query with its judgments; none for one that the collection can't answer. ``twin``:
    id of the same query in Simplified, or without the typing error."""

    id: str
    query: str
    kind: str
    collection: str
    filters: Filters
    relevant: tuple[Judgment, ...]
    twin: str | None = None


def read_judged(half: Half = "all") -> list[JudgedQuery]:
    """Answerable and unanswerable queries whose collection is on this machine."""
    files = (HERE / "queries.jsonl", HERE / "unanswerable.jsonl")
    made = [query for path in files for query in read_queries(path)]
    return [q for q in made if COLLECTIONS[q.collection].is_dir() and in_half(q.id, half)]


def read_queries(path: Path) -> list[JudgedQuery]:
    """The queries of one file, a JSON line each, be it ours or one of ``python -m kb feedback``."""
    lines = path.read_text("utf-8").splitlines()
    return [_query(json.loads(line)) for line in lines if line.strip()]


def grades(query: JudgedQuery, snapshot: Snapshot) -> dict[str, int]:
    """Passage row (as text) → grade. Raises ``KeyError`` where a quotation is not found:
    the judgment is stale, or the text was lost in reading."""
    library = snapshot.library
    by_path = {record.path: record.id for record in library.files()}
    found: dict[str, int] = {}
    for judgment in query.relevant:
        # Of several files with one document any may lead it.
        document = library.document(by_path[judgment.path])
        start = document.text.find(judgment.quotation) if document else -1
        if document is None or start < 0:
            raise KeyError(f"{query.id}: {judgment.path}: {judgment.quotation}")
        card = library.cards[library.row_of_document[document.id]]
        end = start + len(judgment.quotation)
        rows = range(card.first_row, card.first_row + card.passages)
        for row, passage in zip(rows, library.passages(rows), strict=True):
            if passage.start < end and start < passage.end:
                found[str(row)] = max(judgment.grade, found.get(str(row), 0))
    return found


def _query(line: dict[str, object]) -> JudgedQuery:
    relevant = line.get("relevant") or []
    filters = line.get("filters") or {}
    assert isinstance(relevant, list) and isinstance(filters, dict)
    return JudgedQuery(
        id=str(line["id"]),
        query=str(line["query"]),
        kind=str(line["kind"]),
        collection=str(line["collection"]),
        filters=Filters(provinces=(str(filters["province"]),)) if filters else Filters(),
        relevant=tuple(Judgment(r["path"], r["quotation"], r["grade"]) for r in relevant),
        twin=str(line["twin"]) if line.get("twin") else None,
    )
