"""The kinds of query that are told apart, in the order of the tables."""

from __future__ import annotations

NOTHING = "nothing"
KINDS = {
    "name": "the exact name of a practice or a document",
    "paraphrase": "what is meant, in other words",
    "figure": "asks for a number",
    "number": "a document number (文号)",
    "comparison": "asks how places differ",
    "place": "bound to a place it names",
    "traditional": "in Traditional characters; twin: the same in Simplified",
    "english": "in English over Chinese documents",
    "abbreviation": "a shortened name",
    "typo": "with a typing error; twin: the same without",
    NOTHING: "the collection has nothing on it",
}
ANSWERABLE = tuple(kind for kind in KINDS if kind != NOTHING)
