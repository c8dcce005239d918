"""The judged queries of ``eval/``: their form, and every quotation in its source."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kb.reading import read

ROOT = Path(__file__).resolve().parents[1]
COLLECTIONS = {
    "seeds": ROOT.parent / "shared" / "seeds",
    "library": ROOT.parent / "shared" / "library" / "city_reports_docx",
    "documents": ROOT / "documents",
    "policies": ROOT.parent / "shared" / "library" / "policies",
}
JUDGED = ("seeds", "library", "documents")
KINDS = {
    "name",
    "paraphrase",
    "figure",
    "number",
    "place",
    "traditional",
    "english",
    "abbreviation",
    "comparison",
}
FILTERS = {"province", "city", "county", "year", "kind", "issuer"}


def _lines(name: str) -> list[dict[str, Any]]:
    text = (ROOT / "eval" / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


QUERIES = _lines("queries.jsonl")
UNANSWERABLE = _lines("unanswerable.jsonl")


@cache
def _source(collection: str, path: str) -> str:
    return read(COLLECTIONS[collection] / path).text


def _quotations(collection: str) -> list[tuple[str, str, str]]:
    return [
        (query["id"], relevant["path"], relevant["quotation"])
        for query in QUERIES
        if query["collection"] == collection
        for relevant in query["relevant"]
    ]


def test_ids_are_unique_over_both_files() -> None:
    counts = Counter(query["id"] for query in QUERIES + UNANSWERABLE)
    assert [name for name, times in counts.items() if times > 1] == []


def test_no_collection_asks_the_same_twice() -> None:
    asked = Counter((query["collection"], query["query"]) for query in QUERIES + UNANSWERABLE)
    assert [question for question, times in asked.items() if times > 1] == []


def test_there_are_enough_and_half_are_over_shared_material() -> None:
    by_collection = Counter(query["collection"] for query in QUERIES)
    assert set(by_collection) == set(JUDGED)
    assert len(QUERIES) >= 80
    assert 2 * (by_collection["seeds"] + by_collection["library"]) >= len(QUERIES)
    assert Counter(query["collection"] for query in UNANSWERABLE) == {
        "seeds": 8,
        "library": 5,
        "documents": 6,
        "policies": 5,
    }


def test_every_kind_of_query_occurs() -> None:
    assert {query["kind"] for query in QUERIES} == KINDS
    assert {query["kind"] for query in UNANSWERABLE} == {"nothing"}


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query["id"])
def test_form_of_a_judged_query(query: dict[str, Any]) -> None:
    assert {"id", "query", "kind", "collection", "relevant"} <= set(query)
    assert set(query) <= {"id", "query", "kind", "collection", "relevant", "filters"}
    assert query["query"].strip() == query["query"] != ""
    assert set(query.get("filters", {})) <= FILTERS
    assert max(relevant["grade"] for relevant in query["relevant"]) == 2
    marks = [(relevant["path"], relevant["quotation"]) for relevant in query["relevant"]]
    assert len(marks) == len(set(marks))
    for relevant in query["relevant"]:
        assert set(relevant) == {"path", "quotation", "grade"}
        assert relevant["grade"] in (1, 2)
        assert 6 <= len(relevant["quotation"]) <= 20


@pytest.mark.parametrize("query", UNANSWERABLE, ids=lambda query: query["id"])
def test_form_of_an_unanswerable_query(query: dict[str, Any]) -> None:
    assert set(query) == {"id", "query", "collection", "kind", "note"}
    assert query["collection"] in COLLECTIONS
    assert query["query"].strip() == query["query"] != ""
    assert query["note"] != ""


@pytest.mark.parametrize("collection", JUDGED)
def test_every_quotation_stands_once_in_its_source(collection: str) -> None:
    if not COLLECTIONS[collection].is_dir():
        pytest.skip(f"no material for {collection} beside this checkout")
    wrong = [
        (name, path, quotation, times)
        for name, path, quotation in _quotations(collection)
        if (times := _source(collection, path).count(quotation)) != 1
    ]
    assert wrong == []
