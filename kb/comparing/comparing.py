"""Places side by side: what each does about a question or a practice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from kb.comparing.candidates import candidates, weighed_by
from kb.comparing.cells import cells_of, empty_cells, general_of
from kb.comparing.matrix import Matrix, Row, Source
from kb.comparing.ordering import in_usual_order, place_of
from kb.comparing.subjects import Wanted, asked
from kb.comparing.telling import ENOUGH, Read, Told, told_by_mention, told_by_passage
from kb.regions import contains
from kb.search import Searcher
from kb.search.candidates import Rows
from kb.search.searcher import NO_DENSE
from kb.search.understanding import Place, Understanding
from kb.store.entries import Card
from kb.store.library import Library
from kb.types import DEPTHS, Filters, Practice, Region

_ALIASES = 5
_FEW = 3
"""Places below which the user is told what a narrower question would find."""
NO_FILTERS = Filters()


def compare(
    searcher: Searcher,
    asked: str | Sequence[str],
    regions: Sequence[Region] | None = None,
    filters: Filters = NO_FILTERS,
) -> Matrix:
    """What places do about ``asked``: a question, or names or ids of practices.

    A place is a row where a passage really tells of what is asked; several practices are
    rows of their own within a place. ``regions``: only these and what lies in them, ``None``:
    those the question names, or all; one of which nothing is found is a row of empty cells. Raises ``InputError`` for a question
    without a word, ``UsageError`` for a filter that cannot be.
    """
    allowed = searcher.allowed(filters)
    if isinstance(asked, str):
        made, named = _of_question(searcher, asked, allowed)
        regions = regions or _meant(named, made.rows)
    else:
        made = _of_practices(searcher.snapshot.library, asked, allowed)
    made = _outside(made, filters.without)
    return _with_places(made, regions) if regions else made


def _of_question(
    searcher: Searcher, question: str, allowed: Rows | None
) -> tuple[Matrix, tuple[Place, ...]]:
    """The comparison, and the places that the question names."""
    library = searcher.snapshot.library
    answer = searcher.search(question, k=1)
    told = list[Told]()
    # The semantic leg finds passages that are near; a row has to tell of the very thing.
    notes = tuple(note for note in answer.notes if note != NO_DENSE)
    if answer.answered:
        told, note = _answers(searcher, answer.understood, allowed)
        notes += (note,) if note else ()
    practice = library.practice(question)
    if practice is not None:
        told += _told_of(library, practice, allowed)
    understood = [_sentence(answer.understood)]
    if practice is not None:
        understood.append(f"其中“{practice.name}”是库内的一项做法，它的每处提及都在内。")
    places = answer.understood.places
    if places:
        understood.append(f"只看问题提到的地方：{'、'.join(place.text for place in places)}。")
    return _matrix(library, (question,), understood, [(None, told)], notes), places


def _meant(places: Sequence[Place], rows: Sequence[Row]) -> list[Region]:
    """What the places of a question mean: of namesakes those that have rows."""
    found: list[Region] = []
    for place in places:
        having = [p for p in place.regions if any(contains(p, row.region) for row in rows)]
        found += having or place.regions[:1]
    return found


def _of_practices(library: Library, names: Sequence[str], allowed: Rows | None) -> Matrix:
    found: list[tuple[str | None, list[Told]]] = []
    understood, notes = [], []
    for name in dict.fromkeys(names):
        practice = library.practice(name)
        if practice is None:
            notes.append(f"库内没有名为“{name}”的做法。")
            continue
        others = f"（也叫{'、'.join(practice.aliases[:_ALIASES])}）" if practice.aliases else ""
        understood.append(f"做法“{practice.name}”{others}的全部提及。")
        found.append((practice.name, _told_of(library, practice, allowed)))
    return _matrix(library, tuple(names), understood, found, tuple(notes))


def _sentence(understood: Understanding) -> str:
    words = "、".join(f"“{subject.word}”" for subject in understood.subjects)
    said = f"查找讲到{words}的段落" if words else "查找相近的段落"
    also = "、".join(other for others in understood.synonyms.values() for other in others)
    return f"{said}（也按{also}查找）。" if also else f"{said}。"


def _answers(
    searcher: Searcher, understood: Understanding, allowed: Rows | None
) -> tuple[list[Told], str | None]:
    """What is told of a question; where few places tell of all of it, also what the user
    should know: how many more a question for its main subject alone would find."""
    library, lexical = searcher.snapshot.library, searcher.snapshot.lexical
    whole = weighed_by(asked(understood.subjects), lexical)
    told = list(_told(library, whole, candidates(whole, lexical, allowed, ENOUGH)))
    places = {t.region for t in told}
    if len(places) >= _FEW or len(whole.subjects) < 2:
        return told, None
    main = whole.main()
    more = _told(library, main, candidates(main, lexical, allowed, ENOUGH))
    others = len({t.region for t in more} - places - {Region()})
    word = main.subjects[0].word
    note = f"另有 {others} 地只讲到“{word}”，要看可只问“{word}”。"
    return told, note if others else None


def _told(library: Library, asked: Wanted, rows: Sequence[int]) -> Iterator[Told]:
    """What the passages ``rows`` tell, in library order."""
    mentions = library.mentions(rows)
    for row, passage in zip(rows, library.passages(rows), strict=True):
        card = library.card_of(row)
        read = Read(
            passage, mentions[row], _text(library, card.id), card.title, card.metadata.region
        )
        found = told_by_passage(read, asked)
        if found is not None:
            yield found


def _told_of(library: Library, practice: Practice, allowed: Rows | None) -> list[Told]:
    """What all mentions of a practice tell, those in documents that pass the filters."""
    cards = {card.id: card for card in library.cards}
    inside = None if allowed is None else {library.card_of(int(row)).id for row in allowed}
    return [
        told_by_mention(m, _text(library, m.document_id), cards[m.document_id].metadata.region)
        for m in practice.mentions
        if m.document_id in cards and (inside is None or m.document_id in inside)
    ]


def _matrix(
    library: Library,
    asked: tuple[str, ...],
    understood: Sequence[str],
    told: Sequence[tuple[str | None, Sequence[Told]]],
    notes: tuple[str, ...],
) -> Matrix:
    """``told``: what is told of each asked practice, or of a question (``None``). A place
    that only names what is asked is a row of a practice, and one ``mentioned`` of a question."""
    rows, mentioned = list[Row](), dict[Region, None]()
    for practice, tellings in told:
        for region, here in _by_place(tellings).items():
            # A title or a list says nothing beside what is told.
            shown = [t for t in here if t.depth != "仅提及"] or (here if practice else [])
            if not shown:
                mentioned[region] = None
                continue
            depth = max((t.depth for t in shown), key=DEPTHS.index)
            rows.append(Row(region, practice, depth, cells_of(shown, lambda i: _text(library, i))))
    cards = {card.id: card for card in library.cards}
    quoted = dict.fromkeys(q.document_id for r in rows for q in r.cells["来源"])
    placeless = [t for _, tellings in told for t in tellings if t.region == Region()]
    if placeless:
        count = len({t.document_id for t in placeless})
        notes += (f"另有 {count} 份文件讲到，看不出是哪个地方，不在表内。",)
    general = general_of([t for t in placeless if t.depth != "仅提及"], lambda i: _text(library, i))
    quoted |= dict.fromkeys(q.document_id for q in general)
    return Matrix(
        asked,
        tuple(understood),
        tuple(sorted(rows, key=lambda row: in_usual_order(row.region))),
        tuple(sorted(mentioned, key=in_usual_order)),
        {found: _source(cards[found]) for found in quoted},
        notes,
        general,
    )


def _by_place(told: Iterable[Told]) -> Mapping[Region, list[Told]]:
    """What is told at each known place; a document about no place is none."""
    found: dict[Region, list[Told]] = {}
    for one in told:
        region = place_of(one.region)
        if region != Region():
            found.setdefault(region, []).append(one)
    return found


def _outside(matrix: Matrix, regions: Sequence[Region]) -> Matrix:
    """Without the rows in ``regions``: a document about several places tells of others too."""
    if not regions:
        return matrix

    def out(region: Region) -> bool:
        return not any(contains(left, region) for left in regions)

    rows = tuple(row for row in matrix.rows if out(row.region))
    return replace(matrix, rows=rows, mentioned=tuple(filter(out, matrix.mentioned)))


def _with_places(matrix: Matrix, regions: Sequence[Region]) -> Matrix:
    """Only the rows within ``regions``, and an empty one for each that has none."""
    wanted_places = [place_of(region) for region in dict.fromkeys(regions)]
    rows = [r for r in matrix.rows if any(contains(w, r.region) for w in wanted_places)]
    absent = [
        w for w in dict.fromkeys(wanted_places) if not any(contains(w, r.region) for r in rows)
    ]
    rows += [Row(region, None, None, empty_cells()) for region in absent]
    quoted = {q.document_id for r in rows for q in r.cells["来源"]}
    quoted |= {q.document_id for q in matrix.general}
    return replace(
        matrix,
        rows=tuple(sorted(rows, key=lambda row: in_usual_order(row.region))),
        mentioned=tuple(m for m in matrix.mentioned if any(contains(w, m) for w in wanted_places)),
        sources={i: source for i, source in matrix.sources.items() if i in quoted},
    )


def _source(card: Card) -> Source:
    said = card.metadata
    date = said.written or said.issued or said.published or said.covered
    return Source(card.id, card.title, card.path, date.value if date else None, said.digest)


def _text(library: Library, document_id: str) -> str:
    document = library.document(document_id)
    return document.text if document else ""
