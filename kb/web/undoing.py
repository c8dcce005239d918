"""What of an understood query can be taken back or made stricter with a click."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kb.search.asking import including, unjoined
from kb.search.understanding import Place, Understanding
from kb.web.search_state import SearchState, asking
from kb.web.tables import region_name

_YEARS = 2


@dataclass(frozen=True, slots=True)
class Offer:
    """A link: what it does, in words, and the search it leads to."""

    label: str
    state: SearchState


def offers(understood: Understanding, state: SearchState) -> tuple[Offer, ...]:
    """First what undoes, then what narrows; nothing that changes nothing."""
    made = (
        *_as_typed(understood, state),
        *_marks(understood, state),
        *_without_words(understood, state),
        *_synonyms(understood, state),
        *_narrower(understood, state),
    )
    return tuple(offer for offer in made if offer.state != state)


def _as_typed(understood: Understanding, state: SearchState) -> Iterator[Offer]:
    if understood.corrected:
        yield Offer("仍按原词检索", replace(state, typed=True))


def _marks(understood: Understanding, state: SearchState) -> Iterator[Offer]:
    for word in (*understood.excluded, *(place.text for place in understood.left_out)):
        yield Offer(f"不再排除“{word}”", asking(state, including(state.q, word)))
    if understood.ways:
        yield Offer("改为同时要这些词", asking(state, unjoined(state.q)))


def _without_words(understood: Understanding, state: SearchState) -> Iterator[Offer]:
    """Without a place or year, which only favour."""
    words = [place.text for place in understood.places]
    words += [str(year) for year in understood.years[:_YEARS]]
    for word in words:
        rest = " ".join(state.q.replace(f"{word}年", " ").replace(word, " ").split())
        if word in state.q and any(c.isalnum() for c in rest):
            yield Offer(f"不看重“{word}”", asking(state, rest))


def _synonyms(understood: Understanding, state: SearchState) -> Iterator[Offer]:
    if understood.synonyms:
        yield Offer("只按原词，不查同义说法", replace(state, exact=True))
    elif state.exact:
        yield Offer("也查同义说法", replace(state, exact=False))


def _narrower(understood: Understanding, state: SearchState) -> Iterator[Offer]:
    for place in understood.places:
        if len(place.regions) == 1:
            name = region_name(place.regions[0]) or place.text
            yield Offer(f"只看{name}的文件", _only(place, state))
    for year in understood.years[:_YEARS]:
        yield Offer(f"只看{year}年的文件", replace(state, since=year, until=year))


def _only(place: Place, state: SearchState) -> SearchState:
    region = place.regions[0]
    return replace(
        state,
        provinces=(region.province,) if region.province else (),
        cities=(region.city,) if region.city else (),
        counties=(region.county,) if region.county else (),
    )
