"""Any folder in BEIR layout, searched through the app's code.

``corpus.jsonl`` (``_id``, ``title``, ``text``), ``queries.jsonl`` (``_id``, ``text``) and
``qrels/test.tsv`` (query, document, grade, with a head line). Thakur et al., "BEIR" (2021).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from eval.halves import Half, in_half
from kb.embedding.encoder import Encoder
from kb.indexing import Progress, write_index
from kb.indexing.ingest import MAX_CHARS
from kb.indexing.recipe import recipe
from kb.outline import outline
from kb.passages import cut
from kb.store.entries import Entry, Stamp
from kb.store.snapshot import Snapshot, open_snapshot
from kb.store.versions import build_lock
from kb.types import Document, Metadata, Value


@dataclass(frozen=True, slots=True)
class BeirSet:
    """``corpus``: (id, title, text). ``queries``: id → text. ``qrels``: id → id → grade."""

    name: str
    corpus: tuple[tuple[str, str, str], ...]
    queries: dict[str, str]
    qrels: dict[str, dict[str, int]]


def read_beir(folder: Path, half: Half = "all") -> BeirSet:
    """Read a folder; only queries with a judgment, of the given half."""
    qrels: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels" / "test.tsv").read_text("utf-8").splitlines()[1:]:
        query, document, grade = line.split("\t")
        if int(grade) > 0 and in_half(query, half):
            qrels.setdefault(query, {})[document] = int(grade)
    queries = {q["_id"]: q["text"] for q in _lines(folder / "queries.jsonl") if q["_id"] in qrels}
    corpus = tuple(
        (d["_id"], d.get("title") or "", d["text"]) for d in _lines(folder / "corpus.jsonl")
    )
    return BeirSet(folder.resolve().name, corpus, queries, qrels)


def index_beir(
    beir: BeirSet, index: Path, encoder: Encoder | None, tell: Progress | None = None
) -> Snapshot:
    """Write the corpus as an index of the app into ``index`` and open it."""
    with build_lock(index):
        write_index(index, beir_entries(beir), encoder, tell=tell)
    return open_snapshot(index, recipe())


def beir_entries(beir: BeirSet, max_chars: int = MAX_CHARS) -> list[Entry]:
    """The corpus as the app would have read it, in passages of at most ``max_chars``."""
    return [_entry(*document, max_chars) for document in beir.corpus]


def smaller(beir: BeirSet, documents: int) -> BeirSet:
    """The set with every document that is judged and, by the hash of their ids, so many
    others that there are ``documents``."""
    judged = {name for grades in beir.qrels.values() for name in grades}
    others = sorted((d[0] for d in beir.corpus if d[0] not in judged), key=_md5)
    kept = judged | set(others[: max(0, documents - len(judged))])
    return replace(beir, corpus=tuple(d for d in beir.corpus if d[0] in kept))


def _md5(name: str) -> str:
    return hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()


def _entry(name: str, title: str, text: str, max_chars: int) -> Entry:
    digest = hashlib.sha256(f"{name}\n{title}\n{text}".encode()).hexdigest()
    metadata = Metadata(title=Value(title, "stated") if title else None)
    sections = outline(text, (), title or None)
    document = Document(digest[:12], name, digest, "text", text, metadata, sections)
    passages = cut(document.id, text, sections, (), max_chars)
    return Entry(document, Stamp(0, 0, 0), passages, {})


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            if line.strip():
                yield json.loads(line)
