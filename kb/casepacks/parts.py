"""What is told of one place, by the four parts of a case; every piece is a quotation."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from kb.casepacks.basis import basis_of, is_policy
from kb.citing import quote
from kb.comparing import Column, Row
from kb.comparing import Quotation as Cell
from kb.types import DEPTHS, Depth, Document, Quotation, Region

Part = Literal["政策依据", "主要举措", "指标数据", "成效"]
PARTS: tuple[Part, ...] = ("政策依据", "主要举措", "指标数据", "成效")
Documents = Callable[[str], Document | None]
_COLUMNS: dict[Part, Column] = {"主要举措": "做法", "指标数据": "指标数据", "成效": "成效"}
_ID = 8
_CLAUSE_ENDS = "，,；;。！？!?：:\n"
_BESIDE = 40
"""How far from its figure, in characters, the words are sought that say what it is of."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One quotation of a case. ``lead``: what is said before it, e.g. 目标; ``id``: by which
    a user leaves it out, the same after a rebuild while its words stand where they stood."""

    id: str
    quotation: Quotation
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One place. ``practices``: names of the practices it is about, none for a question.
    ``parts``: every one of ``PARTS``, empty for 库内未见. ``leads``: the bureaus in charge."""

    region: Region
    practices: tuple[str, ...]
    depth: Depth
    parts: dict[Part, tuple[Piece, ...]]
    leads: tuple[Piece, ...] = ()

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """All of it, in the order of the parts."""
        return (*(piece for part in PARTS for piece in self.parts[part]), *self.leads)

    @property
    def in_one(self) -> bool:
        """Whether all results stand in sentences that are quoted as measures already: official
        prose often says both in one breath."""
        results, measures = self.parts["成效"], self.parts["主要举措"]
        return bool(results) and all(any(_holds(m, r) for m in measures) for r in results)

    @property
    def documents(self) -> tuple[str, ...]:
        """Ids of the documents it quotes, each once."""
        return tuple(dict.fromkeys(piece.quotation.document_id for piece in self.pieces))


def case_of(rows: Sequence[Row], of: Documents) -> Case:
    """The case of one place. ``rows``: of a comparison, all of that place, at least one with
    something told. ``of``: document id → document."""
    told = [row for row in rows if row.depth is not None]
    parts: dict[Part, tuple[Piece, ...]] = {
        part: pieces(_cells(told, column), of, part) for part, column in _COLUMNS.items()
    }
    parts["政策依据"] = basis = _basis(told, of)
    parts["主要举措"] = tuple(p for p in parts["主要举措"] if p.id not in {b.id for b in basis})
    return Case(
        region=told[0].region,
        practices=tuple(dict.fromkeys(row.practice for row in told if row.practice)),
        depth=max((row.depth for row in told if row.depth), key=DEPTHS.index),
        parts=parts,
        leads=pieces(_cells(told, "责任单位"), of, None),
    )


def pieces(cells: Iterable[Cell], of: Documents, part: Part | None) -> tuple[Piece, ...]:
    """The cells of a comparison as pieces, each place in a document once."""
    found: dict[str, Piece] = {}
    for cell in cells:
        document = of(cell.document_id)
        if document is None:
            continue
        start, end = _shown(cell, document, part)
        piece = piece_of(document, start, end, cell.figure.status if cell.figure else "")
        found.setdefault(piece.id, piece)
    # What an original says is not said by its digest; the order is else kept.
    ordered = sorted(found.values(), key=lambda piece: piece.quotation.digest)
    return tuple(p for p in ordered if not any(p is not o and _holds(o, p) for o in ordered))


def piece_of(document: Document, start: int, end: int, lead: str = "") -> Piece:
    """A span of a document as a piece."""
    named = f"{document.id} {start} {end}".encode()
    return Piece(hashlib.sha256(named).hexdigest()[:_ID], quote(document, start, end), lead)


def _holds(outer: Piece, inner: Piece) -> bool:
    one, other = outer.quotation, inner.quotation
    same = one.document_id == other.document_id
    return same and one.start <= other.start and other.end <= one.end


def _cells(rows: Sequence[Row], column: Column) -> list[Cell]:
    """Of several practices the first cell of each, then the second of each."""
    columns = [row.cells[column] for row in rows]
    longest = max(map(len, columns), default=0)
    return [cells[at] for at in range(longest) for cells in columns if at < len(cells)]


def _shown(cell: Cell, document: Document, part: Part | None) -> tuple[int, int]:
    """A figure alone says little: it is quoted with its clause where that is short."""
    if part != "指标数据" or cell.figure is None:
        return cell.start, cell.end
    text = document.text
    start, end = cell.start, cell.end
    while start > 0 and text[start - 1] not in _CLAUSE_ENDS and cell.start - start < _BESIDE:
        start -= 1
    while end < len(text) and text[end] not in _CLAUSE_ENDS and end - cell.end < _BESIDE:
        end += 1
    whole = start == 0 or text[start - 1] in _CLAUSE_ENDS
    while start < cell.start and text[start].isspace():
        start += 1
    return (start, end) if whole else (cell.start, cell.end)


def _basis(rows: Sequence[Row], of: Documents) -> tuple[Piece, ...]:
    """The sentences that name what the place acts upon, and of the place's own policy
    documents the one that sets the thing out."""
    found: dict[str, Piece] = {}
    for cell in _cells(rows, "来源"):
        document = of(cell.document_id)
        if document is None:
            continue
        named = [piece_of(document, *span) for span in basis_of(document, cell.start, cell.end)]
        if not named and is_policy(document):
            named = [piece_of(document, *span) for span in _own(rows, document)]
        found.update((piece.id, piece) for piece in named)
    return tuple(found.values())


def _own(rows: Sequence[Row], document: Document) -> list[tuple[int, int]]:
    """The first thing that a policy document says is to be done."""
    spans = [
        (cell.start, cell.end) for cell in _cells(rows, "做法") if cell.document_id == document.id
    ]
    # The only one is what is done; a case needs that most.
    return spans[:1] if len(spans) > 1 else []
