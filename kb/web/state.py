"""The address of a page and what it says: a whole search, or a place in a document.

Every value in an address comes from outside: what cannot be is dropped, never refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.regions import Level, resolve
from kb.search.understanding import MAX_QUERY
from kb.types import DEPTHS, KINDS, Depth, Filters, Region

COUNTS = (10, 20, 50)
"""How many passages can be asked for."""
ORIGINS = ("本地做法", "上级部署")
SORTS = ("地区最多", "讲得最详", "名称")
WAYS = ("做法", "问题")
SHADES = ("地区数", "详略")
MAX_PICKED = 6
MAX_PLACES = 40
_LIST = ","
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


@dataclass(frozen=True, slots=True)
class CatalogueState:
    """What of the catalogue is shown. ``origin``: one of ``ORIGINS``; ``sort``: one of
    ``SORTS``; ``page`` from 1; ``pick``: ids of the practices chosen to be compared."""

    q: str = ""
    theme: str | None = None
    topic: str | None = None
    province: str | None = None
    city: str | None = None
    county: str | None = None
    year: int | None = None
    depth: Depth | None = None
    origin: str | None = None
    sort: str = SORTS[0]
    page: int = 1
    pick: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CompareState:
    """What is compared. ``by``: one of ``WAYS``; ``q``: the question; ``pick``: ids or names
    of practices; ``places``: only these, empty for all; ``province``: the tile that was
    chosen; ``shade``: one of ``SHADES``, what the tiles show; ``lead``: the theme or topic
    whose bureaus are listed, ``None`` for those of the comparison; ``page`` from 1."""

    by: str = WAYS[0]
    q: str = ""
    pick: tuple[str, ...] = ()
    places: tuple[Region, ...] = ()
    province: str | None = None
    shade: str = SHADES[0]
    lead: str | None = None
    page: int = 1

    @property
    def asked(self) -> str | tuple[str, ...]:
        """What is asked in the chosen way."""
        return self.q if self.by == "问题" else self.pick


def catalogue_from(params: Mapping[str, str]) -> CatalogueState:
    """Read what of the catalogue is shown from an address."""
    year = _number(params.get("year"))
    depth = params.get("depth")
    return CatalogueState(
        q=params.get("q", "").strip()[:_MAX_PRACTICE],
        theme=_name(params.get("theme")),
        topic=_name(params.get("topic")),
        province=_official(params.get("province"), "province"),
        city=_official(params.get("city"), "city"),
        county=_official(params.get("county"), "county"),
        year=year if year is not None and _FIRST_YEAR <= year <= _LAST_YEAR else None,
        depth=next((d for d in DEPTHS if d == depth), None),
        origin=_one_of(params.get("origin"), ORIGINS),
        sort=_one_of(params.get("sort"), SORTS) or SORTS[0],
        page=_number(params.get("page")) or 1,
        pick=_picked(params),
    )


def catalogue_params(state: CatalogueState) -> dict[str, str]:
    """Write what of the catalogue is shown into an address, without what is at its default."""
    told = {name: getattr(state, name) for name in CatalogueState.__slots__}
    told["sort"] = None if state.sort == SORTS[0] else state.sort
    told["page"] = None if state.page == 1 else state.page
    told["pick"] = _LIST.join(state.pick)
    return {name: str(value) for name, value in told.items() if value}


def compare_from(params: Mapping[str, str]) -> CompareState:
    """Read what is compared from an address; ``name`` stands for one practice."""
    named = params.get("name", "").strip()[:_MAX_PRACTICE]
    q = " ".join(params.get("q", "").split())[:_MAX_TEXT]
    pick = _picked(params) or ((named,) if named else ())
    places = (_place(text) for text in params.get("place", "").split(_LIST)[:MAX_PLACES])
    return CompareState(
        by=_one_of(params.get("by"), WAYS) or _way(q, pick),
        q=q,
        pick=pick,
        places=tuple(dict.fromkeys(place for place in places if place != Region())),
        province=_official(params.get("province"), "province"),
        shade=_one_of(params.get("shade"), SHADES) or SHADES[0],
        lead=_name(params.get("lead")),
        page=_number(params.get("page")) or 1,
    )


def compare_params(state: CompareState) -> dict[str, str]:
    """Write what is compared into an address, without what is at its default."""
    told = {
        "by": None if state.by == _way(state.q, state.pick) else state.by,
        "q": state.q,
        "pick": _LIST.join(state.pick),
        "place": _LIST.join(map(_written, state.places)),
        "province": state.province,
        "shade": None if state.shade == SHADES[0] else state.shade,
        "lead": state.lead,
        "page": None if state.page == 1 else state.page,
    }
    return {name: str(value) for name, value in told.items() if value}


def _way(q: str, pick: tuple[str, ...]) -> str:
    return WAYS[1] if q and not pick else WAYS[0]


def _picked(params: Mapping[str, str]) -> tuple[str, ...]:
    names = (name.strip()[:_MAX_PRACTICE] for name in params.get("pick", "").split(_LIST))
    return tuple(dict.fromkeys(filter(None, names)))[:MAX_PICKED]


def _place(text: str) -> Region:
    """省/市/县, each of which may be missing."""
    parts = [part.strip()[:_MAX_NAME] or None for part in text.split("/")[:3]]
    return Region(*parts)


def _written(region: Region) -> str:
    parts = (region.province, region.city, region.county)
    return "/".join(part or "" for part in parts).rstrip("/")


def _one_of(text: str | None, offered: tuple[str, ...]) -> str | None:
    return text if text in offered else None


def _name(text: str | None) -> str | None:
    return (text or "").strip()[:_MAX_NAME] or None
