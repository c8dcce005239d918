"""The JSON of the command line. Names may be added, never changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from kb.indexing import BuildReport
from kb.jsonview_practices import Json as Json
from kb.jsonview_practices import answered_json, texts_of
from kb.search import Answer
from kb.search.understanding import Understanding
from kb.store.entries import Card, FileReport
from kb.store.library import Library
from kb.types import Document, Hit, Metadata, Value

DATES = ("written", "issued", "published", "in_force", "expires", "covered", "captured")


def document_json(card: Card, document: Document) -> Json:
    """One entry of ``documents``."""
    metadata = card.metadata
    return {
        "id": card.id,
        "path": card.path,
        "title": card.title,
        **asdict(metadata.region),
        "issuer": _plain(metadata.issuer),
        "number": _plain(metadata.number),
        "dates": dates_json(metadata),
        "kind": _plain(metadata.kind),
        "source": _plain(metadata.source),
        "years": list(metadata.years),
        "digest": metadata.digest,
        "themes": [theme.value for theme in metadata.themes],
        "topics": [topic.value for topic in metadata.topics],
        "provenance": _plain(metadata.provenance),
        "address": _plain(metadata.address),
        "others": [asdict(other.region) for other in metadata.others],
        "format": document.format,
        "pages": document.page_count,
        "unread": list(document.unread),
        "sources": [asdict(source) for source in document.sources],
        "links": [asdict(link) for link in document.links],
        "flags": [
            asdict(flag) | {"text": document.text[flag.start : flag.end]} for flag in document.flags
        ],
        "passages": card.passages,
        "removed": [
            {"text": r.text, "reason": r.reason, "start": r.start, "end": r.end}
            for r in document.removals
        ],
        "recognised": recognised_json(document.recognised or metadata),
        "confirmed": sorted(confirmed(metadata)),
    }


def dates_json(metadata: Metadata) -> Json:
    """Every date that is told apart; ``covered`` is a year or a period."""
    return {name: _plain(getattr(metadata, name)) for name in DATES}


def recognised_json(metadata: Metadata) -> Json:
    """Every recognised value with its status and the span it was read from."""
    found = {
        name: getattr(metadata, name)
        for name in metadata.__dataclass_fields__
        if isinstance(getattr(metadata, name), Value)
    }
    return {name: asdict(value) for name, value in found.items()}


def confirmed(metadata: Metadata) -> set[str]:
    """Names of the values a user has confirmed or corrected."""
    return {
        name
        for name in metadata.__dataclass_fields__
        for value in _each(getattr(metadata, name))
        if getattr(value, "status", None) == "confirmed"
    }


def show_json(document: Document) -> Json:
    """The answer of ``show``."""
    return {
        "id": document.id,
        "path": document.path,
        "title": document.title,
        "digest": document.metadata.digest,
        "text": document.text,
        "outline": [
            {"title": s.title, "level": s.level, "start": s.start, "end": s.end}
            for s in document.outline
        ],
        "pages": [asdict(page) for page in document.pages],
    }


def answer_json(answer: Answer, library: Library) -> Json:
    """The answer of ``search``."""
    text = texts_of(library)
    return {
        "query": answer.query,
        "understood": understood_json(answer.understood),
        "answered": answer.answered,
        "notes": list(answer.notes),
        "hits": [hit_json(hit, library.card_of(hit.row)) for hit in answer.hits],
        "practices": [answered_json(p, text) for p in answer.practices],
    }


def no_answer_json(query: str, error: str | None) -> Json:
    """What ``search -`` says of a line that is no query."""
    told: Json = {"query": query, "understood": {}, "answered": False, "notes": []}
    if error:
        told["error"] = error
    return told | {"hits": [], "practices": []}


def understood_json(understood: Understanding) -> Json:
    """How a query was understood."""
    return {
        "text": understood.text,
        "corrected": understood.corrected or None,
        "terms": list(understood.terms),
        "phrases": list(understood.phrases),
        "places": [
            {"text": place.text, "regions": [asdict(r) for r in place.regions]}
            for place in understood.places
        ],
        "years": list(understood.years),
        "synonyms": {word: list(others) for word, others in understood.synonyms.items()},
    }


def hit_json(hit: Hit, card: Card) -> Json:
    """One hit."""
    return {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "document_id": hit.passage.document_id,
        "passage_id": hit.passage.id,
        "path": card.path,
        "title": card.title,
        "digest": card.metadata.digest,
        "region": asdict(card.metadata.region),
        "headings": list(hit.passage.headings),
        "start": hit.passage.start,
        "end": hit.passage.end,
        "text": hit.text,
        "pages": list(hit.passage.pages) if hit.passage.pages else None,
        "header": list(hit.passage.header) if hit.passage.header else None,
        "why": {
            "lexical_rank": hit.why.lexical_rank,
            "dense_rank": hit.why.dense_rank,
            "lexical_score": hit.why.lexical_score,
            "dense_score": hit.why.dense_score,
            "terms": list(hit.why.terms),
            "notes": list(hit.why.notes),
        },
    }


def report_json(report: BuildReport, model_problem: str | None) -> Json:
    """The answer of ``build``."""
    return asdict(report) | {
        "seconds": round(report.seconds, 3),
        "failures": [asdict(failure) for failure in report.failures],
        "model_problem": model_problem,
    }


def file_json(report: FileReport) -> Json:
    """One line of ``report`` and of ``build --dry-run``."""
    return asdict(report) | {
        "removed": dict(report.removed),
        "unread": list(report.unread),
        "flags": dict(report.flags),
    }


def _each(value: object) -> Iterable[object]:
    return value if isinstance(value, tuple) else (value,)


def _plain(value: Value | None) -> str | None:
    return value.value if value else None
