"""The addresses of 做法, 做法库 and 对比 and what they say.

Every value in an address comes from outside: what cannot be is dropped, never refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.search.understanding import MAX_QUERY
from kb.types import DEPTHS, KINDS, Depth, Filters, Kind, Region
from kb.web import addresses
from kb.web.location import Location as Location
from kb.web.location import location_from as location_from
from kb.web.location import location_params as location_params
from kb.web.location import place_params as place_params
from kb.web.search_state import SearchState as SearchState
from kb.web.search_state import search_from as search_from
from kb.web.search_state import search_params as search_params

ORIGINS = ("本地做法", "上级部署")
SORTS = ("综合", "地区最多", "讲得最详", "名称")
WAYS = ("做法", "问题")
SHADES = ("地区数", "详略")
MAX_PICKED = 6
MAX_PLACES = 40
# One character more than a query is read for, so that the note about the cut still comes.
_MAX_TEXT = MAX_QUERY + 1
_MAX_PRACTICE = 120


def practice_from(params: Mapping[str, str]) -> str:
    """The id or name of a practice in an address, ``""`` where it has none."""
    return (params.get("id", "").strip() or params.get("name", "").strip())[:_MAX_PRACTICE]


def practice_params(name: str) -> dict[str, str]:
    """Write a practice into an address: by its name, which a rebuild does not change."""
    return {"name": name}


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
    kinds: tuple[Kind, ...] = ()
    without: tuple[Region, ...] = ()

    @property
    def filters(self) -> Filters:
        """The explicit conditions on documents."""
        return Filters(since=self.since, until=self.until, kinds=self.kinds, without=self.without)

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
    depth = params.get("depth")
    return CatalogueState(
        q=params.get("q", "").strip()[:_MAX_PRACTICE],
        theme=_name(params.get("theme")),
        topic=_name(params.get("topic")),
        province=addresses.official(params.get("province"), "province"),
        city=addresses.official(params.get("city"), "city"),
        county=addresses.official(params.get("county"), "county"),
        year=addresses.year(params.get("year")),
        depth=next((d for d in DEPTHS if d == depth), None),
        origin=addresses.one_of(params.get("origin"), ORIGINS),
        sort=addresses.one_of(params.get("sort"), SORTS) or SORTS[0],
        page=addresses.number(params.get("page")) or 1,
        pick=picked_from(params),
    )


def catalogue_params(state: CatalogueState) -> dict[str, str]:
    """Write what of the catalogue is shown into an address, without what is at its default."""
    told = {name: getattr(state, name) for name in CatalogueState.__slots__}
    told["sort"] = None if state.sort == SORTS[0] else state.sort
    told["page"] = None if state.page == 1 else state.page
    told["pick"] = addresses.LIST.join(state.pick)
    return {name: str(value) for name, value in told.items() if value}


def compare_from(params: Mapping[str, str]) -> CompareState:
    """Read what is compared from an address; ``name`` stands for one practice."""
    named = params.get("name", "").strip()[:_MAX_PRACTICE]
    q = " ".join(params.get("q", "").split())[:_MAX_TEXT]
    pick = picked_from(params) or ((named,) if named else ())
    return CompareState(
        by=addresses.one_of(params.get("by"), WAYS) or _way(q, pick),
        q=q,
        pick=pick,
        places=addresses.places(params.get("place"), MAX_PLACES),
        province=addresses.official(params.get("province"), "province"),
        shade=addresses.one_of(params.get("shade"), SHADES) or SHADES[0],
        lead=_name(params.get("lead")),
        page=addresses.number(params.get("page")) or 1,
        since=addresses.year(params.get("since")),
        until=addresses.year(params.get("until")),
        kinds=addresses.some_of(params.get("kind"), KINDS),
        without=addresses.places(params.get("without"), MAX_PLACES),
    )


def compare_params(state: CompareState) -> dict[str, str]:
    """Write what is compared into an address, without what is at its default."""
    told = {
        "by": None if state.by == _way(state.q, state.pick) else state.by,
        "q": state.q,
        "pick": addresses.LIST.join(state.pick),
        "place": addresses.written_places(state.places),
        "province": state.province,
        "shade": None if state.shade == SHADES[0] else state.shade,
        "lead": state.lead,
        "page": None if state.page == 1 else state.page,
        "since": state.since,
        "until": state.until,
        "kind": addresses.LIST.join(state.kinds),
        "without": addresses.written_places(state.without),
    }
    return {name: str(value) for name, value in told.items() if value}


def _way(q: str, pick: tuple[str, ...]) -> str:
    return WAYS[1] if q and not pick else WAYS[0]


def picked_from(params: Mapping[str, str]) -> tuple[str, ...]:
    """The practices an address names, by id or name; each once, and not too many."""
    names = (name.strip()[:_MAX_PRACTICE] for name in params.get("pick", "").split(addresses.LIST))
    return tuple(dict.fromkeys(filter(None, names)))[:MAX_PICKED]


def _name(text: str | None) -> str | None:
    return (text or "").strip()[: addresses.MAX_NAME] or None
