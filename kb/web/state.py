"""The address of a page and what it says: a whole search, or a place in a document.

Every value in an address comes from outside: what cannot be is dropped, never refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.regions import Level, resolve
from kb.search.understanding import MAX_QUERY
from kb.types import KINDS, Filters

COUNTS = (10, 20, 50)
"""How many passages can be asked for."""
# One character more than a query is read for, so that the note about the cut still comes.
_MAX_TEXT = MAX_QUERY + 1
_MAX_NAME = 40
_MAX_PRACTICE = 120
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


@dataclass(frozen=True, slots=True)
class SearchState:
    """A whole search. ``k``: how many passages, one of ``COUNTS``."""

    q: str = ""
    province: str | None = None
    city: str | None = None
    county: str | None = None
    year: int | None = None
    kind: str | None = None
    k: int = COUNTS[0]

    @property
    def filters(self) -> Filters:
        """The explicit conditions."""
        return Filters(self.province, self.city, self.county, self.year, self.kind)

    @property
    def filtered(self) -> bool:
        """Whether any condition is set."""
        return self.filters != Filters()


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a document: characters of its text, half-open; ``None``: no place.
    ``page``: the page that is looked at by itself, beside its picture, from 1."""

    document_id: str
    start: int | None = None
    end: int | None = None
    page: int | None = None


def search_from(params: Mapping[str, str]) -> SearchState:
    """Read a search from an address."""
    year, k = _number(params.get("year")), _number(params.get("k"))
    kind = params.get("kind")
    return SearchState(
        q=" ".join(params.get("q", "").split())[:_MAX_TEXT],
        province=_official(params.get("province"), "province"),
        city=_official(params.get("city"), "city"),
        county=_official(params.get("county"), "county"),
        year=year if year is not None and _FIRST_YEAR <= year <= _LAST_YEAR else None,
        kind=kind if kind in KINDS else None,
        k=k if k in COUNTS else COUNTS[0],
    )


def search_params(state: SearchState) -> dict[str, str]:
    """Write a search into an address; what is at its default is left out."""
    told = {
        "q": state.q,
        "province": state.province,
        "city": state.city,
        "county": state.county,
        "year": state.year,
        "kind": state.kind,
        "k": None if state.k == COUNTS[0] else state.k,
    }
    return {name: str(value) for name, value in told.items() if value}


def location_from(params: Mapping[str, str]) -> Location | None:
    """Read a place in a document from an address; ``None`` where no document is named."""
    document_id = params.get("id", "").strip()[:_MAX_NAME]
    if not document_id:
        return None
    start, end = _number(params.get("start")), _number(params.get("end"))
    page = _number(params.get("page")) or None
    if start is None or end is None or end <= start:
        return Location(document_id, page=page)
    return Location(document_id, start, end, page)


def location_params(document_id: str, start: int | None, end: int | None) -> dict[str, str]:
    """Write a place in a document into an address."""
    if start is None or end is None:
        return {"id": document_id}
    return {"id": document_id, "start": str(start), "end": str(end)}


def practice_from(params: Mapping[str, str]) -> str:
    """The id or name of a practice in an address, ``""`` where it has none."""
    return (params.get("id", "").strip() or params.get("name", "").strip())[:_MAX_PRACTICE]


def practice_params(name: str) -> dict[str, str]:
    """Write a practice into an address: by its name, which a rebuild does not change."""
    return {"name": name}


def _number(text: str | None) -> int | None:
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 9:
        return None
    return int(text)


def _official(name: str | None, level: Level) -> str | None:
    """The official name where a short form means only one; else what was given."""
    if not name or not name.strip():
        return None
    given = name.strip()[:_MAX_NAME]
    official = {getattr(region, level) for region in resolve(given, level)} - {None}
    return str(official.pop()) if len(official) == 1 else given
