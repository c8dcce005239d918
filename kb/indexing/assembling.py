"""From the entries of all files to the documents of the library: users' corrections are
applied, files that hold one document are folded, documents that name each other linked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kb.copies import Group, groups
from kb.corrections import Corrections, PracticeCorrections, apply
from kb.fetching import Origin
from kb.indexing.practices import with_practices
from kb.indexing.revising import as_read, with_figures
from kb.metadata.provenance import GRADES
from kb.series import links
from kb.store.entries import Entry
from kb.types import Document, Source, Value


@dataclass(frozen=True, slots=True)
class Assembled:
    """``leading``: one entry a document, sorted by path. ``copies``: the other files, each
    with the id of its document and how the two agree."""

    leading: tuple[Entry, ...]
    copies: tuple[tuple[Entry, str, str], ...]


def assemble(
    entries: Iterable[Entry],
    corrections: Corrections,
    origins: Mapping[str, Origin] | None = None,
    practices: PracticeCorrections | None = None,
) -> Assembled:
    """The documents that ``entries`` make up; nothing of an earlier build is in the result.

    ``origins``: path → where a file that cannot say so itself comes from. ``practices``: what
    users said of figures; which practices there are is for ``told_practices``.
    """
    known = origins or {}
    placed = [_placed(_as_read(entry), known.get(entry.document.path)) for entry in entries]
    # A line about a document that is here by its id says nothing of another at its old path.
    said = corrections.within(entry.document.id for entry in placed)
    plain = [_corrected(entry, said) for entry in placed]
    by_id = {entry.document.id: entry for entry in plain}
    copies: list[tuple[Entry, str, str]] = []
    sources: dict[str, tuple[Source, ...]] = {}
    for group in _groups(plain):
        members = [(by_id.pop(i), how) for i, how in group.members if i != group.leader_id]
        by_id[group.leader_id] = _corrected_by_all(
            by_id[group.leader_id], [entry for entry, _ in members], said
        )
        leader = by_id[group.leader_id].document
        copies += [(entry, group.leader_id, how) for entry, how in members]
        others = [_source(entry.document, how) for entry, how in members]
        sources[leader.id] = (_source(leader, None), *others)
    leading = _linked([_with_sources(e, sources) for e in by_id.values()])
    if practices is not None:
        leading = [with_figures(entry, practices) for entry in leading]
    return Assembled(
        tuple(sorted(leading, key=lambda e: e.document.path)),
        tuple(sorted(copies, key=lambda c: c[0].document.path)),
    )


def _as_read(entry: Entry) -> Entry:
    """An entry as its file gave it, without what an earlier build added."""
    document = entry.document
    metadata = document.recognised or document.metadata
    plain = replace(document, metadata=metadata, recognised=None, sources=(), links=())
    if any(m.practice or m.recognised for found in entry.mentions.values() for m in found):
        entry = replace(entry, mentions=with_practices(as_read(entry.mentions), {}))
    return entry if plain == document else replace(entry, document=plain)


def _placed(entry: Entry, origin: Origin | None) -> Entry:
    """An entry with the address its file was fetched from."""
    document = entry.document
    if origin is None or document.metadata.address is not None:
        return entry
    captured = Value(origin.captured, "stated") if origin.captured else None
    metadata = replace(
        document.metadata, address=Value(origin.address, "stated"), captured=captured
    )
    return replace(entry, document=replace(document, metadata=metadata))


def _corrected(entry: Entry, corrections: Corrections) -> Entry:
    document = entry.document
    metadata = apply(document.id, document.path, document.metadata, corrections)
    if metadata == document.metadata:
        return entry
    corrected = replace(document, metadata=metadata, recognised=document.metadata)
    return replace(entry, document=corrected)


def _corrected_by_all(leader: Entry, others: Sequence[Entry], corrections: Corrections) -> Entry:
    """The leading entry with what users said of any file of its document, its own last: a
    better source that arrives later must not undo a correction."""
    document = leader.document
    read = metadata = document.recognised or document.metadata
    for entry in (*others, leader):
        metadata = apply(entry.document.id, entry.document.path, metadata, corrections)
    if metadata == document.metadata:
        return leader
    return replace(leader, document=replace(document, metadata=metadata, recognised=read))


def _groups(entries: Sequence[Entry]) -> list[Group]:
    documents = [(e.document, print_) for e in entries if (print_ := e.traits.fingerprint)]
    texts = {document.id: document.text for document, _ in documents}
    return groups(documents, texts.__getitem__, GRADES)


def _source(document: Document, how: str | None) -> Source:
    return Source(document.id, document.path, document.sha256, document.format, how)


def _with_sources(entry: Entry, sources: dict[str, tuple[Source, ...]]) -> Entry:
    own = sources.get(entry.document.id, ())
    return replace(entry, document=replace(entry.document, sources=own)) if own else entry


def _linked(entries: Sequence[Entry]) -> list[Entry]:
    found = links([(e.document, e.traits.citations) for e in entries])
    return [
        replace(e, document=replace(e.document, links=found[e.document.id]))
        if e.document.id in found
        else e
        for e in entries
    ]
