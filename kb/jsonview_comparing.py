"""The JSON of ``compare``. Names may be added, never changed."""

from __future__ import annotations

from dataclasses import asdict

from kb.comparing import COLUMNS, Matrix, Quotation, Row, Source, leaders_of, provinces
from kb.jsonview import Json
from kb.store.library import Library


def matrix_json(matrix: Matrix, library: Library) -> Json:
    """A comparison; ``text`` of every quotation is the span of the document it names."""
    return {
        "asked": list(matrix.asked),
        "understood": list(matrix.understood),
        "notes": list(matrix.notes),
        "columns": list(COLUMNS),
        "rows": [_row_json(row, matrix, library) for row in matrix.rows],
        "mentioned": [asdict(region) for region in matrix.mentioned],
        "provinces": [asdict(tile) for tile in provinces(matrix)],
        "leaders": [
            {
                "name": leader.name,
                "places": [asdict(region) for region in leader.places],
                "practices": list(leader.practices),
                "quotations": [quotation_json(q, library) for q in leader.quotations],
            }
            for leader in leaders_of(matrix, library)
        ],
    }


def quotation_json(quotation: Quotation, library: Library) -> Json:
    """One quotation with its words."""
    told: Json = {
        "text": quoted(quotation, library),
        "document_id": quotation.document_id,
        "start": quotation.start,
        "end": quotation.end,
    }
    if quotation.practice:
        told["practice"] = quotation.practice
    if quotation.figure is not None:
        told["figure"] = asdict(quotation.figure)
    return told


def quoted(quotation: Quotation, library: Library) -> str:
    """The words of a quotation."""
    document = library.document(quotation.document_id)
    return document.text[quotation.start : quotation.end] if document else ""


def _row_json(row: Row, matrix: Matrix, library: Library) -> Json:
    return {
        "region": asdict(row.region),
        "practice": row.practice,
        "depth": row.depth,
        "cells": {
            column: [
                quotation_json(q, library)
                | (_source_json(matrix.sources[q.document_id]) if column == "来源" else {})
                for q in row.cells[column]
            ]
            for column in COLUMNS
        },
    }


def _source_json(source: Source) -> Json:
    return {
        "title": source.title,
        "path": source.path,
        "date": source.date,
        "digest": source.digest,
    }
