"""The address of 检索: a whole search, with every condition and the way it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from kb.metadata.provenance import GRADES
from kb.regions import Level
from kb.search.understanding import MAX_QUERY
from kb.types import KINDS, Filters, Kind, Region
from kb.web import addresses

COUNTS = (10, 20, 50)
"""How many passages can be asked for."""
ORDERS = ("相关度", "日期", "地区")
"""How passages can be sorted."""
# One character more than a query is read for, so that the note about the cut still comes.
_MAX_TEXT = MAX_QUERY + 1
_MOST = 12
_MAX_ID = 120
_PARAMS = {
    "provinces": "province",
    "cities": "city",
    "counties": "county",
    "kinds": "kind",
    "themes": "theme",
    "topics": "topic",
    "grades": "grade",
    "issuers": "issuer",
}
"""Lists of names, and what they are called in an address."""


@dataclass(frozen=True, slots=True)
class SearchState:
    """A whole search. The conditions are those of ``Filters``. ``exact``: without synonyms.
    ``typed``: with its typing errors. ``nearest``: what lies nearest even where the library
    has nothing on it. ``sort``: one of ``ORDERS``. ``k``: how many passages, one of ``COUNTS``. ``like``: the
    passage whose like is looked for, instead of ``q``. ``every``: all cards are shown."""

    q: str = ""
    provinces: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    kinds: tuple[Kind, ...] = ()
    themes: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    without: tuple[Region, ...] = ()
    exact: bool = False
    typed: bool = False
    nearest: bool = False
    sort: str = ORDERS[0]
    k: int = COUNTS[0]
    like: str = ""
    every: bool = False

    @property
    def filters(self) -> Filters:
        """The explicit conditions."""
        return Filters(**{one.name: getattr(self, one.name) for one in fields(Filters)})

    @property
    def filtered(self) -> bool:
        """Whether any condition is set."""
        return self.filters != Filters()

    def bare(self) -> SearchState:
        """The same search without conditions; places that are not looked at stay so."""
        return SearchState(
            q=self.q, like=self.like, without=self.without, exact=self.exact, typed=self.typed,
            sort=self.sort, k=self.k,
        )  # fmt: skip


def search_from(params: Mapping[str, str]) -> SearchState:
    """Read a search from an address. ``year``: from and to the same one."""
    year = addresses.year(params.get("year"))
    since = addresses.year(params.get("since")) or year
    until = addresses.year(params.get("until")) or year
    if since and until and since > until:
        since, until = until, since
    k = addresses.number(params.get("k"))
    return SearchState(
        q=" ".join(params.get("q", "").split())[:_MAX_TEXT],
        provinces=_places_of(params, "province"),
        cities=_places_of(params, "city"),
        counties=_places_of(params, "county"),
        since=since,
        until=until,
        kinds=addresses.some_of(params.get("kind"), KINDS),
        themes=addresses.names(params.get("theme"), _MOST),
        topics=addresses.names(params.get("topic"), _MOST),
        grades=addresses.some_of(params.get("grade"), GRADES),
        issuers=addresses.names(params.get("issuer"), _MOST),
        without=addresses.places(params.get("without"), _MOST),
        exact=params.get("exact") == "1",
        typed=params.get("typed") == "1",
        nearest=params.get("nearest") == "1",
        sort=addresses.one_of(params.get("sort"), ORDERS) or ORDERS[0],
        k=k if k in COUNTS else COUNTS[0],
        like=params.get("like", "").strip()[:_MAX_ID],
        every=params.get("every") == "1",
    )


def search_params(state: SearchState) -> dict[str, str]:
    """Write a search into an address; what is at its default is left out."""
    told: dict[str, str | int | None] = {"q": state.q}
    for name, param in _PARAMS.items():
        told[param] = addresses.LIST.join(getattr(state, name))
    one_year = state.since is not None and state.since == state.until
    told |= {
        "year": state.since if one_year else None,
        "since": None if one_year else state.since,
        "until": None if one_year else state.until,
        "without": addresses.written_places(state.without),
        "exact": 1 if state.exact else None,
        "typed": 1 if state.typed else None,
        "nearest": 1 if state.nearest else None,
        "sort": None if state.sort == ORDERS[0] else state.sort,
        "k": None if state.k == COUNTS[0] else state.k,
        "like": state.like,
        "every": 1 if state.every else None,
    }
    return {name: str(value) for name, value in told.items() if value}


def asking(state: SearchState, q: str) -> SearchState:
    """The same conditions for another query."""
    return replace(state, q=q, typed=False, nearest=False, like="", every=False)


def _places_of(params: Mapping[str, str], level: Level) -> tuple[str, ...]:
    given = addresses.names(params.get(level), _MOST)
    found = (addresses.official(name, level) for name in given)
    return tuple(dict.fromkeys(name for name in found if name))
