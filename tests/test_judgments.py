"""The judged queries of ``eval/``: their form, and every quotation in its source."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kb.cleaning import clean
from kb.reading import read
from kb.script import fold

ROOT = Path(__file__).resolve().parents[1]
COLLECTIONS = {
    "seeds": ROOT.parent / "shared" / "seeds",
    "library": ROOT.parent / "shared" / "library" / "city_reports_docx",
    "documents": ROOT / "documents",
    "policies": ROOT.parent / "shared" / "library" / "policies",
    "county": ROOT.parent / "shared" / "library" / "county_html",
    "guangzhou": ROOT.parent / "shared" / "library" / "guangzhou_html",
}
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
    "typo",
}
FILTERS = {"province", "city", "county", "year", "kind", "issuer"}


def _lines(name: str) -> list[dict[str, Any]]:
    text = (ROOT / "eval" / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


QUERIES = _lines("queries.jsonl")
UNANSWERABLE = _lines("unanswerable.jsonl")


@cache
def _source(collection: str, path: str) -> str:
    return clean(read(COLLECTIONS[collection] / path)).text


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


def test_there_are_enough_and_three_quarters_are_over_shared_material() -> None:
    answerable = Counter(query["collection"] for query in QUERIES)
    unanswerable = Counter(query["collection"] for query in UNANSWERABLE)
    assert set(answerable) == set(unanswerable) == set(COLLECTIONS)
    assert len(QUERIES) >= 200
    assert len(UNANSWERABLE) >= 60
    for by_collection in (answerable, unanswerable):
        assert 4 * by_collection["documents"] <= by_collection.total()


def test_no_kind_is_rare() -> None:
    kinds = Counter(query["kind"] for query in QUERIES)
    assert {kind for kind in KINDS if kinds[kind] < 10} == set()


def test_every_kind_of_query_occurs() -> None:
    assert {query["kind"] for query in QUERIES} == KINDS
    assert {query["kind"] for query in UNANSWERABLE} == {"nothing"}


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query["id"])
def test_form_of_a_judged_query(query: dict[str, Any]) -> None:
    assert {"id", "query", "kind", "collection", "relevant"} <= set(query)
    assert set(query) <= {"id", "query", "kind", "collection", "relevant", "filters", "twin"}
    assert query["query"].strip() == query["query"] != ""
    assert set(query.get("filters", {})) <= FILTERS
    assert max(relevant["grade"] for relevant in query["relevant"]) == 2
    marks = [(relevant["path"], relevant["quotation"]) for relevant in query["relevant"]]
    assert len(marks) == len(set(marks))
    for relevant in query["relevant"]:
        assert set(relevant) == {"path", "quotation", "grade"}
        assert relevant["grade"] in (1, 2)
        assert 6 <= len(relevant["quotation"]) <= 20


def test_a_twin_asks_the_same() -> None:
    by_id = {query["id"]: query for query in QUERIES}
    for query in QUERIES:
        if query["kind"] in ("traditional", "typo"):
            twin = by_id[query["twin"]]
            assert twin["kind"] not in ("traditional", "typo")
            assert twin["collection"] == query["collection"]
            assert twin["relevant"] == query["relevant"]
            if query["kind"] == "traditional":
                assert fold(query["query"]) == fold(twin["query"])
            else:
                assert fold(query["query"]) != fold(twin["query"])


@pytest.mark.parametrize("query", UNANSWERABLE, ids=lambda query: query["id"])
def test_form_of_an_unanswerable_query(query: dict[str, Any]) -> None:
    assert set(query) == {"id", "query", "collection", "kind", "note"}
    assert query["collection"] in COLLECTIONS
    assert query["query"].strip() == query["query"] != ""
    assert query["note"] != ""


@pytest.mark.parametrize("collection", sorted(COLLECTIONS))
def test_every_quotation_stands_once_in_its_document(collection: str) -> None:
    if not COLLECTIONS[collection].is_dir():
        pytest.skip(f"no material for {collection} beside this checkout")
    wrong = [
        (name, path, quotation, times)
        for name, path, quotation in _quotations(collection)
        if (times := _source(collection, path).count(quotation)) != 1
    ]
    assert wrong == []
