"""A case pack: what the library has of a thing, and what of that its user chose."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from kb.casepacks.ordering import in_order, place_type
from kb.casepacks.parts import PARTS, Case, Documents, Piece, case_of, pieces
from kb.casepacks.questions import Question, questions
from kb.comparing import Matrix, compare
from kb.comparing.subjects import asked as subjects
from kb.search import Searcher
from kb.search.understanding import understand
from kb.types import Filters, Region

FIRST = 4
"""Places that a pack begins with."""
_BACKGROUND = 6
NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Material:
    """All that a pack can be made of. ``thing``: what is taught, as it is called. ``asked``:
    the question, or names of practices. ``background``: what is said from above: documents
    about no one place, then those of provinces. ``cases``: every place with something told,
    in the order they are proposed. ``mentioned``: places that only name it."""

    thing: str
    asked: tuple[str, ...]
    background: tuple[Piece, ...]
    cases: tuple[Case, ...]
    mentioned: tuple[Region, ...] = ()
    notes: tuple[str, ...] = ()

    def case(self, region: Region) -> Case | None:
        """The case of a place."""
        return next((case for case in self.cases if case.region == region), None)


@dataclass(frozen=True, slots=True)
class Options:
    """What the user chose. ``places``: in their order, ``None`` for those proposed.
    ``dropped``: ids of pieces left out. ``asking``: ids of the questions, ``None`` for those
    proposed. ``remarks``: the user's own words."""

    places: tuple[Region, ...] | None = None
    dropped: frozenset[str] = frozenset()
    asking: tuple[str, ...] | None = None
    title: str = ""
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class CasePack:
    """A pack as it is taken away. ``told_at``: how many places of how many provinces the
    library has it of. ``types``: of the chosen places, each once."""

    title: str
    thing: str
    asked: tuple[str, ...]
    background: tuple[Piece, ...]
    cases: tuple[Case, ...]
    questions: tuple[Question, ...]
    told_at: tuple[int, int]
    remarks: str = ""

    @property
    def types(self) -> tuple[str, ...]:
        """Of its places."""
        return tuple(dict.fromkeys(filter(None, (place_type(c.region) for c in self.cases))))


NO_OPTIONS = Options()


def material(
    searcher: Searcher,
    asked: str | Sequence[str],
    thing: str = "",
    filters: Filters = NO_FILTERS,
) -> Material:
    """What the library has of a question, or of practices by name or id. ``thing``: what it
    is called where that is not what is asked, e.g. a theme.

    Raises ``InputError`` for a question without a word.
    """
    matrix = compare(searcher, asked, None, filters)
    if isinstance(asked, str):
        thing = thing or subject_of(asked)
    elif thing:
        # Names of practices are of places: what is said from above stands under the theme.
        above = compare(searcher, thing, None, filters)
        matrix = replace(matrix, general=(*matrix.general, *above.general))
    return from_matrix(matrix, searcher.snapshot.library.document, thing)


def subject_of(question: str) -> str:
    """What a question is about, without its words of asking; the question where it has no
    more."""
    naming = subjects(understand(question).subjects)
    return "、".join(subject.word for subject in naming[:2]) or question


def from_matrix(matrix: Matrix, of: Documents, thing: str = "") -> Material:
    """The material of a comparison. ``of``: document id → document."""
    rows = [row for row in matrix.rows if row.depth is not None]
    cases = [case_of(list(group), of) for _, group in groupby(rows, key=lambda r: r.region)]
    names = tuple(dict.fromkeys(row.practice for row in rows if row.practice))
    asked = names or matrix.asked
    above = [c for c in cases if place_type(c.region) == "省级" and c.parts["政策依据"]]
    said = [piece for case in above for piece in case.parts["主要举措"]]
    background = (*pieces(matrix.general, of, None), *said)
    return Material(
        thing or "、".join(asked[:3]),
        asked,
        tuple({piece.id: piece for piece in background}.values()),
        in_order([case for case in cases if any(case.parts[part] for part in PARTS)]),
        matrix.mentioned,
        matrix.notes,
    )


def build(found: Material, options: Options = NO_OPTIONS) -> CasePack:
    """The pack of ``found`` with what the user chose; a place it does not have is passed
    over."""
    proposed = [case.region for case in found.cases[:FIRST]]
    places = proposed if options.places is None else options.places
    chosen = [case for place in places if (case := found.case(place))]
    cases = tuple(_without(case, options.dropped) for case in chosen)
    background = _kept(found.background[:_BACKGROUND], options.dropped)
    offered = questions(found.thing, cases, [piece.quotation for piece in background])
    provinces = {case.region.province for case in found.cases}
    return CasePack(
        options.title.strip() or f"“{found.thing}”案例包",
        found.thing,
        found.asked,
        background,
        cases,
        tuple(q for q in offered if _is_asked(q, options.asking)),
        (len(found.cases), len(provinces)),
        options.remarks.strip(),
    )


def _is_asked(question: Question, asking: tuple[str, ...] | None) -> bool:
    return question.proposed if asking is None else question.id in asking


def _without(case: Case, dropped: Collection[str]) -> Case:
    parts = {part: _kept(found, dropped) for part, found in case.parts.items()}
    return replace(case, parts=parts, leads=_kept(case.leads, dropped))


def _kept(found: Sequence[Piece], dropped: Collection[str]) -> tuple[Piece, ...]:
    return tuple(piece for piece in found if piece.id not in dropped)
