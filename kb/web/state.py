"""The address of a page and what it says: a whole search, or a place in a document.

Every value in an address comes from outside: what cannot be is dropped, never refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.regions import Level, resolve
from kb.search.understanding import MAX_QUERY
from kb.types import DEPTHS, KINDS, Depth, Filters, Region
from kb.web.location import Location as Location
from kb.web.location import location_from as location_from
from kb.web.location import location_params as location_params
from kb.web.location import place_params as place_params
from kb.web.location import whole_number
from kb.web.search_state import SearchState as SearchState
from kb.web.search_state import search_from as search_from
from kb.web.search_state import search_params as search_params

ORIGINS = ("本地做法", "上级部署")
SORTS = ("综合", "地区最多", "讲得最详", "名称")
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


def practice_from(params: Mapping[str, str]) -> str:
    """The id or name of a practice in an address, ``""`` where it has none."""
    return (params.get("id", "").strip() or params.get("name", "").strip())[:_MAX_PRACTICE]


def practice_params(name: str) -> dict[str, str]:
    """Write a practice into an address: by its name, which a rebuild does not change."""
    return {"name": name}


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
    whose bureaus are listed, ``None`` for those of the comparison; ``page`` from 1.
    ``since``, ``until``, ``kinds``, ``without``: as in ``Filters``."""

    by: str = WAYS[0]
    q: str = ""
    pick: tuple[str, ...] = ()
    places: tuple[Region, ...] = ()
    province: str | None = None
    shade: str = SHADES[0]
    lead: str | None = None
    page: int = 1
    since: int | None = None
    until: int | None = None
    kinds: tuple[str, ...] = ()
    without: tuple[Region, ...] = ()

    @property
    def filters(self) -> Filters:
        """The explicit conditions on documents."""
        return Filters(
            since=self.since, until=self.until, kinds=self.kinds, without=self.without
        )

    @property
    def narrowed(self) -> bool:
        """Whether any condition on documents is set."""
        return self.filters != Filters()

    @property
    def asked(self) -> str | tuple[str, ...]:
        """What is asked in the chosen way."""
        return self.q if self.by == "问题" else self.pick


def catalogue_from(params: Mapping[str, str]) -> CatalogueState:
    """Read what of the catalogue is shown from an address."""
    year = whole_number(params.get("year"))
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
        page=whole_number(params.get("page")) or 1,
        pick=picked_from(params),
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
    pick = picked_from(params) or ((named,) if named else ())
    return CompareState(
        by=_one_of(params.get("by"), WAYS) or _way(q, pick),
        q=q,
        pick=pick,
        places=places_from(params.get("place", "")),
        province=_official(params.get("province"), "province"),
        shade=_one_of(params.get("shade"), SHADES) or SHADES[0],
        lead=_name(params.get("lead")),
        page=whole_number(params.get("page")) or 1,
        since=year_from(params.get("since")),
        until=year_from(params.get("until")),
        kinds=tuple(kind for kind in KINDS if kind in params.get("kind", "").split(_LIST)),
        without=places_from(params.get("without", "")),
    )


def compare_params(state: CompareState) -> dict[str, str]:
    """Write what is compared into an address, without what is at its default."""
    told = {
        "by": None if state.by == _way(state.q, state.pick) else state.by,
        "q": state.q,
        "pick": _LIST.join(state.pick),
        "place": _LIST.join(map(place_written, state.places)),
        "province": state.province,
        "shade": None if state.shade == SHADES[0] else state.shade,
        "lead": state.lead,
        "page": None if state.page == 1 else state.page,
        "since": state.since,
        "until": state.until,
        "kind": _LIST.join(state.kinds),
        "without": _LIST.join(map(place_written, state.without)),
    }
    return {name: str(value) for name, value in told.items() if value}


def _way(q: str, pick: tuple[str, ...]) -> str:
    return WAYS[1] if q and not pick else WAYS[0]


def picked_from(params: Mapping[str, str]) -> tuple[str, ...]:
    """The practices an address names, by id or name; each once, and not too many."""
    names = (name.strip()[:_MAX_PRACTICE] for name in params.get("pick", "").split(_LIST))
    return tuple(dict.fromkeys(filter(None, names)))[:MAX_PICKED]


def places_from(text: str) -> tuple[Region, ...]:
    """The places a parameter lists, each once."""
    places = (place_from(one) for one in text.split(_LIST)[:MAX_PLACES])
    return tuple(dict.fromkeys(place for place in places if place != Region()))


def year_from(text: str | None) -> int | None:
    """A year that can be."""
    year = whole_number(text)
    return year if year is not None and _FIRST_YEAR <= year <= _LAST_YEAR else None


def place_from(text: str) -> Region:
    """A place out of 省/市/县, each of which may be missing."""
    parts = [part.strip()[:_MAX_NAME] or None for part in text.split("/")[:3]]
    return Region(*parts)


def place_written(region: Region) -> str:
    """A place for an address, as ``place_from`` reads it."""
    parts = (region.province, region.city, region.county)
    return "/".join(part or "" for part in parts).rstrip("/")


def _one_of(text: str | None, offered: tuple[str, ...]) -> str | None:
    return text if text in offered else None


def _name(text: str | None) -> str | None:
    return (text or "").strip()[:_MAX_NAME] or None
