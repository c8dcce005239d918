"""The places that a practice card quotes beside its best quotation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kb.regions import contains
from kb.store.library import Library
from kb.types import DEPTHS, Mention, Region
from kb.web.cards import Answered, Quotation, telling

_MOST = 4


def best(
    answered: Answered, first: Quotation, library: Library, without: Sequence[Region]
) -> tuple[tuple[Region, Quotation], ...]:
    """The best-told other places, each with its best quotation: places that are not left out
    first, the deepest told first, what was found before what the library has besides; and
    of different provinces as far as there are.

    ``first``: what the card quotes already. ``without``: places the user does not look at.
    Only what says more than the name is quoted.
    """
    told: dict[Region, Mention] = {}
    own = _place(first.mention, library)
    for mention in (*answered.practice.mentions, *answered.others):
        place = _place(mention, library)
        if place == Region() or place == own or mention.depth == DEPTHS[0]:
            continue
        if place not in told or telling(mention) < telling(told[place]):
            told[place] = mention
    ordered = sorted(told, key=lambda place: (_left_out(place, without), telling(told[place])))
    chosen = spread(ordered, own.province)[:_MOST]
    return tuple(_quoted([(place, told[place]) for place in chosen], library))


def spread(places: Sequence[Region], already: str | None) -> list[Region]:
    """The same places, the first of each province before any second. ``already``: a province
    that has been told of."""
    seen = Counter({already: 1})
    turns = []
    for place in places:
        turns.append((seen[place.province], place))
        seen[place.province] += 1
    return [place for _, place in sorted(turns, key=lambda turn: turn[0])]


def _quoted(
    told: Sequence[tuple[Region, Mention]], library: Library
) -> list[tuple[Region, Quotation]]:
    found = ((place, m, library.document(m.document_id)) for place, m in told)
    return [(place, Quotation(m, document)) for place, m, document in found if document]


def _place(mention: Mention, library: Library) -> Region:
    """Where a mention tells of, known without reading its document."""
    if mention.region is not None:
        return mention.region
    row = library.row_of_document.get(mention.document_id)
    return Region() if row is None else library.cards[row].metadata.region


def _left_out(place: Region, without: Sequence[Region]) -> bool:
    return any(contains(outer, place) for outer in without)
